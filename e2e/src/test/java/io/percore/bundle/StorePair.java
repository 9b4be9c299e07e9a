package io.percore.bundle;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;

/**
 * The suite's store on two hosts, until this is closed: PostgreSQL acknowledges nothing that only one of them has, and FerretDB
 * follows the primary. It stands in for a replica set of MongoDB.
 */
public final class StorePair implements AutoCloseable {

    private static final String FERRETDB = "/run/systemd/system/ferretdb.service.d";

    private final Bundle bundle;
    private final String image;
    private final Postgres first;
    private final Postgres second;
    private Postgres primary;
    private Postgres standby;

    private StorePair(Bundle bundle, String image, Host store, Host copy) {
        this.bundle = bundle;
        this.image = image;
        this.first = new Postgres(store);
        this.second = new Postgres(copy);
        this.primary = first;
        this.standby = second;
    }

    /** Makes a second host of the first one's file system, and has it follow. */
    static StorePair of(Bundle bundle, Host store, String network) {
        var begin = Instant.now();
        var image = network + "-store2:forky";
        copy(store, image);
        var pair = new StorePair(bundle, image, store, new Host("store2", image, network, IntStream.empty()));
        try {
            pair.join();
        } catch (RuntimeException | AssertionError problem) {
            pair.close();
            throw problem;
        }
        Progress.say("a pair of stores after "
                + Duration.between(begin, Instant.now()).toMillis() + " ms");
        return pair;
    }

    // In the copy neither may start: the files of PostgreSQL were read while it wrote them, and there is one FerretDB.
    private static void copy(Host store, String image) {
        store.must("apt-get clean && systemctl mask --quiet %s && systemctl disable --quiet ferretdb"
                .formatted(Postgres.UNIT));
        try {
            store.commit(image);
        } finally {
            store.must("systemctl unmask --quiet %s && systemctl enable --quiet ferretdb".formatted(Postgres.UNIT));
        }
    }

    private void join() {
        second.host().bootAgain();
        second.host().must("systemctl unmask --quiet " + Postgres.UNIT);
        members().forEach(Postgres::open);
        leadToPrimary();
        first.restart();
        second.follow(first);
        members().forEach(member -> member.demandCopy(names()));
        primary.awaitCopied();
        bundle.awaitServing();
    }

    /** FerretDB goes to whichever host takes writes, as always but after {@link #leadToStandby}. */
    public void leadToPrimary() {
        lead(String.join(",", names()), "read-write");
    }

    /** FerretDB goes to the host that takes none, as after a failover that it has not noticed. */
    public void leadToStandby() {
        lead(standby().name(), "any");
    }

    private void lead(String hosts, String wanted) {
        first.host().must("""
                mkdir -p %1$s && { printf '[Service]\nExecStart=\n'
                sed -n '/^ExecStart=/,/[^\\]$/p' /etc/systemd/system/ferretdb.service | sed 's|--postgresql-url=[^ ]*|\
                --postgresql-url=postgres://ferretdb@%2$s/postgres?target_session_attrs=%3$s\\&connect_timeout=2|'
                } > %1$s/pair.conf && systemctl daemon-reload && systemctl restart ferretdb""".formatted(FERRETDB, hosts, wanted));
    }

    private List<String> names() {
        return members().map(member -> member.host().name()).toList();
    }

    private Stream<Postgres> members() {
        return Stream.of(first, second);
    }

    /** The host that was added. */
    Host second() {
        return second.host();
    }

    /** The host that PostgreSQL takes writes on. */
    public Host primary() {
        return primary.host();
    }

    /** The host that has the copy. */
    public Host standby() {
        return standby.host();
    }

    /** The second host stands still: from now on every write waits. */
    public void pause() {
        standby.signal("STOP");
    }

    /** It goes on. */
    public void resume() {
        standby.signal("CONT");
    }

    /** Has the standby take the place of a primary that is gone from one moment to the next; then nobody has a copy. */
    public void fail() {
        primary.kill();
        standby.promote();
        var gone = primary;
        primary = standby;
        standby = gone;
    }

    /** Has the former primary follow the new one; returns when writes are acknowledged again. */
    public void mend() {
        standby.follow(primary);
        primary.awaitCopied();
    }

    /** The processes of the primary that have done a write to this collection and wait for the copy of it. */
    public List<String> late(String collection) {
        return primary.ask("""
                SELECT DISTINCT pid FROM pg_stat_activity JOIN pg_locks USING (pid) WHERE wait_event = 'SyncRep' AND relation = (
                SELECT format('documentdb_data.documents_%%s', collection_id)::regclass FROM documentdb_api_catalog.collections
                WHERE database_name = 'percore' AND collection_name = '%s')""".formatted(collection)).lines().toList();
    }

    /** They stand still, each with a write that nobody sees, while the rest goes on. */
    public void hold(List<String> processes) {
        signal("STOP", processes);
    }

    /** They go on, and what they have written is seen. */
    public void release(List<String> processes) {
        signal("CONT", processes);
    }

    /** PostgreSQL loses this process so suddenly that it ends all others, and begins again with what it has written. */
    public void kill(String process) {
        signal("KILL", List.of(process));
    }

    private void signal(String name, List<String> processes) {
        primary().must("echo '%s' | xargs --no-run-if-empty kill -%s".formatted(String.join(" ", processes), name));
    }

    /** One host again, which has all that was acknowledged. */
    @Override
    public void close() {
        resume();
        if (primary != first) {
            fail();
        }
        first.close();
        first.restart();
        first.host().must("rm -r %s && systemctl daemon-reload && systemctl restart ferretdb".formatted(FERRETDB));
        second.host().remove();
        DockerClientFactory.instance()
                .client()
                .removeImageCmd(image)
                .withForce(true)
                .exec();
        bundle.awaitServing();
    }
}

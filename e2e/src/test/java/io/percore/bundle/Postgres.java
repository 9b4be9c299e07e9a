package io.percore.bundle;

import java.time.Duration;
import java.util.List;

/** PostgreSQL of one host of a pair, which is the primary or follows it. */
final class Postgres {

    static final String UNIT = "postgresql@18-main";

    private static final String SETTINGS = "/etc/postgresql/18/main/";
    private static final String DATA = "/var/lib/postgresql/18/main";
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Host host;

    Postgres(Host host) {
        this.host = host;
    }

    Host host() {
        return host;
    }

    /** Lets the other host in, once it is started again; the shipped settings stay as they are. */
    void open() {
        host.must("""
                cd %1$s && cat > conf.d/zpair.conf <<'EOF'
                listen_addresses = '*'
                hba_file = '%1$szpair_hba.conf'
                # By this name the other one knows it.
                cluster_name = '%2$s'
                wal_keep_size = '512MB'
                wal_retrieve_retry_interval = '200ms'
                EOF
                cat > zpair_hba.conf <<'EOF'
                include %1$spg_hba.conf
                host all ferretdb samenet trust
                host replication postgres samenet trust
                EOF
                chown postgres: conf.d/zpair.conf zpair_hba.conf""".formatted(SETTINGS, host.name()));
    }

    /** Takes the settings of the pair away, once it is started again. */
    void close() {
        ask("ALTER SYSTEM RESET ALL");
        host.must("cd %s && rm -f conf.d/zpair.conf conf.d/zquorum.conf zpair_hba.conf".formatted(SETTINGS));
    }

    /** From now on it acknowledges only what one of the others has, too. */
    void demandCopy(List<String> names) {
        host.must("echo \"synchronous_standby_names = 'ANY 1 (%s)'\" > %sconf.d/zquorum.conf"
                .formatted(String.join(", ", names), SETTINGS));
        ask("SELECT pg_reload_conf()");
    }

    /** Begins anew as a copy of the primary, and returns when it follows. */
    void follow(Postgres primary) {
        host.must("""
                systemctl stop %1$s && rm -rf %2$s/* && systemctl reset-failed %1$s
                runuser -u postgres -- pg_basebackup -h %3$s -U postgres -D %2$s -R -X stream -c fast
                systemctl start %1$s""".formatted(UNIT, DATA, primary.host.name()));
        Await.until(
                host.name() + " follows " + primary.host.name(),
                LIMIT,
                () -> primary.ask(
                        "SELECT state FROM pg_stat_replication WHERE application_name = '" + host.name() + "'"),
                state -> state.equals("streaming"));
    }

    /** Returns when nothing is acknowledged that only this host has. */
    void awaitCopied() {
        Await.until(
                host.name() + " waits for the other one's copy",
                LIMIT,
                () -> ask("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'quorum'"),
                count -> count.equals("1"));
    }

    /** Takes the primary's place; returns when it takes writes. */
    void promote() {
        ask("SELECT pg_promote(true, 30)");
    }

    void start() {
        host.must("systemctl start " + UNIT);
    }

    void restart() {
        host.must("systemctl restart " + UNIT);
    }

    /** All of its processes end at once, and do not come back. */
    void kill() {
        host.must("systemctl kill --signal=KILL %1$s; systemctl stop %1$s".formatted(UNIT));
    }

    /** All of its processes get this signal. */
    void signal(String name) {
        host.must("systemctl kill --signal=%s %s".formatted(name, UNIT));
    }

    /** What the database answers to a statement. */
    String ask(String statement) {
        return host.must(
                "runuser -u postgres -- psql -XAtq -v ON_ERROR_STOP=1 -d postgres <<'EOF'\n" + statement + ";\nEOF");
    }
}

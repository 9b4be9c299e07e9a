package io.percore.bundle;

import io.percore.fault.Behaviour;
import io.percore.fault.Fault;
import io.percore.fault.FaultPoint;
import io.percore.fault.Faults;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Workers that run a release in which faults can be armed, until this is closed. */
public final class FaultyWorkers implements AutoCloseable {

    private static final String SETTINGS = "/run/systemd/system/percore@.service.d/faults.conf";

    private final Bundle bundle;
    private final Host host;
    private final Map<Integer, String> links = new HashMap<>();

    /** Moves these workers to a release with an agent, one after the other, and returns when they are ready. */
    public FaultyWorkers(Bundle bundle, List<Integer> ports, Behaviour... wrong) {
        this.bundle = bundle;
        this.host = bundle.app();
        var release = bundle.variant().faulty(wrong);
        bundle.install(release);
        letCommit();
        for (var port : ports) {
            links.put(port, host.must("readlink " + link(port)));
            move(port, "/opt/percore/releases/" + release.name());
        }
    }

    private void letCommit() {
        // The sandbox of a worker lets it write nowhere, so not even delete the file of the fault that it commits.
        host.must("""
                install -d -m 0777 %1$s && install -d "$(dirname %2$s)"
                printf '[Service]\\nReadWritePaths=-%1$s\\n' > %2$s && systemctl daemon-reload""".formatted(Faults.DIRECTORY, SETTINGS));
    }

    private void move(int port, String release) {
        var before = bundle.processes().get(port);
        host.must("ln -sfn %s %s && systemctl restart percore@%d".formatted(release, link(port), port));
        bundle.awaitReplaced(port, before);
    }

    private static String link(int port) {
        return "/opt/percore/workers/" + port;
    }

    /** The first worker that comes to this point, with a write in whose description all marks occur, commits the fault, once. */
    public void arm(FaultPoint point, Fault fault, String... marks) {
        host.must("""
                cat > %1$s/next <<'EOF'
                %3$s
                EOF
                mv %1$s/next %1$s/%2$s""".formatted(Faults.DIRECTORY, point.file(), Faults.order(fault, marks)));
    }

    /** Returns when some worker has committed the fault that was armed there. */
    public void awaitCommitted(FaultPoint point) {
        Await.until(
                "the fault " + point + " happens",
                Duration.ofSeconds(30),
                () -> host.run("test -e %s/%s".formatted(Faults.DIRECTORY, point.file()))
                        .exitCode(),
                code -> code == 1);
    }

    /** Moves the workers back. */
    @Override
    public void close() {
        host.must("rm -rf %s %s && systemctl daemon-reload".formatted(SETTINGS, Faults.DIRECTORY));
        links.forEach(this::move);
    }
}

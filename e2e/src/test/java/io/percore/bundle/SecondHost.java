package io.percore.bundle;

import java.time.Duration;
import java.util.List;

/** An application host beside the bundle's own; the edge of that one sends requests to the workers of both. */
public final class SecondHost implements AutoCloseable {

    /** On the controller, beside the inventory of the other hosts. */
    static final String INVENTORY = "/root/second.yml";

    private static final Duration REDISCOVERY = Duration.ofSeconds(15);

    private final Bundle bundle;
    private final Host host;

    SecondHost(Bundle bundle, Host host) {
        this.bundle = bundle;
        this.host = host;
    }

    void join() {
        host.boot();
        bundle.controller().mayEnter(host);
        // By address: nginx looks a name up when it starts, and would not start while this host is down.
        bundle.controller().must("""
                cat > %s <<'EOF'
                applications:
                  hosts:
                    %s:
                      percore_address: %s
                EOF""".formatted(INVENTORY, host.name(), address()));
        bundle.provision("--limit applications").succeeded();
    }

    /** The machine. */
    public Host host() {
        return host;
    }

    /** The releases that its workers are on. */
    public List<String> releases() {
        return host.must("readlink /opt/percore/workers/* | xargs -n 1 basename | sort -u")
                .lines()
                .toList();
    }

    /** Returns once each of its workers has answered a request again, as the edge's log tells. */
    public void awaitAnswers() {
        var from = bundle.app().must("date --iso-8601=seconds");
        for (var port : bundle.workers()) {
            var answered = "%s | awk -F'\"' '$4 > \"%s\"' | grep -c '%s:%d\",\"upstream_status\":\"2'"
                    .formatted(Bundle.EDGE_LOG, from, address(), port);
            Await.until(
                    "worker %d of %s answers requests".formatted(port, host.name()),
                    REDISCOVERY,
                    () -> bundle.app().run(answered).text().strip(),
                    lines -> !lines.equals("0"));
        }
    }

    /** It is gone from one moment to the next, and says nothing to anyone. */
    public void vanish() {
        host.must("ip link set eth0 down");
    }

    private String address() {
        return host.must("hostname -I");
    }

    /** Takes the host away again, from the edge first. */
    @Override
    public void close() {
        bundle.shrink();
        host.remove();
        bundle.controller().must("ssh-keygen -R " + host.name());
    }
}

package io.percore.bundle;

import java.time.Duration;

/** Another Redis on an application host, which has old data of the cache and takes its place, as that of a managed Redis does. */
public final class SecondRedis implements AutoCloseable {

    private static final int PORT = 6390;
    private static final String FOLDER = "/run/redis-second";
    // Not in the first one's folder: systemd removes that with it.
    private static final String SOCKET = FOLDER + "/redis.sock";
    private static final String PASSWORD = "$(cat /etc/percore/credentials/redis-password)";
    private static final String CLI = "REDISCLI_AUTH=" + PASSWORD + " redis-cli -e -s " + SOCKET + " ";

    private final Host host;
    private final Redis first;

    private SecondRedis(Host host) {
        this.host = host;
        this.first = new Redis(host);
    }

    /** The one of that host, running or not. */
    public static SecondRedis on(Host host) {
        return new SecondRedis(host);
    }

    /** A replica that follows the first one up to now and no further. */
    public void copy() {
        first.set("repl-diskless-sync-delay", "0");
        start("--masterauth " + PASSWORD + " --replicaof 127.0.0.1 6379");
        awaitState("info replication", "master_link_status:up");
        host.must(CLI + "replicaof 127.0.0.1 1");
    }

    /** Restored from a dump that the first one makes now. */
    public void restore() {
        first.ask("SAVE");
        host.must("mkdir -p %1$s && mv /var/lib/redis/dump.rdb %1$s".formatted(FOLDER));
        start("--dir " + FOLDER);
        awaitState("exists generation", "1");
    }

    private void start(String options) {
        host.must("""
                mkdir -p %2$s && systemd-run --quiet --unit=redis-second redis-server --port %1$d --bind 127.0.0.1 \
                --unixsocket %3$s --unixsocketperm 777 --requirepass %4$s --save '' \
                --maxmemory 64mb --maxmemory-policy volatile-lru %5$s""".formatted(PORT, FOLDER, SOCKET, PASSWORD, options));
    }

    private void awaitState(String command, String wanted) {
        Await.until(
                "the second Redis has its data",
                Duration.ofSeconds(30),
                () -> host.run(CLI + command).text(),
                state -> state.contains(wanted));
    }

    /** The first one is gone, and this one is where it was, for edge and workers alike: sooner than a lease ends. */
    public void takeOver() {
        host.must(CLI + "replicaof no one; systemctl stop --no-block redis-server; timeout 10 sh -c 'until " + CLI
                + "config set port 6379; do :; done'");
        host.must("systemctl stop redis-server; mkdir -p /run/redis && mv " + SOCKET + " /run/redis/redis-server.sock");
    }

    /** As it was shipped. */
    @Override
    public void close() {
        host.run("systemctl stop redis-second");
        host.must("rm -rf /run/redis/redis-server.sock " + FOLDER + " && systemctl start redis-server");
    }
}

package io.percore.bundle;

import java.util.List;

/** One worker's own way to Redis, through a proxy of its own, which can be cut or blocked while others go on using theirs. */
public final class RedisWay implements AutoCloseable {

    private static final int OFFSET = 10_000;
    private static final int REDIS = 6379;

    private final Host host;
    private final int worker;
    private final String unit;
    private final WorkerSetting setting;

    private RedisWay(Host host, int worker) {
        this.host = host;
        this.worker = worker;
        this.unit = "redis-way-" + worker;
        this.setting = WorkerSetting.of(host, "PERCORE_REDIS_PORT=" + port(), List.of(worker));
    }

    /** Leads the worker's next life that way. */
    public static RedisWay of(Host host, int worker) {
        var way = new RedisWay(host, worker);
        way.mend();
        return way;
    }

    /** Whose way it is. */
    public int worker() {
        return worker;
    }

    /** From now on there is no connection, and none can be made. */
    public void cut() {
        host.must("systemctl stop %1$s.socket %1$s.service".formatted(unit));
    }

    /** As it was. */
    public void mend() {
        host.must(("systemctl is-active --quiet %1$s.socket || systemd-run --quiet --unit=%1$s"
                        + " --socket-property=ListenStream=127.0.0.1:%2$d --service-type=notify"
                        + " /usr/lib/systemd/systemd-socket-proxyd 127.0.0.1:%3$d")
                .formatted(unit, port(), REDIS));
    }

    /** What is sent waits, and arrives when the way is freed again. */
    public void block() {
        host.must("systemctl kill --signal=STOP " + unit);
    }

    /** Lets go what was held. */
    public void free() {
        host.must("systemctl kill --signal=CONT " + unit);
    }

    private int port() {
        return worker + OFFSET;
    }

    @Override
    public void close() {
        setting.close();
        host.run("systemctl kill --signal=CONT " + unit);
        host.run("systemctl stop %1$s.socket %1$s.service".formatted(unit));
    }
}

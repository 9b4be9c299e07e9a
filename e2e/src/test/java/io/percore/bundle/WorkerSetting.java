package io.percore.bundle;

import java.util.List;

/** A variable in the environment of some workers' next lives, until it is closed. */
public final class WorkerSetting implements AutoCloseable {

    private final Host host;
    private final List<Integer> ports;

    private WorkerSetting(Host host, List<Integer> ports) {
        this.host = host;
        this.ports = ports;
    }

    /** Adds the variable, written NAME=value; running workers do not see it. */
    public static WorkerSetting of(Host host, String variable, List<Integer> ports) {
        var setting = new WorkerSetting(host, ports);
        setting.ports.forEach(
                port -> host.must("mkdir -p %1$s && printf '[Service]\\nEnvironment=%2$s\\n' > %1$s/test.conf"
                        .formatted(folder(port), variable)));
        host.must("systemctl daemon-reload");
        return setting;
    }

    /** Takes the variable away again; workers that have it keep it until they end. */
    @Override
    public void close() {
        ports.forEach(port -> host.must("rm -rf " + folder(port)));
        host.must("systemctl daemon-reload");
    }

    // Beside the folder of the installation's own settings, and gone with the next boot.
    private static String folder(int port) {
        return "/run/systemd/system/percore@%d.service.d".formatted(port);
    }
}

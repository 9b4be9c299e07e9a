package io.percore.bundle;

import java.util.List;

/** Variables in the environment of some workers' next lives, until this is closed. */
public final class WorkerSetting implements AutoCloseable {

    private final Host host;
    private final List<Integer> ports;

    private WorkerSetting(Host host, List<Integer> ports) {
        this.host = host;
        this.ports = ports;
    }

    /** Adds variables, written NAME=value with a space between them; running workers do not see them. */
    public static WorkerSetting of(Host host, String variables, List<Integer> ports) {
        var setting = new WorkerSetting(host, ports);
        setting.ports.forEach(
                port -> host.must("mkdir -p %1$s && printf '[Service]\\nEnvironment=%2$s\\n' > %1$s/test.conf"
                        .formatted(folder(port), variables)));
        host.must("systemctl daemon-reload");
        return setting;
    }

    /** Takes them away again; workers that have them keep them until they end. */
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

package io.percore.bundle;

import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.testcontainers.utility.MountableFile;

/** A machine that boots Debian's systemd, as a provider would hand it over. */
public final class Host extends Machine {

    private static final Duration BOOT_LIMIT = Duration.ofSeconds(60);

    // Whatever authority vouches for this machine's package sources is believed in the host, too.
    private static final String AUTHORITIES = "/etc/ssl/certs/ca-certificates.crt";

    Host(String name, String image, String network, IntStream ports) {
        super(name, image, network, ports);
        container()
                .withEnv("container", "docker")
                .withCopyFileToContainer(
                        MountableFile.forHostPath(AUTHORITIES), "/usr/local/share/ca-certificates/machine.crt")
                .withTmpFs(Map.of("/run", "", "/run/lock", "", "/tmp", ""))
                .withCreateContainerCmdModifier(command -> {
                    command.withStopSignal("SIGRTMIN+3").withCmd("/lib/systemd/systemd");
                    command.getHostConfig()
                            .withCapAdd(Capability.SYS_ADMIN, Capability.NET_ADMIN)
                            .withSecurityOpts(List.of("seccomp=unconfined", "apparmor=unconfined"))
                            .withCgroupnsMode("host")
                            .withBinds(Bind.parse(cgroups(image) + ":/sys/fs/cgroup:rw"));
                });
    }

    // Debian 14's systemd knows only the unified hierarchy, which a hybrid machine keeps in a folder of its own.
    private static Path cgroups(String image) {
        var unified = Path.of("/sys/fs/cgroup/unified");
        return image.endsWith(":forky") && Files.isDirectory(unified) ? unified : Path.of("/sys/fs/cgroup");
    }

    void boot() {
        bootAgain();
        must("update-ca-certificates");
    }

    /** Boots what another host was before. */
    void bootAgain() {
        start();
        awaitRunning();
    }

    /** Stops every process, as a reboot does, and returns when systemd says that the host is running again. */
    public void reboot() {
        restart();
        awaitRunning();
    }

    private void awaitRunning() {
        var state = Await.until(
                name() + " has booted",
                BOOT_LIMIT,
                () -> run("systemctl is-system-running").text().strip(),
                seen -> seen.equals("running") || seen.equals("degraded"));
        if (state.equals("degraded")) {
            throw new AssertionError(name() + " came up with failed units:\n" + must("systemctl --failed --no-pager"));
        }
    }

    /** What the journal says since then; if the host cannot tell, what its console showed. */
    String lastWords(Instant begin) {
        try {
            return journal(60, "--since=@" + begin.getEpochSecond());
        } catch (RuntimeException gone) {
            return container().getContainerId() == null
                    ? "never started"
                    : container().getLogs();
        }
    }

    /** What systemd says about one property of a unit. */
    public String property(String unit, String property) {
        return must("systemctl show --value -p %s '%s'".formatted(property, unit));
    }

    /** The journal's last lines, of the whole host or narrowed by journalctl's own options. */
    public String journal(int lines, String... options) {
        return run("journalctl --no-pager -o short-precise -n %d %s".formatted(lines, String.join(" ", options)))
                .text();
    }
}

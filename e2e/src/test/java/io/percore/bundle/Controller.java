package io.percore.bundle;

import com.github.dockerjava.api.model.Bind;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The administrator's machine: it has the repository, an ssh key and Ansible. */
public final class Controller extends Machine {

    Controller(String image, String network, Path repository, IntStream ports) {
        super("controller", image, network, ports);
        container().withCreateContainerCmdModifier(command -> {
            command.withCmd("sleep", "infinity");
            command.getHostConfig().withInit(true).withBinds(Bind.parse(repository + ":/percore:ro"));
        });
    }

    void boot() {
        start();
        must("test -f /root/.ssh/id_ed25519 || ssh-keygen -q -t ed25519 -N '' -f /root/.ssh/id_ed25519");
        must("printf 'Host *\\n  StrictHostKeyChecking accept-new\\n  LogLevel ERROR\\n' > /root/.ssh/config");
    }

    /** Lets this machine's key in as the host's administrator. */
    void mayEnter(Host host) {
        var key = must("cat /root/.ssh/id_ed25519.pub");
        host.must("install -d -o admin -g admin -m 0700 /home/admin/.ssh" + " && echo '" + key
                + "' | install -o admin -g admin -m 0600 /dev/stdin /home/admin/.ssh/authorized_keys");
        must("ssh admin@" + host.name() + " true");
    }

    /** Opens tunnels to ports that the host keeps on its own loopback, again whenever the host comes back. */
    void tunnel(Host host, IntStream targets) {
        var forwards = targets.mapToObj(port -> "-L 0.0.0.0:%1$d:127.0.0.1:%1$d".formatted(port))
                .collect(Collectors.joining(" "));
        must("""
                cat > /usr/local/bin/tunnel <<'EOF'
                while :; do
                    ssh -N -o ExitOnForwardFailure=yes -o ServerAliveInterval=2 -o ServerAliveCountMax=2 %s admin@%s
                    sleep 0.2
                done
                EOF
                setsid sh /usr/local/bin/tunnel > /var/log/tunnel.log 2>&1 < /dev/null &""".formatted(forwards, host.name()));
    }

    /** Runs ansible-playbook over ssh with these further arguments, printing each task as it comes. */
    public PlaybookRun playbook(String arguments) {
        var output = run(
                "cd /percore/ansible && ansible-playbook -e percore_secrets_dir=/root/secrets " + goProxy() + arguments,
                line -> {
                    if (line.startsWith("TASK") || line.startsWith("RUNNING HANDLER") || line.startsWith("fatal")) {
                        Progress.say(line.replaceAll(" \\*+$", ""));
                    }
                });
        return new PlaybookRun(output);
    }

    // The store host compiles FerretDB, and fetches Go modules from where this machine does.
    private static String goProxy() {
        var proxy = System.getenv("GOPROXY");
        return proxy == null ? "" : "-e percore_mongodb_go_proxy='" + proxy + "' ";
    }
}

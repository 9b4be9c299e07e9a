package io.percore.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import io.percore.bundle.Bundle;
import io.percore.bundle.Host;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Order(25)
final class ExposureIT {

    private final Bundle bundle;
    private final List<String> secrets;

    ExposureIT(Bundle bundle) {
        this.bundle = bundle;
        this.secrets = secrets(bundle);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "systemctl show --all '*'",
                "systemctl cat '*.service'",
                "cat /proc/[0-9]*/cmdline | tr '\\0' '\\n'",
                "journalctl --no-pager --output verbose"
            })
    void secretsAreNotTold(String question) {
        for (var host : bundle.hosts()) {
            var told = host.run(question + " 2> /dev/null").lines();

            assertThat(told).isNotEmpty();
            assertNoSecret(told);
        }
    }

    @Test
    void secretsAreNotInTheWorkersEnvironment() {
        for (var pid : bundle.processes().values()) {
            // In a container root may read a process's environment only under that process's own user.
            var environment = bundle.app()
                    .must("user=$(stat -c %u /proc/" + pid + ") && setpriv --reuid $user --regid $user"
                            + " --clear-groups cat /proc/" + pid + "/environ | tr '\\0' '\\n'");

            assertThat(environment).contains("CREDENTIALS_DIRECTORY=");
            assertNoSecret(environment.lines().toList());
        }
    }

    @Test
    void secretFilesAreForRootOnly() {
        assertThat(bundle.app()
                        .must("stat -c '%U %a' /etc/percore/credentials/*")
                        .lines())
                .containsOnly("root 600");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/metrics", "/ready", "/live", "/nginx_status", "/status"})
    void theEdgeHasNoDoorForOperators(String path) {
        var answer = bundle.api().get(path);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.code()).isEqualTo("no-such-route");
    }

    @Test
    void onlyTheEdgeIsReachableFromOtherMachines() {
        assertThat(reachable(bundle.app(), 80)).isTrue();
        for (var port : List.of(8081, 8082, 9081, 9082, 8079, 6379)) {
            assertThat(reachable(bundle.app(), port))
                    .as("port %d of the application host", port)
                    .isFalse();
        }
    }

    private boolean reachable(Host host, int port) {
        return bundle.controller()
                        .run("timeout 3 bash -c '< /dev/tcp/%s/%d'".formatted(host.name(), port))
                        .exitCode()
                == 0;
    }

    private void assertNoSecret(List<String> told) {
        assertThat(told.stream().filter(line -> secrets.stream().anyMatch(line::contains)))
                .isEmpty();
    }

    private static List<String> secrets(Bundle bundle) {
        var mongodb = URI.create(bundle.app().must("cat /etc/percore/credentials/mongodb-uri"));
        var redis = bundle.app().must("cat /etc/percore/credentials/redis-password");
        return List.of(mongodb.getUserInfo().replaceFirst("^[^:]*:", ""), redis);
    }
}

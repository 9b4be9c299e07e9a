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

    ExposureIT(Bundle bundle) {
        this.bundle = bundle;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "systemctl show 'percore@*' nginx redis-server 'postgresql@*' ferretdb",
                "systemctl cat 'percore@*' nginx redis-server",
                "cat /proc/[0-9]*/environ | tr '\\0' '\\n'",
                "cat /proc/[0-9]*/cmdline | tr '\\0' '\\n'",
                "journalctl --no-pager -o verbose"
            })
    void secretsAreNotTold(String question) {
        for (var host : bundle.hosts()) {
            var told = host.run(question + " 2> /dev/null").text();

            assertThat(told).as(question).isNotBlank().doesNotContain(secrets());
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

    private String[] secrets() {
        var mongodb = URI.create(bundle.app().must("cat /etc/percore/credentials/mongodb-uri"));
        var redis = bundle.app().must("cat /etc/percore/credentials/redis-password");
        return new String[] {mongodb.getUserInfo().replaceFirst("^[^:]*:", ""), redis};
    }
}

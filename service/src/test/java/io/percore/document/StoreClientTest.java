package io.percore.document;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.percore.InvalidConfiguration;
import io.percore.Settings;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StoreClientTest {
    @Test
    void aConnectionStringThatTheDriverCannotReadIsAProblemThatDoesNotShowIt() {
        var uri = "mongodb://me:open/sesame@host:99999";
        var settings =
                Settings.load(List.of(), Map.of("PERCORE_MONGODB_URI", uri)).mongodb();
        var clock = new ServerClock(Clock.systemUTC());
        var pool = new StorePool(settings.poolSize(), new PrometheusRegistry());

        assertThatThrownBy(() -> StoreClient.open(settings, clock, new StoreTopology(), pool))
                .isInstanceOf(InvalidConfiguration.class)
                .hasMessageContaining("mongodb.uri")
                .hasMessageNotContaining("sesame");
    }
}

package io.percore.growth;

import static org.assertj.core.api.Assertions.assertThat;

import io.percore.bundle.Bundle;
import io.percore.bundle.Host;
import io.percore.bundle.Load;
import io.percore.bundle.Progress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever grows while the hosts serve has a bound, and docs/growth.md names it.
 *
 * <p>In its long form ({@code -Dpercore.minutes=10 -Dpercore.rate=1000}) it prints what each thing would come to in a day.
 */
@Order(60)
@Timeout(value = 3, unit = TimeUnit.HOURS)
final class GrowthIT {

    private static final Path PAGE = Path.of("").toAbsolutePath().getParent().resolve("docs/growth.md");
    private static final Duration TIME = Integer.getInteger("percore.minutes", 0) == 0
            ? Duration.ofSeconds(15)
            : Duration.ofMinutes(Integer.getInteger("percore.minutes"));
    private static final int RATE = Integer.getInteger("percore.rate", 40);
    private static final int SAMPLES = 4;
    private static final int PERCENT_OF_READS = 80;

    private final Bundle bundle;

    GrowthIT(Bundle bundle) {
        this.bundle = bundle;
    }

    @Test
    void whateverGrowsHasABoundThatIsWrittenDown() {
        var bounds = Bound.allIn(PAGE);
        var begin = Instant.now();

        var growths = grown(bounds);

        var time = Duration.between(begin, Instant.now());
        growths.stream()
                .filter(growth -> growth.last() > growth.first())
                .forEach(growth -> Progress.say(growth.told(time)));
        assertThat(bounds).isNotEmpty();
        assertThat(growths).filteredOn(Growth::isUnbounded).isEmpty();
        assertThat(growths).filteredOn(Growth::isAboveItsBound).isEmpty();
    }

    private List<Growth> grown(List<Bound> bounds) {
        var samples = new LinkedHashMap<Host, List<Sample>>();
        bundle.hosts().forEach(host -> samples.put(host, new ArrayList<>()));
        try (var load = Load.atRate(bundle, RATE, PERCENT_OF_READS)) {
            sample(samples);
            for (var part = 0; part < SAMPLES; part++) {
                load.awaitMore((int) (RATE * TIME.toSeconds() / SAMPLES));
                sample(samples);
            }
            // Not compared: on a machine that others use, too, the rate of the long form may be more than it can take.
            Progress.say(load.toString());
        }
        return samples.entrySet().stream()
                .flatMap(host -> Growth.of(host.getKey().name(), host.getValue(), bounds).stream())
                .toList();
    }

    private static void sample(Map<Host, List<Sample>> samples) {
        samples.forEach((host, taken) -> taken.add(Sample.of(host)));
    }
}

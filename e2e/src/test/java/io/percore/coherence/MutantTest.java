package io.percore.coherence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class MutantTest {

    @ParameterizedTest
    @EnumSource
    void differsFromTheShippedFunctionsInOneRuleAndTheVersion(Mutant mutant) {
        var shipped = Mutant.shipped().lines().toList();
        var broken = mutant.functions().lines().toList();

        assertThat(missing(shipped, broken)).hasSizeBetween(1, 2);
        assertThat(missing(broken, shipped)).hasSizeBetween(1, 3).contains("-- version 1000000");
    }

    private static List<String> missing(List<String> lines, List<String> there) {
        return lines.stream().filter(line -> !there.contains(line)).toList();
    }
}

package io.percore.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class FaultPointsIT {

    @ParameterizedTest
    @EnumSource
    void eachPointIsInTheWorkerAndVerifies(FaultPoint point) throws IOException {
        var instrumented = FaultPoints.withPoints(classFile(point), List.of(point));

        assertThat(ClassFile.of().verify(instrumented)).isEmpty();
        assertThat(ClassFile.of().parse(instrumented).methods())
                .filteredOn(FaultPointsIT::asks)
                .extracting(method -> method.methodName().stringValue())
                .containsOnlyOnceElementsOf(point.methods());
    }

    private static boolean asks(MethodModel method) {
        return method.code().stream()
                .flatMap(CodeModel::elementStream)
                .anyMatch(element -> element instanceof InvokeInstruction call
                        && call.owner().asInternalName().equals("io/percore/fault/Faults"));
    }

    private static byte[] classFile(FaultPoint point) throws IOException {
        try (var file = FaultPointsIT.class.getClassLoader().getResourceAsStream(point.type() + ".class")) {
            return file.readAllBytes();
        }
    }
}

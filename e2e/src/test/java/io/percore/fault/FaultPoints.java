package io.percore.fault;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.List;

/** Puts a call of {@link Faults#at} at every fault point of the classes that a worker loads. */
final class FaultPoints implements ClassFileTransformer {

    private static final ClassDesc FAULTS = ClassDesc.of("io.percore.fault.Faults");
    private static final MethodTypeDesc AT =
            MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_String, ConstantDescs.CD_Object);

    @Override
    public byte[] transform(
            ClassLoader loader, String type, Class<?> redefined, ProtectionDomain domain, byte[] classFile) {
        var points = FaultPoint.in(type);
        return points.isEmpty() ? null : withPoints(classFile, points);
    }

    static byte[] withPoints(byte[] classFile, List<FaultPoint> points) {
        var format = ClassFile.of();
        ClassTransform everyMethod = (type, element) -> {
            if (element instanceof MethodModel method) {
                type.transformMethod(method, MethodTransform.transformingCode(calls(method, points)));
            } else {
                type.with(element);
            }
        };
        return format.transformClass(format.parse(classFile), everyMethod);
    }

    private static CodeTransform calls(MethodModel method, List<FaultPoint> points) {
        return points.stream()
                .filter(point -> point.methods().contains(method.methodName().stringValue()))
                .map(point -> point.side() == FaultPoint.Side.BEGINNING ? beginning(point) : end(point))
                .reduce(CodeTransform.ACCEPT_ALL, CodeTransform::andThen);
    }

    private static CodeTransform beginning(FaultPoint point) {
        return new CodeTransform() {
            @Override
            public void atStart(CodeBuilder code) {
                code.loadConstant(point.name()).aload(0).invokestatic(FAULTS, "at", AT);
            }

            @Override
            public void accept(CodeBuilder code, CodeElement element) {
                code.with(element);
            }
        };
    }

    private static CodeTransform end(FaultPoint point) {
        return (code, element) -> {
            if (element instanceof ReturnInstruction returns) {
                if (returns.typeKind() == TypeKind.VOID) {
                    code.loadConstant(point.name()).aconst_null();
                } else {
                    code.dup().loadConstant(point.name()).swap();
                }
                code.invokestatic(FAULTS, "at", AT);
            }
            code.with(element);
        };
    }
}

package io.percore.fault;

import java.lang.instrument.Instrumentation;

/** What the JVM of a faulty release starts before the worker. */
public final class FaultAgent {

    private FaultAgent() {}

    /** The arguments are the release's faults of character, a comma between them. */
    public static void premain(String arguments, Instrumentation jvm) {
        jvm.addTransformer(new FaultPoints());
        Faults.releaseIs(Behaviour.listed(arguments));
    }
}

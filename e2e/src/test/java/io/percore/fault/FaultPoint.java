package io.percore.fault;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** A moment in a worker's life at which something can be made to go wrong: the beginning or the end of a method. */
public enum FaultPoint {
    /** The worker listens and is about to say that it is ready. */
    WARM_UP("io/percore/worker/WarmUp", Side.BEGINNING, "run"),
    /** A request has come, the watchdog's included. */
    REQUEST("io/percore/worker/Drain", Side.BEGINNING, "filter"),
    /** A request for documents is with its handler. */
    HANDLER("io/percore/document/DocumentRoutes", Side.BEGINNING, "collection"),
    /** A write is about to be decided on; it is the method's object. */
    DECISION("io/percore/document/Write", Side.BEGINNING, "decide"),
    /** A write is announced in Redis and about to be stored. */
    BEFORE_COMMIT("io/percore/document/DocumentStore", Side.BEGINNING, "store"),
    /** A write is stored, and neither published nor answered. */
    AFTER_COMMIT("io/percore/document/DocumentStore", Side.END, "store"),
    /** Redis has been asked something and has not answered yet; after a commit that is the publishing of it. */
    DURING_PUBLISH("redis/clients/jedis/Connection", Side.BEGINNING, "readProtocolWithCheckingBroken");

    enum Side {
        /** The hook is given the method's object. */
        BEGINNING,
        /** The hook is given what the method returns; it is not called when the method throws. */
        END
    }

    private final String type;
    private final Side side;
    private final String methods;

    FaultPoint(String type, Side side, String methods) {
        this.type = type;
        this.side = side;
        this.methods = methods;
    }

    /** The points in a class, by its internal name. */
    static List<FaultPoint> in(String type) {
        return Stream.of(values()).filter(point -> point.type.equals(type)).toList();
    }

    String type() {
        return type;
    }

    Side side() {
        return side;
    }

    Set<String> methods() {
        return Set.of(methods.split(" ", -1));
    }

    /** The name of the file that arms this point. */
    public String file() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

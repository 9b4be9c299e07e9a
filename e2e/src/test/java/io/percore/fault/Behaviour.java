package io.percore.fault;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** What is wrong with a release all the time, without being armed. */
public enum Behaviour {
    /** It listens and serves, and never says so. */
    NEVER_READY {
        @Override
        void at(FaultPoint point, Object value) {
            while (point == FaultPoint.WARM_UP) {
                LockSupport.park();
            }
        }
    },
    /** It ends ten seconds after it was started. */
    CRASHES {
        @Override
        void start() {
            Thread.ofPlatform().daemon().name("crash").start(() -> {
                LockSupport.parkNanos(Duration.ofSeconds(10).toNanos());
                Fault.DIE.happen();
            });
        }
    },
    /** It keeps 8 KiB of each request for documents forever. */
    LEAKS {
        private static final Queue<byte[]> KEPT = new ConcurrentLinkedQueue<>();

        @Override
        void at(FaultPoint point, Object value) {
            if (point == FaultPoint.HANDLER) {
                KEPT.add(new byte[8 * 1024]);
            }
        }
    },
    /** It ends when it is to decide on a write of {@link #POISON}. */
    POISONED {
        @Override
        void at(FaultPoint point, Object value) {
            if (point == FaultPoint.DECISION && String.valueOf(value).contains("/" + POISON)) {
                Fault.DIE.happen();
            }
        }
    },
    /** It answers one in twenty requests for documents, of every kind, with 500 and does nothing else about them. */
    FAILS_SOMETIMES {
        private static final AtomicInteger REQUESTS = new AtomicInteger();

        @Override
        void at(FaultPoint point, Object value) {
            if (point == FaultPoint.HANDLER && REQUESTS.incrementAndGet() % 20 == 0) {
                throw new IllegalStateException("one in twenty");
            }
        }
    };

    /** The id of a document that such a release cannot write. */
    public static final String POISON = "poison";

    void start() {}

    void at(FaultPoint point, Object value) {}

    static List<Behaviour> listed(String names) {
        return names == null || names.isEmpty()
                ? List.of()
                : Stream.of(names.split(",", -1)).map(Behaviour::valueOf).toList();
    }
}

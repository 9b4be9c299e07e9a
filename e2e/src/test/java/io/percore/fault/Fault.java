package io.percore.fault;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;

/** What can be made to happen to a worker. */
public enum Fault {
    /** The process ends at once, as with kill -9. */
    DIE {
        @Override
        void happen() {
            Runtime.getRuntime().halt(1);
        }
    },
    /** Two threads wait for each other, and every later request for one of them. */
    DEADLOCK {
        private static final ReentrantLock OTHER = new ReentrantLock();

        @Override
        void happen() {
            var both = new CountDownLatch(2);
            Thread.ofPlatform().daemon().name("deadlock").start(() -> {
                OTHER.lock();
                meet(both);
                NEEDED_BY_ALL.lock();
            });
            NEEDED_BY_ALL.lock();
            meet(both);
            OTHER.lock();
        }
    },
    /** The thread runs on forever, and with it the one carrier that a worker has. */
    SPIN {
        @Override
        void happen() {
            while (true) {
                Thread.onSpinWait();
            }
        }
    },
    /** The heap is filled until nothing more goes in. */
    EXHAUST_HEAP {
        private static final Queue<byte[]> FILLING = new ConcurrentLinkedQueue<>();

        @Override
        void happen() {
            while (true) {
                FILLING.add(new byte[1024 * 1024]);
            }
        }
    };

    private static final ReentrantLock NEEDED_BY_ALL = new ReentrantLock();

    abstract void happen();

    /** What each request does, so that a deadlock concerns it. */
    static void passDeadlock() {
        if (NEEDED_BY_ALL.isLocked()) {
            NEEDED_BY_ALL.lock();
        }
    }

    private static void meet(CountDownLatch all) {
        all.countDown();
        try {
            all.await();
        } catch (InterruptedException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}

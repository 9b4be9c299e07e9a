package io.percore.worker;

import static java.lang.management.MemoryNotificationInfo.MEMORY_THRESHOLD_EXCEEDED;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import javax.management.NotificationEmitter;

/**
 * Has a heap collected as soon as it looks too full.
 *
 * <p>How much of it lives is known only after a full collection. Left to itself that comes when the old generation has no room
 * left, which is too late for a worker to be replaced in peace.
 */
final class FullHeap {
    private FullHeap() {}

    /** From now on, each time the old generation grows past so many bytes; never for 0. */
    static void collectBeyond(long bytes) {
        if (bytes == 0) {
            return;
        }
        ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && pool.isUsageThresholdSupported())
                .forEach(pool -> pool.setUsageThreshold(Math.min(bytes, size(pool))));
        ((NotificationEmitter) ManagementFactory.getMemoryMXBean())
                .addNotificationListener(
                        (_, _) -> System.gc(),
                        notification -> notification.getType().equals(MEMORY_THRESHOLD_EXCEEDED),
                        null);
    }

    private static long size(MemoryPoolMXBean pool) {
        var most = pool.getUsage().getMax();
        return most < 0 ? Long.MAX_VALUE : most;
    }
}

package io.percore.worker;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How large and how old the process is.
 *
 * @param liveHeap bytes of the heap that the last collection of each of its parts could not free; 0 before the first
 * @param resident bytes of memory that the process has, 0 where that is not known
 */
record Vitals(long liveHeap, long resident, Duration age) {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String RESIDENT = "VmRSS:";

    static Vitals now() {
        var uptime = ManagementFactory.getRuntimeMXBean().getUptime();
        return new Vitals(liveHeapNow(), residentNow(), Duration.ofMillis(uptime));
    }

    static long largestHeap() {
        return Runtime.getRuntime().maxMemory();
    }

    private static long liveHeapNow() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && pool.getCollectionUsage() != null)
                .mapToLong(pool -> pool.getCollectionUsage().getUsed())
                .sum();
    }

    private static long residentNow() {
        try (var lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith(RESIDENT))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }
}

package io.percore.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThreadDumpsTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

    @TempDir
    Path folder;

    @Test
    void aDumpHasVirtualThreads() throws Exception {
        var entered = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var thread = Thread.ofVirtual().name("lost in thought").start(() -> await(entered, release));
        entered.await();

        var dump = new ThreadDumps(folder).write(NOON);
        release.countDown();
        thread.join();

        assertThat(dump).hasFileName("threads-20261124T120000.000Z.txt");
        assertThat(dump).content().contains("lost in thought").contains("ThreadDumpsTest.await");
    }

    @Test
    void theNewestFewAreKeptAndFilesOfOthersStay() throws IOException {
        var other = Files.createFile(folder.resolve("gc.log"));

        var dumps = new ThreadDumps(folder);
        for (var second = 0; second < ThreadDumps.KEPT + 2; second++) {
            dumps.write(NOON.plusSeconds(second));
        }

        assertThat(folder)
                .isDirectoryNotContaining("glob:**threads-20261124T120001*")
                .isDirectoryContaining("glob:**threads-20261124T120002*");
        assertThat(other).exists();
    }

    @Test
    void roomIsMadeForOneMore() {
        var names = IntStream.range(0, ThreadDumps.KEPT + 1)
                .mapToObj("threads-%d"::formatted)
                .toList();

        assertThat(ThreadDumps.outdated(names)).containsExactlyInAnyOrder("threads-0", "threads-1");
        assertThat(ThreadDumps.outdated(List.of("threads-0", "gc.log"))).isEmpty();
    }

    @Test
    void withoutAFolderForLogsThereAreNone() {
        assertThat(ThreadDumps.of(Map.of())).isEmpty();
        assertThat(ThreadDumps.of(Map.of("LOGS_DIRECTORY", folder.toString()))).isPresent();
    }

    private static void await(CountDownLatch entered, CountDownLatch release) {
        entered.countDown();
        try {
            release.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}

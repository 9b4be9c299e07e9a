package io.percore.worker;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The operations that the workers of this host are working on, and in which lives, two for each operation at most.
 *
 * <p>All workers map the same file, and what is written there survives the death of the process. A life is a number, and a lock on
 * one byte of the file, which the kernel gives free when the process ends. Like a cache, the table may pass an operation over.
 */
final class InFlightTable implements AutoCloseable {
    /** What {@link #enter} says when there is no room. */
    static final int NO_SLOT = -1;

    static final int SLOTS = 4096;

    /** How many slots an operation can choose from. */
    static final int BUCKET = 8;

    // With the version of the layout: in a deploy workers of two releases share it.
    private static final String FILE = "table-1";

    // The columns.
    private static final int HIGH = 0;
    private static final int LOW = 1;
    private static final int MILLIS = 2;
    private static final int REPORTED = 3;
    private static final int FIRST_LIFE = 4;
    private static final int SECOND_LIFE = 5;

    private static final long COLUMN = (long) SLOTS * Long.BYTES;
    private static final long LAST_LIFE = 6 * COLUMN;
    private static final long SIZE = LAST_LIFE + Long.BYTES;

    /** Far behind the end of the file, where a byte can be locked as well. */
    private static final long LOCKS = 1L << 40;

    /** Longer than any request is tried. */
    private static final long OUTDATED_MILLIS = 60_000;

    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

    private final FileChannel file;
    private final MemorySegment memory;
    private final long life;

    private InFlightTable(FileChannel file) throws IOException {
        this.file = file;
        this.memory = file.map(MapMode.READ_WRITE, 0, SIZE, Arena.global());
        this.life = 1 + (long) LONG.getAndAdd(memory, LAST_LIFE, 1L);
        file.tryLock(LOCKS + life, 1, false);
    }

    /**
     * Begins a life.
     *
     * <p>To be called before the worker listens: a process that ends closes its files in the order in which it opened them, so its
     * lock is free before the edge sees a connection end and asks a sibling.
     */
    static InFlightTable open(Path folder) throws IOException {
        var file = FileChannel.open(folder.resolve(FILE), CREATE, READ, WRITE);
        try {
            return new InFlightTable(file);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** The operation's slot: the one that it has from an earlier try, else a free one, if there is one. */
    int enter(OperationKey operation) {
        var first = (int) operation.high() & (SLOTS - BUCKET);
        for (var slot = first; slot < first + BUCKET; slot++) {
            if (get(HIGH, slot) == operation.high() && get(LOW, slot) == operation.low()) {
                return slot;
            }
        }
        for (var slot = first; slot < first + BUCKET; slot++) {
            if (take(slot, operation)) {
                return slot;
            }
        }
        return NO_SLOT;
    }

    private boolean take(int slot, OperationKey operation) {
        var before = get(HIGH, slot);
        if ((before != 0 && !outdated(slot)) || !LONG.compareAndSet(memory, at(HIGH, slot), before, operation.high())) {
            return false;
        }
        set(FIRST_LIFE, slot, 0);
        set(SECOND_LIFE, slot, 0);
        set(REPORTED, slot, 0);
        set(MILLIS, slot, operation.millis());
        set(LOW, slot, operation.low());
        return true;
    }

    private boolean outdated(int slot) {
        return System.currentTimeMillis() - get(MILLIS, slot) > OUTDATED_MILLIS;
    }

    /** This life works on it from now on. */
    void begin(int slot) {
        if (!replace(FIRST_LIFE, slot, 0, life)) {
            replace(SECOND_LIFE, slot, 0, life);
        }
    }

    /** This life has finished it; so it did not end the lives that worked on it before. */
    void finish(int slot) {
        if (!replace(FIRST_LIFE, slot, life, 0)) {
            replace(SECOND_LIFE, slot, life, 0);
        }
        if (idle(FIRST_LIFE, slot) && idle(SECOND_LIFE, slot)) {
            set(LOW, slot, 0);
            set(HIGH, slot, 0);
        }
    }

    private boolean idle(int column, int slot) {
        return get(column, slot) == 0 || ended(column, slot);
    }

    /** In how many lives it was being worked on when they ended. */
    int ended(int slot) {
        return (ended(FIRST_LIFE, slot) ? 1 : 0) + (ended(SECOND_LIFE, slot) ? 1 : 0);
    }

    private boolean ended(int column, int slot) {
        var other = get(column, slot);
        return other != 0 && other != life && isFree(other);
    }

    // One thread at a time, since a lock belongs to the process. Shared, since two workers that look at the same time
    // must not take
    // each other for that life.
    private synchronized boolean isFree(long other) {
        try (var lock = file.tryLock(LOCKS + other, 1, true)) {
            return lock != null;
        } catch (OverlappingFileLockException | IOException own) {
            return false;
        }
    }

    /** Those that ended two lives, each told to one caller only. */
    List<OperationKey> unreported() {
        return IntStream.range(0, SLOTS)
                .filter(slot -> get(HIGH, slot) != 0 && !outdated(slot) && ended(slot) == 2)
                .filter(this::report)
                .mapToObj(slot -> new OperationKey(get(MILLIS, slot), get(HIGH, slot), get(LOW, slot)))
                .toList();
    }

    /** Whether nobody has reported it before. */
    boolean report(int slot) {
        return replace(REPORTED, slot, 0, 1);
    }

    private long get(int column, int slot) {
        return (long) LONG.getVolatile(memory, at(column, slot));
    }

    private void set(int column, int slot, long value) {
        LONG.setVolatile(memory, at(column, slot), value);
    }

    private boolean replace(int column, int slot, long expected, long value) {
        return LONG.compareAndSet(memory, at(column, slot), expected, value);
    }

    private static long at(int column, int slot) {
        return column * COLUMN + (long) slot * Long.BYTES;
    }

    /** Ends this life. */
    @Override
    public void close() throws IOException {
        file.close();
    }
}

package io.percore.bundle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Many clients of the edge, each on a keep-alive connection of its own, who ask at once, as fast as they can, or at a rate. */
public final class Crowd implements AutoCloseable {

    private final URI edge;
    private final List<Client> clients;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private Crowd(Bundle bundle, int clients) {
        this.edge = bundle.directEdge();
        this.clients =
                IntStream.range(0, clients).mapToObj(number -> new Client()).toList();
    }

    /** So many clients, all connected. */
    public static Crowd of(Bundle bundle, int clients) {
        var crowd = new Crowd(bundle, clients);
        crowd.clients.forEach(Client::connect);
        return crowd;
    }

    /** Has each client ask once, all in the same moment. */
    public Tally askAtOnce(IntFunction<Ask> asks) {
        var tally = new Tally();
        var start = new CountDownLatch(1);
        var asked = IntStream.range(0, clients.size())
                .<Future<?>>mapToObj(number -> threads.submit(() -> {
                    start.await();
                    clients.get(number).ask(asks.apply(number), tally);
                    return null;
                }))
                .toList();
        start.countDown();
        return ended(asked, tally);
    }

    /** Has each client ask again as soon as it is answered, for so long. */
    public Tally keepAsking(Duration time, IntFunction<Ask> asks) {
        var end = System.nanoTime() + time.toNanos();
        return keepAsking(() -> System.nanoTime() >= end, asks);
    }

    /** Has each client ask again as soon as it is answered, until that is so. */
    public Tally keepAsking(BooleanSupplier over, IntFunction<Ask> asks) {
        var tally = new Tally();
        var numbers = new AtomicInteger();
        var asked = clients.stream()
                .<Future<?>>map(client -> threads.submit(() -> {
                    while (!over.getAsBoolean()) {
                        client.ask(asks.apply(numbers.getAndIncrement()), tally);
                    }
                }))
                .toList();
        return ended(asked, tally);
    }

    /**
     * Has the clients ask in turn at a rate, whatever becomes of what was asked before; who still waits then is passed
     * over, and counted.
     */
    public Tally askAtRate(double aSecond, Duration time, IntFunction<Ask> asks) {
        var tally = new Tally();
        var begin = System.nanoTime();
        var all = (int) (aSecond * time.toMillis() / 1000);
        for (var number = 0; number < all; number++) {
            LockSupport.parkNanos(begin + (long) (number / aSecond * 1e9) - System.nanoTime());
            var ask = asks.apply(number);
            clients.get(number % clients.size()).askInBackground(threads, ask, tally);
        }
        clients.forEach(Client::awaitAnswer);
        return tally.over();
    }

    private static Tally ended(List<Future<?>> asked, Tally tally) {
        for (var one : asked) {
            try {
                one.get();
            } catch (Exception problem) {
                throw new IllegalStateException("a client of the crowd failed", problem);
            }
        }
        return tally.over();
    }

    @Override
    public void close() {
        threads.close();
        clients.forEach(Client::disconnect);
    }

    /** One client: a connection that is opened again when it was lost. */
    private final class Client {

        private Connection connection;
        private Future<?> asked;

        private void connect() {
            try {
                connection = new Connection(edge);
            } catch (IOException problem) {
                throw new UncheckedIOException(problem);
            }
        }

        private void askInBackground(ExecutorService threads, Ask ask, Tally tally) {
            if (asked != null && !asked.isDone()) {
                tally.passedOver();
            } else {
                asked = threads.submit(() -> ask(ask, tally));
            }
        }

        private void awaitAnswer() {
            if (asked != null) {
                ended(List.of(asked), new Tally());
            }
        }

        private void ask(Ask ask, Tally tally) {
            var begin = System.nanoTime();
            try {
                if (!connection.isOpen()) {
                    disconnect();
                    connect();
                }
                var answer = connection.send(ask.method(), ask.path(), ask.headers(), ask.body());
                tally.answered(answer, System.nanoTime() - begin);
            } catch (IOException | UncheckedIOException lost) {
                tally.lost(lost);
                disconnect();
                connect();
            }
        }

        private void disconnect() {
            try {
                connection.close();
            } catch (IOException problem) {
                throw new UncheckedIOException(problem);
            }
        }
    }
}

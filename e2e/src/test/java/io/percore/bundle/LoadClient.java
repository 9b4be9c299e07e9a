package io.percore.bundle;

import io.percore.bundle.LoadTimes.Kind;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;

/** Sends requests that must succeed, by what the ledger says, and enters their answers into it. */
final class LoadClient {

    /** The usual part of reads, in percent. */
    static final int HALF = 50;

    private static final int DOCUMENTS_IN_USE = 400;

    private final String name;
    private final Connections connections;
    private final Ledger ledger;
    private final LoadRecord record;
    private final Tolerance tolerance;
    private final int percentOfReads;
    private final Queue<LedgerDocument> writable = new ConcurrentLinkedQueue<>();
    private final AtomicReferenceArray<LedgerDocument> readable = new AtomicReferenceArray<>(DOCUMENTS_IN_USE);

    /** One that enters what it is answered into that ledger and that record. */
    LoadClient(
            String name,
            Connections connections,
            Ledger ledger,
            LoadRecord record,
            Tolerance tolerance,
            int percentOfReads) {
        this.name = name;
        this.connections = connections;
        this.ledger = ledger;
        this.record = record;
        this.tolerance = tolerance;
        this.percentOfReads = percentOfReads;
    }

    /** One request of a client; its number is also what it writes. */
    private record Request(int number, String method, String path, Map<String, String> headers, String body) {
        @Override
        public String toString() {
            return method + " " + path + " " + headers + " " + body;
        }
    }

    /** Sends one request; the writes are of every kind. */
    void sendOne() {
        var random = ThreadLocalRandom.current();
        var number = record.begin();
        if (random.nextInt(100) < percentOfReads) {
            Optional.ofNullable(readable.get(random.nextInt(DOCUMENTS_IN_USE)))
                    .ifPresentOrElse(document -> read(number, document), () -> create(number));
        } else {
            write(number, random.nextInt(100));
        }
    }

    private void write(int number, int lot) {
        if (lot < 30) {
            create(number);
        } else {
            change(number, Optional.ofNullable(writable.poll()).orElseGet(this::fresh), lot);
        }
    }

    private LedgerDocument fresh() {
        return ledger.enter(UUID.randomUUID().toString());
    }

    private void read(int number, LedgerDocument document) {
        var known = document.acknowledged();
        answer(new Request(number, "GET", path(document), Map.of(), "")).ifPresent(answer -> {
            if (explained(document, known, answer)) {
                record.succeed();
            } else if (tolerance.statuses().contains(answer.status())) {
                record.tolerate();
            } else {
                fail(number, "of %s, with revision %d known before, was read: %s".formatted(document, known, answer));
            }
        });
    }

    private boolean explained(LedgerDocument document, long known, Answer answer) {
        return switch (answer.status()) {
            case 200 -> explained(document, known, revision(answer), answer);
            case 404 -> document.explainsAbsence(known);
            default -> false;
        };
    }

    private boolean explained(LedgerDocument document, long known, long revision, Answer answer) {
        var number = answer.json().path("stock").asInt();
        var past = tolerance.outages() && marked(answer);
        return past ? document.explainsPast(revision, number) : document.explains(known, revision, number);
    }

    private static boolean marked(Answer answer) {
        return Kind.of("GET", answer) == Kind.STALE && !answer.header("Age").isEmpty();
    }

    private void create(int number) {
        var request = new Request(number, "POST", "/v1/products", typed("application/json"), product(number));
        Consumer<Answer> created = answer -> {
            var document = ledger.enter(answer.id());
            document.sent(number);
            acknowledge(number, document, answer);
        };
        write(request, 201, created, () -> {}, () -> ledger.doubtCreation(number));
    }

    private void change(int number, LedgerDocument document, int lot) {
        if (!document.live()) {
            put(number, document, 201);
        } else if (lot < 56) {
            put(number, document, 200);
        } else if (lot < 82) {
            var patch = "{\"stock\": %d}".formatted(number);
            write(request(number, "PATCH", document, "application/merge-patch+json", patch), document, number, 200);
        } else {
            write(request(number, "DELETE", document, "", ""), document, LedgerDocument.DELETED, 204);
        }
    }

    private void put(int number, LedgerDocument document, int expected) {
        write(request(number, "PUT", document, "application/json", product(number)), document, number, expected);
    }

    private static Request request(int number, String method, LedgerDocument document, String mediaType, String body) {
        return new Request(number, method, path(document), headers(document, mediaType), body);
    }

    private void write(Request request, LedgerDocument document, int left, int expected) {
        document.sent(left);
        Consumer<Answer> acknowledged = answer -> acknowledge(request.number(), document, answer);
        write(request, expected, acknowledged, () -> refused(document), document::doubt);
    }

    private void write(
            Request request, int expected, Consumer<Answer> acknowledged, Runnable refused, Runnable doubtful) {
        var answer = answer(request);
        var status = answer.map(Answer::status).orElse(0);
        if (status == expected) {
            acknowledged.accept(answer.get());
        } else if (tolerance.statuses().contains(status)) {
            record.tolerate();
            (tolerance.doubts() ? doubtful : refused).run();
        } else {
            answer.ifPresent(seen -> fail(request.number(), request + " was answered " + seen));
            doubtful.run();
        }
    }

    private void refused(LedgerDocument document) {
        document.refused();
        writable.add(document);
    }

    private void acknowledge(int number, LedgerDocument document, Answer answer) {
        document.acknowledge();
        record.succeed();
        if (answer.status() != 204 && revision(answer) != document.acknowledged()) {
            fail(number, "written once too often or not at all: %s, but %s".formatted(answer, document));
        }
        readable.set(number % DOCUMENTS_IN_USE, document);
        writable.add(document);
        if (writable.size() > DOCUMENTS_IN_USE) {
            writable.poll();
        }
    }

    private Optional<Answer> answer(Request request) {
        var begin = Instant.now();
        try {
            var headers = new HashMap<>(request.headers());
            // By it the request is found in the edge's log.
            headers.put("User-Agent", nameOf(request.number()));
            var answer = connections.send(request.method(), request.path(), headers, request.body());
            record.times().add(Kind.of(request.method(), answer), answer.status(), begin);
            return Optional.of(answer);
        } catch (Connection.ClosedMeanwhile closed) {
            record.closed(nameOf(request.number()), request + " was not answered: " + closed);
            return Optional.empty();
        } catch (IOException | RuntimeException lost) {
            fail(request.number(), request + " was not answered: " + lost);
            return Optional.empty();
        }
    }

    private void fail(int number, String what) {
        record.fail(nameOf(number), what);
    }

    /** What the edge's log calls a request. */
    String nameOf(int number) {
        return name + "-" + number;
    }

    private String product(int number) {
        return Writers.product(name, number);
    }

    private static String path(LedgerDocument document) {
        return "/v1/products/" + document.id();
    }

    private static long revision(Answer answer) {
        return Long.parseLong(answer.etag().replace("\"", ""));
    }

    private static Map<String, String> typed(String mediaType) {
        return mediaType.isEmpty() ? Map.of() : Map.of("Content-Type", mediaType);
    }

    // Half of all writes depend on what is there: when such a write is tried again, its own first try must not refuse
    // it.
    private static Map<String, String> headers(LedgerDocument document, String mediaType) {
        var headers = new HashMap<>(typed(mediaType));
        if (ThreadLocalRandom.current().nextBoolean()) {
            if (document.live()) {
                headers.put("If-Match", "\"" + document.acknowledged() + "\"");
            } else {
                headers.put("If-None-Match", "*");
            }
        }
        return headers;
    }
}

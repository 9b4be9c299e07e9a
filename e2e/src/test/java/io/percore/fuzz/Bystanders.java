package io.percore.fuzz;

import io.percore.bundle.Api;
import io.percore.bundle.Writers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Documents that no fuzzed request asks for; a read of one is the request whose whole answer is known. */
final class Bystanders {

    private static final int OF_EACH = 10;

    private record Bystander(String collection, String id, String etag, String body) {

        static Bystander store(Api api, String collection, String id) {
            var json = collection.equals("articles")
                    ? "{\"title\":\"%s\",\"text\":\"%s\"}".formatted(id, id)
                    : Writers.product(id, 1);
            var receipt = api.replace(collection, id, json);
            var stored = api.read(collection, id);
            if (receipt.status() != 201 || !stored.etag().equals(receipt.etag())) {
                throw new AssertionError(receipt + ", read as " + stored);
            }
            return new Bystander(collection, id, stored.etag(), stored.text());
        }
    }

    private final List<Bystander> all;

    private Bystanders(List<Bystander> all) {
        this.all = all;
    }

    static Bystanders store(Api api) {
        var mark = "bystander-" + UUID.randomUUID();
        return new Bystanders(Stream.of("products", "articles")
                .flatMap(collection -> IntStream.range(0, OF_EACH)
                        .mapToObj(number -> Bystander.store(api, collection, mark + "-" + number)))
                .toList());
    }

    /** A read of one of them, through the cache or past it. */
    byte[] read(long number) {
        var one = one(number);
        // An encoded letter is nothing to the edge's cache: a worker answers.
        var id = number % 3 == 0 ? one.id.replaceFirst("b", "%62") : one.id;
        return "GET /v1/%s/%s HTTP/1.1\r\nHost: bystander\r\n\r\n"
                .formatted(one.collection, id)
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether that read was answered with the document as it was stored. */
    boolean intact(long number, Optional<Reply> reply) {
        var one = one(number);
        return reply.filter(answer -> answer.status() == 200
                        && answer.header("etag").equals(one.etag)
                        && answer.body().equals(one.body))
                .isPresent();
    }

    private Bystander one(long number) {
        return all.get((int) (number % all.size()));
    }
}

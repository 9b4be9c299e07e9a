package io.percore.document;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.percore.catalogue.Catalogue;
import io.percore.catalogue.Collection;
import io.percore.query.Page;
import io.percore.query.QueryString;
import io.percore.refusal.RequestRefusal.InvalidParameter;
import io.percore.refusal.RequestRefusal.MethodNotAllowed;
import io.percore.refusal.RequestRefusal.PartialBody;
import io.percore.refusal.RequestRefusal.UnknownCollection;
import io.percore.refusal.StateRefusal.DocumentNotFound;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The API of documents; register it at /v1. */
public final class DocumentRoutes implements HttpService {
    private static final HeaderName OPERATION = HeaderNames.create(OperationId.HEADER);
    private static final HeaderName KEY = HeaderNames.create(IdempotencyKey.HEADER);
    private static final RequestBody POSTED = new RequestBody("application/json", "Accept-Post");
    private static final RequestBody PUT = new RequestBody("application/json", "Accept");
    private static final RequestBody PATCH = new RequestBody("application/merge-patch+json", "Accept-Patch");

    private final Catalogue catalogue;
    private final DocumentReads reads;
    private final DocumentWrites writes;
    private final KeyedWrites keyedWrites;
    private final Clock clock;

    /** {@code writeLimit} bounds what one write may take, all its tries counted. */
    public DocumentRoutes(
            Catalogue catalogue, DocumentStore store, DocumentCache cache, Duration writeLimit, Clock clock) {
        this.catalogue = catalogue;
        this.reads = new DocumentReads(store, cache);
        this.writes = new DocumentWrites(store, cache, writeLimit, clock);
        this.keyedWrites = new KeyedWrites(writes, store.claims());
        this.clock = clock;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/{collection}/{id}", this::read)
                .head("/{collection}/{id}", this::read)
                .put("/{collection}/{id}", this::replace)
                .patch("/{collection}/{id}", this::patch)
                .delete("/{collection}/{id}", this::delete)
                .any("/{collection}/{id}", (request, response) -> refuse(request, "GET, HEAD, PUT, PATCH, DELETE"))
                .post("/{collection}", this::create)
                .get("/{collection}", this::list)
                .head("/{collection}", this::list)
                .any("/{collection}", (request, response) -> refuse(request, "GET, HEAD, POST"));
    }

    private void read(ServerRequest request, ServerResponse response) {
        var collection = collection(request);
        var at = address(request, collection);
        var reading = reads.read(collection, at).orElseThrow(() -> new DocumentNotFound(at.toString()));
        if (readPreconditions(request).unchanged(at, reading.revision())) {
            Answers.unchanged(response, collection, reading);
        } else {
            Answers.document(response, collection, reading, request.prologue().method());
        }
    }

    private void list(ServerRequest request, ServerResponse response) {
        var collection = collection(request);
        var page = Page.of(
                collection.name(), QueryString.parameters(request.query().rawValue()));
        var method = request.prologue().method();
        Answers.list(response, collection, page, reads.list(collection, page), method);
    }

    private void create(ServerRequest request, ServerResponse response) {
        var collection = collection(request);
        refuseQuery(request);
        refusePart(request);
        var operation = operation(request);
        var at = new Address(collection.name(), operation.documentId());
        var body = Body.accepted(collection, POSTED.read(request, collection.maxSize()));
        write(request, response, collection, at, operation, new Change.Create(body));
    }

    private void replace(ServerRequest request, ServerResponse response) {
        var collection = collection(request);
        var at = address(request, collection);
        refusePart(request);
        var operation = operation(request);
        var body = Body.accepted(collection, PUT.read(request, collection.maxSize()));
        write(request, response, collection, at, operation, new Change.Replace(body));
    }

    private void patch(ServerRequest request, ServerResponse response) {
        var collection = collection(request);
        var at = address(request, collection);
        refusePart(request);
        var operation = operation(request);
        var patch = PATCH.read(request, collection.maxSize());
        write(request, response, collection, at, operation, new Change.Patch(collection, patch));
    }

    private void delete(ServerRequest request, ServerResponse response) {
        var collection = collection(request);
        var at = address(request, collection);
        refusePart(request);
        write(request, response, collection, at, operation(request), new Change.Delete());
    }

    private void write(
            ServerRequest request,
            ServerResponse response,
            Collection collection,
            Address at,
            OperationId operation,
            Change change) {
        var write = new Write(at, operation, preconditions(request), change);
        var applied = key(request)
                .map(key -> keyedWrites.apply(collection, write, key))
                .orElseGet(() -> writes.apply(collection, write));
        Answers.applied(response, write.under(applied.operation()).at(), applied);
    }

    private void refuse(ServerRequest request, String allowed) {
        collection(request);
        throw new MethodNotAllowed(request.prologue().method().text(), allowed);
    }

    private Collection collection(ServerRequest request) {
        var name = request.path().pathParameters().get("collection");
        return catalogue.collection(name).orElseThrow(() -> new UnknownCollection(name));
    }

    private static Address address(ServerRequest request, Collection collection) {
        refuseQuery(request);
        return Address.of(collection.name(), request.path().pathParameters().get("id"));
    }

    private static void refuseQuery(ServerRequest request) {
        if (!QueryString.parameters(request.query().rawValue()).isEmpty()) {
            throw new InvalidParameter("only lists take query parameters");
        }
    }

    /** RFC 9110, 14.5: whoever takes a part for the whole overwrites the rest. */
    private static void refusePart(ServerRequest request) {
        if (request.headers().contains(HeaderNames.CONTENT_RANGE)) {
            throw new PartialBody();
        }
    }

    private OperationId operation(ServerRequest request) {
        return request.headers().first(OPERATION).map(OperationId::of).orElseGet(() -> OperationId.at(clock.instant()));
    }

    private static Optional<IdempotencyKey> key(ServerRequest request) {
        var lines = request.headers().all(KEY, List::of);
        return lines.isEmpty() ? Optional.empty() : Optional.of(IdempotencyKey.of(lines));
    }

    private static Preconditions preconditions(ServerRequest request) {
        return new Preconditions(
                tags(request, HeaderNames.IF_MATCH).map(value -> EntityTags.of("If-Match", value)),
                tags(request, HeaderNames.IF_NONE_MATCH).map(value -> EntityTags.of("If-None-Match", value)));
    }

    /** Those that can be understood: a read that ignores the others does no harm, where a write would. */
    private static Preconditions readPreconditions(ServerRequest request) {
        return new Preconditions(
                tags(request, HeaderNames.IF_MATCH).flatMap(EntityTags::of),
                tags(request, HeaderNames.IF_NONE_MATCH).flatMap(EntityTags::of));
    }

    private static Optional<String> tags(ServerRequest request, HeaderName header) {
        var lines = request.headers().all(header, List::of);
        return lines.isEmpty() ? Optional.empty() : Optional.of(String.join(",", lines));
    }
}

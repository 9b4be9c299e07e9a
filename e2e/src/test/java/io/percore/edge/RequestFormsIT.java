package io.percore.edge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.percore.bundle.Answer;
import io.percore.bundle.Await;
import io.percore.bundle.Bundle;
import io.percore.bundle.Progress;
import io.percore.bundle.Redis;
import io.percore.bundle.Wire;
import io.percore.edge.Form.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** One table of request forms, sent over each path: the same request has the same answer, whoever gives it. */
@Order(4)
final class RequestFormsIT {

    private static final List<String> READS = List.of("GET", "HEAD");
    private static final Form PLAIN = Form.good("/v1/{c}/{id}");
    private static final Form LIST = Form.good("/v1/{c}?limit=1");
    private static final Form COLLECTION = Form.good("/v1/{c}");
    private static final Form NOTHING = Form.good("");
    private static final Form TYPE = Form.good("application/{json}");
    private static final Form BODY = Form.good("{{d}}");

    /** What may differ between the paths, and why. */
    private static final Map<String, String> DIFFERENCES = Map.of(
            "Percore-Worker", "names the worker, where one answered",
            "Server-Timing", "what took the worker how long",
            "Cache-Status", "says which path it was",
            "Age", "of what was kept",
            "Cache-Control", "a collection with edge seconds says how long it may be kept; looked at by itself",
            "ETag, Location, Link, Content-Length", "other documents; only whether they are there is compared");

    private static final List<String> ALIKE = List.of(
            "Content-Type", "Allow", "Accept", "Accept-Post", "Accept-Patch", "Retry-After", "X-Content-Type-Options");
    private static final List<String> THERE_ON_ALL = List.of("ETag", "Location", "Link", "Content-Length");

    private final String mark = "f" + UUID.randomUUID().toString().substring(0, 8);
    private final List<String> faults = Collections.synchronizedList(new ArrayList<>());
    private final Bundle bundle;
    private final Wire wire;

    RequestFormsIT(Bundle bundle) {
        this.bundle = bundle;
        this.wire = Wire.to(bundle);
    }

    @Test
    void aRequestHasTheSameAnswerOnEachPath() {
        var begin = Instant.now();
        for (var path : RequestPath.values()) {
            store(path, "shared");
            store(path, "victim");
        }

        var reads = documentReads();
        forgetAll(reads);
        ask(reads, List.of(RequestPath.values()), this::ofRead);
        var lists = listReads();
        ask(lists, List.of(RequestPath.CACHED, RequestPath.KEPT), row -> "shared");
        var writes = writes();
        ask(writes, List.of(RequestPath.values()), this::ofWrite);

        for (var path : RequestPath.values()) {
            note(
                    path + ": the document beside all refused writes was changed",
                    etag(path, "victim").equals("\"1\""));
        }
        checkLogs(begin);
        var rows = reads.size() + lists.size() + writes.size();
        Progress.say("%d forms of requests took %s; %d faults:\n%s"
                .formatted(rows, Duration.between(begin, Instant.now()), faults.size(), String.join("\n", faults)));
        assertThat(faults).as("differences that are meant: " + DIFFERENCES).isEmpty();
    }

    /** Each line is JSON, whatever the clients sent, and no worker had a fault of its own. */
    private void checkLogs(Instant begin) {
        wire.send(("GET /" + mark + " HTTP/1.0\r\nUser-Agent: \u00fe\"\\\u0001\r\n\r\n").getBytes(ISO_8859_1));
        var log = Bundle.EDGE_LOG + " | tail -n 20000 | sed -n '/" + mark + "/,$p'";
        Await.until(
                "the last request is logged",
                Duration.ofSeconds(10),
                () -> bundle.app()
                        .run(log + " | grep -a -c " + mark + "\\ HTTP/1.0")
                        .exitCode(),
                status -> status == 0);
        var read = bundle.app()
                .run(log + " | python3 -c 'import json, sys\nfor line in sys.stdin.buffer: json.loads(line.decode())'");
        note("the edge's log: " + read.text(), read.exitCode() == 0);
        var errors = bundle.app()
                .run("journalctl -u \"percore@*\" --output cat --since @%d | grep -a \"level...ERROR\""
                        .formatted(begin.getEpochSecond()));
        note("the workers' log: " + errors.text(), errors.exitCode() != 0);
    }

    private List<RequestRow> documentReads() {
        var rows = new ArrayList<RequestRow>();
        for (var method : READS) {
            for (var address : RequestForms.documentAddresses()) {
                rows.add(RequestRow.read(Form.good(method), address, NOTHING));
                rows.add(RequestRow.read(Form.good(method), address, Form.good("If-None-Match: abc")));
            }
            Stream.concat(RequestForms.readHeaders().stream(), RequestForms.readConditions().stream())
                    .forEach(header -> rows.add(RequestRow.read(Form.good(method), PLAIN, header)));
        }
        rows.addAll(methods(PLAIN, "POST"));
        return rows;
    }

    private List<RequestRow> listReads() {
        var rows = new ArrayList<RequestRow>();
        for (var method : READS) {
            for (var address : RequestForms.listAddresses()) {
                rows.add(RequestRow.read(Form.good(method), address, NOTHING));
                rows.add(RequestRow.read(Form.good(method), address, Form.good("Authorization: x")));
            }
            RequestForms.readHeaders().forEach(header -> rows.add(RequestRow.read(Form.good(method), LIST, header)));
            RequestForms.readConditions().stream()
                    .map(header -> Form.good(header.text()))
                    .forEach(header -> rows.add(RequestRow.read(Form.good(method), LIST, header)));
        }
        rows.addAll(methods(LIST, "DELETE"));
        return rows;
    }

    /** Those that such an address does not have. */
    private static List<RequestRow> methods(Form address, String otherwiseGood) {
        var odd = Form.bad(address.text().replace("{c}", "{c};1"), Stage.ADDRESS, 400, "invalid-id");
        return Stream.of(
                        Form.bad(Stage.METHOD, 405, "method-not-allowed", otherwiseGood, "OPTIONS", "FOO", "M-SEARCH"),
                        Form.bad(Stage.METHOD_AT_EDGE, 405, "method-not-allowed", "TRACE", "CONNECT"),
                        Form.bad(Stage.REQUEST_LINE, 400, "malformed-request", "get", "G(T"))
                .flatMap(List::stream)
                .flatMap(method ->
                        Stream.of(RequestRow.read(method, address, NOTHING), RequestRow.read(method, odd, NOTHING)))
                .toList();
    }

    private static List<RequestRow> writes() {
        var rows = new ArrayList<RequestRow>();
        for (var method : List.of("PUT", "PATCH", "DELETE", "POST")) {
            var plain = method.equals("POST") ? COLLECTION : PLAIN;
            var addresses = method.equals("POST") ? List.of(COLLECTION) : RequestForms.documentAddresses();
            addresses.forEach(address -> rows.add(RequestRow.write(method, address, NOTHING, TYPE, BODY)));
            RequestForms.writeHeaders()
                    .forEach(header -> rows.add(RequestRow.write(method, plain, of(method, header), TYPE, BODY)));
            if (!method.equals("DELETE")) {
                RequestForms.mediaTypes()
                        .forEach(type -> rows.add(RequestRow.write(method, plain, NOTHING, type, BODY)));
                RequestForms.bodies().forEach(body -> rows.add(RequestRow.write(method, plain, NOTHING, TYPE, body)));
            }
        }
        return rows;
    }

    /** A deletion takes no notice of what a body is. */
    private static Form of(String method, Form header) {
        return method.equals("DELETE") && header.text().startsWith("Content-Encoding")
                ? Form.good(header.text())
                : header;
    }

    private void ask(List<RequestRow> rows, List<RequestPath> paths, Function<RequestRow, String> document) {
        rows.parallelStream().forEach(row -> ask(row, paths, document.apply(row)));
    }

    private void ask(RequestRow row, List<RequestPath> paths, String document) {
        var first = "";
        for (var path : paths) {
            var answer = answer(row, path, document);
            judge(row, path, answer);
            var seen = seen(answer);
            note(
                    "%s: %s is answered %s, and %s elsewhere".formatted(path, row, seen, first),
                    first.isEmpty() || first.equals(seen));
            first = seen;
        }
    }

    private Answer answer(RequestRow row, RequestPath path, String name) {
        if (path == RequestPath.KEPT && row.reads()) {
            // Seconds may have passed since it was kept.
            bundle.api().read(path.collection, id(path, "shared"));
        }
        return wire.send(
                row.bytes(path, id(path, path == RequestPath.UNCACHED ? name : name.replaceAll("^read.*", "shared"))));
    }

    private void judge(RequestRow row, RequestPath path, Answer answer) {
        var refusal = row.refusal();
        var status = refusal.map(Form.Refusal::status).orElse(good(row));
        var code =
                refusal.filter(known -> !row.isHead()).map(Form.Refusal::code).orElse("");
        var seen = answer.status() + " " + (answer.text().isEmpty() ? "" : answer.code());
        note(
                "%s: %s is answered %s, not %d %s".formatted(path, row, seen, status, code),
                seen.equals(status + " " + code));
        if (row.equals(RequestRow.read(Form.good("GET"), Form.good("/v1/{c}/{id}"), NOTHING))) {
            note(path + ": " + answer, answer.worker().isEmpty() == (path != RequestPath.UNCACHED));
        }
        var kept = path == RequestPath.KEPT && row.reads() && (answer.status() == 200 || answer.status() == 304);
        note(
                "%s: %s says Cache-Control: %s".formatted(path, row, answer.header("Cache-Control")),
                answer.header("Cache-Control").contains(kept ? "s-maxage=2" : "no-cache"));
        note(
                "%s: %s may be sniffed".formatted(path, row),
                answer.header("X-Content-Type-Options").equals("nosniff"));
        note(
                "%s: %s names a length".formatted(path, row),
                (answer.status() != 204 && answer.status() != 304)
                        || answer.header("Content-Length").isEmpty());
        if (answer.status() == 405) {
            var allowed = row.address().text().contains("{id}") ? "GET, HEAD, PUT, PATCH, DELETE" : "GET, HEAD, POST";
            note(
                    "%s: %s allows %s".formatted(path, row, answer.header("Allow")),
                    answer.header("Allow").equals(allowed));
        }
    }

    private static int good(RequestRow row) {
        return switch (row.method().text()) {
            case "POST" -> 201;
            case "DELETE" -> 204;
            default -> 200;
        };
    }

    private static String seen(Answer answer) {
        var alike = ALIKE.stream().map(name -> name + ": " + answer.header(name));
        var there = THERE_ON_ALL.stream().map(name -> answer.header(name).isEmpty() ? "no " + name : name);
        return answer.status() + " " + Stream.concat(alike, there).toList();
    }

    private void note(String fault, boolean right) {
        if (!right) {
            faults.add(fault);
        }
    }

    /** Reads of what the cache has lost need a document each; it is in the cache again after that. */
    private String ofRead(RequestRow row) {
        return row.refusal().isPresent() && row.refusal().get().stage() != Stage.PRECONDITION
                ? "victim"
                : "read" + Integer.toHexString(row.hashCode());
    }

    private String ofWrite(RequestRow row) {
        if (row.refusal().isPresent()) {
            return "victim";
        }
        var name = "written" + Integer.toHexString(row.hashCode());
        for (var path : RequestPath.values()) {
            store(path, name);
        }
        return name;
    }

    private void forgetAll(List<RequestRow> reads) {
        var names = reads.stream()
                .map(this::ofRead)
                .distinct()
                .filter(name -> name.startsWith("read"))
                .toList();
        IntStream.range(0, names.size()).parallel().forEach(at -> store(RequestPath.UNCACHED, names.get(at)));
        new Redis(bundle.app())
                .forget(names.stream()
                        .map(name -> id(RequestPath.UNCACHED, name))
                        .toList());
    }

    private void store(RequestPath path, String name) {
        var answer = bundle.api().replace(path.collection, id(path, name), "{" + path.document.whole + "}");
        assertThat(answer.status()).as(answer.toString()).isBetween(200, 201);
    }

    private String etag(RequestPath path, String name) {
        return bundle.api()
                .read(path.collection, id(path, name), "Authorization", "x")
                .etag();
    }

    private String id(RequestPath path, String name) {
        return mark + path.name().toLowerCase(Locale.ROOT) + "-" + name;
    }
}

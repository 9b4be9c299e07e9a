package io.percore.edge;

import static io.percore.edge.Form.Stage.*;
import static io.percore.edge.Form.bad;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The ways to write the parts of a request that are tried, each with what is right for it. */
final class RequestForms {

    private RequestForms() {}

    /** Of a document; all that are good name the same one. */
    static List<Form> documentAddresses() {
        return concat(
                goods(
                        "/v1/{c}/{id}",
                        "/v1/{c}/{id}?",
                        "/v1/{c}/{id}?&",
                        "/v1/{c}/%66{id-1}",
                        "http://host/v1/{c}/{id}"),
                goods("/v1/{c}/{id} HTTP/1.0", "http://h:80/v1/{c}/{id} HTTP/1.0"),
                bad(REQUEST_LINE, 505, "version-not-supported", "/v1/{c}/{id} HTTP/2.0", "/v1/{c}/{id};1 HTTP/3.0"),
                bad(REQUEST_LINE, 400, "malformed-request", "/v1/{c}/{id} HTTP/x", "/v1/{c}/{id} http/1.1"),
                bad(QUERY, 400, "invalid-parameter", "/v1/{c}/{id}?x", "/v1/{c}/{id}?limit=1", "/v1/{c}/{id}?%"),
                bad(ADDRESS, 400, "invalid-id", "/v1/{c}/{id};1", "/v1/{c}/{id};", "/v1/{c};a=b/{id}", "/v1/{c}/;{id}"),
                bad(ADDRESS, 400, "invalid-id", "/v1/{c}/{id}%3B1", "/v1/{c}/{id}%2Fx", "/v1/{c}/{id}%20"),
                bad(ADDRESS, 400, "invalid-id", "/v1/{c}/{id}#x", "/v1/{c}/{id}#", "/v1/{c}/{id}%23", "/v1/{c}/{id}\""),
                bad(ADDRESS, 400, "invalid-id", "/v1/{c}/%2566{id-1}", "/v1/{c}/{id}%C0%AF", "/v1/{c}/{id}\u00ff"),
                bad(
                        ADDRESS,
                        400,
                        "invalid-id",
                        "/v1/{c}/.",
                        "/v1/{c}/%2E%2E",
                        "/v1/{c}/.{id}",
                        "/v1/{c}/" + "a".repeat(129)),
                bad(ADDRESS, 404, "no-such-route", "/v1/{c}/{id}/", "/v1/{c}//{id}", "/v1//{c}/{id}", "//v1/{c}/{id}"),
                bad(
                        ADDRESS,
                        404,
                        "no-such-route",
                        "/v1/{c}/./{id}",
                        "/v1/{c}/x/../{id}",
                        "/v1/./{c}/{id}",
                        "/v1/{c}/{id}/."),
                bad(ADDRESS, 404, "no-such-route", "/x/../v1/{c}/{id}", "/v1/x/%2e%2e/{c}/{id}", "/v1/{c}/{id}/x"),
                bad(COLLECTION, 404, "unknown-collection", "/v1/X{c}/{id}", "/v1/{c}x/{id}"),
                bad(REQUEST_LINE, 400, "malformed-request", "/v1/{c}/{id}%00", "/v1/{c}/{id}%", "/v1/{c}/{id}%zz"),
                bad(REQUEST_LINE, 400, "malformed-request", "/v1/{c}/{id} x", "/v1/{c}/{id}\u0001", "*", "host:80"),
                bad(REQUEST_LINE, 400, "malformed-request", "/../v1/{c}/{id}", "v1/{c}/{id}"),
                bad(
                        LENGTH_AT_EDGE,
                        414,
                        "uri-too-long",
                        "/v1/{c}/" + "a".repeat(5_000),
                        "/v1/{c}/{id}?" + "x".repeat(5_000)),
                bad(REQUEST_LINE, 414, "uri-too-long", "/v1/{c}/" + "a".repeat(9_000)));
    }

    /** Of a collection's list. */
    static List<Form> listAddresses() {
        return concat(
                goods(
                        "/v1/{c}?limit=1",
                        "/v1/{c}?limit=1&",
                        "/v1/{c}?&limit=1",
                        "/v1/{c}?limit=1&after=",
                        "/v1/{c}?limit=%31"),
                bad(
                        QUERY,
                        400,
                        "invalid-parameter",
                        "/v1/{c}?limit=",
                        "/v1/{c}?limit=1&limit=1",
                        "/v1/{c}?limit=1;",
                        "/v1/{c}?x=1"),
                bad(
                        QUERY,
                        400,
                        "invalid-parameter",
                        "/v1/{c}?limit=%",
                        "/v1/{c}?limit=1e400",
                        "/v1/{c}??limit=1",
                        "/v1/{c}?limit=\""),
                bad(QUERY, 400, "invalid-cursor", "/v1/{c}?after=x", "/v1/{c}?after=%FF"),
                bad(ADDRESS, 400, "invalid-id", "/v1/{c};1?limit=1", "/v1/{c}%3B?limit=1", "/v1/{c}?limit=1#x"),
                bad(ADDRESS, 404, "no-such-route", "/v1/{c}/?limit=1", "/v1//{c}?limit=1", "/v1/x/../{c}?limit=1"),
                bad(COLLECTION, 404, "unknown-collection", "/v1/X{c}?limit=1"),
                bad(LENGTH_AT_EDGE, 414, "uri-too-long", "/v1/{c}?limit=1&after=" + "x".repeat(5_000)));
    }

    /** That a read takes no notice of, or that no request may have. */
    static List<Form> readHeaders() {
        return concat(
                goods(
                        "If-None-Match: abc",
                        "If-None-Match:",
                        "If-None-Match: \"1\", *",
                        "If-None-Match: \"1",
                        "If-None-Match: ,"),
                goods(
                        "If-None-Match: \"x\"",
                        "If-None-Match: W/\"x\", \"y\"",
                        "If-None-Match: \"\u00ff\"",
                        "If-None-Match: \"a\"b\""),
                goods(
                        "If-Match: abc",
                        "If-Match:",
                        "If-Modified-Since: x",
                        "If-Unmodified-Since:",
                        "If-Unmodified-Since: Thu, 01 Jan 1970 00:00:00 GMT"),
                goods(
                        "If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT",
                        "If-Range: \"1\"\r\nRange: bytes=0-3",
                        "Range: bytes=0-3"),
                goods(
                        "Range: bytes=900000-",
                        "Content-Range: bytes 5-9/100",
                        "Accept: text/html",
                        "Accept-Encoding: gzip"),
                goods(
                        "Authorization: Basic eDp5",
                        "Cache-Control: no-store",
                        "Pragma: no-cache",
                        "Expect: 100-continue"),
                goods(
                        "User-Agent: \u00ff",
                        "X-Any: \u0001\u007f",
                        "X_Any: 1",
                        "Idempotency-Key: bad",
                        "Percore-Operation: bad"),
                goods(
                        "Content-Length: 0",
                        "Content-Length: 2\r\n\r\n{}",
                        "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"),
                goods(
                        "Upgrade: h2c\r\nHTTP2-Settings: AAAA",
                        "X-HTTP-Method-Override: DELETE",
                        "Cookie: " + "a".repeat(7_000)),
                refusedHeaders());
    }

    /** That a read of a document at its first revision depends on, and one of a list does not. */
    static List<Form> readConditions() {
        return concat(
                goods("If-Match: \"1\"", "If-Match: *", "If-Match: \"x\", \"1\""),
                bad(
                        PRECONDITION,
                        304,
                        "",
                        "If-None-Match: *",
                        "If-None-Match: \"1\"",
                        "If-None-Match: W/\"1\"",
                        "If-None-Match:   \"1\"  "),
                bad(
                        PRECONDITION,
                        304,
                        "",
                        "If-None-Match: \"x\", \"1\"",
                        "If-None-Match: \"x\",W/\"1\"",
                        "If-None-Match: , \"1\" ,,"),
                bad(PRECONDITION, 304, "", "If-None-Match: \"1\"\r\nIf-Modified-Since: Thu, 01 Jan 1970 00:00:00 GMT"),
                bad(PRECONDITION, 412, "stale-revision", "If-Match: \"x\"", "If-Match: W/\"1\""));
    }

    private static List<Form> refusedHeaders() {
        return concat(
                bad(HEADERS, 431, "headers-too-large", "A: " + "a".repeat(9_000), lines(3, 7_000), lines(40, 1_000)),
                bad(
                        HEADERS,
                        400,
                        "malformed-request",
                        "If-None-Match: \"1\"\r\nIf-None-Match: \"2\"",
                        "A: \u0000",
                        "Content-Length: x"),
                bad(
                        HEADERS,
                        400,
                        "malformed-request",
                        "Host: again",
                        "Content-Length: 1\r\nTransfer-Encoding: chunked"),
                bad(HEADERS, 501, "not-implemented", "Transfer-Encoding: gzip"));
    }

    /** Of a write; its body is a good one. */
    static List<Form> writeHeaders() {
        return concat(
                goods(
                        "",
                        "User-Agent: \u00ff",
                        "X-Any: \u0001\u007f",
                        "Content-Encoding: identity",
                        "Content-Encoding:"),
                goods("If-None-Match: \"x\"", "If-Modified-Since: x", "Range: bytes=0-3", "Authorization: Basic eDp5"),
                bad(PART, 400, "partial-body", "Content-Range: bytes 5-9/100", "Content-Range: x", "Content-Range:"),
                bad(
                        MEDIA_TYPE,
                        415,
                        "media-type-unsupported",
                        "Content-Encoding: gzip",
                        "Content-Encoding: identity, br"),
                bad(
                        PRECONDITION,
                        400,
                        "invalid-header",
                        "If-None-Match: abc",
                        "If-None-Match:",
                        "If-None-Match: \"1\", *"),
                bad(PRECONDITION, 400, "invalid-header", "If-Match: abc", "If-Match:", "If-Match: \"1"),
                refusedHeaders().stream()
                        .filter(form -> !form.text().contains("Content-Length")
                                && !form.text().contains("Transfer"))
                        .toList());
    }

    /** Of JSON; {@code {json}} is the name of what is read, such as json. */
    static List<Form> mediaTypes() {
        return concat(
                goods(
                        "application/{json}",
                        "Application/{JSON}",
                        "application/{json} ; charset=utf-8",
                        "application/{json};"),
                goods(
                        "application/{json}; charset=\"utf-8\"",
                        "application/{json};charset=UTF-8;",
                        "application/{json};a=\"x;\\\"y\""),
                bad(
                        MEDIA_TYPE,
                        415,
                        "media-type-unsupported",
                        "",
                        "text/plain",
                        "application/{json}; charset=utf-16",
                        "json"),
                bad(MEDIA_TYPE, 415, "media-type-unsupported", "application/{json}x", "application/{json}, text/plain"),
                bad(
                        MEDIA_TYPE,
                        415,
                        "media-type-unsupported",
                        "application/{json}; charset=",
                        "application/{json} charset=utf-8"),
                bad(
                        MEDIA_TYPE,
                        415,
                        "media-type-unsupported",
                        "application/{json}\r\nContent-Type: application/{json}"));
    }

    /** Of a whole document. */
    static List<Form> bodies() {
        return concat(
                goods("{{d}}", " {{d}}\n"),
                bad(
                        BODY,
                        400,
                        "invalid-json",
                        "",
                        "{",
                        "[]",
                        "{{d}}x",
                        "\u00ef\u00bb\u00bf{{d}}",
                        "{{d},\"x\":\"\u00ff\"}",
                        "\u00fe\u00ff"),
                bad(BODY, 400, "duplicate-member", "{{d},\"x\":1,\"x\":1}"),
                bad(BODY, 400, "forbidden-field-name", "{{d},\"$x\":1}"),
                bad(
                        BODY,
                        400,
                        "unholdable-number",
                        "{{d},\"x\":1e9999}",
                        "{{d},\"x\":1e1000000000}",
                        "{{d},\"x\":-1e-1000000000}"),
                bad(BODY, 400, "unholdable-number", "{{d},\"x\":" + "9".repeat(600) + "}", "{{d},\"x\":1e99999999999}"),
                bad(BODY, 413, "body-too-large", "{{d},\"x\":\"" + "x".repeat(70_000) + "\"}"),
                bad(HEADERS, 413, "body-too-large", "{{d},\"x\":\"" + "x".repeat(2_100_000) + "\"}"));
    }

    private static List<Form> goods(String... texts) {
        return Stream.of(texts).map(Form::good).toList();
    }

    private static String lines(int count, int length) {
        return String.join(
                "\r\n",
                IntStream.range(0, count)
                        .mapToObj(line -> "A" + line + ": " + "a".repeat(length))
                        .toList());
    }

    @SafeVarargs
    private static List<Form> concat(List<Form>... lists) {
        var all = new ArrayList<Form>();
        for (var list : lists) {
            all.addAll(list);
        }
        return all;
    }
}

package io.percore.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FramingTest {

    private static final String GET = "GET /v1/products/x HTTP/1.1\r\nHost: h\r\n";

    private static Framing of(String text) {
        return Framing.of(text);
    }

    @Test
    void aRequestEndsWithItsBody() {
        var framing = of(GET + "Content-Length: 3\r\n\r\nabc" + GET + "\r\n");

        assertThat(framing.whole()).isTrue();
        assertThat(framing.requests())
                .hasSize(2)
                .allMatch(request -> request.target().equals("/v1/products/x"));
    }

    @Test
    void chunksAndTrailersBelongToTheirRequest() {
        var framing = of(GET + "Transfer-Encoding: chunked\r\n\r\n3;a=b\r\nabc\r\n0\r\nA: b\r\n\r\n" + GET + "\r\n");

        assertThat(framing.whole()).isTrue();
        assertThat(framing.requests()).hasSize(2);
    }

    @Test
    void nothingIsARequestBehindOneThatCloses() {
        assertThat(of(GET + "Connection: close\r\n\r\n" + GET + "\r\n").requests())
                .hasSize(1);
        assertThat(of("GET /x HTTP/1.0\r\n\r\n" + GET + "\r\n").requests()).hasSize(1);
        assertThat(of("GET /x\r\n" + GET + "\r\n").requests()).hasSize(1).allMatch(Asked::bare);
    }

    @Test
    void ofTwoConnectionLinesTheLastOneCounts() {
        assertThat(of(GET + "Connection: close\r\nConnection: keep-alive\r\n\r\n" + GET + "\r\n")
                        .requests())
                .hasSize(2);
        assertThat(of(GET + "Connection: keep-alive\r\nConnection: a, close\r\n\r\n" + GET + "\r\n")
                        .requests())
                .hasSize(1);
    }

    @Test
    void aRequestInABodyIsNone() {
        var framing = of(GET + "Content-Length: 50\r\n\r\n" + GET + "\r\n");

        assertThat(framing.requests()).isEmpty();
        assertThat(framing.begun().orElseThrow().method()).isEqualTo("GET");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 3\r\nContent-Length: 3\r\n",
                "Content-Length: 3, 3\r\n",
                "Content-Length: +3\r\n",
                "Content-Length : 3\r\n",
                "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: chunked, chunked\r\n",
                "Transfer-Encoding: xchunked\r\n",
                "A: b\r\n c\r\n",
                "A: b\rc\r\n",
                "A: b\0c\r\n",
                "Host: h\r\n"
            })
    void whatServersCouldReadDifferentlyIsNoRequest(String line) {
        var framing = of(GET + line + "\r\n3\r\nabc\r\n0\r\n\r\n");

        assertThat(framing.requests()).isEmpty();
        assertThat(framing.whole()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1\r\nabc\r\n0\r\n\r\n",
                "3\r\nabcd\r\n0\r\n\r\n",
                "fffffffff\r\nabc\r\n0\r\n\r\n",
                "3\r\nabc\r\n0\r\n"
            })
    void chunksThatDoNotAddUpAreNoBody(String chunks) {
        assertThat(of(GET + "Transfer-Encoding: chunked\r\n\r\n" + chunks).whole())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/products/o;1",
                "/v1/products;a/o",
                "/v1/products/o%2Fp",
                "/v1/products/..",
                "/v1/products/o%",
                "/v1/products/o#f",
                "//v1/products/o"
            })
    void whatIsNoIdNamesNoDocument(String target) {
        assertThat(Place.of(target)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/products/o", "/%76%31/products/%6f", "http://x/v1/products/o", "/v1/products/o?a=b"})
    void anAddressMeansWhatItsBytesSay(String target) {
        assertThat(Place.of(target)).contains(new Place("products", "o"));
    }
}

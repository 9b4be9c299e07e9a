package io.percore.document;

import io.helidon.http.HttpPrologue;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.percore.refusal.RequestRefusal.InvalidId;
import io.percore.refusal.RequestRefusal.NoSuchRoute;
import java.util.HexFormat;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Refuses each address that is not, byte by byte, that of a collection or a document, or one of a few others.
 *
 * <p>Routes come after it, because Helidon chooses them by what is left of an address: without what follows a semicolon or {@code #},
 * and with {@code ..} and doubled slashes resolved. Different addresses would mean one document.
 */
public final class AddressForm implements Filter {
    private static final String DOCUMENTS = "/v1/";
    private static final Pattern ESCAPE = Pattern.compile("%([0-9A-Fa-f]{2})");

    private final Set<String> others;

    /** {@code others} are the paths besides those of collections and documents. */
    public AddressForm(Set<String> others) {
        this.others = Set.copyOf(others);
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        check(request.prologue());
        chain.proceed();
    }

    private void check(HttpPrologue target) {
        var path = target.uriPath().rawPath();
        if (!others.contains(path)) {
            checkDocuments(path);
        }
        if (target.fragment().hasValue()) {
            throw new InvalidId();
        }
    }

    private static void checkDocuments(String path) {
        if (!path.startsWith(DOCUMENTS)) {
            throw new NoSuchRoute();
        }
        var segments = path.substring(DOCUMENTS.length()).split("/", -1);
        for (var segment : segments) {
            if (segments.length > 2 || segment.isEmpty()) {
                throw new NoSuchRoute();
            }
        }
        for (var segment : segments) {
            Address.checkId(decoded(segment));
        }
    }

    /** As RFC 3986 has it, %6f means o; only once, so that %256f does not. */
    private static String decoded(String segment) {
        return segment.indexOf('%') < 0
                ? segment
                : ESCAPE.matcher(segment)
                        .replaceAll(escape -> Matcher.quoteReplacement(
                                String.valueOf((char) HexFormat.fromHexDigits(escape.group(1)))));
    }
}

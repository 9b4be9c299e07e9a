package io.percore.query;

import io.percore.refusal.RequestRefusal.InvalidCursor;
import io.percore.refusal.RequestRefusal.InvalidParameter;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The part of a collection that a request asks for.
 *
 * @param limit the most documents in it
 * @param after the id after which it begins; empty from the start
 */
public record Page(String collection, int limit, String after) {
    private static final Set<String> KNOWN = Set.of("limit", "after");
    private static final int DEFAULT_LIMIT = 50;
    private static final int MOST = 200;

    /** The page that the query parameters describe; refuses what it does not know. */
    public static Page of(String collection, Map<String, List<String>> parameters) {
        parameters.forEach((name, values) -> {
            if (!KNOWN.contains(name)) {
                throw new InvalidParameter("there is no query parameter '" + name + "'; there are limit and after");
            }
            if (values.size() != 1) {
                throw new InvalidParameter(name + " must be given once");
            }
        });
        return new Page(collection, limit(parameters.get("limit")), after(collection, parameters.get("after")));
    }

    /** The same for all requests for this part, however they are written. */
    public String canonical() {
        return "limit=" + limit + "&after=" + after;
    }

    /** What a client sends to get on after this id. */
    public String cursorAfter(String lastId) {
        return new Cursor(collection, lastId).written();
    }

    /** The same page with one document more, by which to see whether another page follows. */
    public Page withOneMore() {
        return new Page(collection, limit + 1, after);
    }

    private static int limit(List<String> values) {
        if (values == null) {
            return DEFAULT_LIMIT;
        }
        var written = values.getFirst();
        var limit = written.matches("[0-9]{1,4}") ? Integer.parseInt(written) : 0;
        if (limit < 1 || limit > MOST) {
            throw new InvalidParameter("limit must be a whole number from 1 to " + MOST);
        }
        return limit;
    }

    private static String after(String collection, List<String> values) {
        if (values == null || values.equals(List.of(""))) {
            return "";
        }
        var cursor = Cursor.of(values.getFirst());
        if (!cursor.collection().equals(collection)) {
            throw new InvalidCursor();
        }
        return cursor.lastId();
    }
}

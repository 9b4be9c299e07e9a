package io.percore.document;

import io.percore.query.Page;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** One page of a collection, composed of the documents' own bytes. */
final class DocumentList {
    /** Longer answers end early with a cursor, so that a page of large documents fits into a small heap. */
    private static final int FULL = 4 << 20;

    private final Page page;
    private final ByteArrayOutputStream json = new ByteArrayOutputStream();
    private int count;
    private String lastId = "";
    private boolean ended = true;

    private DocumentList(Page page) {
        this.page = page;
    }

    /** The page as it is stored now. */
    static DocumentList of(DocumentStore store, Page page) {
        var list = new DocumentList(page);
        list.ascii("{\"documents\":[");
        store.page(page.withOneMore(), list::add);
        list.next().ifPresentOrElse(next -> list.ascii("],\"next\":\"" + next + "\"}"), () -> list.ascii("]}"));
        return list;
    }

    /** The cursor of the next page, unless this is the last. */
    Optional<String> next() {
        return ended ? Optional.empty() : Optional.of(page.cursorAfter(lastId));
    }

    byte[] json() {
        return json.toByteArray();
    }

    private boolean add(String id, Document document) {
        ended = count < page.limit() && json.size() < FULL;
        if (ended) {
            ascii((count++ == 0 ? "" : ",") + "{\"id\":\"" + id + "\",\"revision\":" + document.revision()
                    + ",\"body\":");
            json.writeBytes(document.json());
            ascii("}");
            lastId = id;
        }
        return ended;
    }

    private void ascii(String text) {
        json.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }
}

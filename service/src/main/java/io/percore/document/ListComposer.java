package io.percore.document;

import io.percore.query.Page;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Composes a page of a collection of the documents' own bytes. */
final class ListComposer {
    /** Longer answers end early with a cursor, so that a page of large documents fits into a small heap. */
    private static final int FULL = 4 << 20;

    private final Page page;
    private final ByteArrayOutputStream json = new ByteArrayOutputStream();
    private int count;
    private String lastId = "";
    private boolean ended = true;

    private ListComposer(Page page) {
        this.page = page;
    }

    /** The page as it is stored now. */
    static DocumentList read(DocumentStore store, Page page) {
        var composer = new ListComposer(page);
        composer.ascii("{\"documents\":[");
        store.page(page.withOneMore(), composer::add);
        return composer.list();
    }

    private DocumentList list() {
        ascii(ended ? "]}" : "],\"next\":\"" + page.cursorAfter(lastId) + "\"}");
        return new DocumentList(json.toByteArray());
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

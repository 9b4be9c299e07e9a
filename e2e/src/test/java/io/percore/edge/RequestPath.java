package io.percore.edge;

/** A way that a request takes to its answer: by whom a plain read of such a document is answered. */
enum RequestPath {
    /** By a worker, which reads it from MongoDB: the cache has lost it. */
    UNCACHED("products", Document.PRODUCT),
    /** By the edge, from Redis. */
    CACHED("products", Document.PRODUCT),
    /** By the edge, from what a worker answered less than {@code edge} seconds ago. */
    KEPT("articles", Document.ARTICLE);

    final String collection;
    final Document document;

    RequestPath(String collection, Document document) {
        this.collection = collection;
        this.document = document;
    }

    /** What its collection holds: a whole one, a change of it, and a place for another member. */
    enum Document {
        PRODUCT("\"name\":\"n\",\"category\":\"c\",\"price\":1,\"stock\":1", "\"category\":\"d\""),
        ARTICLE("\"title\":\"t\",\"text\":\"x\"", "\"text\":\"y\"");

        final String whole;
        final String change;

        Document(String whole, String change) {
            this.whole = whole;
            this.change = change;
        }
    }
}

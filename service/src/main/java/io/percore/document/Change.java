package io.percore.document;

import io.percore.catalogue.Collection;
import tools.jackson.databind.node.ObjectNode;

/** What a request wants of one document. */
sealed interface Change {
    /** Make it, under an id that nobody has. */
    record Create(Body body) implements Change {}

    /** Make it so, whatever it was. */
    record Replace(Body body) implements Change {}

    /** Change what is there, by RFC 7396. */
    record Patch(Collection collection, ObjectNode patch) implements Change {}

    /** Take it away. */
    record Delete() implements Change {}
}

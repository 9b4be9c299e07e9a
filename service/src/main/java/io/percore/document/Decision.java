package io.percore.document;

import java.util.Optional;

/** What is to be done about a write, given what is stored. */
sealed interface Decision {
    /** Nothing: an earlier try did it, and is answered for. */
    record Replay(Applied applied) implements Decision {}

    /** Store this in place of what is there; without a body it is a delete. */
    record Store(Applied applied, History history, Optional<Body> body) implements Decision {}
}

package io.percore.document;

import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is stored of a document; a deleted one keeps its envelope, so that revisions only grow.
 *
 * @param live whether there is a body
 * @param body the body, where it was asked for
 * @param fence how often the document was fenced
 */
record Envelope(Revision revision, boolean live, Optional<ObjectNode> body, History history, long fence) {}

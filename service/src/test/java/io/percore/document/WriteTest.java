package io.percore.document;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.percore.catalogue.Catalogue;
import io.percore.catalogue.Collection;
import io.percore.refusal.Refusal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

final class WriteTest {
    private static final Collection USERS = Catalogue.read(Path.of("../ansible/files/catalogue/catalogue.yaml"))
            .collection("users")
            .orElseThrow();
    private static final Address AT = new Address("users", "ada");
    private static final OperationId OPERATION = OperationId.at(Instant.EPOCH);
    private static final ObjectNode ADA = tree("{\"email\":\"ada@example.org\",\"name\":\"Ada\"}");
    private static final Body BODY = Body.accepted(USERS, ADA);

    @Test
    void aNewIdBeginsAtRevisionOne() {
        var next = decide(new Change.Replace(BODY), Optional.empty());

        assertThat(next.applied()).isEqualTo(applied(1, Applied.Kind.CREATED));
    }

    @Test
    void aReplacedDocumentIsAtTheNextRevision() {
        var next = decide(new Change.Replace(BODY), Optional.of(live(7)));

        assertThat(next.applied()).isEqualTo(applied(8, Applied.Kind.REPLACED));
    }

    @Test
    void aRecreatedDocumentGoesOnWhereTheDeletedOneEnded() {
        var next = decide(new Change.Replace(BODY), Optional.of(deleted(7)));

        assertThat(next.applied()).isEqualTo(applied(8, Applied.Kind.CREATED));
    }

    @Test
    void aDeleteKeepsTheEnvelopeWithoutABody() {
        var next = decide(new Change.Delete(), Optional.of(live(7)));

        assertThat(next.applied()).isEqualTo(applied(8, Applied.Kind.DELETED));
        assertThat(next.body()).isEmpty();
    }

    @Test
    void aPatchIsMergedIntoWhatIsStored() {
        var next = decide(new Change.Patch(USERS, tree("{\"age\":36}")), Optional.of(live(7)));

        assertThat(new String(next.body().orElseThrow().json(), UTF_8))
                .isEqualTo("{\"email\":\"ada@example.org\",\"name\":\"Ada\",\"age\":36}");
    }

    @Test
    void aPatchThatBreaksTheSchemaIsRefused() {
        var patch = new Change.Patch(USERS, tree("{\"name\":null}"));

        assertThat(refusal(patch, Optional.of(live(7)))).isEqualTo("schema-violation");
    }

    @Test
    void whatIsNotThereCanNeitherBePatchedNorDeleted() {
        var patch = new Change.Patch(USERS, tree("{}"));

        assertThat(refusal(patch, Optional.empty())).isEqualTo("document-not-found");
        assertThat(refusal(new Change.Delete(), Optional.of(deleted(7)))).isEqualTo("document-not-found");
    }

    @Test
    void aRetryIsAnsweredForWhateverHappenedSince() {
        var done = applied(3, Applied.Kind.DELETED);
        var replaced = new Applied(OperationId.at(Instant.EPOCH), new Revision(4), Applied.Kind.CREATED);
        var history = History.NONE.with(done).with(replaced);
        var stored = new Envelope(new Revision(4), true, Optional.empty(), history, 0);
        var tags = Optional.of(EntityTags.of("If-Match", "\"2\""));

        var decision = new Write(AT, OPERATION, new Preconditions(tags, Optional.empty()), new Change.Delete())
                .decide(Optional.of(stored));

        assertThat(decision).isEqualTo(new Decision.Replay(done));
    }

    @Test
    void aTryThatMayBeARetryOfSomethingForgottenIsRefused() {
        var history = new History(new byte[0], new Revision(9), OPERATION.millis());
        var stored = new Envelope(new Revision(9), true, Optional.of(ADA), history, 0);

        assertThat(refusal(new Change.Replace(BODY), Optional.of(stored))).isEqualTo("outcome-unknown");
    }

    @Test
    void theIdOfACreationThatAnotherHasIsAConflict() {
        assertThat(refusal(new Change.Create(BODY), Optional.of(live(1)))).isEqualTo("conflict");
    }

    private static Decision.Store decide(Change change, Optional<Envelope> stored) {
        return (Decision.Store) write(change).decide(stored);
    }

    private static String refusal(Change change, Optional<Envelope> stored) {
        return catchThrowableOfType(Refusal.class, () -> write(change).decide(stored))
                .code();
    }

    private static Write write(Change change) {
        return new Write(AT, OPERATION, new Preconditions(Optional.empty(), Optional.empty()), change);
    }

    private static Applied applied(long revision, Applied.Kind kind) {
        return new Applied(OPERATION, new Revision(revision), kind);
    }

    private static Envelope live(long revision) {
        return new Envelope(new Revision(revision), true, Optional.of(ADA), History.NONE, 0);
    }

    private static Envelope deleted(long revision) {
        return new Envelope(new Revision(revision), false, Optional.empty(), History.NONE, 0);
    }

    private static ObjectNode tree(String json) {
        return BodyReader.read(json.getBytes(UTF_8));
    }
}

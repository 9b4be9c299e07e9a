package io.percore.document;

import io.percore.refusal.StateRefusal.Conflict;
import io.percore.refusal.StateRefusal.DocumentNotFound;
import io.percore.refusal.StateRefusal.OutcomeUnknown;
import java.util.Optional;

/** One client's wish to change one document, and what it depends on. */
record Write(Address at, OperationId operation, Preconditions preconditions, Change change) {
    /** The same wish under another operation's name, which also names what it creates. */
    Write under(OperationId other) {
        var address = change instanceof Change.Create ? new Address(at.collection(), other.documentId()) : at;
        return new Write(address, other, preconditions, change);
    }

    /** Decides on what is stored and nothing else; refuses where the caller can act on it. */
    Decision decide(Optional<Envelope> stored) {
        // A retry comes after its own first try changed the revision, so it is looked for before preconditions are.
        return stored.flatMap(envelope -> envelope.history().applied(operation))
                .<Decision>map(Decision.Replay::new)
                .orElseGet(() -> fresh(stored));
    }

    private Decision fresh(Optional<Envelope> stored) {
        var history = stored.map(Envelope::history).orElse(History.NONE);
        if (history.mayHaveForgotten(operation)) {
            throw new OutcomeUnknown(at.toString());
        }
        var current = stored.filter(Envelope::live);
        var next = switch (change) {
            case Change.Create create -> create(current, create);
            case Change.Replace replace -> replace(current, replace);
            case Change.Patch patch -> patch(current, patch);
            case Change.Delete delete -> delete(current);
        };
        var revision = stored.map(envelope -> envelope.revision().next()).orElse(Revision.FIRST);
        var applied = new Applied(operation, revision, next.kind());
        return new Decision.Store(applied, history.with(applied), next.body());
    }

    private Next create(Optional<Envelope> current, Change.Create create) {
        if (current.isPresent()) {
            throw new Conflict(at.toString());
        }
        preconditions.checkWrite(at, Optional.empty());
        return new Next(Applied.Kind.CREATED, Optional.of(create.body()));
    }

    private Next replace(Optional<Envelope> current, Change.Replace replace) {
        preconditions.checkWrite(at, current.map(Envelope::revision));
        var kind = current.isPresent() ? Applied.Kind.REPLACED : Applied.Kind.CREATED;
        return new Next(kind, Optional.of(replace.body()));
    }

    private Next patch(Optional<Envelope> current, Change.Patch patch) {
        var envelope = present(current);
        preconditions.checkWrite(at, Optional.of(envelope.revision()));
        var merged = MergePatch.merged(envelope.body().orElseThrow(), patch.patch());
        return new Next(Applied.Kind.PATCHED, Optional.of(Body.accepted(patch.collection(), merged)));
    }

    private Next delete(Optional<Envelope> current) {
        preconditions.checkWrite(at, Optional.of(present(current).revision()));
        return new Next(Applied.Kind.DELETED, Optional.empty());
    }

    /** RFC 9110, 13.2.1: what is not there is 404, whatever the preconditions. */
    private Envelope present(Optional<Envelope> current) {
        return current.orElseThrow(() -> new DocumentNotFound(at.toString()));
    }

    private record Next(Applied.Kind kind, Optional<Body> body) {}
}

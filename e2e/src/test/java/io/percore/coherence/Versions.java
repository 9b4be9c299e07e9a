package io.percore.coherence;

import io.percore.coherence.Asked.Method;
import io.percore.coherence.Operation.Meaning;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the revisions of one key held and who made them, by all answers together, whenever they came. */
final class Versions {

    /** Whether something was there; its body, or 0 if that is not known; and who says so. */
    private record State(boolean live, long body, Operation witness) {
        private boolean contradicts(State other) {
            return live != other.live || (body != 0 && other.body != 0 && body != other.body);
        }
    }

    private final NavigableMap<Long, State> states = new TreeMap<>();
    private final Map<Long, Operation> writers = new HashMap<>();
    private final IdentityHashMap<Operation, Long> revisions = new IdentityHashMap<>();
    private final Map<Long, Operation> authors;
    private final List<Violation> violations = new ArrayList<>();

    Versions(Collection<Operation> operations) {
        authors = operations.stream()
                .filter(operation -> operation.asked().body() != 0)
                .collect(Collectors.toMap(operation -> operation.asked().body(), operation -> operation));
        operations.stream().filter(Operation::isWrite).forEach(this::written);
        operations.stream().filter(Versions::shows).forEach(this::shown);
        revisions.forEach(this::checkCondition);
    }

    private static boolean shows(Operation operation) {
        return operation.meaning() == Meaning.SHOWN || operation.meaning() == Meaning.SHOWN_STALE;
    }

    private void written(Operation write) {
        if (write.revision() > 0) {
            made(write, write.revision());
            learnBasis(write, write.revision(), write.told().status() == 201);
        }
    }

    private void made(Operation write, long revision) {
        var other = writers.putIfAbsent(revision, write);
        if (other != null) {
            violations.add(new Violation(Rule.ONE_WRITER, other, write));
            return;
        }
        var before = revisions.putIfAbsent(write, revision);
        if (before != null) {
            violations.add(new Violation(Rule.ONCE, states.get(before).witness(), write));
        }
        var live = write.asked().method() != Method.DELETE;
        learn(revision, new State(live, write.asked().body(), write), Rule.BODY);
    }

    private void learnBasis(Operation write, long revision, boolean created) {
        if (revision == 1 && !created) {
            violations.add(new Violation(Rule.KIND, write, write));
        } else if (revision > 1) {
            learn(revision - 1, new State(!created, 0, write), Rule.KIND);
        }
    }

    private void shown(Operation read) {
        var revision = read.revision();
        var body = read.told().body();
        if (body != 0) {
            attribute(read, revision, authors.get(body));
        }
        learn(revision, new State(true, body, read), Rule.BODY);
        if (read.asked().isWrite() && read.asked().match() == revision) {
            violations.add(new Violation(Rule.REFUSAL, writers.getOrDefault(revision, read), read));
        }
    }

    private void attribute(Operation read, long revision, Operation author) {
        if (author == null) {
            violations.add(new Violation(Rule.SENT, writers.getOrDefault(revision, read), read));
        } else if (author.mayBeWrite()) {
            resolve(read, revision, author);
        } else if (author.meaning() != Meaning.STORED) {
            violations.add(new Violation(Rule.NOTHING_REFUSED, author, read));
        } else if (author.revision() != revision) {
            violations.add(new Violation(Rule.ONCE, author, read));
        }
    }

    private void resolve(Operation read, long revision, Operation author) {
        var before = revisions.get(author);
        if (before == null && !writers.containsKey(revision)) {
            made(author, revision);
        } else if (before != null && before != revision) {
            violations.add(new Violation(Rule.ONCE, author, read));
        }
    }

    private void checkCondition(Operation write, long revision) {
        var asked = write.asked();
        var held = (asked.match() == 0 || asked.match() == revision - 1) && !(asked.onlyNew() && isLive(revision - 1));
        if (!held) {
            violations.add(new Violation(Rule.CONDITION, writers.getOrDefault(revision - 1, write), write));
        }
    }

    private void learn(long revision, State state, Rule rule) {
        var known =
                states.merge(revision, state, (old, young) -> old.body() == 0 && !old.contradicts(young) ? young : old);
        if (known.contradicts(state)) {
            violations.add(new Violation(rule, known.witness(), state.witness()));
        }
    }

    /** Whether a document was surely there at this revision. */
    boolean isLive(long revision) {
        return states.containsKey(revision) && states.get(revision).live();
    }

    /** Whether there was surely nothing at this revision. */
    boolean isAbsent(long revision) {
        return revision == 0
                || (states.containsKey(revision) && !states.get(revision).live());
    }

    boolean hasWriter(long revision) {
        return writers.containsKey(revision);
    }

    /** The revision of an operation that has a certain one; 0 of others. */
    long revision(Operation operation) {
        return revisions.getOrDefault(operation, operation.meaning() == Meaning.SHOWN ? operation.revision() : 0);
    }

    /** The highest revision that anybody was told of. */
    long last() {
        return states.isEmpty() ? 0 : states.lastKey();
    }

    List<Violation> violations() {
        return violations;
    }
}

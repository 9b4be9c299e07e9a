package io.percore.coherence;

import io.percore.coherence.Asked.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/** A history of clients of a store that does one thing after the other, each at some moment of its request or, unanswered, later. */
final class CoherentHistory {

    private static final int LENGTH = 20;
    private static final double UNANSWERED = 0.1;

    /** A request that is still to be answered. */
    private record Request(long invoked, long point, long completed, boolean answered) {}

    private final Random random;
    private final long doubt;
    private long revision;
    private long body;
    private long bodies;

    CoherentHistory(long seed, long doubt) {
        this.random = new Random(seed);
        this.doubt = doubt;
    }

    List<Operation> of(int requests) {
        var history = new ArrayList<Operation>();
        random.longs(requests, 0, requests * 5L)
                .mapToObj(this::request)
                .sorted(Comparator.comparingLong(Request::point))
                .forEach(request -> history.add(done(request)));
        return history;
    }

    private Request request(long invoked) {
        var completed = invoked + random.nextInt(LENGTH);
        var answered = random.nextDouble() > UNANSWERED;
        var latest = answered ? completed : completed + doubt;
        return new Request(invoked, random.nextLong(invoked, latest + 1), completed, answered);
    }

    private Operation done(Request request) {
        var asked = asked();
        var happens = request.answered() || random.nextBoolean();
        var told = happens ? told(asked) : Told.NOTHING;
        return new Operation(
                "k", "store", asked, request.answered() ? told : Told.NOTHING, request.invoked(), request.completed());
    }

    private Asked asked() {
        var asked = switch (random.nextInt(6)) {
            case 0, 1 -> Asked.put(++bodies);
            case 2 -> Asked.patch(++bodies);
            case 3 -> Asked.delete();
            default -> Asked.read();
        };
        if (!asked.isWrite() || random.nextBoolean()) {
            return asked;
        }
        var match = revision - random.nextInt(2);
        if (match > 0 && random.nextBoolean()) {
            return asked.ifMatch(match);
        }
        return asked.method() == Method.PUT ? asked.ifNew() : asked;
    }

    private Told told(Asked asked) {
        if (body == 0 && asked.method() != Method.PUT) {
            return Told.status(404);
        }
        if ((asked.onlyNew() && body != 0) || (asked.match() != 0 && body == 0)) {
            return Told.status(412);
        }
        if (asked.match() != 0 && asked.match() != revision) {
            return Told.revision(412, revision);
        }
        return asked.isWrite() ? written(asked) : Told.document(revision, body);
    }

    private Told written(Asked asked) {
        var created = body == 0;
        body = asked.body();
        revision++;
        return asked.method() == Method.DELETE ? Told.status(204) : Told.revision(created ? 201 : 200, revision);
    }
}

package io.percore.document;

import com.mongodb.event.ServerHeartbeatSucceededEvent;
import com.mongodb.event.ServerMonitorListener;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;

/** The clock of the server that takes writes, as its heartbeats tell it: deadlines are kept where writes commit, by that clock. */
final class ServerClock implements ServerMonitorListener {
    private final Clock clock;
    private volatile Duration ahead = Duration.ZERO;

    ServerClock(Clock clock) {
        this.clock = clock;
    }

    /** The store's time now. */
    Instant now() {
        return at(clock.instant());
    }

    /** The store's time at this moment of ours. */
    Instant at(Instant ours) {
        return ours.plus(ahead);
    }

    @Override
    public void serverHeartbeatSucceeded(ServerHeartbeatSucceededEvent event) {
        var time = event.getReply().get("localTime");
        if (time != null && time.isDateTime() && takesWrites(event.getReply())) {
            // The reply's way here counts as ours, which makes deadlines a little early, never late.
            ahead = Duration.between(
                    clock.instant(), Instant.ofEpochMilli(time.asDateTime().getValue()));
        }
    }

    // "hello" has one of these, what older servers are asked has the other.
    private static boolean takesWrites(BsonDocument reply) {
        return Stream.of("isWritablePrimary", "ismaster").map(reply::get).anyMatch(BsonBoolean.TRUE::equals);
    }
}

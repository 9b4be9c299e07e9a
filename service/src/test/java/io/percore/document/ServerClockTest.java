package io.percore.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.ServerAddress;
import com.mongodb.connection.ClusterId;
import com.mongodb.connection.ConnectionId;
import com.mongodb.connection.ServerId;
import com.mongodb.event.ServerHeartbeatSucceededEvent;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerClockTest {

    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
    private static final ConnectionId CONNECTION =
            new ConnectionId(new ServerId(new ClusterId(), new ServerAddress("localhost")));

    private final ServerClock clock = new ServerClock(Clock.fixed(NOON, ZoneOffset.UTC));

    @ParameterizedTest
    @ValueSource(strings = {"isWritablePrimary", "ismaster"})
    void theTimeIsThatOfTheServerThatTakesWrites(String role) {
        hears(role, true, NOON.plusSeconds(3));
        hears(role, false, NOON.plusSeconds(60));

        assertThat(clock.now()).isEqualTo(NOON.plusSeconds(3));
    }

    @Test
    void beforeAnyServerWasHeardItIsOurs() {
        assertThat(clock.now()).isEqualTo(NOON);
    }

    private void hears(String role, boolean takesWrites, Instant time) {
        var reply = new BsonDocument(role, BsonBoolean.valueOf(takesWrites))
                .append("localTime", new BsonDateTime(time.toEpochMilli()));
        clock.serverHeartbeatSucceeded(new ServerHeartbeatSucceededEvent(CONNECTION, reply, 1, false));
    }
}

package io.percore.document;

import com.mongodb.ConnectionString;
import com.mongodb.WriteConcern;
import com.mongodb.spi.dns.DnsClient;
import io.percore.InvalidConfiguration;
import io.percore.Secret;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Where MongoDB is, as an operator wrote it; refused where it asks for less than Percore promises.
 *
 * <p>Percore sets what it promises by itself, and would do so in silence. Time limits and pool sizes are set by Percore as well, and
 * are not refused: none of them makes a promise weaker, since what runs out of time is never taken for stored.
 */
public final class StoreAddress {
    private static final DnsClient OFFLINE = (_, _) -> List.of();

    private static final List<Option> PROMISED = List.of(
            new Option(
                    "w",
                    uri -> ofWrites(uri, WriteConcern::getWObject),
                    Set.of("majority"),
                    "Percore acknowledges what a majority of the members has stored; leave it out or write w=majority"),
            new Option(
                    "journal",
                    uri -> ofWrites(uri, WriteConcern::getJournal),
                    Set.of(true),
                    "Percore acknowledges what is in the journal; leave it out or write journal=true"),
            new Option(
                    "readPreference",
                    uri -> Optional.ofNullable(uri.getReadPreference()).map(preference -> preference.getName()),
                    Set.of("primary"),
                    "what other members have may be old; leave it out or write readPreference=primary"),
            new Option(
                    "readConcernLevel",
                    uri -> Optional.ofNullable(uri.getReadConcern())
                            .map(concern -> concern.getLevel().getValue()),
                    Set.of("majority", "linearizable"),
                    "what a majority does not have may be rolled back; leave it out or write readConcernLevel=majority"),
            new Option(
                    "loadBalanced",
                    uri -> Optional.ofNullable(uri.isLoadBalanced()),
                    Set.of(false),
                    "the deadline of a write follows the primary's clock, which a load balancer hides; name the members instead"));

    private StoreAddress() {}

    /**
     * Looks at what is written there, and asks nobody for it.
     *
     * @throws InvalidConfiguration with every problem there is
     */
    public static void check(Secret uri) {
        // That there is none is a problem already.
        if (!uri.isEmpty()) {
            // A mongodb+srv address has further options in DNS.
            read(uri, text -> new ConnectionString(text, OFFLINE));
        }
    }

    /** The address for the driver. */
    static ConnectionString read(Secret uri) {
        return read(uri, ConnectionString::new);
    }

    private static ConnectionString read(Secret uri, Function<String, ConnectionString> driver) {
        var address = parsed(uri, driver);
        var problems = PROMISED.stream()
                .flatMap(option -> option.problem(address).stream())
                .toList();
        if (!problems.isEmpty()) {
            throw new InvalidConfiguration(problems);
        }
        return address;
    }

    private static ConnectionString parsed(Secret uri, Function<String, ConnectionString> driver) {
        try {
            return driver.apply(uri.value());
        } catch (IllegalArgumentException e) {
            // Without the driver's message: it repeats parts of the secret.
            throw new InvalidConfiguration(List.of("mongodb.uri (hidden): the driver cannot read it; "
                    + "check host, port and options, and write special characters of the password as %XX"));
        }
    }

    private static Optional<Object> ofWrites(ConnectionString uri, Function<WriteConcern, Object> part) {
        return Optional.ofNullable(uri.getWriteConcern()).map(part);
    }

    /** What may be given for an option of the address, and why nothing else. */
    private record Option(
            String name, Function<ConnectionString, Optional<?>> given, Set<Object> accepted, String reason) {
        Optional<String> problem(ConnectionString uri) {
            return given.apply(uri)
                    .filter(value -> !accepted.contains(value))
                    .map(value -> "mongodb.uri: " + name + "=" + shown(value.toString()) + ": " + reason);
        }

        // What does not look like a value may be a part of a password that was not written as %XX.
        private static String shown(String value) {
            return value.matches("[\\w.-]{1,64}") ? value : "(hidden)";
        }
    }
}

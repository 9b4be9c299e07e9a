package io.percore.fuzz;

import com.mongodb.client.MongoClients;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import io.percore.bundle.Await;
import io.percore.bundle.Bundle;
import io.percore.bundle.Host;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.bson.BsonDateTime;

/** What the requests since its beginning did to the hosts, beside answering. */
final class Footprint {

    private final Bundle bundle;
    private final Host app;
    private final Instant begin = Instant.now();
    private final String errorTime;
    private final String processes;

    Footprint(Bundle bundle) {
        this.bundle = bundle;
        this.app = bundle.app();
        this.errorTime = app.must("date '+%Y/%m/%d %H:%M:%S'");
        this.processes = processes();
    }

    private String processes() {
        return app.must(
                "systemctl show --property=Id,MainPID,NRestarts 'percore@*' nginx redis-server; pgrep --full --parent $(cat /run/nginx.pid) 'worker process'");
    }

    /** What was replaced: workers, nginx's own, Redis. */
    List<String> replaced() {
        var now = processes();
        return now.equals(processes) ? List.of() : List.of("before: " + processes, "now: " + now);
    }

    /** Errors that the workers wrote into the journal. */
    List<String> errors() {
        return app.run("journalctl --since=@" + begin.getEpochSecond() + " --output=cat --quiet --unit='percore@*'"
                        + " | grep -E '\"level\":\"ERROR\"|^\\s+at |Exception' | cut -c -600 | head -20")
                .text()
                .lines()
                .toList();
    }

    /** What nginx found wrong with itself, with Lua or with a worker; what clients sent is no fault of those. */
    List<String> edgeErrors() {
        return app.run("cat /var/log/nginx/error.log.1 /var/log/nginx/error.log 2> /dev/null | awk '$1 \" \" $2 >= \""
                        + errorTime + "\"'"
                        + " | grep -E '\\[(error|crit|alert|emerg)\\]' | grep -vE ' client (sent|intended to send) '"
                        + " | cut -c -600 | head -20")
                .text()
                .lines()
                .toList();
    }

    /** Lines that are no JSON, of the access log and the one that was rotated last. */
    List<String> brokenLogLines() {
        var last = "fuzz-ended-" + begin.toEpochMilli();
        bundle.api().get("/" + last);
        var lines = Await.until(
                "the last request is logged",
                Duration.ofSeconds(60),
                () -> app.must(Bundle.EDGE_LOG + " | python3 -c '" + unparsed(last) + "'")
                        .lines()
                        .toList(),
                seen -> seen.contains("END"));
        return lines.stream().filter(line -> !line.equals("END")).limit(20).toList();
    }

    // Prints what is no JSON in UTF-8, and whether the last request is among them.
    private static String unparsed(String last) {
        return """
                import json, sys
                for line in sys.stdin.buffer:
                    try:
                        if json.loads(line.decode())["request"].startswith("GET /%s "):
                            print("END")
                    except ValueError:
                        print(ascii(line))
                """.formatted(last);
    }

    /** Documents that were written meanwhile, as {@code collection/id}, other than those. */
    List<String> writtenBeside(Predicate<String> known) {
        var strangers = new ArrayList<String>();
        try (var client = MongoClients.create(System.getProperty("percore.test.mongodb"))) {
            var database = client.getDatabase("percore");
            var since = new BsonDateTime(begin.toEpochMilli());
            for (var collection : HostileTargets.COLLECTIONS) {
                database.getCollection(collection)
                        .find(Filters.or(Filters.gte("updated", since), Filters.gte("deleted", since)))
                        .projection(Projections.include("_id"))
                        .map(stored -> collection + "/" + stored.getString("_id"))
                        .forEach(document -> {
                            if (!known.test(document)) {
                                strangers.add(document);
                            }
                        });
            }
        }
        return strangers;
    }
}

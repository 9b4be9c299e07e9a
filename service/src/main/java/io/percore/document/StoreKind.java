package io.percore.document;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoClient;
import com.mongodb.connection.ClusterConnectionMode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.Document;

/**
 * What answers at the address of the store, and which of Percore's promises that makes weaker.
 *
 * @param build what buildInfo says
 * @param hello what hello says; empty where that is not known
 * @param members what replSetGetConfig says; empty where that is not known or not allowed
 * @param direct whether the driver talks to one server only, whatever that becomes
 */
record StoreKind(Document build, Document hello, Document members, boolean direct) {
    /** Asks the server, which need not know every command. */
    static StoreKind of(MongoClient client) {
        return new StoreKind(
                ask(client, "buildInfo"),
                askIfKnown(client, "hello"),
                askIfKnown(client, "replSetGetConfig"),
                client.getClusterDescription().getConnectionMode() == ClusterConnectionMode.SINGLE);
    }

    private static Document ask(MongoClient client, String command) {
        return client.getDatabase("admin").runCommand(new BsonDocument(command, new BsonInt32(1)));
    }

    private static Document askIfKnown(MongoClient client, String command) {
        try {
            return ask(client, command);
        } catch (MongoCommandException refused) {
            return new Document();
        }
    }

    /** For people, in a few words. */
    String name() {
        var version = "MongoDB " + build.getString("version");
        return gateway()
                .map(ferretdb -> "FerretDB " + ferretdb.getString("version") + ", which speaks as " + version)
                .orElse(version + ", " + layout());
    }

    private String layout() {
        return isSharded()
                ? "a sharded cluster"
                : replicaSet()
                        .map(name -> "the replica set " + name)
                        .orElse(isAlone() ? "one server" : "of unknown layout");
    }

    /** What is not promised there, each with its reason and what to do. */
    List<String> warnings() {
        return Stream.of(
                        when(
                                isSharded(),
                                "it is a sharded cluster: documents and the regime lease may be on shards with clocks of their own,"
                                        + " so that no cached read is old is not promised; use a replica set"),
                        when(
                                isAlone(),
                                "it is one server: what is acknowledged is on one disk, and is lost with it; use a replica set"),
                        when(
                                direct && replicaSet().isPresent(),
                                "mongodb.uri leads to one member of the replica set: when another becomes primary, reads may be"
                                        + " old and writes fail; add replicaSet="
                                        + replicaSet().orElse("")),
                        when(
                                Boolean.FALSE.equals(journalDefault()),
                                "its writeConcernMajorityJournalDefault is false: what was read may be rolled back after a power"
                                        + " failure; set it to true"))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<String> when(boolean is, String warning) {
        return is ? Optional.of(warning) : Optional.empty();
    }

    private boolean isAlone() {
        return !hello.isEmpty()
                && !isSharded()
                && replicaSet().isEmpty()
                && gateway().isEmpty();
    }

    private boolean isSharded() {
        return "isdbgrid".equals(hello.getString("msg"));
    }

    private Optional<String> replicaSet() {
        return Optional.ofNullable(hello.getString("setName"));
    }

    private Optional<Document> gateway() {
        return Optional.ofNullable(build.get("ferretdb", Document.class));
    }

    private Boolean journalDefault() {
        return members.getEmbedded(List.of("config", "writeConcernMajorityJournalDefault"), Boolean.class);
    }
}

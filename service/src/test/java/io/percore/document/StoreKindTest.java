package io.percore.document;

import static org.assertj.core.api.Assertions.assertThat;

import org.bson.Document;
import org.junit.jupiter.api.Test;

class StoreKindTest {
    private static final Document BUILD = new Document("version", "7.0.14");
    private static final Document NOTHING = new Document();
    private static final Document MEMBER = new Document("isWritablePrimary", true).append("setName", "rs0");

    @Test
    void aReplicaSetKeepsWhatIsPromised() {
        var config = new Document("config", new Document("writeConcernMajorityJournalDefault", true));

        var kind = new StoreKind(BUILD, MEMBER, config, false);

        assertThat(kind.name()).isEqualTo("MongoDB 7.0.14, the replica set rs0");
        assertThat(kind.warnings()).isEmpty();
        assertThat(new StoreKind(BUILD, MEMBER, NOTHING, false).warnings()).isEmpty();
    }

    @Test
    void oneServerHasOneDisk() {
        var kind = new StoreKind(BUILD, new Document("isWritablePrimary", true), NOTHING, true);

        assertThat(kind.name()).isEqualTo("MongoDB 7.0.14, one server");
        assertThat(kind.warnings()).singleElement().asString().contains("one disk");
    }

    @Test
    void aShardedClusterMayHaveDocumentsAndLeaseApart() {
        var kind = new StoreKind(BUILD, new Document("msg", "isdbgrid"), NOTHING, true);

        assertThat(kind.name()).isEqualTo("MongoDB 7.0.14, a sharded cluster");
        assertThat(kind.warnings()).singleElement().asString().contains("not promised");
    }

    @Test
    void oneMemberOfAReplicaSetDoesNotFollowThePrimary() {
        assertThat(new StoreKind(BUILD, MEMBER, NOTHING, true).warnings())
                .singleElement()
                .asString()
                .contains("add replicaSet=rs0");
    }

    @Test
    void majoritiesWithoutJournalMayRollBack() {
        var config = new Document("config", new Document("writeConcernMajorityJournalDefault", false));

        assertThat(new StoreKind(BUILD, MEMBER, config, false).warnings())
                .singleElement()
                .asString()
                .contains("writeConcernMajorityJournalDefault is false");
    }

    @Test
    void whatSpeaksInTheNameOfAnotherServerIsNotTakenForOneDisk() {
        var build = new Document("version", "7.0.77").append("ferretdb", new Document("version", "v2.7.0"));

        var kind = new StoreKind(build, new Document("isWritablePrimary", true), NOTHING, true);

        assertThat(kind.name()).isEqualTo("FerretDB v2.7.0, which speaks as MongoDB 7.0.77");
        assertThat(kind.warnings()).isEmpty();
    }

    @Test
    void whatAServerDoesNotTellIsNoWarning() {
        var kind = new StoreKind(BUILD, NOTHING, NOTHING, true);

        assertThat(kind.name()).isEqualTo("MongoDB 7.0.14, of unknown layout");
        assertThat(kind.warnings()).isEmpty();
    }
}

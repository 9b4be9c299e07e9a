package io.percore.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClients;
import io.percore.bundle.StoreHost;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What the running server tells of itself. */
@Order(1)
final class StoreKindIT {

    @Test
    void theServerSaysWhatItIs() {
        assertThat(kind().name()).matches("(MongoDB|FerretDB) v?\\d.*").doesNotContain("null", "unknown layout");
    }

    @Test
    @StoreHost
    void ferretdbIsNotTakenForOneMongod() {
        assertThat(kind().name()).startsWith("FerretDB v2");
        assertThat(kind().warnings()).isEmpty();
    }

    private static StoreKind kind() {
        try (var client = MongoClients.create(ContractDatabase.uri())) {
            return StoreKind.of(client);
        }
    }
}

package io.percore.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoException;
import com.mongodb.MongoOperationTimeoutException;
import com.mongodb.MongoTimeoutException;
import org.junit.jupiter.api.Test;

final class StoreFaultTest {
    /** The driver's words. */
    private static final String NO_CONNECTION = "Timed out after 5 ms while waiting for a connection to server a:1.";

    @Test
    void waitingForAConnectionIsNoOutage() {
        var waited = new MongoTimeoutException(NO_CONNECTION);

        assertThat(StoreFault.of(waited)).isEqualTo(StoreFault.OVERLOADED);
        assertThat(StoreFault.of(new MongoOperationTimeoutException(
                        "Operation exceeded the timeout limit: " + waited.getMessage(), waited)))
                .isEqualTo(StoreFault.OVERLOADED);
    }

    @Test
    void waitingForAServerIsOne() {
        assertThat(StoreFault.of(new MongoTimeoutException("Timed out while waiting for a server that matches ...")))
                .isEqualTo(StoreFault.UNREACHABLE);
    }

    @Test
    void anAnswerThatDoesNotComeLeavesOpenWhatHappened() {
        assertThat(StoreFault.of(new MongoOperationTimeoutException("Operation exceeded the timeout limit")))
                .isEqualTo(StoreFault.UNKNOWN);
    }

    @Test
    void anInternalErrorOfTheStoreLeavesOpenWhatHappened() {
        // FerretDB's, when it has lost PostgreSQL's process, and on a server that takes no writes.
        assertThat(StoreFault.of(new MongoException(1, "unexpected EOF"))).isEqualTo(StoreFault.UNKNOWN);
        assertThat(StoreFault.of(new MongoException(1, "Can't execute write operation, the database is in recovery")))
                .isEqualTo(StoreFault.UNKNOWN);
    }

    @Test
    void aCreationThatCameSecondIsDeclined() {
        assertThat(StoreFault.of(
                        new MongoException(9, "The $$NOW operator cannot be used within this specific context.")))
                .isEqualTo(StoreFault.DECLINED);
        assertThat(StoreFault.of(new MongoException(9, "something else"))).isEqualTo(StoreFault.OURS);
    }

    @Test
    void aCreationAfterItsDeadlineIsDeclined() {
        assertThat(StoreFault.of(new MongoException(241, "Failed to parse number")))
                .isEqualTo(StoreFault.DECLINED);
    }
}

package io.percore.document;

import com.mongodb.MongoConnectionPoolClearedException;
import com.mongodb.MongoException;
import com.mongodb.MongoExecutionTimeoutException;
import com.mongodb.MongoOperationTimeoutException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoServerUnavailableException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoSocketOpenException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.MongoWriteConcernException;
import java.util.Set;

/** What an exception of the driver says about the operation that it ended. */
enum StoreFault {
    /** The value of a unique index is there already; nothing was stored. */
    DUPLICATE,
    /** What the operation itself demands does not hold; nothing was stored. */
    DECLINED,
    /** Nothing was stored, and the same may well work at once. */
    TRANSIENT,
    /** All connections were in use all the time; nothing was sent. */
    OVERLOADED,
    /** Nothing was sent. */
    UNREACHABLE,
    /** It may have been stored, or may be yet. */
    UNKNOWN,
    /** The store did not understand us. */
    OURS;

    private static final int DUPLICATE_KEY = 11_000;
    /** Of $toInt, by which a creation declines: ConversionFailure, and DocumentDB's word for it. */
    private static final Set<Integer> CONVERSION_FAILURES = Set.of(241, 84_148_253);
    /** DocumentDB 1.0 loses sight of $$NOW in the one of two creations that comes second; nothing was stored. */
    private static final int FAILED_TO_PARSE = 9;
    /** PostgreSQL chose this one of two inserts that raced for a unique value. */
    private static final int DEADLOCK = 16_908_292;
    /** WriteConflict. */
    private static final int WRITE_CONFLICT = 112;
    /** Internal errors (also: FerretDB without PostgreSQL), network, failover, shutdown and time limits. */
    private static final Set<Integer> OUTAGES =
            Set.of(1, 6, 7, 50, 64, 89, 91, 189, 202, 262, 365, 9001, 10107, 11600, 11602, 13435, 13436);

    static StoreFault of(MongoException fault) {
        return switch (fault) {
            case MongoTimeoutException full when isAboutThePool(full) -> OVERLOADED;
            case MongoWriteConcernException late -> UNKNOWN;
            case MongoOperationTimeoutException late -> UNKNOWN;
            case MongoExecutionTimeoutException late -> UNKNOWN;
            case MongoSocketOpenException none -> UNREACHABLE;
            case MongoSocketException cut -> UNKNOWN;
            // No server or no connection in time.
            case MongoTimeoutException none -> UNREACHABLE;
            case MongoSecurityException none -> UNREACHABLE;
            case MongoServerUnavailableException none -> UNREACHABLE;
            case MongoConnectionPoolClearedException none -> UNREACHABLE;
            default -> ofCode(fault);
        };
    }

    /** The driver has one type for this and for a server that does not answer; its words tell them apart. */
    private static boolean isAboutThePool(MongoTimeoutException fault) {
        return fault.getMessage().contains("while waiting for a connection to server");
    }

    private static StoreFault ofCode(MongoException fault) {
        return switch (fault.getCode()) {
            case DUPLICATE_KEY -> DUPLICATE;
            case DEADLOCK, WRITE_CONFLICT -> TRANSIENT;
            default -> isDeclined(fault) ? DECLINED : OUTAGES.contains(fault.getCode()) ? UNKNOWN : OURS;
        };
    }

    private static boolean isDeclined(MongoException fault) {
        return CONVERSION_FAILURES.contains(fault.getCode())
                || (fault.getCode() == FAILED_TO_PARSE && fault.getMessage().contains("$$NOW"));
    }
}

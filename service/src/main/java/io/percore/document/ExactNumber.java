package io.percore.document;

import java.math.BigDecimal;
import java.util.Optional;
import org.bson.types.Decimal128;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.DecimalNode;
import tools.jackson.databind.node.DoubleNode;
import tools.jackson.databind.node.LongNode;

/** A JSON number as the type of MongoDB that holds it exactly: int64, double or Decimal128, in this order. */
final class ExactNumber {
    /** Longer numbers are refused unread: their arithmetic costs more than quadratic time. */
    private static final int LONGEST = 512;

    private ExactNumber() {}

    /** The number, or nothing when no type holds it; {@code integer} says that it has neither fraction nor exponent. */
    static Optional<JsonNode> of(String written, boolean integer) {
        if (written.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            return of(written, new BigDecimal(written), integer);
        } catch (NumberFormatException exponentBeyondAllTypes) {
            return Optional.empty();
        }
    }

    private static Optional<JsonNode> of(String written, BigDecimal exact, boolean integer) {
        // int64 has no negative zero.
        if (integer && !written.equals("-0") && isInt64(exact)) {
            return Optional.of(LongNode.valueOf(exact.longValue()));
        }
        var nearest = Double.parseDouble(written);
        if (Double.isFinite(nearest) && new BigDecimal(Double.toString(nearest)).compareTo(exact) == 0) {
            return Optional.of(DoubleNode.valueOf(nearest));
        }
        return isDecimal128(exact) ? Optional.of(DecimalNode.valueOf(exact)) : Optional.empty();
    }

    private static boolean isInt64(BigDecimal exact) {
        return exact.toBigInteger().bitLength() < Long.SIZE;
    }

    private static boolean isDecimal128(BigDecimal exact) {
        try {
            new Decimal128(exact);
            return true;
        } catch (NumberFormatException inexact) {
            return false;
        }
    }
}

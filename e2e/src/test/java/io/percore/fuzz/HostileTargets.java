package io.percore.fuzz;

import java.util.List;

/** Request targets: addresses of documents and lists, and what looks like one. */
final class HostileTargets {

    static final List<String> COLLECTIONS = List.of("products", "users", "articles");

    private static final List<String> QUERIES = Dictionary.of("queries");

    private static final List<String> ENDINGS = Dictionary.of("endings");

    private static final List<String> BEGINNINGS = Dictionary.of("beginnings");
    private static final List<String> ELSEWHERE = Dictionary.of("targets");

    private final Choices choices;
    private final String mark;
    private final long number;

    HostileTargets(Choices choices, String mark, long number) {
        this.choices = choices;
        this.mark = mark;
        this.number = number;
    }

    /** An id that other requests of the seed use as well. */
    String shared() {
        return mark + "-" + choices.below(20);
    }

    /** An id of this request alone. */
    String own() {
        return mark + "-u" + number;
    }

    String list(String collection) {
        return "/v1/" + collection + (choices.oneIn(4) ? "" : "?" + choices.of(QUERIES));
    }

    /** Makes of an address another one, or none. */
    String odd(String target) {
        if (!target.startsWith("/")) {
            return choices.of(ELSEWHERE);
        }
        return switch (choices.below(10)) {
            case 0, 1, 2 -> target + choices.of(ENDINGS);
            case 3 -> choices.of(ELSEWHERE);
            case 4 -> behindCollection(target);
            case 5 -> encoded(target);
            case 6 -> choices.of(BEGINNINGS) + target;
            case 7 -> target + "x".repeat(choices.of(List.of(100, 128, 129, 2000, 5000, 9000, 33_000)));
            default -> Mutations.octets(target, choices);
        };
    }

    private String behindCollection(String target) {
        var slash = target.lastIndexOf('/');
        return target.substring(0, slash) + choices.of(ENDINGS) + target.substring(slash);
    }

    private String encoded(String target) {
        var at = choices.below(target.length());
        var hex = Integer.toHexString(target.charAt(at));
        return target.substring(0, at) + "%" + (choices.oneIn(3) ? "25" : "") + hex + target.substring(at + 1);
    }
}

package io.percore.document;

import io.percore.refusal.RequestRefusal.InvalidHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The value of If-Match or If-None-Match: a list of entity tags, or {@code *} for whatever is there. */
record EntityTags(boolean any, List<Tag> tags) {
    private static final Pattern ELEMENT =
            Pattern.compile("[ \\t]*(?:(W/)?\"([\\x21\\x23-\\x7e\\x80-\\xff]*)\")?[ \\t]*(?:,|$)");

    EntityTags {
        tags = List.copyOf(tags);
    }

    /** One entity tag. */
    record Tag(boolean weak, String opaque) {
        @Override
        public String toString() {
            return (weak ? "W/" : "") + '"' + opaque + '"';
        }
    }

    /** The tags that the value of that header lists; refuses what is no list of them. */
    static EntityTags of(String header, String value) {
        return of(value).orElseThrow(() -> new InvalidHeader(header, "* or a list of entity tags in double quotes"));
    }

    /** The tags that a value lists, if it is a list of them. */
    static Optional<EntityTags> of(String value) {
        if (value.strip().equals("*")) {
            return Optional.of(new EntityTags(true, List.of()));
        }
        var tags = new ArrayList<Tag>();
        var element = ELEMENT.matcher(value);
        var end = 0;
        while (end < value.length() && element.find(end) && element.start() == end) {
            // RFC 9110, 5.6.1: a recipient ignores empty elements of a list.
            if (element.group(2) != null) {
                tags.add(new Tag(element.group(1) != null, element.group(2)));
            }
            end = element.end();
        }
        return end < value.length() || tags.isEmpty() ? Optional.empty() : Optional.of(new EntityTags(false, tags));
    }

    /** Strong comparison: two weak tags, or a weak and a strong one, are never equal. */
    boolean holdStrongly(Revision revision) {
        return any || tags.contains(new Tag(false, revision.toString()));
    }

    /** Weak comparison: only the opaque part counts. */
    boolean holdWeakly(Revision revision) {
        return any || tags.stream().anyMatch(tag -> tag.opaque().equals(revision.toString()));
    }

    /** As the header would be written. */
    @Override
    public String toString() {
        return any ? "*" : tags.stream().map(Tag::toString).collect(Collectors.joining(", "));
    }
}

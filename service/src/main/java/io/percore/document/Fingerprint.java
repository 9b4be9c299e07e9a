package io.percore.document;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** Tells requests apart by all that they ask for: method, path, preconditions and body. */
record Fingerprint(String text) {
    static Fingerprint of(Write write) {
        var digest = sha256();
        digest.update(head(write).getBytes(StandardCharsets.UTF_8));
        return new Fingerprint(HexFormat.of().formatHex(digest.digest(body(write.change()))));
    }

    private static String head(Write write) {
        var at = write.at();
        var target = switch (write.change()) {
            case Change.Create _ -> "POST " + at.collection();
            case Change.Replace _ -> "PUT " + at;
            case Change.Patch _ -> "PATCH " + at;
            case Change.Delete _ -> "DELETE " + at;
        };
        var preconditions = write.preconditions();
        return target + "\n" + line(preconditions.match()) + line(preconditions.noneMatch());
    }

    private static String line(Optional<EntityTags> tags) {
        return tags.map(EntityTags::toString).orElse("") + "\n";
    }

    private static byte[] body(Change change) {
        return switch (change) {
            case Change.Create create -> create.body().bson();
            case Change.Replace replace -> replace.body().bson();
            case Change.Patch patch -> BsonForm.of(patch.patch());
            case Change.Delete _ -> new byte[0];
        };
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }
}

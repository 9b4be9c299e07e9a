package io.percore.document;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.percore.catalogue.Catalogue;
import io.percore.catalogue.Collection;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class FingerprintTest {
    private static final Collection USERS = Catalogue.read(Path.of("../ansible/files/catalogue/catalogue.yaml"))
            .collection("users")
            .orElseThrow();
    private static final String ADA = "{\"email\":\"ada@example.org\",\"name\":\"Ada\"}";
    private static final String EVE = "{\"email\":\"eve@example.org\",\"name\":\"Eve\"}";

    @Test
    void everyTryOfARequestHasTheSame() {
        assertThat(replace("ada", ADA, "", "")).isEqualTo(replace("ada", ADA, "", ""));
        assertThat(of("1", new Change.Create(body(ADA)), "", ""))
                .isEqualTo(of("2", new Change.Create(body(ADA)), "", ""));
    }

    @Test
    void eachPartOfARequestTellsItFromOthers() {
        var requests = List.of(
                replace("ada", ADA, "", ""),
                replace("eve", ADA, "", ""),
                replace("ada", EVE, "", ""),
                replace("ada", ADA, "\"1\"", ""),
                replace("ada", ADA, "W/\"1\"", ""),
                replace("ada", ADA, "*", ""),
                replace("ada", ADA, "", "*"),
                of("ada", new Change.Create(body(ADA)), "", ""),
                of("ada", new Change.Patch(USERS, BodyReader.read(ADA.getBytes(UTF_8))), "", ""),
                of("ada", new Change.Delete(), "", ""));

        assertThat(requests).doesNotHaveDuplicates();
    }

    private static Fingerprint replace(String id, String json, String match, String noneMatch) {
        return of(id, new Change.Replace(body(json)), match, noneMatch);
    }

    private static Fingerprint of(String id, Change change, String match, String noneMatch) {
        var preconditions = new Preconditions(tags(match), tags(noneMatch));
        return Fingerprint.of(
                new Write(new Address("users", id), OperationId.at(Instant.now()), preconditions, change));
    }

    private static Optional<EntityTags> tags(String value) {
        return value.isEmpty() ? Optional.empty() : Optional.of(EntityTags.of("If-Match", value));
    }

    private static Body body(String json) {
        return Body.accepted(USERS, BodyReader.read(json.getBytes(UTF_8)));
    }
}

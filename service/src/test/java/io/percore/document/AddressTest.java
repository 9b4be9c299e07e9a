package io.percore.document;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressTest {
    @Test
    void anEntrysKeyNamesItsDocument() {
        assertThat(Address.ofEntry("entry:users/a.b~c")).contains(new Address("users", "a.b~c"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"entry:users/", "token:users/a", "generation", "entry:a"})
    void otherKeysNameNone(String key) {
        assertThat(Address.ofEntry(key)).isEmpty();
    }
}

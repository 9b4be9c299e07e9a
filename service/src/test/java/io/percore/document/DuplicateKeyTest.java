package io.percore.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DuplicateKeyTest {
    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
                    E11000 duplicate key error collection: percore.users index: email dup key: { body.email: "a" } ; email
                    E11000 duplicate key error collection: percore.users index: _id_ dup key: { _id: "a" }         ; _id_
                    E11000 duplicate key error index: percore.users.$email dup key: { : "a" }                      ; email
                    Duplicate key violation on the requested collection: Index 'category-price'                    ; category-price
                    Duplicate key violation on the requested collection: Index '_id_'                              ; _id_
                    """)
    void theIndexIsReadFromWhatServersSay(String message, String index) {
        assertThat(DuplicateKey.in(new MongoException(11_000, message)).index()).isEqualTo(index);
    }
}

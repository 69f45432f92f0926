package dev.trunkline.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trunkline.embedded.DatabaseProblem.Code;
import dev.trunkline.store.DatabaseAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "postgres://ann:pw@db/calls | jdbc:postgresql://db/calls | ann | pw",
                "postgresql://ann:pw@db:5433/calls?sslmode=require | jdbc:postgresql://db:5433/calls?sslmode=require | ann | pw",
                "jdbc:postgresql://db/calls?user=ann&password=p%26w | jdbc:postgresql://db/calls | ann | p&w",
                "postgres://ann:p%40w+x@db/calls | jdbc:postgresql://db/calls | ann | p@w+x",
                "postgres://ann@[::1]:5432/calls | jdbc:postgresql://[::1]:5432/calls | ann | ``",
                "postgres://ann:pw@a,b:5433/calls | jdbc:postgresql://a,b:5433/calls?targetServerType=primary | ann | pw",
                "postgres://ann:pw@a,b/calls?targetServerType=any | jdbc:postgresql://a,b/calls?targetServerType=any | ann | pw",
                "postgres://ann:pw@a/c?connect_timeout=3 | jdbc:postgresql://a/c?connectTimeout=3 | ann | pw",
            })
    void an_address_is_read_as_other_tools_write_it(String url, String jdbcUrl, String user, String password) {
        assertThat(DatabaseUrl.parse(url)).isEqualTo(new DatabaseAddress(jdbcUrl, user, password));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysql://ann:sesame@db/calls",
                "postgres://ann:sesame@db",
                "postgres://db/calls",
                "postgres://ann:sesame%zz@db/calls",
                "postgres://ann:sesame@db:port/calls",
                "postgres://ann:sesame@db/calls?sslmode",
                "sesame"
            })
    void a_wrong_address_is_explained_without_repeating_the_password(String url) {
        var problem = catchThrowableOfType(DatabaseProblem.class, () -> DatabaseUrl.parse(url));
        assertThat(problem.code()).isEqualTo(Code.DATABASE_URL_INVALID);
        assertThat(problem.toString()).doesNotContain("sesame");
    }

    @Test
    void the_password_never_shows_in_text() {
        assertThat(DatabaseUrl.parse("postgres://ann:sesame@db/calls").toString())
                .isEqualTo("ann@jdbc:postgresql://db/calls");
    }
}

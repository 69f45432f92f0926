package dev.trunkline.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trunkline.embedded.DatabaseProblem.Code;
import dev.trunkline.store.DatabaseAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.support.SpringFactoriesLoader;

class DatabaseConfigTest {

    /// Stands for a pool: asks the database one more thing when it closes.
    record LastWord(DatabaseAddress address, AtomicReference<String> answer) implements AutoCloseable {
        @Override
        public void close() {
            answer.set(version(address));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class PoolConfig {
        @Bean
        LastWord pool(DatabaseAddress address, AtomicReference<String> answer) {
            return new LastWord(address, answer);
        }
    }

    private final ApplicationContextRunner application =
            new ApplicationContextRunner().withUserConfiguration(DatabaseConfig.class);

    @TempDir
    Path scratch;

    @Test
    @Tag("slow")
    void the_server_closes_after_everything_that_uses_it_and_an_external_one_is_left_running() throws IOException {
        Files.setPosixFilePermissions(scratch, PosixFilePermissions.fromString("rwx--x--x"));
        Path data = scratch.resolve("data");
        var answer = new AtomicReference<>("");
        application
                .withPropertyValues("trunkline.data-dir=" + data)
                .withBean("answer", AtomicReference.class, () -> answer)
                .withUserConfiguration(PoolConfig.class)
                .run(context -> {
                    var address = context.getBean(DatabaseAddress.class);
                    application
                            .withPropertyValues("trunkline.database-url=" + address.jdbcUrl() + "?user="
                                    + address.user() + "&password=" + address.password())
                            .run(external -> assertThat(external.getBean(DatabaseAddress.class))
                                    .isEqualTo(address));
                    assertThat(version(address)).startsWith("18");
                });
        assertThat(answer.get()).startsWith("18");
        assertThat(data.resolve("postgres/postmaster.pid")).doesNotExist();
    }

    @Test
    void an_older_server_is_refused_with_both_versions_named() {
        var address = new DatabaseAddress("jdbc:postgresql://db/calls", "ann", "");
        assertThatThrownBy(() -> DatabaseClient.requireVersion(17, address))
                .hasMessageContaining("is PostgreSQL 17; Trunkline needs PostgreSQL 18 or newer")
                .extracting(problem -> ((DatabaseProblem) problem).code())
                .isEqualTo(Code.DATABASE_TOO_OLD);
        DatabaseClient.requireVersion(18, address);
    }

    @Test
    void a_server_that_is_not_there_is_named_and_waited_for_no_longer_than_told() {
        var nowhere = new DatabaseAddress("jdbc:postgresql://127.0.0.1:1/calls", "ann", "sesame");
        assertThatThrownBy(() -> DatabaseClient.requireUsable(nowhere, Duration.ZERO))
                .hasMessageContaining("127.0.0.1:1/calls cannot be reached")
                .hasMessageNotContaining("sesame");
    }

    @Test
    void a_problem_at_start_is_printed_as_sentences() {
        var analyzers = SpringFactoriesLoader.forDefaultResourceLocation()
                .load(FailureAnalyzer.class, (type, name, failure) -> {});
        var analysis = analyzers.stream()
                .filter(DatabaseConfig.PlainSentence.class::isInstance)
                .findFirst()
                .orElseThrow()
                .analyze(new IllegalStateException(StartFailure.diskFull(Path.of("/d"))));
        assertThat(analysis).isNotNull();
        assertThat(analysis.getDescription()).isEqualTo("The disk that holds /d is full. (disk-full)");
    }

    private static String version(DatabaseAddress address) {
        try (var connection = DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password())) {
            return connection.getMetaData().getDatabaseProductVersion();
        } catch (SQLException e) {
            return e.toString();
        }
    }
}

package dev.trunkline.embedded;

import dev.trunkline.embedded.EmbeddedPostgres.Arrival;
import dev.trunkline.store.DatabaseAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/// Chooses the database: `TRUNKLINE_DATABASE_URL` where given, else the embedded one in the data directory.
///
/// Pools take the [DatabaseAddress]; Spring then closes them before the server, because they depend on it.
@Configuration(proxyBeanMethods = false)
public class DatabaseConfig {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseConfig.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /// The database in use, and how to let go of it.
    record Database(DatabaseAddress address, Runnable release) implements AutoCloseable {
        @Override
        public void close() {
            release.run();
        }
    }

    @Bean
    DataDirectory dataDirectory(Environment environment) {
        return DataDirectory.choose(
                environment.getProperty("trunkline.data-dir"),
                System.getenv(),
                ServiceUser.isRoot(),
                Path.of(System.getProperty("user.home")));
    }

    @Bean
    Database database(Environment environment, DataDirectory dataDirectory) {
        String url = environment.getProperty("trunkline.database-url", "");
        if (!url.isBlank()) {
            var address = DatabaseUrl.parse(url);
            DatabaseClient.requireUsable(address, PATIENCE);
            LOG.info("Using the external database: {}", address);
            return new Database(address, () -> {});
        }
        // A command beside a running Trunkline works on that one's database instead of refusing to share it.
        boolean join = environment.getProperty("trunkline.database-join", Boolean.class, false);
        var postgres = join
                ? EmbeddedPostgres.startOrJoin(dataDirectory.path())
                : EmbeddedPostgres.start(dataDirectory.path());
        LOG.info(
                "Embedded PostgreSQL {}: {} (data in {})",
                postgres.arrival() == Arrival.ADOPTED ? "found running and adopted" : "is running",
                postgres.address(),
                dataDirectory.path());
        return new Database(postgres.address(), () -> {
            postgres.close();
            LOG.info("Let go of the embedded PostgreSQL");
        });
    }

    @Bean
    DatabaseAddress databaseAddress(Database database) {
        return database.address();
    }

    /// Turns a [DatabaseProblem] at start into its two sentences instead of a stack trace.
    static class PlainSentence extends AbstractFailureAnalyzer<DatabaseProblem> {
        @Override
        protected @Nullable FailureAnalysis analyze(Throwable rootFailure, DatabaseProblem cause) {
            return new FailureAnalysis(cause.sentence() + " (" + cause.code().id() + ")", cause.advice(), cause);
        }
    }
}

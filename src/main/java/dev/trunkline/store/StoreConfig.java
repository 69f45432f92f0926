package dev.trunkline.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;

/// Brings the schema up to date, opens the pools, hands out the store.
@Configuration(proxyBeanMethods = false)
public class StoreConfig {

    private static final Logger LOG = LoggerFactory.getLogger(StoreConfig.class);

    @Bean(destroyMethod = "close")
    Pools pools(DatabaseAddress address, Optional<Rehearsal> rehearsal) {
        migrate(address);
        return Pools.open(address, rehearsal.orElse(null));
    }

    @Bean
    Store store(Pools pools) {
        return pools.store();
    }

    /// Applies the migrations that are missing, as the login role that owns the tables.
    public static void migrate(DatabaseAddress address) {
        int applied = Flyway.configure()
                .dataSource(address.jdbcUrl(), address.user(), address.password())
                .table("migration")
                .initSql("SET lock_timeout = '2s'")
                .load()
                .migrate()
                .migrationsExecuted;
        if (applied > 0) {
            tidy(address);
        }
    }

    /// Clears away what migrations left behind in the catalogs. The server would do it a little later, beside
    /// the first calls.
    private static void tidy(DatabaseAddress address) {
        try (Connection connection =
                        DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password());
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    VACUUM (ANALYZE, SKIP_LOCKED) pg_catalog.pg_attrdef, pg_catalog.pg_attribute, pg_catalog.pg_class,
                      pg_catalog.pg_constraint, pg_catalog.pg_depend, pg_catalog.pg_index, pg_catalog.pg_proc,
                      pg_catalog.pg_statistic, pg_catalog.pg_trigger, pg_catalog.pg_type""");
        } catch (SQLException e) {
            LOG.info("The catalogs were not tidied up after the migration; the server will do it: {}", e.getMessage());
        }
    }

    /// The three pools behind one store. Closing ends every connection.
    public static final class Pools implements AutoCloseable {

        private final Map<Pool, HikariDataSource> byName;
        private final Store store;

        private Pools(Map<Pool, HikariDataSource> byName) {
            this.byName = byName;
            var routing = new AbstractRoutingDataSource() {
                @Override
                protected Object determineCurrentLookupKey() {
                    return Store.pool();
                }
            };
            routing.setTargetDataSources(Map.copyOf(byName));
            routing.afterPropertiesSet();
            this.store = new Store(routing);
        }

        public static Pools open(DatabaseAddress address) {
            return open(address, null);
        }

        /// @param rehearsal of the engine's connections; null: none
        public static Pools open(DatabaseAddress address, @Nullable Rehearsal rehearsal) {
            var pools = new EnumMap<Pool, HikariDataSource>(Pool.class);
            for (Pool pool : Pool.values()) {
                pools.put(pool, open(address, pool, pool == Pool.ENGINE ? rehearsal : null));
            }
            return new Pools(pools);
        }

        private static HikariDataSource open(DatabaseAddress address, Pool pool, @Nullable Rehearsal rehearsal) {
            var config = new HikariConfig();
            config.setPoolName(pool.label);
            config.setMaximumPoolSize(pool.connections);
            config.setMinimumIdle(pool.idle);
            config.setConnectionTimeout(pool.waitMs);
            config.setKeepaliveTime(120_000);
            // Whatever a connection does for the first time is slow, and by default it would live for half an hour.
            config.setMaxLifetime(Duration.ofHours(6).toMillis());
            config.setAutoCommit(false);
            DataSource connections = connections(address, pool);
            config.setDataSource(new RehearsedConnections(connections, settings(pool), rehearsal));
            return new HikariDataSource(config);
        }

        private static DataSource connections(DatabaseAddress address, Pool pool) {
            var connections = new PGSimpleDataSource();
            connections.setUrl(address.jdbcUrl());
            connections.setUser(address.user());
            connections.setPassword(address.password());
            connections.setReWriteBatchedInserts(true);
            connections.setTcpKeepAlive(true);
            // Planning the engine's larger statements takes longer than running them. By default a connection plans
            // each of them ten times before it keeps a plan, and one that is rarely needed never gets that far.
            connections.setPrepareThreshold(pool == Pool.ENGINE ? 1 : 5);
            connections.setApplicationName("trunkline " + pool.label);
            return connections;
        }

        private static String settings(Pool pool) {
            return """
                    SET ROLE trunkline_runtime;
                    SET plan_cache_mode = %s;
                    SET idle_in_transaction_session_timeout = %d;
                    SET tcp_keepalives_idle = 5;
                    SET tcp_keepalives_interval = 2;
                    SET tcp_keepalives_count = 3""".formatted(pool == Pool.ENGINE ? "force_generic_plan" : "auto", pool.idleMs);
        }

        public Store store() {
            return store;
        }

        /// The engine's connections alone.
        DataSource engine() {
            return Objects.requireNonNull(byName.get(Pool.ENGINE));
        }

        @Override
        public void close() {
            byName.values().forEach(HikariDataSource::close);
        }
    }
}

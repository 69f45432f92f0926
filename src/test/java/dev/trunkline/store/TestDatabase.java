package dev.trunkline.store;

import dev.trunkline.ids.OrganizationId;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/// A real PostgreSQL for tests: one server for the whole run (fsync off), a migrated template, and a fresh copy of it
/// for each test class that asks.
public final class TestDatabase implements AutoCloseable {

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final DatabaseAddress address;
    private final StoreConfig.Pools pools;

    private TestDatabase(DatabaseAddress address) {
        this.address = address;
        this.pools = StoreConfig.Pools.open(address);
    }

    public static TestDatabase fresh() {
        return new TestDatabase(freshAddress());
    }

    /// A migrated database without pools, for tests that start the whole application on it.
    public static DatabaseAddress freshAddress() {
        String name = "test_" + COUNT.incrementAndGet();
        Server.sql("CREATE DATABASE " + name + " TEMPLATE template_trunkline OWNER trunkline");
        return Server.address(name);
    }

    public Store store() {
        return pools.store();
    }

    /// One more way in, for a node that comes and goes: no pools of its own, and `gate` decides about each connection.
    public Store through(UnaryOperator<DataSource> gate) {
        return new Store(gate.apply(pools.engine()));
    }

    public DatabaseAddress address() {
        return address;
    }

    /// A new organization with nothing in it.
    public OrganizationId organization() {
        var organization = new OrganizationId(UUID.randomUUID());
        store().engine(organization, () -> {
            store().jdbc()
                    .sql("INSERT INTO organization (organization_id, name) VALUES (:id, 'Test')")
                    .param("id", organization.value())
                    .update();
        });
        return organization;
    }

    @Override
    public void close() {
        pools.close();
        Server.sql("DROP DATABASE " + address.jdbcUrl().replaceAll(".*/([a-z_0-9]+).*", "$1") + " WITH (FORCE)");
    }

    /// Started once per JVM, stopped by the library's shutdown hook.
    private static final class Server {
        private static final EmbeddedPostgres POSTGRES = start();

        private static EmbeddedPostgres start() {
            try {
                EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                        .setServerConfig("max_connections", "400")
                        .setServerConfig("jit", "off")
                        .setServerConfig("track_commit_timestamp", "on")
                        .start();
                try (Connection connection = postgres.getPostgresDatabase().getConnection();
                        var statement = connection.createStatement()) {
                    statement.execute("CREATE ROLE trunkline LOGIN CREATEROLE PASSWORD 'trunkline'");
                    statement.execute("CREATE DATABASE template_trunkline OWNER trunkline");
                }
                StoreConfig.migrate(addressOf(postgres, "template_trunkline"));
                return postgres;
            } catch (IOException | SQLException e) {
                throw new IllegalStateException("the test database did not start", e);
            }
        }

        static void sql(String statement) {
            try (Connection connection = POSTGRES.getPostgresDatabase().getConnection();
                    var prepared = connection.createStatement()) {
                prepared.execute(statement);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        static DatabaseAddress address(String name) {
            return addressOf(POSTGRES, name);
        }

        private static DatabaseAddress addressOf(EmbeddedPostgres postgres, String name) {
            return new DatabaseAddress(
                    "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/" + name, "trunkline", "trunkline");
        }
    }
}

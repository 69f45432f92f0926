package dev.trunkline.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/// Connections that are set up, and have rehearsed, before anybody gets them. One that could not rehearse is slower at
/// first, and as good as any other.
final class RehearsedConnections extends DelegatingDataSource {

    private static final Logger LOG = LoggerFactory.getLogger(RehearsedConnections.class);

    /// How long an answer of the server may take meanwhile, ms.
    private static final int PATIENCE_MS = 5_000;

    private final String settings;
    private final @Nullable Rehearsal rehearsal;

    /// @param settings the statements every connection begins with
    /// @param rehearsal null: none
    RehearsedConnections(DataSource connections, String settings, @Nullable Rehearsal rehearsal) {
        super(connections);
        this.settings = settings;
        this.rehearsal = rehearsal;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = super.getConnection();
        try {
            int usual = connection.getNetworkTimeout();
            connection.setNetworkTimeout(Runnable::run, PATIENCE_MS);
            begin(connection);
            connection.setNetworkTimeout(Runnable::run, usual);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private void begin(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(settings);
        }
        if (rehearsal == null) {
            return;
        }
        try {
            Store.rehearse(connection, rehearsal);
        } catch (RuntimeException e) {
            if (connection.isClosed()) {
                throw new SQLException("the connection was lost in its rehearsal", e);
            }
            LOG.warn("A connection to PostgreSQL begins without a rehearsal; the first calls on it may be slow.", e);
        }
    }
}

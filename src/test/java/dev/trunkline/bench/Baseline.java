package dev.trunkline.bench;

import dev.trunkline.store.DatabaseAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;

/// The plain speed of this machine's PostgreSQL in this run, as pgbench would see it: one connection commits an UPDATE
/// and an INSERT at a time.
final class Baseline {

    private static final int ACCOUNTS = 100_000;

    private Baseline() {}

    static Samples run(DatabaseAddress address, Duration length) throws SQLException {
        var samples = new Samples();
        try (Connection connection =
                DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password())) {
            try (var statement = connection.createStatement()) {
                statement.execute(
                        "CREATE TABLE IF NOT EXISTS bench_account (id int PRIMARY KEY, balance int NOT NULL)");
                statement.execute("CREATE TABLE IF NOT EXISTS bench_history (id int, delta int, at timestamptz)");
                statement.execute("INSERT INTO bench_account SELECT i, 0 FROM generate_series(1, " + ACCOUNTS
                        + ") i ON CONFLICT DO NOTHING");
            }
            connection.setAutoCommit(false);
            try (PreparedStatement update =
                            connection.prepareStatement("UPDATE bench_account SET balance = balance + ? WHERE id = ?");
                    PreparedStatement insert =
                            connection.prepareStatement("INSERT INTO bench_history VALUES (?, ?, now())")) {
                long end = System.nanoTime() + length.toNanos();
                for (int i = 1; System.nanoTime() < end; i = i % ACCOUNTS + 7919) {
                    long began = System.nanoTime();
                    update.setInt(1, 1);
                    update.setInt(2, i % ACCOUNTS + 1);
                    update.executeUpdate();
                    insert.setInt(1, i);
                    insert.setInt(2, 1);
                    insert.executeUpdate();
                    connection.commit();
                    samples.add(System.nanoTime() - began);
                }
            }
        }
        return samples;
    }
}

package dev.trunkline.live;

import dev.trunkline.store.DatabaseAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Listens for the hints of other nodes that the change log has grown. Nothing depends on it but speed.
final class HintLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HintLoop.class);
    private static final Duration BACK_OFF = Duration.ofSeconds(1);
    private static final Duration ALIVE_CHECK = Duration.ofSeconds(5);
    private static final Executor HERE = Runnable::run;

    private final DatabaseAddress address;
    private final String node;
    private final Runnable wake;
    private final Thread thread =
            Thread.ofPlatform().name("change-log-hints").daemon().unstarted(this::run);
    private volatile @Nullable Connection connection;
    private volatile boolean closed;

    /// @param node whose hints are ignored: our own
    HintLoop(DatabaseAddress address, String node, Runnable wake) {
        this.address = address;
        this.node = node;
        this.wake = wake;
    }

    void start() {
        thread.start();
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        Connection open = connection;
        if (open != null) {
            try {
                open.abort(HERE);
            } catch (SQLException _) {
                // Gone already.
            }
        }
    }

    private void run() {
        while (!closed) {
            try (Connection fresh = ChangeLogRepository.connect(address, "hints")) {
                connection = fresh;
                listen(fresh);
            } catch (SQLException e) {
                if (!closed) {
                    LOG.info("Hints of other nodes are not heard for now: {}", e.getMessage());
                    pause();
                }
            }
        }
    }

    private void listen(Connection open) throws SQLException {
        try (var statement = open.createStatement()) {
            statement.execute("LISTEN " + ChangeLogRepository.CHANNEL);
            wake.run();
            var hints = open.unwrap(PGConnection.class);
            while (!closed) {
                PGNotification[] heard = hints.getNotifications((int) ALIVE_CHECK.toMillis());
                if (heard == null || heard.length == 0) {
                    statement.execute("SELECT");
                } else if (Arrays.stream(heard).anyMatch(hint -> !node.equals(hint.getParameter()))) {
                    wake.run();
                }
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(BACK_OFF);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}

package dev.trunkline.store;

import dev.trunkline.ids.OrganizationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Runs work in one transaction with the organization set, so that row-level security binds every statement in it.
/// Calls nest: work inside work of the same organization joins the transaction that is open.
public final class Store {

    private static final ThreadLocal<@Nullable Scope> CURRENT = new ThreadLocal<>();

    private static final ScopedValue<Runnable> ALONGSIDE = ScopedValue.newInstance();

    /// Null organization: work on the directory and the agenda only.
    private record Scope(
            Pool pool,
            @Nullable OrganizationId organization,
            @Nullable Duration lockTimeout,
            List<Runnable> afterCommit) {
        Scope(Pool pool, @Nullable OrganizationId organization, @Nullable Duration lockTimeout) {
            this(pool, organization, lockTimeout, new ArrayList<>());
        }
    }

    private static final String ENTER = "SELECT set_config('trunkline.organization_id', :organization, true)";

    private final JdbcClient jdbc;
    private final NamedParameterJdbcTemplate template;
    private final TransactionTemplate transaction;
    private final List<Consumer<OrganizationId>> commitListeners = new CopyOnWriteArrayList<>();

    Store(DataSource routing) {
        this.template = new NamedParameterJdbcTemplate(routing);
        this.jdbc = JdbcClient.create(template);
        this.transaction = new TransactionTemplate(new JdbcTransactionManager(routing));
    }

    /// Runs `work` with a store that has this connection alone, in a transaction that is taken back.
    static void rehearse(Connection connection, Rehearsal work) {
        var store = new Store(new SingleConnectionDataSource(connection, true));
        store.transaction.executeWithoutResult(all -> {
            store.jdbc.sql("SET LOCAL lock_timeout = '1s'").update();
            work.on(store);
            all.setRollbackOnly();
        });
    }

    /// The client every repository uses; it works only inside one of the methods below.
    public JdbcClient jdbc() {
        return jdbc;
    }

    /// The dialing engine's transactions: short, many.
    public <T extends @Nullable Object> T engine(OrganizationId organization, Supplier<T> work) {
        return run(new Scope(Pool.ENGINE, organization, null), work);
    }

    public void engine(OrganizationId organization, Runnable work) {
        engine(organization, asSupplier(work));
    }

    /// The same; a statement that would wait longer than this for a row fails with a lock timeout.
    public <T extends @Nullable Object> T engine(OrganizationId organization, Duration lockTimeout, Supplier<T> work) {
        return run(new Scope(Pool.ENGINE, organization, lockTimeout), work);
    }

    /// Whether a transaction with a limit of its own failed because a row stayed locked for longer.
    public static boolean isLockTimeout(RuntimeException e) {
        return e instanceof DataAccessException access
                && access.getMostSpecificCause() instanceof SQLException sql
                && "55P03".equals(sql.getSQLState());
    }

    /// A transaction of the engine that answers with one value: in one round trip where others take four, but for a
    /// request whose answer is kept with it. It can't be a part of another transaction.
    ///
    /// Statements that are sent together are one transaction, since nothing is committed before the end of the
    /// batch (PostgreSQL documentation, protocol, "Pipelining"). The driver ends a batch before a statement whose
    /// rows have no fixed length; what comes after it would then fail for want of an organization.
    ///
    /// @param sql one statement or several, with rows of fixed length; the last one gives one row with one value
    /// @param values of the named parameters; `organization` is added
    /// @param type of the value: a boolean or a UUID
    public <T> Optional<T> atOnce(
            OrganizationId organization, String sql, MapSqlParameterSource values, Class<T> type) {
        if (CURRENT.get() != null) {
            throw new IllegalStateException("a transaction is open");
        }
        values.addValue("organization", organization.toString());
        if (ALONGSIDE.isBound()) {
            return engine(
                    organization,
                    () -> Objects.requireNonNull(template.execute(sql, values, statement -> last(statement, type))));
        }
        CURRENT.set(new Scope(Pool.ENGINE, organization, null));
        Optional<T> value;
        try {
            value = template.execute(ENTER + ";\n" + sql, values, statement -> {
                // Only a rehearsal is inside of a transaction, and must not commit it.
                if (!TransactionSynchronizationManager.isActualTransactionActive()) {
                    statement.getConnection().setAutoCommit(true);
                }
                return last(statement, type);
            });
        } finally {
            CURRENT.remove();
        }
        tellOfCommit(organization);
        return value;
    }

    /// The one value that the last of the statements gives.
    private static <T> Optional<T> last(PreparedStatement statement, Class<T> type) throws SQLException {
        ResultSet rows;
        statement.execute();
        do {
            rows = statement.getResultSet();
        } while (statement.getMoreResults(Statement.KEEP_CURRENT_RESULT));
        return rows.next() ? Optional.ofNullable(rows.getObject(1, type)) : Optional.empty();
    }

    /// Requests of people and programs, and bulk work in small steps.
    public <T extends @Nullable Object> T web(OrganizationId organization, Supplier<T> work) {
        return run(new Scope(Pool.WEB, organization, null), work);
    }

    public void web(OrganizationId organization, Runnable work) {
        web(organization, asSupplier(work));
    }

    /// Long reads, with a time limit of 30 s.
    public <T extends @Nullable Object> T report(OrganizationId organization, Supplier<T> work) {
        return run(new Scope(Pool.REPORT, organization, null), () -> {
            jdbc.sql("SET LOCAL transaction_timeout = '30s'").update();
            return work.get();
        });
    }

    /// Work before or across organizations: sign-in, webhooks, timers. Sees the directory and the agenda, nothing else.
    public <T extends @Nullable Object> T across(Supplier<T> work) {
        return run(new Scope(Pool.ENGINE, null, null), work);
    }

    public void across(Runnable work) {
        across(asSupplier(work));
    }

    /// While `work` runs on this thread, `also` runs at the end of each transaction inside an organization; they commit
    /// or fail together.
    public static <T extends @Nullable Object, X extends Throwable> T alongside(
            Runnable also, ScopedValue.CallableOp<T, X> work) throws X {
        return ScopedValue.where(ALONGSIDE, also).call(work);
    }

    /// Runs `then` after the surrounding transaction has committed, outside of it, so that it may open its own; not at
    /// all if it rolls back.
    public void afterCommit(Runnable then) {
        Scope open = CURRENT.get();
        if (open == null) {
            throw new IllegalStateException("there is no transaction to wait for");
        }
        open.afterCommit().add(then);
    }

    /// Told after every commit inside an organization, [later][Later] if somebody waits for an answer; must return at
    /// once (it runs on the committing thread).
    public void onCommit(Consumer<OrganizationId> listener) {
        commitListeners.add(listener);
    }

    private void tellOfCommit(OrganizationId organization) {
        Later.run(() -> commitListeners.forEach(listener -> listener.accept(organization)));
    }

    private <T extends @Nullable Object> T run(Scope scope, Supplier<T> work) {
        Scope open = CURRENT.get();
        if (open != null) {
            if (open.organization() != null && !open.organization().equals(scope.organization())) {
                throw new IllegalStateException("a transaction of another organization is open");
            }
            if (open.organization() == null && scope.organization() != null) {
                throw new IllegalStateException("a transaction across organizations is open");
            }
            return work.get();
        }
        CURRENT.set(scope);
        T result;
        try {
            result = transaction.execute(_ -> {
                OrganizationId organization = scope.organization();
                if (organization != null) {
                    enter(organization, scope.lockTimeout());
                }
                return work.get();
            });
        } finally {
            CURRENT.remove();
        }
        scope.afterCommit().forEach(Runnable::run);
        return result;
    }

    private void enter(OrganizationId organization, @Nullable Duration lockTimeout) {
        jdbc.sql(lockTimeout == null ? ENTER : ENTER + ", set_config('lock_timeout', :milliseconds, true)")
                .param("organization", organization.toString())
                .param("milliseconds", lockTimeout == null ? null : Long.toString(lockTimeout.toMillis()))
                .query((row, _) -> row.getString(1))
                .single();
        Runnable also = ALONGSIDE.isBound() ? ALONGSIDE.get() : null;
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void beforeCommit(boolean readOnly) {
                if (also != null) {
                    also.run();
                }
            }

            @Override
            public void afterCompletion(int status) {
                if (status == STATUS_COMMITTED) {
                    tellOfCommit(organization);
                }
            }
        });
    }

    static Pool pool() {
        Scope scope = CURRENT.get();
        if (scope == null) {
            throw new IllegalStateException("SQL outside a transaction of the store");
        }
        return scope.pool();
    }

    private static Supplier<@Nullable Void> asSupplier(Runnable work) {
        return () -> {
            work.run();
            return null;
        };
    }
}

package dev.trunkline.http;

import dev.trunkline.access.Caller;
import dev.trunkline.secrets.Secrets;
import dev.trunkline.store.Rows;
import dev.trunkline.store.Store;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// What became of requests that carried an Idempotency-Key, kept 24 hours.
///
/// `status` of a row: null while nothing was saved yet, 0 once something was, the HTTP status when the answer is kept.
/// Null becomes 0 in the very transaction that saves something ({@link #note}), so after a crash it is known whether
/// the request may run again. Bodies are kept sealed, because some answers show a secret once. `created_at` is the
/// fence: who took an abandoned key over made it new, and the first
/// owner's transactions then fail.
@Component
public class IdempotencyRepository {

    private static final String MINE =
            "organization_id = :organization AND user_id = :user AND key = :key AND created_at = CAST(:since AS timestamptz)";

    private final Store store;
    private final Secrets secrets;

    IdempotencyRepository(Store store, Secrets secrets) {
        this.store = store;
        this.secrets = secrets;
    }

    /// The right to run the request of one key.
    record Claim(Caller caller, String key, Instant since) {}

    /// What is known of a key that somebody else claimed.
    ///
    /// @param status see above
    /// @param stale whether its owner must be dead: no request runs for five minutes
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Known(
            String bodyHash,
            @Nullable Integer status,
            @Nullable String contentType,
            byte @Nullable [] body,
            boolean stale) {

        private Known opened(Secrets secrets, String purpose) {
            byte[] open = body == null ? null : secrets.open(body, purpose);
            return new Known(bodyHash, status, contentType, open, stale);
        }
    }

    /// Claims a key: when it is new, when it is older than a day, or when its owner died and had saved nothing.
    Optional<Claim> claim(Caller caller, String key, String bodyHash) {
        return store.web(caller.organization(), () -> {
            forgetOld(caller);
            return store.jdbc()
                    .sql("""
                            INSERT INTO idempotency_key AS k (organization_id, user_id, key, body_hash)
                            VALUES (:organization, :user, :key, :hash)
                            ON CONFLICT (organization_id, user_id, key) DO UPDATE
                               SET created_at = app_now(), body_hash = EXCLUDED.body_hash
                             WHERE k.status IS NULL AND k.body_hash = EXCLUDED.body_hash
                               AND k.created_at < app_now() - interval '5 minutes'
                            RETURNING created_at""")
                    .param("organization", caller.organization().value())
                    .param("user", caller.user().value())
                    .param("key", key)
                    .param("hash", bodyHash)
                    .query(Rows.of(Instant.class))
                    .optional()
                    .map(since -> new Claim(caller, key, since));
        });
    }

    private void forgetOld(Caller caller) {
        store.jdbc()
                .sql(
                        "DELETE FROM idempotency_key WHERE organization_id = :organization AND created_at < app_now() - interval '24 hours'")
                .param("organization", caller.organization().value())
                .update();
    }

    Optional<Known> known(Caller caller, String key) {
        return store.web(
                caller.organization(),
                () -> store.jdbc()
                        .sql("""
                        SELECT body_hash, status, content_type, body, created_at < app_now() - interval '5 minutes' AS stale
                          FROM idempotency_key WHERE organization_id = :organization AND user_id = :user AND key = :key""")
                        .param("organization", caller.organization().value())
                        .param("user", caller.user().value())
                        .param("key", key)
                        .query(Rows.of(Known.class))
                        .optional()
                        .map(known -> known.opened(secrets, purpose(caller, key))));
    }

    /// Runs at the end of each of the request's transactions: notes that it saved something, if it did. Answers false
    /// when the key is no longer ours, and then the transaction must not commit.
    boolean note(Claim claim) {
        boolean wrote = store.jdbc()
                .sql("SELECT pg_current_xact_id_if_assigned() IS NOT NULL")
                .query(Boolean.class)
                .single();
        return !wrote
                || mine("UPDATE idempotency_key SET status = 0 WHERE " + MINE, claim)
                                .update()
                        == 1;
    }

    /// Keeps the answer for whoever repeats the request.
    void keep(Claim claim, int status, @Nullable String contentType, byte[] body) {
        store.web(claim.caller().organization(), () -> {
            mine("UPDATE idempotency_key SET status = :status, content_type = :type, body = :body WHERE " + MINE, claim)
                    .param("status", status)
                    .param("type", contentType)
                    .param("body", secrets.seal(body, purpose(claim.caller(), claim.key())))
                    .update();
        });
    }

    /// Gives the key back if the request saved nothing; answers whether it did.
    boolean release(Claim claim) {
        return store.web(
                claim.caller().organization(),
                () -> mine("DELETE FROM idempotency_key WHERE status IS NULL AND " + MINE, claim)
                                .update()
                        == 1);
    }

    private JdbcClient.StatementSpec mine(String sql, Claim claim) {
        return store.jdbc()
                .sql(sql)
                .param("organization", claim.caller().organization().value())
                .param("user", claim.caller().user().value())
                .param("key", claim.key())
                .param("since", claim.since().toString());
    }

    private static String purpose(Caller caller, String key) {
        return "idempotency " + caller.organization() + " " + caller.user() + " " + key;
    }
}

package dev.trunkline.security;

import dev.trunkline.access.Caller;
import dev.trunkline.access.Role;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.TokenId;
import dev.trunkline.ids.UserId;
import dev.trunkline.paging.Page;
import dev.trunkline.store.Rows;
import dev.trunkline.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Sessions, API tokens and sign-in links: rows of `token`, found by hash through the directory.
@Component
class TokenRepository {

    /// How often use is written down, and a session's end moved: a row a request would be a row too many.
    private static final Duration USE_NOTED_EVERY = Duration.ofMinutes(5);

    private static final String BOOTSTRAP = "TRUNKLINE_BOOTSTRAP_TOKEN";

    private final Store store;

    TokenRepository(Store store) {
        this.store = store;
    }

    /// An API token as its owner sees it; the secret itself is shown once, by the request that made it.
    record ApiToken(
            TokenId id,
            String name,
            UserId userId,
            Role role,
            List<String> scopes,
            Instant createdAt,
            @Nullable Instant expiresAt,
            @Nullable Instant lastUsedAt) {}

    private record Row(UserId userId, Role role, TokenId id, TokenKind kind, List<String> scopes) {}

    /// Who the hash of a session or API token stands for, unless it has ended or its user is disabled. Notes the use.
    Optional<SignedIn> find(String hash, Duration sessionLasts) {
        return organizationOf(hash)
                .flatMap(organization -> store.web(organization, () -> {
                    Optional<SignedIn> found = store.jdbc()
                            .sql("""
                            SELECT t.user_id, u.role, t.id, t.kind, t.scopes
                              FROM token t JOIN app_user u ON u.organization_id = t.organization_id AND u.id = t.user_id
                             WHERE t.organization_id = :organization AND t.hash = :hash AND t.kind IN ('session', 'api')
                               AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > app_now())
                               AND u.status = 'active'""")
                            .param("organization", organization.value())
                            .param("hash", hash)
                            .query(Rows.of(Row.class))
                            .optional()
                            .map(row -> new SignedIn(
                                    new Caller(organization, row.userId(), row.role()),
                                    row.id(),
                                    row.kind(),
                                    row.scopes()));
                    found.ifPresent(who -> noteUse(who, sessionLasts));
                    return found;
                }));
    }

    private void noteUse(SignedIn who, Duration sessionLasts) {
        store.jdbc()
                .sql("""
                        UPDATE token SET last_used_at = app_now(),
                               expires_at = CASE WHEN kind = 'session' THEN app_now() + make_interval(secs => :lasts) ELSE expires_at END
                         WHERE organization_id = :organization AND id = :id
                           AND (last_used_at IS NULL OR last_used_at < app_now() - make_interval(secs => :every))""")
                .param("organization", who.caller().organization().value())
                .param("id", who.token().value())
                .param("lasts", sessionLasts.toSeconds())
                .param("every", USE_NOTED_EVERY.toSeconds())
                .update();
    }

    /// The organization a token hash belongs to, from the directory.
    Optional<OrganizationId> organizationOf(String hash) {
        return store.across(() -> store.jdbc()
                .sql("SELECT organization_id AS value FROM directory WHERE kind = 'token' AND key = :hash")
                .param("hash", hash)
                .query(Rows.of(OrganizationId.class))
                .optional());
    }

    /// Adds a token and its directory entry.
    TokenId add(
            OrganizationId organization,
            UserId user,
            TokenKind kind,
            String name,
            String hash,
            List<String> scopes,
            @Nullable Instant expiresAt) {
        TokenId id = store.jdbc()
                .sql("""
                        INSERT INTO token (organization_id, user_id, kind, name, hash, scopes, expires_at)
                        VALUES (:organization, :user, :kind, :name, :hash, :scopes, CAST(:expires AS timestamptz))
                        RETURNING id AS value""")
                .param("organization", organization.value())
                .param("user", user.value())
                .param("kind", kind.toString())
                .param("name", name)
                .param("hash", hash)
                .param("scopes", scopes.toArray(String[]::new))
                .param("expires", expiresAt == null ? null : expiresAt.toString())
                .query(Rows.of(TokenId.class))
                .single();
        store.jdbc()
                .sql("""
                        INSERT INTO directory (kind, key, organization_id, ref) VALUES ('token', :hash, :organization, :id)""")
                .param("hash", hash)
                .param("organization", organization.value())
                .param("id", id.value())
                .update();
        return id;
    }

    /// Adds a session or link that ends after `lasts`.
    TokenId addFor(OrganizationId organization, UserId user, TokenKind kind, String name, String hash, Duration lasts) {
        Instant end = store.jdbc()
                .sql("SELECT app_now() + make_interval(secs => :lasts)")
                .param("lasts", lasts.toSeconds())
                .query(Rows.of(Instant.class))
                .single();
        return add(organization, user, kind, name, hash, List.of(), end);
    }

    /// Uses a sign-in link up: whose it was, or empty when it was used, has ended or is none.
    Optional<UserId> redeemLink(OrganizationId organization, String hash) {
        return store.jdbc()
                .sql("""
                        UPDATE token t SET revoked_at = app_now(), last_used_at = app_now()
                          FROM app_user u
                         WHERE t.organization_id = :organization AND t.hash = :hash AND t.kind = 'sign-in-link'
                           AND t.revoked_at IS NULL AND t.expires_at > app_now()
                           AND u.organization_id = t.organization_id AND u.id = t.user_id AND u.status = 'active'
                        RETURNING t.user_id AS value""")
                .param("organization", organization.value())
                .param("hash", hash)
                .query(Rows.of(UserId.class))
                .optional();
    }

    /// API tokens of one user, or of everybody, newest first.
    Page<ApiToken> page(OrganizationId organization, @Nullable UserId user, @Nullable String cursor, int limit) {
        List<ApiToken> rows = store.jdbc()
                .sql("""
                        SELECT t.id, t.name, t.user_id, u.role, t.scopes, t.created_at, t.expires_at, t.last_used_at
                          FROM token t JOIN app_user u ON u.organization_id = t.organization_id AND u.id = t.user_id
                         WHERE t.organization_id = :organization AND t.kind = 'api' AND t.revoked_at IS NULL
                           AND (CAST(:user AS uuid) IS NULL OR t.user_id = CAST(:user AS uuid))
                           AND (CAST(:before AS text) IS NULL OR t.id::text < :before)
                         ORDER BY t.id::text DESC LIMIT :limit""")
                .param("organization", organization.value())
                .param("user", user == null ? null : user.value())
                .param("before", Page.key(cursor))
                .param("limit", limit + 1)
                .query(Rows.of(ApiToken.class))
                .list();
        return Page.of(rows, limit, row -> row.id().toString());
    }

    Optional<ApiToken> apiToken(OrganizationId organization, TokenId id) {
        return store.jdbc()
                .sql("""
                        SELECT t.id, t.name, t.user_id, u.role, t.scopes, t.created_at, t.expires_at, t.last_used_at
                          FROM token t JOIN app_user u ON u.organization_id = t.organization_id AND u.id = t.user_id
                         WHERE t.organization_id = :organization AND t.id = :id AND t.kind = 'api' AND t.revoked_at IS NULL""")
                .param("organization", organization.value())
                .param("id", id.value())
                .query(Rows.of(ApiToken.class))
                .optional();
    }

    /// Takes out a user's sessions and links that ended a month ago; API tokens stay in the books.
    void forgetEnded(OrganizationId organization, UserId user) {
        store.jdbc()
                .sql("""
                        WITH ended AS (
                          DELETE FROM token
                           WHERE organization_id = :organization AND user_id = :user AND kind <> 'api'
                             AND coalesce(revoked_at, expires_at) < app_now() - interval '30 days'
                          RETURNING hash)
                        DELETE FROM directory d USING ended WHERE d.kind = 'token' AND d.key = ended.hash""")
                .param("organization", organization.value())
                .param("user", user.value())
                .update();
    }

    void revoke(OrganizationId organization, TokenId id) {
        store.jdbc()
                .sql("""
                        UPDATE token SET revoked_at = app_now()
                         WHERE organization_id = :organization AND id = :id AND revoked_at IS NULL""")
                .param("organization", organization.value())
                .param("id", id.value())
                .update();
    }

    void revokeLinks(OrganizationId organization, UserId user) {
        store.jdbc()
                .sql("""
                        UPDATE token SET revoked_at = app_now()
                         WHERE organization_id = :organization AND user_id = :user AND kind = 'sign-in-link' AND revoked_at IS NULL""")
                .param("organization", organization.value())
                .param("user", user.value())
                .update();
    }

    /// Ends sessions and links of a user, and with `apiTokens` those as well; `keep` stays.
    void revokeAll(OrganizationId organization, UserId user, boolean apiTokens, @Nullable TokenId keep) {
        store.jdbc()
                .sql("""
                        UPDATE token SET revoked_at = app_now()
                         WHERE organization_id = :organization AND user_id = :user AND revoked_at IS NULL
                           AND (:all OR kind <> 'api') AND id IS DISTINCT FROM CAST(:keep AS uuid)""")
                .param("organization", organization.value())
                .param("user", user.value())
                .param("all", apiTokens)
                .param("keep", keep == null ? null : keep.value())
                .update();
    }

    /// Makes the bootstrap token of the environment valid; does nothing when it is.
    void putBootstrap(OrganizationId organization, UserId owner, String hash) {
        int there = store.jdbc()
                .sql("""
                        UPDATE token SET revoked_at = NULL, user_id = :user
                         WHERE organization_id = :organization AND hash = :hash AND kind = 'api'""")
                .param("organization", organization.value())
                .param("user", owner.value())
                .param("hash", hash)
                .update();
        if (there == 0) {
            add(organization, owner, TokenKind.API, BOOTSTRAP, hash, List.of("read", "write"), null);
        }
    }

    /// Ends bootstrap tokens that the environment no longer names.
    void revokeBootstrapExcept(OrganizationId organization, String hash) {
        store.jdbc()
                .sql("""
                        UPDATE token SET revoked_at = app_now()
                         WHERE organization_id = :organization AND kind = 'api' AND name = :name AND hash <> :hash
                           AND revoked_at IS NULL""")
                .param("organization", organization.value())
                .param("name", BOOTSTRAP)
                .param("hash", hash)
                .update();
    }
}

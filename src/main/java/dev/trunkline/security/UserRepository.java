package dev.trunkline.security;

import dev.trunkline.access.Role;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.UserId;
import dev.trunkline.paging.Page;
import dev.trunkline.problem.Problem;
import dev.trunkline.store.Rows;
import dev.trunkline.store.Store;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// People with a login. An e-mail address signs in to one organization: the directory says to which.
@Component
public class UserRepository {

    private static final String COLUMNS = """
            u.id, u.email, u.name, u.role, u.status, u.password_hash IS NOT NULL AS password_set, u.created_at, u.version,
            (SELECT max(t.last_used_at) FROM token t
              WHERE t.organization_id = u.organization_id AND t.user_id = u.id) AS last_seen_at""";

    private final Store store;

    UserRepository(Store store) {
        this.store = store;
    }

    /// A user as the organization sees them.
    ///
    /// @param status `active` or `disabled`
    /// @param lastSeenAt within five minutes; null: never signed in
    record User(
            UserId id,
            String email,
            String name,
            Role role,
            String status,
            boolean passwordSet,
            Instant createdAt,
            long version,
            @Nullable Instant lastSeenAt) {}

    /// What sign-in needs to know.
    record Login(UserId id, Role role, @Nullable String passwordHash) {}

    /// Adds a user and their sign-in name.
    ///
    /// @throws Problem 409 when the address signs in already, here or elsewhere
    public UserId add(
            OrganizationId organization, String email, String name, Role role, @Nullable String passwordHash) {
        UserId id = store.jdbc()
                .sql("""
                        INSERT INTO app_user (organization_id, email, name, role, password_hash)
                        VALUES (:organization, :email, :name, :role, :hash) RETURNING id AS value""")
                .param("organization", organization.value())
                .param("email", normal(email))
                .param("name", name)
                .param("role", role.toString())
                .param("hash", passwordHash)
                .query(Rows.of(UserId.class))
                .single();
        claimEmail(organization, normal(email), id);
        return id;
    }

    private void claimEmail(OrganizationId organization, String email, UserId id) {
        int added = store.jdbc()
                .sql("""
                        INSERT INTO directory (kind, key, organization_id, ref) VALUES ('email', :email, :organization, :id)
                        ON CONFLICT (kind, key) DO NOTHING""")
                .param("email", email)
                .param("organization", organization.value())
                .param("id", id.value())
                .update();
        if (added == 0) {
            throw Problem.of(409, "email-taken", "Somebody signs in with " + email + " already.");
        }
    }

    static String normal(String email) {
        return email.strip().toLowerCase(java.util.Locale.ROOT);
    }

    /// By sign-in name, oldest first.
    Page<User> page(OrganizationId organization, @Nullable String cursor, int limit) {
        List<User> rows = store.jdbc()
                .sql("SELECT " + COLUMNS + """

                          FROM app_user u
                         WHERE u.organization_id = :organization AND NOT u.demo
                           AND (CAST(:after AS text) IS NULL OR u.email > :after)
                         ORDER BY u.email LIMIT :limit""")
                .param("organization", organization.value())
                .param("after", Page.key(cursor))
                .param("limit", limit + 1)
                .query(Rows.of(User.class))
                .list();
        return Page.of(rows, limit, User::email);
    }

    /// @throws Problem 404
    User get(OrganizationId organization, UserId id) {
        return store.jdbc()
                .sql("SELECT " + COLUMNS + " FROM app_user u WHERE u.organization_id = :organization AND u.id = :id")
                .param("organization", organization.value())
                .param("id", id.value())
                .query(Rows.of(User.class))
                .optional()
                .orElseThrow(() -> Problem.notFound("user"));
    }

    /// By sign-in name or ID; only who may sign in is found.
    Optional<Login> login(OrganizationId organization, @Nullable String email, @Nullable UserId id) {
        return store.jdbc()
                .sql("""
                        SELECT id, role, password_hash FROM app_user
                         WHERE organization_id = :organization AND (email = :email OR id = CAST(:id AS uuid))
                           AND status = 'active' AND NOT demo""")
                .param("organization", organization.value())
                .param("email", email)
                .param("id", id == null ? null : id.value())
                .query(Rows.of(Login.class))
                .optional();
    }

    /// Where an e-mail address signs in; to be asked across organizations.
    Optional<OrganizationId> organizationOf(String email) {
        return store.jdbc()
                .sql("SELECT organization_id AS value FROM directory WHERE kind = 'email' AND key = :email")
                .param("email", normal(email))
                .query(Rows.of(OrganizationId.class))
                .optional();
    }

    /// Changes what is not null.
    void change(
            OrganizationId organization,
            UserId id,
            @Nullable String name,
            @Nullable Role role,
            @Nullable String status,
            @Nullable String passwordHash) {
        store.jdbc()
                .sql("""
                        UPDATE app_user SET name = coalesce(:name, name), role = coalesce(:role, role),
                               status = coalesce(:status, status), password_hash = coalesce(:hash, password_hash)
                         WHERE organization_id = :organization AND id = :id""")
                .param("organization", organization.value())
                .param("id", id.value())
                .param("name", name)
                .param("role", role == null ? null : role.toString())
                .param("status", status)
                .param("hash", passwordHash)
                .update();
    }

    void changeEmail(OrganizationId organization, UserId id, String email) {
        store.jdbc()
                .sql("DELETE FROM directory WHERE kind = 'email' AND organization_id = :organization AND ref = :id")
                .param("organization", organization.value())
                .param("id", id.value())
                .update();
        claimEmail(organization, normal(email), id);
        store.jdbc()
                .sql("UPDATE app_user SET email = :email WHERE organization_id = :organization AND id = :id")
                .param("organization", organization.value())
                .param("id", id.value())
                .param("email", normal(email))
                .update();
    }

    /// The owners who can sign in, their rows locked: two owners can't remove each other at once.
    List<UserId> lockOwners(OrganizationId organization) {
        return store.jdbc()
                .sql("""
                        SELECT id AS value FROM app_user
                         WHERE organization_id = :organization AND role = 'owner' AND status = 'active'
                         ORDER BY id FOR UPDATE""")
                .param("organization", organization.value())
                .query(Rows.of(UserId.class))
                .list();
    }

    /// The first owner of an organization in which nobody can sign in yet: no password was set, no link used.
    Optional<UserId> ownerWhoNeverSignedIn(OrganizationId organization) {
        return store.jdbc()
                .sql("""
                        SELECT id AS value FROM app_user u
                         WHERE organization_id = :organization AND role = 'owner' AND status = 'active'
                           AND NOT EXISTS (SELECT FROM app_user o
                                            WHERE o.organization_id = :organization AND o.role = 'owner' AND o.password_hash IS NOT NULL)
                           AND NOT EXISTS (SELECT FROM token t WHERE t.organization_id = :organization AND t.kind = 'session')
                         ORDER BY id LIMIT 1""")
                .param("organization", organization.value())
                .query(Rows.of(UserId.class))
                .optional();
    }

    /// Whether the log or a history names the user, who can then be disabled but not removed.
    boolean hasHistory(OrganizationId organization, UserId id) {
        return store.jdbc()
                .sql("""
                        SELECT EXISTS (SELECT FROM call WHERE organization_id = :organization AND user_id = :id)
                            OR EXISTS (SELECT FROM session WHERE organization_id = :organization AND user_id = :id)
                            OR EXISTS (SELECT FROM agent WHERE organization_id = :organization AND user_id = :id)""")
                .param("organization", organization.value())
                .param("id", id.value())
                .query(Boolean.class)
                .single();
    }

    void delete(OrganizationId organization, UserId id) {
        store.jdbc()
                .sql("""
                        DELETE FROM directory d WHERE d.organization_id = :organization
                           AND (d.kind = 'email' AND d.ref = :id
                             OR d.kind = 'token' AND d.ref IN (SELECT t.id FROM token t WHERE t.organization_id = :organization AND t.user_id = :id))""")
                .param("organization", organization.value())
                .param("id", id.value())
                .update();
        store.jdbc()
                .sql("DELETE FROM app_user WHERE organization_id = :organization AND id = :id")
                .param("organization", organization.value())
                .param("id", id.value())
                .update();
    }
}

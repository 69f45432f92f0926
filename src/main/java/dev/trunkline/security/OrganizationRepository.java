package dev.trunkline.security;

import dev.trunkline.access.Role;
import dev.trunkline.audit.AuditRepository;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.UserId;
import dev.trunkline.settings.DispositionTypeRepository;
import dev.trunkline.store.Rows;
import dev.trunkline.store.Store;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Organizations as a whole: making one, finding them.
@Component
public class OrganizationRepository {

    /// Two nodes that start on an empty database take turns.
    private static final long FIRST_START_LOCK = 0x7472756e6b6cL;

    private final Store store;
    private final UserRepository users;
    private final DispositionTypeRepository dispositions;
    private final AuditRepository audit;

    OrganizationRepository(
            Store store, UserRepository users, DispositionTypeRepository dispositions, AuditRepository audit) {
        this.store = store;
        this.users = users;
        this.dispositions = dispositions;
        this.audit = audit;
    }

    /// The first owner of a new organization.
    ///
    /// @param passwordHash null: signs in by a link first
    public record Owner(String email, String name, @Nullable String passwordHash) {}

    /// What was made.
    public record Created(OrganizationId organization, UserId owner) {}

    /// Makes an organization with the built-in dispositions and its owner, in a transaction of its own.
    public Created create(String name, Owner owner) {
        var organization = newId();
        return store.web(organization, () -> insert(organization, name, owner));
    }

    /// The same, unless there is an organization already; then nothing happens.
    Optional<Created> createFirst(String name, Owner owner) {
        var organization = newId();
        return store.web(organization, () -> {
            store.jdbc()
                    .sql("SELECT pg_advisory_xact_lock(:lock) IS NULL")
                    .param("lock", FIRST_START_LOCK)
                    .query(Boolean.class)
                    .single();
            return all().isEmpty() ? Optional.of(insert(organization, name, owner)) : Optional.empty();
        });
    }

    /// Ordered by time, so that the first organization stays the first.
    private OrganizationId newId() {
        return store.across(() -> store.jdbc()
                .sql("SELECT uuidv7() AS value")
                .query(Rows.of(OrganizationId.class))
                .single());
    }

    private Created insert(OrganizationId organization, String name, Owner owner) {
        store.jdbc()
                .sql("INSERT INTO organization (organization_id, name) VALUES (:id, :name)")
                .param("id", organization.value())
                .param("name", name)
                .update();
        store.jdbc()
                .sql("INSERT INTO directory (kind, key, organization_id, ref) VALUES ('organization', :key, :id, :id)")
                .param("key", organization.toString())
                .param("id", organization.value())
                .update();
        dispositions.addBuiltIn(organization);
        UserId user = users.add(organization, owner.email(), owner.name(), Role.OWNER, owner.passwordHash());
        audit.recordSystem(organization, "organization-created", "organization", organization, Map.of("name", name));
        return new Created(organization, user);
    }

    /// Every organization; to be asked inside any transaction of the store.
    List<OrganizationId> all() {
        return store.jdbc()
                .sql("SELECT organization_id AS value FROM directory WHERE kind = 'organization' ORDER BY key")
                .query(Rows.of(OrganizationId.class))
                .list();
    }

    /// The organization that was made first; to be asked like {@link #all()}.
    OrganizationId oldest() {
        return all().getFirst();
    }
}

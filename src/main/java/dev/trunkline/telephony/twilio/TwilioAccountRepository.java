package dev.trunkline.telephony.twilio;

import dev.trunkline.ids.OrganizationId;
import dev.trunkline.secrets.Secrets;
import dev.trunkline.store.Store;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Which Twilio account an organization calls by: its own, sealed in the database, else the installation's.
final class TwilioAccountRepository {

    private static final JsonMapper JSON = JsonMapper.shared();

    /// How long another node may go on with credentials that were changed here.
    private static final long KEPT_NANOS = 2_000_000_000L;

    private record Kept(Optional<TwilioAccount> account, long since) {}

    /// Every webhook asks, many times a second.
    private final ConcurrentHashMap<OrganizationId, Kept> kept = new ConcurrentHashMap<>();

    private final Store store;
    private final Secrets secrets;
    private final TwilioSettings settings;

    TwilioAccountRepository(Store store, Secrets secrets, TwilioSettings settings) {
        this.store = store;
        this.secrets = secrets;
        this.settings = settings;
    }

    Optional<TwilioAccount> find(OrganizationId organization) {
        long now = System.nanoTime();
        Kept known = kept.get(organization);
        if (known == null || now - known.since > KEPT_NANOS) {
            known = new Kept(own(organization).or(this::ofInstallation), now);
            kept.put(organization, known);
        }
        return known.account;
    }

    Optional<TwilioAccount> own(OrganizationId organization) {
        return store.engine(
                organization,
                () -> store.jdbc()
                        .sql("""
                        SELECT secrets FROM provider_account
                         WHERE organization_id = :org AND provider = 'twilio' AND account_key = '' AND secrets IS NOT NULL""")
                        .param("org", organization.value())
                        .query((row, _) -> row.getBytes("secrets"))
                        .optional()
                        .map(box -> JSON.readValue(secrets.open(box, purpose(organization)), TwilioAccount.class)));
    }

    private Optional<TwilioAccount> ofInstallation() {
        return settings.missing().isEmpty()
                ? Optional.of(new TwilioAccount(
                        settings.accountSid().strip(),
                        settings.authToken().strip(),
                        given(settings.apiKeySid()),
                        given(settings.apiKeySecret()),
                        given(settings.appSid())))
                : Optional.empty();
    }

    private static @Nullable String given(String text) {
        return text.isBlank() ? null : text.strip();
    }

    void save(OrganizationId organization, TwilioAccount account) {
        byte[] box =
                secrets.seal(JSON.writeValueAsString(account).getBytes(StandardCharsets.UTF_8), purpose(organization));
        store.jdbc()
                .sql("""
                        INSERT INTO provider_account (organization_id, provider, secrets) VALUES (:org, 'twilio', :secrets)
                        ON CONFLICT (organization_id, provider, account_key) DO UPDATE SET secrets = :secrets""")
                .param("org", organization.value())
                .param("secrets", box)
                .update();
        store.afterCommit(() -> kept.remove(organization));
    }

    void forget(OrganizationId organization) {
        store.jdbc()
                .sql("UPDATE provider_account SET secrets = NULL WHERE organization_id = :org AND provider = 'twilio'")
                .param("org", organization.value())
                .update();
        store.afterCommit(() -> kept.remove(organization));
    }

    /// Who calls, for the message to somebody no agent was free for.
    String organizationName(OrganizationId organization) {
        return store.engine(
                organization,
                () -> store.jdbc()
                        .sql("SELECT name FROM organization WHERE organization_id = :org")
                        .param("org", organization.value())
                        .query(String.class)
                        .single());
    }

    private static String purpose(OrganizationId organization) {
        return "twilio account of " + organization;
    }
}

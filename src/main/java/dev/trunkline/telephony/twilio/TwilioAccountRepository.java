package dev.trunkline.telephony.twilio;

import dev.trunkline.ids.CallId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.secrets.Secrets;
import dev.trunkline.store.Sql;
import dev.trunkline.store.Store;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/// Which Twilio accounts an organization calls by: its own, sealed in the database, else the installation's.
final class TwilioAccountRepository {

    private static final Logger LOG = LoggerFactory.getLogger(TwilioAccountRepository.class);

    private static final JsonMapper JSON = JsonMapper.shared();

    /// How long another node may go on with what was changed here.
    private static final long KEPT_NANOS = 2_000_000_000L;

    /// From this age on it is read anew beside the work, so that a line that asks need not wait for it.
    private static final long RENEWED_NANOS = 1_000_000_000L;

    /// Calls whose account is remembered; of others Twilio is asked.
    private static final int HOMES = 20_000;

    private static final long NAME_KEPT_NANOS = 60_000_000_000L;

    private record Name(String name, long since) {}

    private record Kept(TwilioAccounts accounts, long since, AtomicBoolean renewing) {}

    /// Every webhook asks, many times a second.
    private final ConcurrentHashMap<OrganizationId, Kept> kept = new ConcurrentHashMap<>();

    private final ConcurrentHashMap<OrganizationId, Name> names = new ConcurrentHashMap<>();

    /// Twilio's names of calls to those of the accounts that placed them. A hint, not the truth: each node has its own.
    private final Map<String, String> homes = Collections.synchronizedMap(new LinkedHashMap<>(256, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > HOMES;
        }
    });

    private final Store store;
    private final Secrets secrets;
    private final TwilioSettings settings;

    TwilioAccountRepository(Store store, Secrets secrets, TwilioSettings settings) {
        this.store = store;
        this.secrets = secrets;
        this.settings = settings;
    }

    /// The account that places this organization's calls now.
    Optional<TwilioAccount> find(OrganizationId organization) {
        return Optional.ofNullable(all(organization).current());
    }

    /// As this node read it last; null: nobody has asked yet.
    @Nullable
    TwilioAccounts remembered(OrganizationId organization) {
        Kept known = kept.get(organization);
        return known == null ? null : known.accounts;
    }

    TwilioAccounts all(OrganizationId organization) {
        Kept known = kept.computeIfAbsent(organization, this::fresh);
        // Of a hundred lines that ask in one moment, at most one reads anew; the others go on with what is known.
        long age = System.nanoTime() - known.since;
        if (age > RENEWED_NANOS && known.renewing.compareAndSet(false, true)) {
            if (age > KEPT_NANOS) {
                renew(organization, known);
                return kept.getOrDefault(organization, known).accounts;
            }
            Thread.startVirtualThread(() -> renew(organization, known));
        }
        return known.accounts;
    }

    private void renew(OrganizationId organization, Kept old) {
        try {
            kept.replace(organization, old, fresh(organization));
        } catch (RuntimeException e) {
            LOG.warn("The Twilio accounts could not be read; the next request that needs them tries again", e);
            old.renewing.set(false);
        }
    }

    private Kept fresh(OrganizationId organization) {
        long now = System.nanoTime();
        return new Kept(read(organization), now, new AtomicBoolean());
    }

    private record Row(
            boolean second,
            @Nullable TwilioAccount account,
            @Nullable String use) {}

    private TwilioAccounts read(OrganizationId organization) {
        var rows = store.engine(
                organization,
                () -> store.jdbc()
                        .sql("""
                        SELECT account_key, secrets, settings ->> 'use' AS use FROM provider_account
                         WHERE organization_id = :org AND provider = 'twilio'""")
                        .param("org", organization.value())
                        .query((row, _) -> new Row(
                                !row.getString("account_key").isEmpty(),
                                opened(organization, row.getBytes("secrets")),
                                row.getString("use")))
                        .list());
        TwilioAccount first = null;
        TwilioAccount second = null;
        TwilioAccounts.Use use = TwilioAccounts.Use.FIRST;
        for (Row row : rows) {
            if (row.second) {
                second = row.account;
            } else {
                first = row.account;
                use = row.use == null ? use : JSON.readValue(row.use, TwilioAccounts.Use.class);
            }
        }
        return first == null
                ? new TwilioAccounts(
                        false, settings.first().orElse(null), settings.other().orElse(null), use)
                : new TwilioAccounts(true, first, second, use);
    }

    private @Nullable TwilioAccount opened(OrganizationId organization, byte @Nullable [] box) {
        return box == null ? null : JSON.readValue(secrets.open(box, purpose(organization)), TwilioAccount.class);
    }

    /// @param second whether it is the one that takes over
    void save(OrganizationId organization, boolean second, TwilioAccount account) {
        byte[] box =
                secrets.seal(JSON.writeValueAsString(account).getBytes(StandardCharsets.UTF_8), purpose(organization));
        store.jdbc()
                .sql("""
                        INSERT INTO provider_account (organization_id, provider, account_key, secrets) VALUES (:org, 'twilio', :key, :secrets)
                        ON CONFLICT (organization_id, provider, account_key) DO UPDATE SET secrets = :secrets""")
                .param("org", organization.value())
                .param("key", second ? "second" : "")
                .param("secrets", box)
                .update();
        changed(organization);
    }

    /// The first account goes with the second: what takes over for nothing is no use.
    void forget(OrganizationId organization, boolean second) {
        store.jdbc()
                .sql("""
                        UPDATE provider_account SET secrets = NULL, settings = settings - 'use'
                         WHERE organization_id = :org AND provider = 'twilio' AND (NOT :second OR account_key = 'second')""")
                .param("org", organization.value())
                .param("second", second)
                .update();
        changed(organization);
    }

    /// Calls are placed by the other account from now on. Answers false when that was so already.
    boolean use(OrganizationId organization, TwilioAccounts.Use use) {
        int switched = store.jdbc()
                .sql("""
                        INSERT INTO provider_account (organization_id, provider, settings)
                        VALUES (:org, 'twilio', jsonb_build_object('use', CAST(:use AS jsonb)))
                        ON CONFLICT (organization_id, provider, account_key)
                        DO UPDATE SET settings = provider_account.settings || excluded.settings
                         WHERE coalesce(CAST(provider_account.settings #>> '{use,second}' AS boolean), false) <> :second""")
                .param("org", organization.value())
                .param("use", JSON.writeValueAsString(use))
                .param("second", use.second())
                .update();
        changed(organization);
        return switched == 1;
    }

    private void changed(OrganizationId organization) {
        store.afterCommit(() -> kept.remove(organization));
    }

    /// Which account placed this call, as far as this node knows.
    @Nullable
    String home(String callSid) {
        return homes.get(callSid);
    }

    void isAtHome(String callSid, String accountSid) {
        homes.put(callSid, accountSid);
    }

    /// The call that Twilio knows by this name.
    Optional<CallId> call(OrganizationId organization, String callSid) {
        return store.engine(
                organization,
                () -> store.jdbc()
                        .sql("""
                        SELECT id FROM call WHERE organization_id = :org AND provider = 'twilio' AND provider_call_id = :sid""")
                        .param("org", organization.value())
                        .param("sid", callSid)
                        .query(Sql.as(CallId::new))
                        .optional());
    }

    /// Who calls, for the message to somebody no agent was free for; a new name is spoken within a minute.
    String organizationName(OrganizationId organization) {
        names.computeIfPresent(
                organization, (_, known) -> System.nanoTime() - known.since > NAME_KEPT_NANOS ? null : known);
        return names.computeIfAbsent(organization, key -> new Name(readName(key), System.nanoTime())).name;
    }

    private String readName(OrganizationId organization) {
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

package dev.trunkline.dialing;

import dev.trunkline.agents.AgentRepository;
import dev.trunkline.agents.SessionRepository;
import dev.trunkline.callbacks.CallbackDesk;
import dev.trunkline.callbacks.CallbackRepository;
import dev.trunkline.calls.CallControlRepository;
import dev.trunkline.calls.CallRepository;
import dev.trunkline.calls.CallViewRepository;
import dev.trunkline.campaigns.AmdMode;
import dev.trunkline.campaigns.BusyLinePolicy;
import dev.trunkline.campaigns.Campaign;
import dev.trunkline.campaigns.CampaignMode;
import dev.trunkline.campaigns.CampaignRepository;
import dev.trunkline.campaigns.CampaignStatus;
import dev.trunkline.campaigns.QueueRepository;
import dev.trunkline.campaigns.RetryRules;
import dev.trunkline.compliance.CallingWindow;
import dev.trunkline.compliance.DncRepository;
import dev.trunkline.embedded.DataDirectory;
import dev.trunkline.ids.CallId;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.LeadId;
import dev.trunkline.ids.NumberId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.UserId;
import dev.trunkline.leads.TestLeads;
import dev.trunkline.notices.NoticeRepository;
import dev.trunkline.recordings.RecordingRepository;
import dev.trunkline.store.Sql;
import dev.trunkline.store.Store;
import dev.trunkline.store.TestDatabase;
import dev.trunkline.telephony.simulator.SimulatorConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/// The real engine on a real PostgreSQL with the simulated carrier, without the HTTP edge: one node. Several floors on
/// one database are several nodes.
public final class Floor implements AutoCloseable {

    private final AnnotationConfigApplicationContext context;
    public final Store store;

    public Floor(TestDatabase database) {
        this(database.store(), (_, bean) -> bean);
    }

    /// A node whose parts may be exchanged: `replaced` is given the name of each and itself, and answers what takes its
    /// place.
    Floor(Store store, BiFunction<String, Object, Object> replaced) {
        this(store, InstantSource.system(), SimulatorConfig.class, replaced);
    }

    /// A node with a clock and a carrier of its own.
    Floor(Store store, InstantSource clock, Class<?> carrier, BiFunction<String, Object, Object> replaced) {
        this.store = store;
        context = new AnnotationConfigApplicationContext();
        context.getBeanFactory().addBeanPostProcessor(new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return replaced.apply(name, bean);
            }
        });
        context.registerBean(Store.class, () -> store);
        context.registerBean(InstantSource.class, () -> clock);
        context.registerBean(
                DataDirectory.class,
                () -> new DataDirectory(Path.of(System.getProperty("java.io.tmpdir"), "trunkline-floor")));
        context.register(
                CampaignRepository.class,
                QueueRepository.class,
                CallRepository.class,
                CallViewRepository.class,
                AgentRepository.class,
                SessionRepository.class,
                LaunchRepository.class,
                CallerIdRepository.class,
                SettleDesk.class,
                StepRepository.class,
                JoinRepository.class,
                ClaimRepository.class,
                SettleRepository.class,
                AgendaRepository.class,
                DispositionRepository.class,
                CallbackRepository.class,
                CallbackDesk.class,
                NoticeRepository.class,
                DncRepository.class,
                ReferenceRepository.class,
                PoolRepository.class,
                PacingRepository.class,
                CallControlRepository.class,
                RecordingRepository.class,
                CallControlDesk.class,
                CampaignDesk.class,
                HangUpDesk.class,
                AgentLegDesk.class,
                PlaceRepository.class,
                LineDesk.class,
                PlaceDesk.class,
                PreviewRepository.class,
                SessionLeadRepository.class,
                PreviewDesk.class,
                EligibilityRepository.class,
                BlockerDesk.class,
                EligibilityDesk.class,
                DialingConfig.class,
                carrier);
        context.refresh();
    }

    public <T> T get(Class<T> type) {
        return context.getBean(type);
    }

    public OrganizationId organization(TestDatabase database, String mockConfig) {
        OrganizationId organization = database.organization();
        sql(organization, "UPDATE organization SET mock_config = CAST(:x AS jsonb)", mockConfig);
        sql(organization, """
                INSERT INTO disposition_type (organization_id, outcome, label, colour, key, position, built_in, follow_up)
                SELECT CAST(:x AS uuid), o, o, 'grey', p::text, p, true,
                       CASE WHEN o IN ('voicemail', 'no-answer', 'busy') THEN 'retry' WHEN o IN ('callback', 'dnc') THEN o
                            WHEN o = 'wrong-number' THEN 'try-next-number' ELSE 'done' END
                  FROM unnest(ARRAY['connected', 'voicemail', 'no-answer', 'busy', 'callback', 'not-interested', 'wrong-number', 'dnc'])
                       WITH ORDINALITY d(o, p)""", organization.toString());
        return organization;
    }

    /// An organization under the preset for calls to businesses.
    public OrganizationId business(TestDatabase database, String mockConfig) {
        OrganizationId organization = organization(database, mockConfig);
        sql(organization, "UPDATE organization SET preset = :x", "b2b");
        return organization;
    }

    public NumberId number(OrganizationId organization, String e164) {
        return store.engine(
                organization,
                () -> store.jdbc()
                        .sql("INSERT INTO number (organization_id, e164) VALUES (:org, :e164) RETURNING id")
                        .param("org", organization.value())
                        .param("e164", e164)
                        .query(Sql.as(NumberId::new))
                        .single());
    }

    public UserId user(OrganizationId organization, String name) {
        return store.engine(
                organization,
                () -> store.jdbc()
                        .sql(
                                "INSERT INTO app_user (organization_id, email, name, role) VALUES (:org, :email, :name, 'agent') RETURNING id")
                        .param("org", organization.value())
                        .param(
                                "email",
                                name.toLowerCase(java.util.Locale.ROOT) + "-" + UUID.randomUUID() + "@example.com")
                        .param("name", name)
                        .query(Sql.as(UserId::new))
                        .single());
    }

    public List<LeadId> leads(OrganizationId organization, int count) {
        return TestLeads.add(store, organization, 1, count);
    }

    public CampaignId campaign(
            OrganizationId organization, CampaignMode mode, List<LeadId> leads, UnaryOperator<Settings> settings) {
        Settings s = settings.apply(new Settings(5, 3, BusyLinePolicy.CANCEL_RINGING, AmdMode.OFF, null, 0.03));
        var campaign = new Campaign(
                new CampaignId(new UUID(0, 0)),
                "Test",
                mode,
                CampaignStatus.PENDING,
                null,
                false,
                null,
                null,
                s.maxConcurrentCalls(),
                30,
                s.maxAttempts(),
                RetryRules.DEFAULT.byOutcome(),
                s.busyLine(),
                new CallingWindow(Map.of(), true),
                s.amd(),
                "hang-up",
                null,
                s.maxAbandonRate(),
                s.wrapUpSeconds(),
                "connected",
                "",
                null,
                Instant.EPOCH,
                null,
                null,
                null,
                1);
        return store.engine(organization, () -> {
            CampaignId id = get(CampaignRepository.class).create(organization, campaign);
            get(QueueRepository.class).add(organization, id, leads, null, null);
            return id;
        });
    }

    public record Settings(
            int maxConcurrentCalls,
            int maxAttempts,
            BusyLinePolicy busyLine,
            AmdMode amd,
            Integer wrapUpSeconds,
            double maxAbandonRate) {

        public Settings concurrent(int calls) {
            return new Settings(calls, maxAttempts, busyLine, amd, wrapUpSeconds, maxAbandonRate);
        }

        public Settings attempts(int attempts) {
            return new Settings(maxConcurrentCalls, attempts, busyLine, amd, wrapUpSeconds, maxAbandonRate);
        }

        public Settings busyLine(BusyLinePolicy policy) {
            return new Settings(maxConcurrentCalls, maxAttempts, policy, amd, wrapUpSeconds, maxAbandonRate);
        }

        public Settings amd(AmdMode mode) {
            return new Settings(maxConcurrentCalls, maxAttempts, busyLine, mode, wrapUpSeconds, maxAbandonRate);
        }

        public Settings wrapUp(Integer seconds) {
            return new Settings(maxConcurrentCalls, maxAttempts, busyLine, amd, seconds, maxAbandonRate);
        }
    }

    public void sql(OrganizationId organization, String statement, Object x) {
        store.engine(
                organization, () -> store.jdbc().sql(statement).param("x", x).update());
    }

    public <T> T one(OrganizationId organization, Class<T> type, String query) {
        return store.engine(
                organization, () -> store.jdbc().sql(query).query(type).single());
    }

    /// Every call, in the order in which they were made.
    public List<CallId> calls(OrganizationId organization) {
        return store.engine(
                organization,
                () -> store.jdbc()
                        .sql("SELECT id FROM call ORDER BY id")
                        .query(Sql.as(CallId::new))
                        .list());
    }

    public CampaignStatus status(OrganizationId organization, CampaignId id) {
        return store.engine(
                organization,
                () -> get(CampaignRepository.class)
                        .find(organization, id)
                        .orElseThrow()
                        .status());
    }

    public void awaitStatus(OrganizationId organization, CampaignId id, CampaignStatus status, Duration atMost) {
        Awaitility.await()
                .atMost(atMost)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> status(organization, id) == status);
    }

    /// Ends this node in good order.
    @Override
    public void close() {
        context.close();
    }
}

package dev.trunkline.dialing;

import dev.trunkline.agents.AgentRepository;
import dev.trunkline.agents.AgentStatus;
import dev.trunkline.agents.SessionRepository;
import dev.trunkline.bench.Samples;
import dev.trunkline.calls.CallStatus;
import dev.trunkline.calls.EndCause;
import dev.trunkline.calls.Signal;
import dev.trunkline.campaigns.CampaignMode;
import dev.trunkline.campaigns.QueueRepository;
import dev.trunkline.ids.CallId;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.LeadId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.UserId;
import dev.trunkline.store.Store;
import dev.trunkline.telephony.AgentLeg;
import dev.trunkline.telephony.CallRef;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.awaitility.Awaitility;

/// The engine's paths that have a budget, driven at a set pace. Each measurement has an organization of its own.
public final class EngineBench implements AutoCloseable {

    private static final String OPEN_ZONE = "America/New_York";

    private final Store store;
    private final Floor floor;
    private final HandCarrier carrier;
    /// When each call's agent was asked to be joined.
    private final Map<CallId, Long> joined = new ConcurrentHashMap<>();

    private EngineBench(Store store, boolean byHand) {
        this.store = store;
        this.carrier = new HandCarrier() {
            @Override
            public void connect(CallRef call, AgentLeg agent) {
                joined.put(call.call(), System.nanoTime());
            }
        };
        this.floor = new Floor(
                store, (_, bean) -> byHand && bean instanceof Providers ? new Providers(List.of(carrier)) : bean);
    }

    /// The carrier does nothing by itself.
    public static EngineBench byHand(Store store) {
        return new EngineBench(store, true);
    }

    public static EngineBench simulated(Store store) {
        return new EngineBench(store, false);
    }

    /// Ticks that place two calls each, on a queue most of which is in closed windows, with the highest priorities not
    /// due before tomorrow.
    public Samples claims(int queued, int ticks) {
        OrganizationId organization = organization();
        CampaignId campaign = campaign(organization, CampaignMode.UNATTENDED, queued);
        sql(organization, """
                UPDATE queue_entry SET window_key = CASE position % 4 WHEN 0 THEN 'America/New_York' WHEN 1 THEN 'Asia/Tokyo'
                       WHEN 2 THEN 'America/New_York' ELSE 'Asia/Kolkata' END,
                       priority = CASE WHEN position % 4 = 2 THEN 9 ELSE 5 END,
                       next_attempt_at = app_now() + CASE WHEN position % 4 = 2 THEN interval '1 day' ELSE interval '0' END
                 WHERE :x = 1""", 1);
        sql(organization, """
                INSERT INTO campaign_window (organization_id, campaign_id, window_key)
                SELECT current_organization(), CAST(:x AS uuid), key
                  FROM unnest(ARRAY['America/New_York', 'Asia/Tokyo', 'Asia/Kolkata']) key ON CONFLICT DO NOTHING""", campaign.toString());
        int hour = Instant.now().atZone(ZoneId.of(OPEN_ZONE)).getHour();
        String span = "%02d:00-%02d:00".formatted(hour, Math.min(24, hour + 2));
        sql(organization, """
                UPDATE campaign SET status = 'RUNNING', max_concurrent_calls = 2, calling_window = jsonb_build_object('alwaysOpen', false,
                       'days', (SELECT jsonb_object_agg(d, jsonb_build_array(CAST(:x AS text)))
                                  FROM unnest(ARRAY['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']) d))""", span);
        var samples = new Samples();
        for (int i = 0; i < ticks + 50; i++) {
            long began = System.nanoTime();
            DialingDesk.Tick tick = floor.get(DialingDesk.class).tick(organization, campaign);
            if (i >= 50) {
                samples.add(System.nanoTime() - began);
            }
            floor.get(LaunchDesk.class).launch(organization, tick.intents());
            tick.intents()
                    .forEach(intent -> end(organization, intent.origination().call(), null));
        }
        return samples;
    }

    /// "Why is nobody being dialed?" over a queue with all there is in real ones: zones that are closed, leads and
    /// numbers that are blocked, leads that were called, entries that wait for a time.
    public Samples eligibility(int queued, int looks) {
        OrganizationId organization = organization();
        CampaignId campaign = campaign(organization, CampaignMode.UNATTENDED, queued);
        sql(organization, """
                UPDATE queue_entry SET window_key = (ARRAY['America/New_York', 'Asia/Tokyo', 'Europe/Berlin', 'Asia/Kolkata'])[1 + position % 4],
                       next_attempt_at = app_now() + CASE WHEN position % 10 = 2 THEN interval '1 day' ELSE interval '0' END
                 WHERE :x = 1""", 1);
        sql(organization, "UPDATE lead SET do_not_call = true WHERE last_name LIKE :x", "%07");
        sql(organization, """
                INSERT INTO number_state (organization_id, e164, dnc_at)
                SELECT organization_id, e164, app_now() FROM lead_phone WHERE e164 LIKE :x""", "%31");
        sql(organization, "UPDATE campaign SET status = :x, started_at = app_now()", "RUNNING");
        var samples = new Samples();
        for (int i = 0; i < looks + 1; i++) {
            long began = System.nanoTime();
            floor.get(EligibilityDesk.class).explain(organization, campaign);
            // The first one reads from disk what the others find in memory.
            if (i > 0) {
                samples.add(System.nanoTime() - began);
            }
        }
        return samples;
    }

    /// Events of calls that ring after a second and end unanswered after another, so that some begin while others ring
    /// and end.
    public Samples events(int perSecond, Duration length) {
        OrganizationId organization = organization();
        int calls = (int) (perSecond * length.toSeconds() / 3) + 1;
        CampaignId campaign = campaign(organization, CampaignMode.UNATTENDED, calls);
        List<CallId> placed = new ArrayList<>();
        // Some at a time: an order to the carrier takes a connection, and none may wait for one.
        while (placed.size() < calls) {
            sql(
                    organization,
                    "UPDATE campaign SET status = 'RUNNING', max_concurrent_calls = CAST(:x AS int)",
                    placed.size() + 5);
            List<LaunchDesk.Intent> intents =
                    floor.get(DialingDesk.class).tick(organization, campaign).intents();
            floor.get(LaunchDesk.class).launch(organization, intents);
            intents.forEach(intent -> placed.add(intent.origination().call()));
            await(placed);
        }
        // They must not be dialed again while the clock runs.
        sql(organization, "UPDATE campaign SET max_attempts = CAST(:x AS int)", 1);
        var samples = new Samples();
        int begunPerSecond = perSecond / 3;
        paced(perSecond, (placed.size() + 2 * begunPerSecond) * 3, i -> {
            int step = i % 3;
            int which = i / 3 - step * begunPerSecond;
            if (which < 0 || which >= placed.size()) {
                return;
            }
            CallId call = placed.get(which);
            long began = System.nanoTime();
            switch (step) {
                case 0 -> carrier.tell(floor, organization, call, new Signal.Dialing(Instant.now()));
                case 1 -> carrier.tell(floor, organization, call, new Signal.Ringing(Instant.now()));
                default -> end(organization, call, null);
            }
            samples.add(System.nanoTime() - began);
        });
        return samples;
    }

    /// Power sessions of one line: each answer finds its agent free.
    public Samples answers(int perSecond, int answers) {
        int agents = 20;
        OrganizationId organization = organization();
        CampaignId campaign = campaign(organization, CampaignMode.POWER, answers * 2 + agents);
        sql(organization, "UPDATE campaign SET status = :x", "RUNNING");
        List<UserId> users = new ArrayList<>();
        for (int i = 0; i < agents; i++) {
            UserId user = floor.user(organization, "Agent" + i);
            users.add(user);
            var session = store.engine(
                    organization,
                    () -> floor.get(SessionRepository.class)
                            .create(organization, user, campaign, null, CampaignMode.POWER, 1, List.of()));
            floor.get(ControlDesk.class).startSession(organization, session);
        }
        var samples = new Samples();
        while (samples.count() < answers) {
            List<CallId> calls = live(organization);
            if (calls.isEmpty()) {
                List<LaunchDesk.Intent> intents = floor.get(DialingDesk.class)
                        .tick(organization, campaign)
                        .intents();
                floor.get(LaunchDesk.class).launch(organization, intents);
                calls = intents.stream()
                        .map(intent -> intent.origination().call())
                        .toList();
                if (calls.isEmpty()) {
                    throw new IllegalStateException("there is nobody left to call");
                }
                await(calls);
            }
            List<CallId> round = calls;
            paced(perSecond, round.size(), i -> answer(organization, round.get(i), samples));
            round.forEach(call -> end(organization, call, Instant.now()));
            users.forEach(user -> dispose(organization, user));
            users.forEach(user -> floor.get(PresenceDesk.class).seen(organization, user));
        }
        return samples;
    }

    /// Until the carrier has the orders.
    private void await(List<CallId> calls) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(2))
                .until(() -> carrier.happened.keySet().containsAll(calls));
    }

    private void answer(OrganizationId organization, CallId call, Samples samples) {
        carrier.happened.computeIfAbsent(call, _ -> new CopyOnWriteArrayList<>());
        carrier.tell(floor, organization, call, new Signal.Ringing(Instant.now()));
        long began = System.nanoTime();
        carrier.tell(floor, organization, call, new Signal.Answered(Instant.now()));
        long end = began + Duration.ofSeconds(2).toNanos();
        while (!joined.containsKey(call) && System.nanoTime() < end) {
            LockSupport.parkNanos(100_000);
        }
        Long at = joined.get(call);
        if (at != null) {
            samples.add(at - began);
        }
        carrier.tell(floor, organization, call, new Signal.AgentJoined(Instant.now()));
    }

    /// Calls that live from launch to end, a second.
    public double wholeCalls(int calls, int lines) {
        OrganizationId organization = organization();
        sql(organization, "UPDATE organization SET mock_config = CAST(:x AS jsonb)", "{\"speed\": 1000}");
        CampaignId campaign = campaign(organization, CampaignMode.UNATTENDED, calls);
        sql(organization, "UPDATE campaign SET max_attempts = 1, max_concurrent_calls = CAST(:x AS int)", lines);
        sql(organization, "UPDATE queue_entry SET max_attempts = CAST(:x AS int)", 1);
        floor.get(ControlDesk.class).start(organization, campaign);
        long began = System.nanoTime();
        long end = began + Duration.ofMinutes(3).toNanos();
        while (!floor.status(organization, campaign).isOver() && System.nanoTime() < end) {
            LockSupport.parkNanos(20_000_000);
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        return floor.one(organization, Long.class, "SELECT count(*) FROM call WHERE ended_at IS NOT NULL") / seconds;
    }

    private void end(OrganizationId organization, CallId call, Instant answered) {
        carrier.happened.computeIfAbsent(call, _ -> new CopyOnWriteArrayList<>());
        carrier.tell(
                floor,
                organization,
                call,
                new Signal.Ended(
                        Instant.now(),
                        answered == null ? CallStatus.NO_ANSWER : CallStatus.COMPLETED,
                        answered == null ? EndCause.NO_ANSWER : EndCause.HANGUP_CUSTOMER,
                        answered,
                        ""));
    }

    private void dispose(OrganizationId organization, UserId user) {
        var agent = store.engine(
                        organization, () -> floor.get(AgentRepository.class).find(organization, user))
                .orElseThrow();
        if (agent.status() == AgentStatus.WRAP_UP && agent.callId() != null) {
            floor.get(DispositionDesk.class)
                    .dispose(organization, new DispositionDesk.Said(agent.callId(), "connected", "", null, user));
        }
    }

    private List<CallId> live(OrganizationId organization) {
        return store.engine(
                organization,
                () -> store
                        .jdbc()
                        .sql("SELECT id FROM call WHERE ended_at IS NULL AND status <> 'in-progress'")
                        .query(UUID.class)
                        .list()
                        .stream()
                        .map(CallId::new)
                        .toList());
    }

    /// Does work at a pace, each piece on a thread of its own, however long the others take.
    private static void paced(int perSecond, int count, IntConsumer work) {
        long began = System.nanoTime();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < count; i++) {
                int piece = i;
                LockSupport.parkNanos(began + i * 1_000_000_000L / perSecond - System.nanoTime());
                threads.execute(() -> work.accept(piece));
            }
        }
    }

    private OrganizationId organization() {
        var organization = new OrganizationId(UUID.randomUUID());
        store.engine(organization, () -> {
            store.jdbc().sql("""
                            INSERT INTO organization (organization_id, name, max_calls_per_second, max_concurrent_calls, preset)
                            VALUES (:id, 'Bench', 1000, 10000, 'b2b')""").param("id", organization.value()).update();
        });
        sql(organization, """
                INSERT INTO disposition_type (organization_id, outcome, label, colour, key, position, built_in, follow_up)
                VALUES (current_organization(), :x, 'Connected', 'grey', '1', 1, true, 'done')""", "connected");
        floor.number(organization, "+12025550100");
        return organization;
    }

    private CampaignId campaign(OrganizationId organization, CampaignMode mode, int size) {
        CampaignId campaign = floor.campaign(organization, mode, List.of(), s -> s);
        List<LeadId> leads = floor.leads(organization, size);
        for (int i = 0; i < leads.size(); i += 5_000) {
            List<LeadId> some = leads.subList(i, Math.min(leads.size(), i + 5_000));
            store.engine(
                    organization, () -> floor.get(QueueRepository.class).add(organization, campaign, some, null, null));
        }
        return campaign;
    }

    private void sql(OrganizationId organization, String statement, Object x) {
        floor.sql(organization, statement, x);
    }

    @Override
    public void close() {
        floor.close();
    }
}

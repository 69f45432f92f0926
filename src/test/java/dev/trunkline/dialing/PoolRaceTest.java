package dev.trunkline.dialing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.agents.SessionRepository;
import dev.trunkline.calls.CallStatus;
import dev.trunkline.calls.EndCause;
import dev.trunkline.calls.EventSource;
import dev.trunkline.calls.Signal;
import dev.trunkline.campaigns.CampaignMode;
import dev.trunkline.ids.CallId;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.UserId;
import dev.trunkline.store.Sql;
import dev.trunkline.store.TestDatabase;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// People answer while agents become free, on two nodes, and late events and corrections hold the rows of both in the
/// middle of it. Nothing comes later to put things right: timers are dead here, so a pair that is missed stays missed.
@Tag("slow")
class PoolRaceTest {

    private static final int PAIRS = 16;
    private static final int ROUNDS = Integer.getInteger("trunkline.race.rounds", 130);

    private TestDatabase database;
    private final HandCarrier carrier = new HandCarrier();
    private final Phaser busy = new Phaser(1);
    private final List<Floor> nodes = new ArrayList<>();
    private OrganizationId organization;
    private CampaignId campaign;
    private final List<UserId> agents = new ArrayList<>();

    /// Counts what is under way and never does anything later.
    private final class Timeless extends Crew {
        Timeless() {
            super(InstantSource.system());
        }

        @Override
        void now(Runnable work) {
            busy.register();
            super.now(() -> {
                try {
                    work.run();
                } finally {
                    busy.arriveAndDeregister();
                }
            });
        }

        @Override
        void at(Instant at, Runnable work) {}
    }

    @BeforeEach
    void open() {
        database = TestDatabase.fresh();
        for (int i = 0; i < 2; i++) {
            nodes.add(new Floor(database.store(), (_, bean) -> switch (bean) {
                case Providers _ -> new Providers(List.of(carrier));
                case Crew crew -> {
                    crew.close();
                    yield new Timeless();
                }
                default -> bean;
            }));
        }
        Floor floor = nodes.getFirst();
        organization = floor.organization(database, "{}");
        campaign = floor.campaign(organization, CampaignMode.PREDICTIVE, floor.leads(organization, 1), s -> s);
        floor.number(organization, "+12025550100");
        floor.sql(
                organization,
                "UPDATE queue_entry SET next_attempt_at = :x",
                Sql.time(Instant.parse("2100-01-01T00:00:00Z")));
        // Nobody is dialed: the calls of this test come from nowhere.
        floor.get(ControlDesk.class).start(organization, campaign);
        for (int i = 0; i < PAIRS; i++) {
            UserId user = floor.user(organization, "Agent" + i);
            agents.add(user);
            var session = floor.store.engine(
                    organization,
                    () -> floor.get(SessionRepository.class)
                            .create(organization, user, campaign, null, CampaignMode.PREDICTIVE, 1, List.of()));
            floor.get(ControlDesk.class).startSession(organization, session);
        }
        await();
    }

    @AfterEach
    void close() {
        nodes.forEach(Floor::close);
        database.close();
    }

    @Test
    void an_answer_and_a_freed_agent_never_miss_each_other() throws Exception {
        var random = new Random(5);
        List<CallId> last = ringing();
        race(last.stream().<Runnable>map(call -> () -> answer(call)).toList());
        assertThat(missed()).isEmpty();
        for (int round = 0; round < ROUNDS; round++) {
            List<CallId> before = last;
            before.forEach(this::talkAndHangUp);
            await();
            List<CallId> next = ringing();
            var all = new ArrayList<Runnable>();
            next.forEach(call -> all.add(() -> answer(call)));
            before.forEach(call -> all.add(() -> dispose(call)));
            for (int i = 0; i < PAIRS / 2; i++) {
                CallId over = before.get(random.nextInt(PAIRS));
                CallId fresh = next.get(random.nextInt(PAIRS));
                all.add(() -> tell(over, new Signal.Ringing(Instant.now())));
                all.add(() -> node().get(ProviderDesk.class).carryOut(endWait(fresh)));
            }
            race(all);
            assertThat(missed()).as("round %d of seed 5", round).isEmpty();
            last = next;
        }
    }

    /// People who wait, and agents who are free, and calls that two agents have.
    private List<String> missed() {
        await();
        return database.store()
                .engine(
                        organization,
                        () -> database.store()
                                .jdbc()
                                .sql("""
                        SELECT 'waits: ' || id FROM call WHERE status = 'in-progress' AND user_id IS NULL AND NOT dropped
                           AND EXISTS (SELECT FROM agent WHERE status = 'available')
                         UNION ALL SELECT 'dropped: ' || id FROM call WHERE dropped
                         UNION ALL SELECT 'not on a call: ' || user_id || ' ' || status FROM agent WHERE status <> 'on-call'
                         UNION ALL SELECT 'two on one call: ' || call_id FROM agent GROUP BY call_id HAVING count(*) > 1""")
                                .query(String.class)
                                .list());
    }

    private List<CallId> ringing() {
        List<CallId> calls = database.store()
                .engine(
                        organization,
                        () -> database.store()
                                .jdbc()
                                .sql("""
                        INSERT INTO call (organization_id, campaign_id, mode, from_e164, to_e164, provider, is_mock, status, launch,
                               started_at, ringing_at)
                        SELECT :org, :campaign, 'predictive', '+12025550100', '+1212555' || (1000 + i), 'simulator', true, 'ringing',
                               'accepted', app_now(), app_now() FROM generate_series(1, :count) i RETURNING id""")
                                .param("org", organization.value())
                                .param("campaign", campaign.value())
                                .param("count", PAIRS)
                                .query(Sql.as(CallId::new))
                                .list());
        calls.forEach(call -> carrier.happened.put(call, new ArrayList<>()));
        return calls;
    }

    private Floor node() {
        return nodes.get(Thread.currentThread().threadId() % 2 == 0 ? 0 : 1);
    }

    private void answer(CallId call) {
        tell(call, new Signal.Answered(Instant.now()));
    }

    private void tell(CallId call, Signal signal) {
        node().get(CallDesk.class).accept(organization, call, signal, EventSource.SIMULATOR, null);
    }

    private List<Order> endWait(CallId call) {
        // Somebody's patience is over the moment they answer; whoever is free then takes them.
        return node().store.engine(organization, () -> {
            boolean answered = node().get(dev.trunkline.calls.CallRepository.class)
                            .find(organization, call)
                            .orElseThrow()
                            .userId()
                    != null;
            return answered ? node().get(PoolDesk.class).endWait(organization, call) : List.of();
        });
    }

    private void dispose(CallId call) {
        node().get(DispositionDesk.class)
                .dispose(organization, new DispositionDesk.Said(call, "connected", null, null, agents.getFirst()));
    }

    private void talkAndHangUp(CallId call) {
        tell(call, new Signal.AgentJoined(Instant.now()));
        tell(call, new Signal.Ended(Instant.now(), CallStatus.COMPLETED, EndCause.HANGUP_CUSTOMER, null, "hung up"));
    }

    private void await() {
        while (busy.getRegisteredParties() > 1) {
            Thread.onSpinWait();
            Thread.yield();
        }
    }

    private static void race(List<Runnable> all) throws Exception {
        var together = new CyclicBarrier(all.size());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (Runnable one : all) {
                running.add(threads.submit(() -> {
                    together.await();
                    one.run();
                    return null;
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        }
    }
}

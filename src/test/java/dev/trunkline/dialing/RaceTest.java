package dev.trunkline.dialing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.campaigns.CampaignMode;
import dev.trunkline.campaigns.CampaignStatus;
import dev.trunkline.compliance.DncRepository;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.LeadId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.store.TestDatabase;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;

/// Many threads of two nodes want the same thing at the same time.
class RaceTest {

    private TestDatabase database;
    private MortalNode one;
    private MortalNode two;
    private OrganizationId organization;

    @BeforeEach
    void open() {
        database = TestDatabase.fresh();
        one = new MortalNode(database, CheckTimes.DEFAULT);
        two = new MortalNode(database, CheckTimes.DEFAULT);
        organization = one.floor.organization(database, "{\"speed\": 100}");
        one.floor.number(organization, "+12025550100");
        one.floor.sql(organization, "UPDATE organization SET max_calls_per_second = :x", 1000);
    }

    @AfterEach
    void close() throws Exception {
        one.close();
        two.close();
        database.close();
    }

    /// The launch transaction alone, hundreds of times: nobody asks the carrier, so a call that was claimed stays. Two
    /// campaigns over the same people hold different locks.
    @Test
    void nobody_is_claimed_twice_by_two_nodes_and_two_campaigns() throws Exception {
        int leads = 300;
        List<LeadId> people = one.floor.leads(organization, leads);
        var campaigns = List.of(unstarted(people), unstarted(people));
        one.floor.sql(organization, "UPDATE campaign SET status = :x, started_at = app_now()", "RUNNING");
        var launched = new CopyOnWriteArrayList<String>();
        for (int lines = 5; lines <= leads; lines += 5) {
            one.floor.sql(organization, "UPDATE campaign SET max_concurrent_calls = :x", lines);
            Race.run(8, thread -> {
                DialingDesk desk = (thread % 2 == 0 ? one : two).floor.get(DialingDesk.class);
                try {
                    desk.tick(organization, campaigns.get(thread / 2 % 2))
                            .intents()
                            .forEach(intent -> launched.add(intent.origination().to()));
                } catch (DataAccessException e) {
                    // Another tick held the campaign for too long; this one comes again.
                }
            });
        }
        assertThat(launched).hasSize(leads).doesNotHaveDuplicates();
        assertThat(count("SELECT count(*) FROM call")).isEqualTo(leads);
        Invariants.assertAlways(database.store(), organization);
    }

    @Test
    void pauses_and_resumes_in_the_middle_of_launches_place_no_call_while_paused() throws Exception {
        // More than can be called meanwhile, or it would complete before the last pause.
        var campaign = campaign(5000);
        var over = new AtomicBoolean();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> ticks = threads.submit(() -> tickUntil(over, campaign));
            try {
                for (int i = 0; i < 20; i++) {
                    one.floor.get(ControlDesk.class).pause(organization, campaign);
                    Invariants.assertAlways(database.store(), organization);
                    two.floor.get(ControlDesk.class).resume(organization, campaign);
                }
            } finally {
                over.set(true);
            }
            ticks.get();
        }
        one.floor.get(ControlDesk.class).pause(organization, campaign);
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> live() == 0);
        Invariants.assertAlways(database.store(), organization);
        assertThat(one.floor.status(organization, campaign)).isEqualTo(CampaignStatus.PAUSED);
    }

    @Test
    void a_stop_in_the_middle_of_launches_leaves_nothing_dialing() throws Exception {
        for (int i = 0; i < 5; i++) {
            var campaign = unstarted(one.floor.leads(organization, 40));
            one.floor.get(ControlDesk.class).start(organization, campaign);
            var over = new AtomicBoolean();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                Future<?> ticks = threads.submit(() -> tickUntil(over, campaign));
                try {
                    Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> live() > 0);
                    two.floor.get(ControlDesk.class).stop(organization, campaign);
                } finally {
                    over.set(true);
                }
                ticks.get();
            }
            // Far below the ring timeout and below the first look of the reconciler.
            Awaitility.await().atMost(Duration.ofSeconds(4)).until(() -> live() == 0);
            // The carrier writes its book in rounds.
            Awaitility.await()
                    .atMost(Duration.ofSeconds(4))
                    .until(() -> count("SELECT count(*) FROM simulator_call WHERE ended_at IS NULL") == 0);
        }
        awaitTheCarrier();
        Invariants.assertSettled(database.store(), organization);
    }

    /// Inside the transaction that blocks a number, once it holds the number, every intent there will ever be is
    /// committed: none may come later.
    @Test
    void no_intent_commits_after_its_number_was_blocked() throws Exception {
        int leads = 200;
        var campaign = campaign(leads);
        var dnc = one.floor.get(DncRepository.class);
        var seen = new ConcurrentHashMap<String, Long>();
        var over = new AtomicBoolean();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> ticks = threads.submit(() -> tickUntil(over, campaign));
            try {
                Race.run(4, thread -> {
                    for (int i = leads - thread; i > 0; i -= 4) {
                        String number = "+1212" + (5550000 + i);
                        long calls = one.floor.store.engine(organization, () -> {
                            dnc.add(organization, Map.of(number, ""), "manual", null);
                            return callsTo(number);
                        });
                        seen.put(number, calls);
                        one.floor.get(HangUpDesk.class).blocked(organization, List.of(number));
                    }
                });
            } finally {
                over.set(true);
            }
            ticks.get();
        }
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> live() == 0);
        var now = new TreeMap<String, Long>();
        seen.keySet().forEach(number -> now.put(number, callsTo(number)));
        assertThat(now).isEqualTo(new TreeMap<>(seen));
        assertThat(new HashSet<>(seen.values()))
                .as("some were called before, some never")
                .contains(0L, 1L);
        awaitTheCarrier();
        Invariants.assertSettled(database.store(), organization);
    }

    private CampaignId campaign(int leads) {
        var campaign = unstarted(one.floor.leads(organization, leads));
        one.floor.sql(organization, "UPDATE campaign SET max_concurrent_calls = :x", 20);
        one.floor.get(ControlDesk.class).start(organization, campaign);
        return campaign;
    }

    private CampaignId unstarted(List<LeadId> leads) {
        return one.floor.campaign(
                organization, CampaignMode.UNATTENDED, leads, s -> s.attempts(1).concurrent(40));
    }

    /// Beside the nodes' own loops, so that they meet.
    private void tickUntil(AtomicBoolean over, CampaignId campaign) {
        boolean first = true;
        while (!over.get()) {
            (first ? one : two).floor.get(DialingLoop.class).step(organization, campaign);
            first = !first;
        }
    }

    private void awaitTheCarrier() {
        Awaitility.await("the carrier has nothing left to tell")
                .atMost(Duration.ofSeconds(30))
                .until(() -> count("SELECT count(*) FROM simulator_call WHERE next_at IS NOT NULL") == 0);
    }

    private long live() {
        return count("SELECT count(*) FROM call WHERE ended_at IS NULL");
    }

    private long callsTo(String number) {
        return count("SELECT count(*) FROM call WHERE to_e164 = '" + number + "'");
    }

    private long count(String query) {
        return one.floor.one(organization, Long.class, query);
    }
}

package dev.trunkline.dialing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.agents.AgentRepository;
import dev.trunkline.agents.AgentStatus;
import dev.trunkline.agents.SessionRepository;
import dev.trunkline.campaigns.AmdMode;
import dev.trunkline.campaigns.BusyLinePolicy;
import dev.trunkline.campaigns.CampaignMode;
import dev.trunkline.campaigns.CampaignStatus;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.NumberId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.UserId;
import dev.trunkline.store.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// The carrier loses, doubles and delays what it tells and does not answer orders; nodes die. Whatever happens, the
/// campaign comes to its end, and then nothing is left that must never happen.
@Tag("soak")
class NodesDieTest {

    private static final String FAULTS =
            "\"eventsLost\": 0.2, \"eventsDoubled\": 0.2, \"eventsShuffled\": 0.5, \"originateTimeouts\": 0.05";

    /// The carrier is 200 times faster than life; what is silent is asked about sooner.
    private static final CheckTimes SOON = new CheckTimes(
            Duration.ofSeconds(7),
            Duration.ofMillis(500),
            Duration.ofMillis(300),
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            200);

    /// Every outcome that may be tried again is, at once.
    private static final String AT_ONCE = """
            {"busy": {"delayMinutes": 0, "stop": false}, "no-answer": {"delayMinutes": 0, "stop": false},
             "voicemail": {"delayMinutes": 0, "stop": false}, "failed": {"delayMinutes": 0, "stop": false},
             "dropped": {"delayMinutes": 0, "stop": false}}""";

    private TestDatabase database;
    private final List<MortalNode> nodes = new ArrayList<>();

    @BeforeEach
    void open() {
        database = TestDatabase.fresh();
    }

    @AfterEach
    void close() throws Exception {
        for (MortalNode node : nodes) {
            node.close();
        }
        database.close();
    }

    @ParameterizedTest
    @CsvSource({"1, OFF", "2, BESIDE", "3, BEFORE"})
    void an_unattended_campaign_ends_with_every_book_in_order(long seed, AmdMode amd) {
        Floor floor = node();
        var organization = organization(floor, seed);
        var campaign = unattended(floor, organization, 60, amd);
        runToTheEnd(organization, campaign, List.of());
    }

    @ParameterizedTest
    @CsvSource({"4, CANCEL_RINGING, OFF", "5, KEEP_RINGING, BESIDE", "6, KEEP_DIALING, BEFORE"})
    void a_power_campaign_ends_with_every_book_in_order(long seed, BusyLinePolicy policy, AmdMode amd) {
        Floor floor = node();
        node();
        var organization = organization(floor, seed);
        var campaign = power(floor, organization, 30, policy, amd);
        List<UserId> agents = List.of(sit(floor, organization, campaign, 0), sit(floor, organization, campaign, 1));
        runToTheEnd(organization, campaign, agents);
    }

    @ParameterizedTest
    @EnumSource(MortalCarrier.Point.class)
    void a_node_that_dies_leaves_nothing_undone(MortalCarrier.Point point) {
        long seed = 100 + point.ordinal();
        // Few lines are given up in a small campaign, many orders and events pass.
        boolean rare = point == MortalCarrier.Point.BEFORE_HANG_UP || point == MortalCarrier.Point.AFTER_HANG_UP;
        MortalNode mortal = new MortalNode(database, SOON, point, 1 + new Random(seed).nextInt(rare ? 1 : 6));
        nodes.add(mortal);
        // The other node is there already or comes after the crash.
        boolean beside = point.ordinal() % 2 == 0;
        if (beside) {
            node();
        }
        var organization = organization(mortal.floor, seed);
        boolean plays = point == MortalCarrier.Point.BEFORE_PLAY || point == MortalCarrier.Point.AFTER_PLAY;
        List<UserId> agents = List.of();
        CampaignId campaign;
        if (plays) {
            campaign = unattended(mortal.floor, organization, 20, AmdMode.OFF);
        } else {
            campaign = power(mortal.floor, organization, 20, BusyLinePolicy.CANCEL_RINGING, AmdMode.OFF);
            agents = List.of(sit(mortal.floor, organization, campaign, 0));
        }
        List<UserId> working = agents;
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> {
                    if (!mortal.isDead()) {
                        dispose(organization, working);
                    }
                    return mortal.isDead();
                });
        if (!beside) {
            node();
        }
        runToTheEnd(organization, campaign, agents);
    }

    private Floor node() {
        var node = new MortalNode(database, SOON);
        nodes.add(node);
        return node.floor;
    }

    private OrganizationId organization(Floor floor, long seed) {
        return floor.business(database, "{\"speed\": 200, \"seed\": " + seed + ", " + FAULTS + "}");
    }

    private static CampaignId unattended(Floor floor, OrganizationId organization, int leads, AmdMode amd) {
        floor.number(organization, "+12025550100");
        var campaign = floor.campaign(
                organization,
                CampaignMode.UNATTENDED,
                floor.leads(organization, leads),
                s -> s.amd(amd).attempts(3).concurrent(10));
        begin(floor, organization, campaign);
        return campaign;
    }

    private static CampaignId power(
            Floor floor, OrganizationId organization, int leads, BusyLinePolicy policy, AmdMode amd) {
        var campaign = floor.campaign(
                organization,
                CampaignMode.POWER,
                floor.leads(organization, leads),
                s -> s.busyLine(policy).amd(amd).attempts(2));
        begin(floor, organization, campaign);
        return campaign;
    }

    private static void begin(Floor floor, OrganizationId organization, CampaignId campaign) {
        floor.sql(organization, "UPDATE campaign SET retry_rules = CAST(:x AS jsonb)", AT_ONCE);
        floor.get(ControlDesk.class).start(organization, campaign);
    }

    private static UserId sit(Floor floor, OrganizationId organization, CampaignId campaign, int seat) {
        UserId agent = floor.user(organization, "Agent" + seat);
        List<NumberId> numbers = List.of(
                floor.number(organization, "+1202555011" + seat),
                floor.number(organization, "+1202555012" + seat),
                floor.number(organization, "+1202555013" + seat));
        var session = floor.store.engine(
                organization,
                () -> floor.get(SessionRepository.class)
                        .create(organization, agent, campaign, null, CampaignMode.POWER, 3, numbers));
        floor.get(ControlDesk.class).startSession(organization, session);
        // They stay at their desk however long it takes; without this they count as gone after a while.
        floor.sql(
                organization,
                "UPDATE presence SET seen_at = app_now() + interval '1 hour' WHERE user_id = CAST(:x AS uuid)",
                agent.toString());
        return agent;
    }

    private void runToTheEnd(OrganizationId organization, CampaignId campaign, List<UserId> agents) {
        var store = database.store();
        Floor floor = alive();
        var looks = new AtomicInteger();
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    floor.get(Reconciler.class).step(organization);
                    dispose(organization, agents);
                    if (looks.incrementAndGet() % 20 == 0) {
                        Invariants.assertAlways(store, organization);
                    }
                    return floor.status(organization, campaign) == CampaignStatus.COMPLETED;
                });
        Awaitility.await("the carrier has nothing left to tell")
                .atMost(Duration.ofSeconds(20))
                .until(() -> floor.one(
                                organization,
                                Long.class,
                                "SELECT count(*) FROM simulator_call WHERE next_at IS NOT NULL")
                        == 0);
        Invariants.assertSettled(store, organization);
        assertThat(floor.one(organization, Long.class, "SELECT count(*) FROM call_event WHERE NOT applied"))
                .as("lines that came late, twice or out of order")
                .isPositive();
    }

    private Floor alive() {
        return nodes.stream().filter(node -> !node.isDead()).findFirst().orElseThrow().floor;
    }

    /// What agents do as soon as a talk is over.
    private void dispose(OrganizationId organization, List<UserId> agents) {
        Floor floor = alive();
        for (UserId user : agents) {
            var agent = floor.store
                    .engine(organization, () -> floor.get(AgentRepository.class).find(organization, user))
                    .orElseThrow();
            if (agent.status() == AgentStatus.WRAP_UP && agent.callId() != null) {
                floor.get(DispositionDesk.class)
                        .dispose(organization, new DispositionDesk.Said(agent.callId(), "connected", null, null, user));
            }
        }
    }
}

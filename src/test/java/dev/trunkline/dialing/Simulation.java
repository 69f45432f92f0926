package dev.trunkline.dialing;

import dev.trunkline.agents.Agent;
import dev.trunkline.agents.AgentRepository;
import dev.trunkline.agents.AgentStatus;
import dev.trunkline.agents.Session;
import dev.trunkline.agents.SessionRepository;
import dev.trunkline.agents.SessionStatus;
import dev.trunkline.campaigns.AmdMode;
import dev.trunkline.campaigns.BusyLinePolicy;
import dev.trunkline.campaigns.CampaignMode;
import dev.trunkline.campaigns.CampaignStatus;
import dev.trunkline.compliance.DncRepository;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.NumberId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.UserId;
import dev.trunkline.problem.Problem;
import dev.trunkline.store.TestDatabase;
import dev.trunkline.telephony.simulator.SimulatorLoop;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One campaign from its start to its end, in virtual time, on the real engine and the real PostgreSQL: a carrier that
/// loses, doubles and delays what it tells and does not answer orders; nodes that die anywhere and come back; agents
/// who go away in the middle; supervisors who pause, and block numbers. All of it drawn from one seed.
final class Simulation implements AutoCloseable {

    /// By then everything must have come to its end, whatever happened.
    private static final Duration LIMIT = Duration.ofHours(1);

    /// After the last fault, everything is told and settled within this.
    private static final Duration SETTLING = Duration.ofSeconds(150);

    private static final List<String> SAID =
            List.of("connected", "connected", "connected", "not-interested", "wrong-number", "no-answer", "dnc");

    private final TestDatabase database;
    private final Course course;
    private final Map<String, Integer> deaths;
    private final List<SteppedNode> nodes = new ArrayList<>();
    private final List<UserId> agents = new ArrayList<>();
    private final OrganizationId organization;
    private final CampaignId campaign;
    private final int leads;
    private CampaignMode mode = CampaignMode.UNATTENDED;
    private boolean calm;

    /// @param database whose clock a course may move
    /// @param deaths counts where nodes died, over all runs
    Simulation(TestDatabase database, long seed, int leads, Map<String, Integer> deaths) throws SQLException {
        this.database = database;
        this.deaths = deaths;
        this.leads = leads;
        course = new Course(database, seed, () -> !nodes.isEmpty(), this::carrier);
        SteppedNode first = born(null);
        organization = first.floor().organization(database, """
                {"speed": 60, "seed": %d, "eventsLost": 0.2, "eventsDoubled": 0.2, "eventsShuffled": 0.6,
                 "originateTimeouts": 0.05}""".formatted(seed));
        course.of(organization);
        campaign = campaign(first.floor());
        nodes.add(first);
        nodes.add(born(death()));
        agents.forEach(agent -> course.soon(1, 2_000, null, () -> atDesk(agent)));
        course.soon(1, 20_000, null, this::supervise);
        course.soon(1, 2_000, null, this::audit);
        first.get(ControlDesk.class).start(organization, campaign);
        // The first node was needed to set everything up; from here on it is mortal too.
        nodes.set(0, born(death()));
        first.close();
    }

    private CampaignId campaign(Floor floor) {
        floor.sql(organization, "UPDATE organization SET preset = :x", "b2b");
        mode = course.chance(0.25)
                ? CampaignMode.UNATTENDED
                : course.chance(0.5) ? CampaignMode.POWER : CampaignMode.PREDICTIVE;
        AmdMode amd = AmdMode.values()[course.random.nextInt(AmdMode.values().length)];
        BusyLinePolicy busy = BusyLinePolicy.values()[course.random.nextInt(BusyLinePolicy.values().length)];
        int attempts = course.random.nextInt(1, 4);
        int wrapUp = course.random.nextInt(5, 40);
        var id = floor.campaign(
                organization,
                mode,
                floor.leads(organization, leads),
                s -> s.amd(amd)
                        .busyLine(busy)
                        .attempts(attempts)
                        .concurrent(10 + leads / 5)
                        .wrapUp(wrapUp));
        floor.sql(organization, "UPDATE campaign SET machine_action = :x", course.chance(0.5) ? "message" : "hang-up");
        floor.sql(organization, "UPDATE campaign SET retry_rules = CAST(:x AS jsonb)", """
                {"busy": {"delayMinutes": 0, "stop": false}, "no-answer": {"delayMinutes": 1, "stop": false},
                 "voicemail": {"delayMinutes": 0, "stop": false}, "failed": {"delayMinutes": 0, "stop": false},
                 "dropped": {"delayMinutes": 0, "stop": false}}""");
        floor.number(organization, "+12025550100");
        if (mode != CampaignMode.UNATTENDED) {
            int seats = course.random.nextInt(1, 4) + leads / 20;
            for (int seat = 0; seat < seats; seat++) {
                agents.add(sit(floor, id, seat));
            }
        }
        return id;
    }

    private UserId sit(Floor floor, CampaignId id, int seat) {
        UserId agent = floor.user(organization, "Agent" + seat);
        var numbers = new ArrayList<NumberId>();
        int lines = mode == CampaignMode.POWER ? course.random.nextInt(1, 5) : 0;
        for (int line = 0; line < lines; line++) {
            numbers.add(floor.number(organization, "+1202555" + (1000 + seat * 10 + line)));
        }
        floor.store.engine(
                organization,
                () -> floor.get(SessionRepository.class)
                        .create(organization, agent, id, null, mode, Math.max(1, lines), numbers));
        return agent;
    }

    /// Runs to the end of the campaign and some minutes further; answers how many calls there were.
    long run() throws SQLException {
        while (status() != CampaignStatus.COMPLETED) {
            steps(20);
            if (course.elapsed().compareTo(LIMIT) > 0) {
                throw new AssertionError("the campaign does not end: it is " + status() + ": " + picture());
            }
        }
        calm = true;
        Instant until = course.instant().plus(SETTLING);
        while (course.instant().isBefore(until)) {
            steps(1);
        }
        Invariants.assertSettled(database.store(), organization);
        Invariants.assertPrompt(database.store(), organization);
        return count("SELECT count(*) FROM call");
    }

    /// What anybody could tell of the calls afterwards: the same for the same seed.
    String trace() {
        return database.store()
                .engine(
                        organization,
                        () -> database.store()
                                .jdbc()
                                .sql("""
                        SELECT md5(string_agg(concat_ws(' ', to_e164, attempt, launch, status, outcome, dropped, cancel_reason,
                                   queued_at, started_at, ringing_at, answered_at, connected_at, ended_at), E'\\n'
                                   ORDER BY queued_at, to_e164)) FROM call""")
                                .query(String.class)
                                .single());
    }

    /// What holds it up.
    private List<String> picture() {
        return database.store()
                .engine(
                        organization,
                        () -> database.store()
                                .jdbc()
                                .sql("""
                        SELECT to_jsonb(x)::text FROM (SELECT status, count(*), min(next_attempt_at) AS due,
                                      bool_or(agent_guaranteed) AS guaranteed FROM queue_entry GROUP BY status) x
                         UNION ALL SELECT to_jsonb(x)::text FROM (SELECT status, since, call_id, user_id, session_id FROM agent) x
                         UNION ALL SELECT to_jsonb(x)::text FROM (SELECT id, status, campaign_id, lines FROM session) x
                         UNION ALL SELECT to_jsonb(x)::text FROM (SELECT kind, due_at, failures, last_error FROM agenda
                                      WHERE organization_id = current_organization()) x
                         UNION ALL SELECT to_jsonb(x)::text FROM (SELECT c.*, s.status AS truth, s.next_at FROM call c
                                      LEFT JOIN simulator_call s ON s.call_id = c.id WHERE c.ended_at IS NULL) x""")
                                .query(String.class)
                                .list());
    }

    private void steps(int count) throws SQLException {
        for (int i = 0; i < count; i++) {
            course.step();
            bury();
        }
    }

    /// The carrier has something to tell: to whichever node.
    private void carrier() {
        visit(node -> node.get(SimulatorLoop.class).step(organization, course.instant()));
    }

    private void bury() {
        for (SteppedNode node : List.copyOf(nodes)) {
            if (node.isDead()) {
                nodes.remove(node);
                node.close();
                course.soon(100, 15_000, null, () -> nodes.add(born(calm ? null : death())));
            }
        }
    }

    private SteppedNode born(SteppedNode.@Nullable Death death) {
        return new SteppedNode(database, course, death, deaths);
    }

    private SteppedNode.@Nullable Death death() {
        int point = course.random.nextInt(MortalCarrier.Point.values().length + 2);
        return point < MortalCarrier.Point.values().length
                ? new SteppedNode.Death(MortalCarrier.Point.values()[point], course.random.nextInt(1, 25))
                : new SteppedNode.Death(null, course.random.nextInt(1, 400));
    }

    /// Somebody's request, served by a node that may die over it; what the engine says no to is no harm.
    private void visit(Consumer<SteppedNode> request) {
        if (nodes.isEmpty()) {
            return;
        }
        SteppedNode node = nodes.get(course.random.nextInt(nodes.size()));
        course.run(node, () -> {
            try {
                request.accept(node);
            } catch (Problem refused) {
                // The state had changed meanwhile.
            }
        });
    }

    /// What an agent does, every some seconds; now and then they are not there for longer than their lease.
    private void atDesk(UserId user) {
        course.soon(200, !calm && course.chance(0.03) ? 60_000 : 12_000, null, () -> atDesk(user));
        visit(node -> {
            node.get(PresenceDesk.class).seen(organization, user);
            record Seen(@Nullable Session session, @Nullable Agent agent) {}
            Seen seen = node.store()
                    .engine(
                            organization,
                            () -> new Seen(
                                    node.get(SessionRepository.class)
                                            .open(organization, user)
                                            .orElse(null),
                                    node.get(AgentRepository.class)
                                            .find(organization, user)
                                            .orElse(null)));
            if (seen.session() != null) {
                act(node, user, seen.session(), seen.agent());
            }
        });
    }

    /// Says what came of a talk, hangs up, pauses, comes back, or is not there.
    private void act(SteppedNode node, UserId user, Session session, @Nullable Agent agent) {
        if (session.status() != SessionStatus.ACTIVE) {
            node.get(ControlDesk.class).startSession(organization, session.id());
        } else if (agent != null && agent.callId() != null) {
            if (agent.status() == AgentStatus.WRAP_UP && course.chance(0.7)) {
                String outcome = SAID.get(course.random.nextInt(SAID.size()));
                node.get(DispositionDesk.class)
                        .dispose(organization, new DispositionDesk.Said(agent.callId(), outcome, "", null, user));
            } else if (agent.status() == AgentStatus.ON_CALL && course.chance(0.1)) {
                node.get(HangUpDesk.class).hangUp(organization, agent.callId());
            }
        } else if (!calm && course.chance(0.03)) {
            node.get(ControlDesk.class).pauseSession(organization, session.id(), "coffee");
        }
    }

    private void supervise() {
        course.soon(1_000, 40_000, null, this::supervise);
        if (calm) {
            return;
        }
        if (course.chance(0.3)) {
            visit(node -> node.get(ControlDesk.class).pause(organization, campaign));
            course.soon(500, 10_000, null, this::resume);
        } else if (course.chance(0.5)) {
            String number = "+1212" + (5550000 + course.random.nextInt(leads) + 1);
            visit(node -> {
                node.store()
                        .engine(
                                organization,
                                () -> node.get(DncRepository.class)
                                        .add(organization, Map.of(number, ""), "manual", null));
                node.get(HangUpDesk.class).blocked(organization, List.of(number));
            });
        }
    }

    private void resume() {
        if (status() == CampaignStatus.PAUSED) {
            visit(node -> node.get(ControlDesk.class).resume(organization, campaign));
            course.soon(500, 5_000, null, this::resume);
        }
    }

    private void audit() {
        course.soon(10_000, 200_000, null, this::audit);
        Invariants.assertAlways(database.store(), organization);
    }

    private CampaignStatus status() {
        return CampaignStatus.valueOf(database.store()
                .engine(
                        organization,
                        () -> database.store()
                                .jdbc()
                                .sql("SELECT status FROM campaign WHERE organization_id = :org AND id = :id")
                                .param("org", organization.value())
                                .param("id", campaign.value())
                                .query(String.class)
                                .single()));
    }

    private long count(String query) {
        return database.store()
                .engine(
                        organization,
                        () -> database.store()
                                .jdbc()
                                .sql(query)
                                .query(Long.class)
                                .single());
    }

    /// Whether the node whose errand is run is alive: what it complains of is then a fault of the engine.
    boolean isSomebodyAlive() {
        return course.current() != null && !course.current().isDead();
    }

    @Override
    public void close() throws SQLException {
        nodes.forEach(SteppedNode::close);
        course.close();
        database.store()
                .across(() -> database.store()
                        .jdbc()
                        .sql("DELETE FROM agenda WHERE organization_id = :org")
                        .param("org", organization.value())
                        .update());
    }
}

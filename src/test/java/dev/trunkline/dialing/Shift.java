package dev.trunkline.dialing;

import dev.trunkline.agents.SessionRepository;
import dev.trunkline.campaigns.CampaignMode;
import dev.trunkline.ids.CallId;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.SessionId;
import dev.trunkline.ids.UserId;
import dev.trunkline.problem.Problem;
import dev.trunkline.store.TestDatabase;
import dev.trunkline.telephony.simulator.SimulatorLoop;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A predictive campaign worked by a shift of agents, minute by minute in virtual time, on the real engine, the real
/// PostgreSQL and the simulated carrier at the pace of life. Everything is drawn from one seed, so a busy machine takes
/// longer and finds the same.
final class Shift implements AutoCloseable {

    private static final double WRAP_UP = 20;

    /// What some minutes brought.
    ///
    /// @param busy share of the time on the floor, breaks left out, in talk or wrap-up
    /// @param dials calls placed
    /// @param burst most calls placed within one second
    /// @param ringing most calls in flight at once
    record Figures(double busy, long dials, long answered, long dropped, long burst, long ringing) {

        double dropRate() {
            return answered == 0 ? 0 : dropped / (double) answered;
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "busy %.1f %%, %d dials (at most %d in a second), %d answered, %d dropped (%.1f %%), at most %d ringing",
                    busy * 100,
                    dials,
                    burst,
                    answered,
                    dropped,
                    dropRate() * 100,
                    ringing);
        }
    }

    private final Course course;
    private final SteppedNode node;
    private final OrganizationId organization;
    private final CampaignId campaign;
    private final Instant began;
    private final List<SessionId> sessions = new ArrayList<>();
    private final Set<CallId> wrapping = new HashSet<>();

    /// The agents are at their desks, nothing is dialed yet.
    Shift(TestDatabase database, long seed, int agents, int leads, double answerRate) throws SQLException {
        course = new Course(database, seed, () -> true, this::carrier);
        node = SteppedNode.punctual(database, course);
        Floor floor = node.floor();
        organization = floor.organization(database, people(seed, answerRate));
        course.of(organization);
        floor.sql(organization, "UPDATE organization SET preset = :x, max_calls_per_second = 200", "b2b");
        floor.sql(organization, "UPDATE organization SET max_concurrent_calls = CAST(:x AS int)", 5_000);
        campaign = floor.campaign(
                organization,
                CampaignMode.PREDICTIVE,
                floor.leads(organization, leads),
                s -> s.concurrent(5_000).attempts(1));
        for (int i = 0; i < 4; i++) {
            floor.number(organization, "+1202555010" + i);
        }
        for (int seat = 0; seat < agents; seat++) {
            sessions.add(sitDown(seat));
        }
        began = course.instant();
        each(Duration.ofSeconds(1), this::wrapUps);
        each(Duration.ofSeconds(5), this::signsOfLife);
        node.get(ControlDesk.class).start(organization, campaign);
    }

    /// A quarter of those who do not pick up are busy, the others ring out.
    private static String people(long seed, double answerRate) {
        return String.format(
                Locale.ROOT,
                "{\"seed\": %d, \"answerRate\": %f, \"machineRate\": 0, \"busyRate\": %f, \"noAnswerRate\": %f,"
                        + " \"failureRate\": 0, \"talkSeconds\": {\"min\": 20, \"max\": 150}}",
                seed,
                answerRate,
                (1 - answerRate) / 4,
                (1 - answerRate) * 3 / 4);
    }

    private SessionId sitDown(int seat) {
        UserId agent = node.floor().user(organization, "Agent " + seat);
        SessionId session = node.store()
                .engine(
                        organization,
                        () -> node.get(SessionRepository.class)
                                .create(organization, agent, campaign, null, CampaignMode.PREDICTIVE, 1, List.of()));
        node.get(ControlDesk.class).startSession(organization, session);
        return session;
    }

    private void carrier() {
        node.get(SimulatorLoop.class).step(organization, course.instant());
    }

    private void each(Duration period, Runnable work) {
        course.in(period.toMillis(), null, () -> {
            each(period, work);
            work.run();
        });
    }

    private void wrapUps() {
        record Wrap(UUID userId, UUID callId) {}
        List<Wrap> wraps = node.store()
                .engine(
                        organization,
                        () -> node.store()
                                .jdbc()
                                .sql("SELECT user_id, call_id FROM agent WHERE status = 'wrap-up'")
                                .query(Wrap.class)
                                .list());
        for (Wrap wrap : wraps) {
            var call = new CallId(wrap.callId());
            if (wrapping.add(call)) {
                double seconds = -WRAP_UP * Math.log(1 - course.random.nextDouble());
                course.in(Math.round(seconds * 1000), null, () -> dispose(new UserId(wrap.userId()), call));
            }
        }
    }

    private void dispose(UserId agent, CallId call) {
        try {
            node.get(DispositionDesk.class)
                    .dispose(organization, new DispositionDesk.Said(call, "connected", "", null, agent));
        } catch (Problem late) {
            // The wrap-up limit of the campaign came first.
        }
    }

    private void signsOfLife() {
        sql("""
                INSERT INTO presence (organization_id, user_id, seen_at)
                SELECT organization_id, user_id, app_now() FROM agent WHERE status <> :x
                    ON CONFLICT (organization_id, user_id) DO UPDATE SET seen_at = app_now()""", "offline");
    }

    /// From now on another share of the people called picks up.
    void answerRate(double rate) {
        sql("UPDATE organization SET mock_config = CAST(:x AS jsonb)", people(2, rate));
    }

    /// These agents go to lunch after the call at hand.
    void lunch(int from, int to) {
        sessions.subList(from, to)
                .forEach(session -> node.get(ControlDesk.class).pauseSession(organization, session, "lunch"));
    }

    void backFromLunch(int from, int to) {
        sessions.subList(from, to)
                .forEach(session -> node.get(ControlDesk.class).startSession(organization, session));
    }

    /// Goes on until `minutes` after the beginning.
    void until(double minutes) throws SQLException {
        Instant end = at(minutes);
        while (course.instant().isBefore(end)) {
            course.step();
        }
    }

    private Instant at(double minutes) {
        return began.plusMillis(Math.round(minutes * 60_000));
    }

    /// What happened between two minutes of the shift.
    Figures figures(double from, double to) {
        return node.store()
                .engine(
                        organization,
                        () -> node.store()
                                .jdbc()
                                .sql("""
                        WITH span AS (SELECT CAST(:from AS timestamptz) AS a, CAST(:to AS timestamptz) AS z), floor AS (
                          SELECT sum(share) FILTER (WHERE status IN ('on-call', 'wrap-up')) / sum(share) AS busy FROM (
                            SELECT status, greatest(0, extract(epoch FROM least(z, coalesce(ended_at, z)) - greatest(a, began_at))) AS share
                              FROM agent_state, span WHERE status IN ('available', 'on-call', 'wrap-up')) s
                        ), placed AS (SELECT * FROM call, span WHERE queued_at >= a AND queued_at < z),
                        rung AS (
                          SELECT max(n) AS ringing FROM (SELECT sum(step) OVER (ORDER BY t, step) AS n, t FROM (
                            SELECT queued_at AS t, 1 AS step FROM call UNION ALL
                            SELECT coalesce(answered_at, ended_at), -1 FROM call WHERE coalesce(answered_at, ended_at) IS NOT NULL) e) r, span
                           WHERE t >= a AND t < z)
                        SELECT (SELECT busy FROM floor)::float8 AS busy, (SELECT count(*) FROM placed) AS dials,
                               (SELECT count(*) FROM call, span WHERE answered_at >= a AND answered_at < z) AS answered,
                               (SELECT count(*) FROM call, span WHERE outcome = 'dropped' AND answered_at >= a AND answered_at < z) AS dropped,
                               (SELECT coalesce(max(n), 0) FROM (SELECT count(*) AS n FROM placed GROUP BY date_trunc('second', queued_at)) b) AS burst,
                               coalesce((SELECT ringing FROM rung), 0) AS ringing""")
                                .param("from", at(from).toString())
                                .param("to", at(to).toString())
                                .query(Figures.class)
                                .single());
    }

    PacingView.@Nullable Latest explanation() {
        return node.store()
                .engine(
                        organization,
                        () -> node.get(PacingDesk.class)
                                .view(organization, campaign)
                                .latest());
    }

    private void sql(String statement, Object x) {
        node.floor().sql(organization, statement, x);
    }

    @Override
    public void close() throws SQLException {
        node.close();
        course.close();
    }
}

package dev.trunkline.dialing;

import dev.trunkline.agents.AgentStatus;
import dev.trunkline.compliance.WindowKey;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.pacing.AnswerScores;
import dev.trunkline.pacing.AnswerTraits;
import dev.trunkline.pacing.Bound;
import dev.trunkline.pacing.Budget;
import dev.trunkline.pacing.DayAccount;
import dev.trunkline.pacing.Decision;
import dev.trunkline.pacing.DecisionLog;
import dev.trunkline.pacing.Floor;
import dev.trunkline.pacing.FloorEvent;
import dev.trunkline.pacing.LearntLaws;
import dev.trunkline.pacing.Limits;
import dev.trunkline.pacing.Outcome;
import dev.trunkline.pacing.Pacer;
import dev.trunkline.pacing.Series;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// One campaign's pacing on this node: the pacer, how far its events are folded in, and what was decided last. Its
/// seconds are those of life: of the wall clock, times the pace at which the provider's people live.
final class PacedCampaign {

    /// What the laws are learnt under; with other terms they are learnt anew from what is kept.
    ///
    /// @param patience seconds that somebody who answered waits
    /// @param scale how many times faster than life it goes
    record Terms(double ringTimeout, double patience, double scale) {}

    /// A decision that waits for its line in the log until it is known how many of its calls are committed.
    private record Pending(
            Floor floor, List<FloorEvent> events, Budget budget, Limits limits, int decided, int placed) {

        String line() {
            return DecisionLog.decided(floor, events, budget, limits, decided, placed);
        }
    }

    /// The last decision as people shall see it.
    ///
    /// @param ringing calls in flight before it
    /// @param staff agents it counted with
    private record Shown(
            Decision decision, PacingView.Agents agents, int staff, int ringing, int waiting, Instant at) {}

    /// What goes to the database now and then.
    record Kept(PacingRepository.State state, PacingView.Latest latest, PacingView.@Nullable Point point) {}

    private static final Duration SAVE_EVERY = Duration.ofMillis(500);
    private static final Duration POINT_EVERY = Duration.ofSeconds(5);
    private static final double WORKING_DAY = Duration.ofHours(8).toSeconds();
    private static final int SOON = 10;

    private final Terms terms;
    private final CampaignId campaign;
    private final PacingLogStore logs;
    private Pacer pacer;
    private final Instant began;
    private final Set<Long> folded = new HashSet<>();
    private long foldedTo;
    private final AnswerScores scores;
    private double answerRate = 0.25;

    private LocalDate day = LocalDate.MIN;
    private DayAccount account = new DayAccount(0, WORKING_DAY);
    private double answeredBefore;

    private PacingLogStore.Log log;
    private @Nullable Pending pending;
    private @Nullable Shown shown;
    private Instant savedAt = Instant.EPOCH;
    private Instant pointAt;
    private int launchedSincePoint;
    private double busySeconds;
    private double staffSeconds;
    private double seenAt = Double.NaN;

    PacedCampaign(
            CampaignId campaign,
            Terms terms,
            PacingRepository.@Nullable State state,
            PacingLogStore logs,
            Instant now) {
        this.campaign = campaign;
        this.terms = terms;
        this.logs = logs;
        this.began = now;
        this.pointAt = now;
        LearntLaws laws = state == null ? null : new LearntLaws(state.laws());
        this.pacer = laws == null
                ? new Pacer(terms.ringTimeout(), terms.patience())
                : new Pacer(terms.ringTimeout(), terms.patience(), laws);
        this.scores = state == null ? new AnswerScores() : AnswerScores.of(state.scores());
        this.foldedTo = state == null ? 0 : state.foldedTo();
        this.log = beginLog(now);
    }

    private PacingLogStore.Log beginLog(Instant now) {
        return logs.begin(campaign, now, DecisionLog.start(terms.ringTimeout(), terms.patience(), pacer.learnt()));
    }

    Terms terms() {
        return terms;
    }

    long foldedTo() {
        return foldedTo;
    }

    double answerRate() {
        return Math.max(0.02, answerRate);
    }

    /// The rows that are new, as events; rows at the end of the log are read again until all that began before them
    /// are there.
    List<FloorEvent> fold(List<PacingRepository.Row> rows, long horizon) {
        var events = new ArrayList<FloorEvent>();
        for (PacingRepository.Row row : rows) {
            if (folded.add(row.seq())) {
                FloorEvent event = row.event(terms.scale());
                events.add(event);
                if (event instanceof FloorEvent.CallResolved call && call.outcome() != Outcome.CANCELLED) {
                    scores.learn(row.traits() == null ? List.of() : row.traits(), call.outcome() == Outcome.HUMAN);
                }
            }
        }
        rows.stream().filter(PacingRepository.Row::settled).forEach(row -> folded.remove(row.seq()));
        foldedTo = horizon;
        return events;
    }

    Floor floor(
            List<PoolRepository.PoolAgent> agents,
            List<PoolRepository.PoolCall> calls,
            List<PoolRepository.PoolCall> ringing,
            List<PoolRepository.NextLead> next,
            Instant now) {
        double time = Duration.between(began, now).toNanos() / 1e9 * terms.scale();
        Floor floor = new Floor(
                Double.isNaN(seenAt) ? time : Math.max(seenAt, time),
                (int) agents.stream().filter(PacingDesk::isFree).count(),
                (int) calls.stream().filter(PoolRepository.PoolCall::waits).count(),
                series(
                        agents.stream()
                                .filter(a -> a.status() == AgentStatus.ON_CALL)
                                .toList(),
                        a -> a.seconds() * terms.scale()),
                series(
                        agents.stream()
                                .filter(a -> a.status() == AgentStatus.WRAP_UP && a.reachable())
                                .toList(),
                        a -> a.seconds() * terms.scale()),
                series(ringing, c -> c.seconds() * terms.scale()),
                series(ringing, PoolRepository.PoolCall::score),
                series(
                        next,
                        lead -> chance(
                                        lead.windowKey(),
                                        lead.numberType(),
                                        lead.attemptCount(),
                                        lead.wasAnswered(),
                                        lead.listId(),
                                        now)
                                .score()));
        tally(floor);
        return floor;
    }

    /// What is known of a lead's chance to pick up now.
    LaunchRepository.Chance chance(
            String windowKey, String numberType, int attempts, boolean wasAnswered, @Nullable UUID list, Instant now) {
        List<String> traits = new AnswerTraits(
                        hour(windowKey, now),
                        attempts + 1,
                        wasAnswered,
                        numberType,
                        list == null ? null : list.toString())
                .words();
        return new LaunchRepository.Chance(traits, scores.of(traits));
    }

    private static int hour(String windowKey, Instant now) {
        var zones = WindowKey.zones(windowKey);
        return zones.isEmpty() ? -1 : now.atZone(zones.iterator().next()).getHour();
    }

    private static <T> Series series(List<T> from, ToDoubleFunction<T> value) {
        double[] values = from.stream().mapToDouble(value).toArray();
        return Series.of(values, values.length);
    }

    private void tally(Floor floor) {
        double step = Double.isNaN(seenAt) ? 0 : floor.time() - seenAt;
        busySeconds += step * (floor.talking().size() + floor.wrapping().size());
        staffSeconds += step * floor.agents();
        seenAt = floor.time();
    }

    /// Answers that the rest of the working day will bring.
    double answersToCome(Floor floor, double answeredToday, LocalDate today) {
        if (!today.equals(day)) {
            day = today;
            account = new DayAccount(floor.time(), WORKING_DAY);
            answeredBefore = answeredToday;
        }
        return account.answersToCome(floor, Math.max(0, answeredToday - answeredBefore));
    }

    Decision decide(Floor floor, List<FloorEvent> events, Budget budget, Limits limits, Instant now) {
        note(now);
        Decision decision = pacer.decide(floor, events, budget, limits);
        answerRate = decision.answerRate();
        pending = new Pending(floor, events, budget, limits, decision.launch(), 0);
        return decision;
    }

    /// The line of the last decision goes into the log.
    private void note(Instant now) {
        Pending known = pending;
        pending = null;
        if (known == null) {
            return;
        }
        log.add(known.line());
        if (log.isFull()) {
            // A log can be replayed from its first line: what is learnt goes on, the level of the moment begins anew.
            log.close();
            pacer = new Pacer(terms.ringTimeout(), terms.patience(), pacer.learnt());
            log = beginLog(now);
        }
    }

    /// So many of the decided calls are committed; `seq` is the row that tells the other nodes.
    void placed(Decision decision, int count, long seq) {
        pacer.placed(decision, count);
        folded.add(seq);
        launchedSincePoint += count;
        Pending known = pending;
        if (known != null) {
            pending =
                    new Pending(known.floor(), known.events(), known.budget(), known.limits(), known.decided(), count);
        }
    }

    void show(Decision decision, Floor floor, List<PoolRepository.PoolAgent> agents, Instant now) {
        shown = new Shown(
                decision,
                new PacingView.Agents(
                        (int) agents.stream().filter(PacingDesk::isFree).count(),
                        count(agents, AgentStatus.ON_CALL),
                        count(agents, AgentStatus.WRAP_UP),
                        count(agents, AgentStatus.BREAK),
                        (int) agents.stream().filter(a -> !a.reachable()).count(),
                        agents.size()),
                floor.agents(),
                floor.ringing().size(),
                floor.waiting(),
                now);
    }

    /// Only `count` of the calls just decided could be placed, and `why`: that is what people read then.
    void fellShort(int count, Bound why) {
        Shown last = shown;
        if (last != null) {
            shown = new Shown(
                    last.decision().fellShort(count, why, last.staff()),
                    last.agents(),
                    last.staff(),
                    last.ringing(),
                    last.waiting(),
                    last.at());
        }
    }

    private static PacingView.Latest latest(Shown shown) {
        Decision decision = shown.decision();
        return new PacingView.Latest(
                shown.at(),
                decision.sentence(),
                decision.dialLevel(),
                decision.answerRate(),
                shown.agents(),
                decision.freeSoon(),
                SOON,
                decision.answersSoon(),
                decision.bound().words(),
                decision.launch(),
                shown.ringing() - decision.cancel().size() + decision.launch(),
                shown.waiting(),
                decision.window().rate(),
                decision.window().cap(),
                decision.window().name(),
                decision.budgetLeft(),
                PacingView.fallback(decision.bound()));
    }

    private static int count(List<PoolRepository.PoolAgent> agents, AgentStatus status) {
        return (int) agents.stream().filter(a -> a.status() == status).count();
    }

    /// What is due to be saved.
    Optional<Kept> toSave(Instant now) {
        Shown last = shown;
        if (last == null || savedAt.plus(SAVE_EVERY).isAfter(now)) {
            return Optional.empty();
        }
        PacingView.Latest latest = latest(last);
        savedAt = now;
        PacingView.Point point = null;
        if (!pointAt.plus(POINT_EVERY).isAfter(now)) {
            point = new PacingView.Point(
                    now,
                    launchedSincePoint,
                    latest.dialLevel(),
                    latest.abandonRate(),
                    staffSeconds == 0 ? null : busySeconds / staffSeconds,
                    latest.sentence());
            pointAt = now;
            launchedSincePoint = 0;
            busySeconds = 0;
            staffSeconds = 0;
        }
        return Optional.of(
                new Kept(new PacingRepository.State(pacer.learnt().text(), scores.text(), foldedTo), latest, point));
    }

    /// What was decided so far can be read.
    void flushLog() {
        log.flush();
    }

    void close() {
        Pending known = pending;
        if (known != null) {
            log.add(known.line());
        }
        log.close();
    }
}

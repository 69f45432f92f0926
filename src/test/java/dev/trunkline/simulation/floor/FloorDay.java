package dev.trunkline.simulation.floor;

import dev.trunkline.pacing.Floor;
import dev.trunkline.pacing.FloorEvent;
import dev.trunkline.pacing.Outcome;
import dev.trunkline.pacing.Series;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;

/// One simulated day of a floor, event by event, a decision after each event and every half second.
public final class FloorDay {

    static final double PATIENCE = 2;
    private static final double TICK = 0.5;

    private enum Kind {
        RESOLVE,
        GIVE_UP,
        TALK_END,
        WRAP_END,
        ARRIVE,
        TICK
    }

    private record Due(double time, long order, Kind kind, int subject) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = Double.compare(time, other.time);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private enum State {
        OUT,
        FREE,
        TALK,
        WRAP
    }

    private static final class Agent {
        State state = State.OUT;
        double since;
        boolean machine;
    }

    private static final class Line {
        final Scenario.Call fate;
        final double placed;
        boolean waiting;
        boolean over;

        Line(Scenario.Call fate, double placed) {
            this.fate = fate;
            this.placed = placed;
        }
    }

    private final Scenario scenario;
    private final long seed;
    private final double day;
    private final Policy policy;
    private final boolean scores;
    private final double[] bursts;
    private final Agent[] agents;
    private final List<Line> lines = new ArrayList<>();
    private final List<Integer> ringing = new ArrayList<>();
    private final List<Integer> waiting = new ArrayList<>();
    private final PriorityQueue<Due> agenda = new PriorityQueue<>();
    private final List<FloorEvent> events = new ArrayList<>();
    private final long[] histogram = new long[20_000];
    private double[] buffer = new double[64];
    private long order;
    private long answered;
    private long abandoned;
    private long connected;
    private long wraps;
    private int mostRinging;
    private double busySeconds;
    private double loggedInSeconds;
    private double now;

    public FloorDay(Scenario scenario, int agents, long seed, double day, Policy policy, boolean scores) {
        this.scenario = scenario;
        this.seed = seed;
        this.day = day;
        this.policy = policy;
        this.scores = scores;
        this.bursts = Scenario.bursts(seed, day);
        this.agents = new Agent[agents];
        for (int i = 0; i < agents; i++) {
            this.agents[i] = new Agent();
            due(scenario.arrives(new Draws(seed, 9_000_000 + i)), Kind.ARRIVE, i);
        }
        due(TICK, Kind.TICK, 0);
    }

    public static DayResult run(Scenario scenario, int agents, long seed, double day, Policy policy) {
        return new FloorDay(scenario, agents, seed, day, policy, false).run();
    }

    public DayResult run() {
        while (true) {
            Due next = agenda.remove();
            if (next.time >= day) {
                pass(day);
                break;
            }
            pass(next.time);
            if (happen(next)) {
                decide();
            }
        }
        long decisions = Arrays.stream(histogram).sum();
        return new DayResult(
                loggedInSeconds == 0 ? 0 : busySeconds / loggedInSeconds,
                lines.size(),
                answered,
                abandoned,
                connected,
                mostRinging,
                percentile(decisions * 99 / 100));
    }

    private void pass(double until) {
        double step = until - now;
        for (Agent agent : agents) {
            loggedInSeconds += agent.state == State.OUT ? 0 : step;
            busySeconds += agent.state == State.TALK || agent.state == State.WRAP ? step : 0;
        }
        now = until;
    }

    private void due(double time, Kind kind, int subject) {
        agenda.add(new Due(time, order++, kind, subject));
    }

    private boolean happen(Due due) {
        switch (due.kind) {
            case RESOLVE -> {
                return resolve(due.subject);
            }
            case GIVE_UP -> {
                return giveUp(due.subject);
            }
            case TALK_END -> talkEnd(due.subject);
            case WRAP_END -> wrapEnd(due.subject);
            case ARRIVE -> become(agents[due.subject], State.FREE);
            case TICK -> due(now + TICK, Kind.TICK, 0);
        }
        match();
        return true;
    }

    private boolean resolve(int number) {
        Line line = lines.get(number);
        if (line.over) {
            return false;
        }
        line.over = true;
        ringing.remove((Integer) number);
        events.add(new FloorEvent.CallResolved(line.fate.outcome(), now - line.placed, score(line)));
        if (line.fate.outcome() == Outcome.HUMAN) {
            answered++;
            line.waiting = true;
            waiting.add(number);
            due(now + PATIENCE, Kind.GIVE_UP, number);
            match();
        }
        return true;
    }

    private boolean giveUp(int number) {
        if (!lines.get(number).waiting) {
            return false;
        }
        lines.get(number).waiting = false;
        waiting.remove((Integer) number);
        abandoned++;
        events.add(new FloorEvent.Abandoned());
        return true;
    }

    private void talkEnd(int index) {
        Agent agent = agents[index];
        events.add(new FloorEvent.TalkEnded(now - agent.since));
        become(agent, State.WRAP);
        due(now + scenario.wrap(new Draws(seed, 20_000_000 + wraps), agent.machine), Kind.WRAP_END, index);
    }

    private void wrapEnd(int index) {
        Agent agent = agents[index];
        double away = scenario.away(new Draws(seed, 30_000_000 + wraps++), now, day);
        events.add(new FloorEvent.WrapEnded(now - agent.since, away == 0));
        become(agent, away == 0 ? State.FREE : State.OUT);
        if (away > 0) {
            due(now + away, Kind.ARRIVE, index);
        }
    }

    private void become(Agent agent, State state) {
        agent.state = state;
        agent.since = now;
    }

    private void match() {
        for (int i = 0; i < agents.length && !waiting.isEmpty(); i++) {
            if (agents[i].state == State.FREE) {
                Line line = lines.get(waiting.removeFirst());
                line.waiting = false;
                become(agents[i], State.TALK);
                agents[i].machine = line.fate.machine();
                double talk = scenario.talk(new Draws(seed, 10_000_000 + connected++), now, day, agents[i].machine);
                due(now + talk, Kind.TALK_END, i);
            }
        }
    }

    private void decide() {
        Floor floor = floor();
        long before = System.nanoTime();
        int launch = policy.launch(floor, events, answered, abandoned);
        histogram[(int) Math.min(histogram.length - 1, (System.nanoTime() - before) / 1000)]++;
        events.clear();
        cancel(policy.cancel());
        for (int i = 0; i < launch; i++) {
            int number = lines.size();
            Line line = new Line(scenario.call(new Draws(seed, number), now, day, bursts), now);
            lines.add(line);
            ringing.add(number);
            due(now + line.fate.ringSeconds(), Kind.RESOLVE, number);
        }
        mostRinging = Math.max(mostRinging, ringing.size());
    }

    private void cancel(List<Integer> indexes) {
        List<Integer> numbers = new ArrayList<>();
        for (int index : indexes) {
            numbers.add(ringing.get(index));
        }
        for (int number : numbers) {
            Line line = lines.get(number);
            line.over = true;
            ringing.remove((Integer) number);
            events.add(new FloorEvent.CallResolved(Outcome.CANCELLED, now - line.placed, score(line)));
        }
    }

    private double score(Line line) {
        return scores ? line.fate.score() : 1;
    }

    private Floor floor() {
        int free = 0;
        for (Agent agent : agents) {
            free += agent.state == State.FREE ? 1 : 0;
        }
        Series ages = series(ringing.size(), i -> now - lines.get(ringing.get(i)).placed);
        Series talking = inState(State.TALK);
        Series wrapping = inState(State.WRAP);
        if (!scores) {
            return new Floor(now, free, waiting.size(), talking, wrapping, ages);
        }
        Series known =
                series(ringing.size(), i -> lines.get(ringing.get(i)).fate.score());
        int from = lines.size();
        Series next = series(
                64,
                i -> scenario.call(new Draws(seed, from + i), now, day, bursts).score());
        return new Floor(now, free, waiting.size(), talking, wrapping, ages, known, next);
    }

    private Series inState(State state) {
        int count = 0;
        buffer = buffer.length < agents.length ? new double[agents.length] : buffer;
        for (Agent agent : agents) {
            if (agent.state == state) {
                buffer[count++] = now - agent.since;
            }
        }
        return Series.of(buffer, count);
    }

    private Series series(int count, java.util.function.IntToDoubleFunction value) {
        buffer = buffer.length < count ? new double[count * 2] : buffer;
        for (int i = 0; i < count; i++) {
            buffer[i] = value.applyAsDouble(i);
        }
        return Series.of(buffer, count);
    }

    private double percentile(long rank) {
        long seen = 0;
        for (int i = 0; i < histogram.length; i++) {
            seen += histogram[i];
            if (seen > rank) {
                return i;
            }
        }
        return histogram.length;
    }
}

package dev.trunkline.pacing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trunkline.simulation.floor.FloorDay;
import dev.trunkline.simulation.floor.Policy;
import dev.trunkline.simulation.floor.Scenario;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The line that a supervisor reads says what is so, whatever holds a decision.
class PacingLineTest {

    private static final double HOUR = 3600;
    private static final int AGENTS = 6;

    private static final Pattern LINE = Pattern.compile("dial level (?<level>[0-9.]+): answer rate (?<rate>[0-9]+) %,"
            + " (?<free>[0-9]+) agents? free in 10 s, abandon (?<abandon>[0-9.]+) % of (?<cap>[0-9.]+) % \\((?<window>.+)\\);"
            + " held by (?<bound>.+)");

    /// An hour in which everything happens that can hold a decision, minute by minute.
    private static final class Eventful implements Policy {
        private final Pacer pacer = new Pacer(26, 2);
        private final DayAccount account = new DayAccount(0, HOUR);
        private final Map<Bound, Integer> seen = new EnumMap<>(Bound.class);
        private final List<double[]> foreseenFree = new ArrayList<>();

        @Override
        public int launch(Floor floor, List<FloorEvent> events, long answered, long abandoned) {
            int minute = (int) (floor.time() / 60);
            Limits limits = switch (minute % 10) {
                case 3 -> new Limits(2, 100, 12, 0, Double.POSITIVE_INFINITY);
                case 4 -> new Limits(1000, 1, 12, 0, Double.POSITIVE_INFINITY);
                case 5 -> new Limits(1000, 1000, 0.5, 0, Double.POSITIVE_INFINITY);
                case 6 -> new Limits(1000, 1000, 12, 10, Double.POSITIVE_INFINITY);
                default -> Limits.NONE;
            };
            // As if many had been abandoned before: in these minutes the account is spent.
            double before = minute % 10 == 7 ? 50 : 0;
            Window window = new Window(
                    "day", 0.03, answered + before, abandoned + before, account.answersToCome(floor, answered));
            Decision decision = pacer.decide(floor, events, Budget.of(window), limits);
            pacer.placed(decision, decision.launch());
            seen.merge(decision.bound(), 1, Integer::sum);
            isTrue(decision, floor, window, limits);
            return decision.launch();
        }

        private void isTrue(Decision decision, Floor floor, Window window, Limits limits) {
            Matcher line = LINE.matcher(decision.sentence());
            assertThat(line.matches()).as(decision.sentence()).isTrue();
            int inFlight = floor.ringing().size() + decision.launch();
            assertThat(number(line, "level"))
                    .isCloseTo(floor.agents() == 0 ? 0 : inFlight / (double) floor.agents(), within(0.051));
            assertThat(number(line, "rate")).isBetween(2.0, 80.0);
            assertThat(number(line, "free")).isBetween(0.0, (double) floor.agents());
            assertThat(number(line, "free")).isGreaterThanOrEqualTo(floor.free() - floor.waiting());
            assertThat(number(line, "abandon")).isCloseTo(100 * window.rate(), within(0.051));
            assertThat(line.group("cap")).isEqualTo("3");
            assertThat(line.group("window")).isEqualTo("day");
            assertThat(line.group("bound")).isEqualTo(decision.bound().words());
            holds(decision, floor, window, limits, inFlight);
        }

        /// What is said to hold the decision does.
        private static void holds(Decision decision, Floor floor, Window window, Limits limits, int inFlight) {
            String said = decision.sentence() + " " + limits + " " + floor;
            switch (decision.bound()) {
                case RISK -> assertThat(decision.risk()).as(said).isGreaterThan(decision.price());
                case BUDGET -> {
                    assertThat(window.allowedRate(floor.waiting())).as(said).isZero();
                    assertThat(decision.launch()).as(said).isLessThanOrEqualTo(decision.progressive());
                }
                case STALE -> {
                    assertThat(limits.factsAge()).as(said).isGreaterThan(Limits.STALE_SECONDS);
                    assertThat(decision.launch()).as(said).isEqualTo(decision.progressive());
                }
                case UNSURE -> assertThat(decision.launch()).as(said).isEqualTo(decision.progressive());
                case NO_AGENTS -> assertThat(floor.agents()).as(said).isZero();
                case LINES -> assertThat(inFlight).as(said).isGreaterThanOrEqualTo(limits.lines());
                case PROVIDER -> assertThat(decision.launch()).as(said).isEqualTo(limits.permits());
                case DIAL_LEVEL ->
                    assertThat((double) inFlight)
                            .as(said)
                            .isGreaterThanOrEqualTo(limits.maxDialLevel() * floor.agents());
                case RAMP -> assertThat(decision.launch()).as(said).isLessThanOrEqualTo(11);
                case QUEUE -> throw new AssertionError("A decision knows nothing of the queue: " + said);
            }
        }

        private static double number(Matcher line, String group) {
            return Double.parseDouble(line.group(group));
        }
    }

    @Test
    void whatever_can_hold_a_decision_occurs_and_the_line_fits() {
        var policy = new Eventful();
        FloorDay.run(Scenario.CHURN, AGENTS, 11, HOUR, policy);
        assertThat(policy.seen.keySet())
                .contains(
                        Bound.RISK,
                        Bound.BUDGET,
                        Bound.STALE,
                        Bound.UNSURE,
                        Bound.NO_AGENTS,
                        Bound.LINES,
                        Bound.PROVIDER,
                        Bound.DIAL_LEVEL);
    }

    @Test
    void a_shift_that_logs_in_together_is_held_by_the_ramp_and_the_line_says_so() {
        var policy = new Eventful();
        Decision decision = Floors.experienced(800)
                .decide(Floors.floor(100, 60, new double[0]), List.of(), Floors.day(100, 1, 9000), Limits.NONE);
        assertThat(decision.bound()).isEqualTo(Bound.RAMP);
        assertThat(decision.sentence()).endsWith("held by ramp: calls per second of the floor");
        assertThat(policy.seen).isEmpty();
    }

    @Test
    void a_decision_whose_calls_could_not_all_be_placed_says_who_refused_them() {
        Decision decision = Floors.experienced(800)
                .decide(Floors.floor(100, 6, new double[0]), List.of(), Floors.day(100, 1, 1500), Limits.NONE);
        Decision shown = decision.fellShort(2, Bound.QUEUE, 6);
        assertThat(shown.launch()).isEqualTo(2);
        assertThat(shown.dialLevel()).isCloseTo(2 / 6.0, within(1e-9));
        assertThat(shown.sentence())
                .startsWith("dial level 0.3:")
                .endsWith("held by no more leads that may be called now");
    }

    @Test
    void the_agents_announced_for_ten_seconds_ahead_are_free_then() {
        var foretold = new Foretold();
        FloorDay.run(Scenario.STEADY, 20, 4, 2 * HOUR, foretold);
        assertThat(foretold.expected / foretold.count)
                .as(String.format(Locale.ROOT, "of %.2f who became free", foretold.came / foretold.count))
                .isCloseTo(foretold.came / foretold.count, within(0.1 * foretold.came / foretold.count));
    }

    /// Compares the agents expected to become free within ten seconds with those who did, twice a minute.
    private static final class Foretold implements Policy {
        private final Pacer pacer = new Pacer(26, 2);
        private double expected;
        private double came;
        private double count;
        private double until = Double.NaN;
        private double due = 1800;
        private double ends;

        @Override
        public int launch(Floor floor, List<FloorEvent> events, long answered, long abandoned) {
            Decision decision =
                    pacer.decide(floor, events, Floors.day((double) answered, (double) abandoned, 500), Limits.NONE);
            pacer.placed(decision, decision.launch());
            for (FloorEvent event : events) {
                ends += event instanceof FloorEvent.WrapEnded ? 1 : 0;
            }
            if (floor.time() >= until) {
                came += ends;
                until = Double.NaN;
            }
            if (Double.isNaN(until) && floor.time() >= due && floor.waiting() == 0) {
                expected += decision.freeSoon() - floor.free();
                count++;
                ends = 0;
                until = floor.time() + 10;
                due = floor.time() + 30;
            }
            return decision.launch();
        }
    }
}

package dev.trunkline.telephony.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trunkline.calls.AnswerType;
import dev.trunkline.calls.EndCause;
import dev.trunkline.telephony.MockConfig;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CallPlanTest {

    private static final int CALLS = 4000;

    @Test
    void the_rates_are_met_whatever_the_seed() {
        for (long seed : new long[] {1, 2, 3, 77, -9_000_000_000L}) {
            List<CallPlan> plans = plans("{\"seed\": %d}".formatted(seed));
            assertShare(plans, plan -> plan.customer() == CallPlan.Customer.HUMAN, 0.35);
            assertShare(plans, plan -> plan.customer() == CallPlan.Customer.MACHINE, 0.25);
            assertShare(plans, plan -> plan.customer() == CallPlan.Customer.BUSY, 0.08);
            assertShare(plans, plan -> plan.customer() == CallPlan.Customer.NOBODY, 0.27);
            assertShare(plans, plan -> plan.customer() == CallPlan.Customer.FAILURE, 0.05);
            assertShare(plans, CallPlanTest::isMisheard, 0.05);
        }
    }

    @Test
    void every_kind_of_failure_occurs_and_some_are_refused_at_once() {
        List<CallPlan> plans = plans("{\"failureRate\": 1}");
        assertThat(plans)
                .extracting(CallPlan::failure)
                .contains(EndCause.INVALID_NUMBER, EndCause.UNREACHABLE, EndCause.REJECTED, EndCause.BLOCKED)
                .doesNotContain(EndCause.UNKNOWN);
        assertShare(plans, plan -> plan.order() == CallPlan.Order.REFUSED, 0.35 / 2);
        assertThat(plans.stream().filter(plan -> plan.order() == CallPlan.Order.REFUSED))
                .allSatisfy(plan -> assertThat(plan.failure()).isEqualTo(EndCause.INVALID_NUMBER));
    }

    @Test
    void lost_orders_are_half_placed() {
        List<CallPlan> plans = plans("{\"failureRate\": 0, \"originateTimeouts\": 0.3}");
        assertShare(plans, plan -> plan.order() == CallPlan.Order.ANSWER_LOST, 0.15);
        assertShare(plans, plan -> plan.order() == CallPlan.Order.ORDER_LOST, 0.15);
        assertShare(plans, plan -> plan.order() == CallPlan.Order.ACCEPTED, 0.7);
    }

    @Test
    void the_same_seed_number_and_attempt_are_the_same_call() {
        assertThat(plans("{}")).isEqualTo(plans("{}"));
        assertThat(plans("{}")).isNotEqualTo(plans("{\"seed\": 2}"));
        List<CallPlan> second = IntStream.range(0, CALLS)
                .mapToObj(i -> CallPlan.draw(MockConfig.DEFAULT, number(i), 2))
                .toList();
        List<CallPlan> first = plans("{}");
        long alike = IntStream.range(0, CALLS)
                .filter(i -> first.get(i).customer() == second.get(i).customer())
                .count();
        // As often as two independent calls would be alike.
        assertThat(alike / (double) CALLS)
                .isCloseTo(
                        0.35 * 0.35 + 0.25 * 0.25 + 0.08 * 0.08 + 0.27 * 0.27 + 0.05 * 0.05, within(tolerance(0.27)));
    }

    /// A version that draws other calls from the same seed would make recorded runs worthless.
    @Test
    void the_draws_of_a_seed_never_change_between_versions() {
        String drawn = IntStream.range(0, 12)
                .mapToObj(i -> CallPlan.draw(MockConfig.DEFAULT, number(i), 1))
                .map(plan -> plan.customer() + " " + plan.ringMillis() + " " + plan.talkMillis())
                .reduce("", (all, one) -> all + one + "\n");
        assertThat(drawn).isEqualTo("""
                MACHINE 6117 90079
                NOBODY 9643 108323
                NOBODY 15921 28233
                HUMAN 20662 38042
                HUMAN 8649 106961
                BUSY 10501 105016
                NOBODY 20643 65421
                NOBODY 6224 80329
                HUMAN 6594 57611
                NOBODY 17626 38771
                MACHINE 8866 29400
                HUMAN 12678 22471
                """);
    }

    @Test
    void speed_changes_the_times_and_nothing_else() {
        List<CallPlan> life = plans("{\"amdErrorRate\": 0.5, \"originateTimeouts\": 0.2}");
        List<CallPlan> fast = plans("{\"amdErrorRate\": 0.5, \"originateTimeouts\": 0.2, \"speed\": 60}");
        for (int i = 0; i < CALLS; i++) {
            CallPlan a = life.get(i);
            CallPlan b = fast.get(i);
            assertThat(b.customer()).isEqualTo(a.customer());
            assertThat(b.order()).isEqualTo(a.order());
            assertThat(b.failure()).isEqualTo(a.failure());
            assertThat(b.verdict()).isEqualTo(a.verdict());
            assertThat((double) b.ringMillis()).isCloseTo(a.ringMillis() / 60.0, within(1.0));
            assertThat((double) b.talkMillis()).isCloseTo(a.talkMillis() / 60.0, within(1.0));
            assertThat(b.patienceMillis()).as("they wait for us").isEqualTo(1000);
        }
    }

    @Test
    void times_stay_in_their_ranges() {
        assertThat(plans("{\"ringSeconds\": {\"min\": 4, \"max\": 22}}")).allSatisfy(plan -> {
            assertThat(plan.ringMillis()).isBetween(4_000L, 22_000L);
            assertThat(plan.talkMillis()).isBetween(20_000L, 120_000L);
            assertThat(plan.amdMillis()).isEqualTo(3_000L);
        });
        assertThat(plans("{\"speed\": 1000, \"ringSeconds\": {\"min\": 0, \"max\": 0}}"))
                .allSatisfy(plan -> assertThat(plan.ringMillis()).isPositive());
    }

    private static boolean isMisheard(CallPlan plan) {
        return (plan.customer() == CallPlan.Customer.MACHINE) != (plan.verdict() == AnswerType.MACHINE);
    }

    private static List<CallPlan> plans(String config) {
        MockConfig parsed = MockConfig.parse(config);
        return IntStream.range(0, CALLS)
                .mapToObj(i -> CallPlan.draw(parsed, number(i), 1))
                .toList();
    }

    private static String number(int i) {
        return "+1202555" + (1000 + i);
    }

    private static void assertShare(List<CallPlan> plans, Predicate<CallPlan> which, double expected) {
        double share = plans.stream().filter(which).count() / (double) plans.size();
        assertThat(share).isCloseTo(expected, within(tolerance(expected)));
    }

    /// Four standard deviations.
    private static double tolerance(double share) {
        return 4 * Math.sqrt(share * (1 - share) / CALLS);
    }
}

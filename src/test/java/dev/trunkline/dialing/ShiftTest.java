package dev.trunkline.dialing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.store.TestDatabase;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What must not upset a paced floor: many more people pick up than a minute ago, half of the agents go to lunch and
/// come back, a whole shift logs in together. In virtual time, on the real engine.
@Tag("slow")
class ShiftTest {

    /// So many of the answers of some minutes may be dropped, and one or two in any case: nobody can know of a jump
    /// before some answers have come, and the account of the day earns them back.
    private static final double SHARE = 0.05;

    private static final int FEW = 2;

    private TestDatabase database;

    @BeforeEach
    void open() throws Exception {
        database = TestDatabase.fresh();
        Course.movable(database);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void a_jump_of_the_answer_rate_and_a_lunch_break_are_over_within_minutes() throws Exception {
        jumpAndLunch(8, 3);
    }

    @Test
    @Tag("soak")
    void a_jump_of_the_answer_rate_and_a_lunch_break_on_a_larger_floor() throws Exception {
        jumpAndLunch(20, 6);
    }

    @Test
    void thirty_agents_who_log_in_together_open_no_flood_of_lines() throws Exception {
        login(30, 1.5);
    }

    @Test
    @Tag("soak")
    void three_hundred_agents_who_log_in_together_open_no_flood_of_lines() throws Exception {
        login(300, 2);
    }

    /// Four parts of so many minutes: as usual, after the jump from 12 to 42 %, with half the floor, with all of them.
    private void jumpAndLunch(int agents, double minutes) throws SQLException {
        try (var shift = new Shift(database, 1, agents, agents * 200, 0.12)) {
            shift.until(minutes);
            shift.answerRate(0.42);
            shift.until(2 * minutes);
            shift.lunch(0, agents / 2);
            shift.until(3 * minutes);
            shift.backFromLunch(0, agents / 2);
            shift.until(4 * minutes);
            Shift.Figures usual = part(shift, "12 %", minutes / 3, minutes);
            Shift.Figures jump = part(shift, "the jump to 42 %", minutes, 2 * minutes);
            Shift.Figures half = part(shift, "half at lunch", 2 * minutes + 1, 3 * minutes);
            Shift.Figures back = part(shift, "all back", 3 * minutes + 1, 4 * minutes);
            Shift.Figures all = part(shift, "all of it", 0, 4 * minutes);
            assertThat(jump.dropped()).isLessThanOrEqualTo(allowed(jump));
            assertThat(all.dropped()).isLessThanOrEqualTo(allowed(all));
            assertThat(half.ringing()).isLessThan(usual.ringing());
            assertThat(back.busy()).isGreaterThan(usual.busy() - 0.1);
            assertThat(all.burst()).isLessThanOrEqualTo(mostInOneSecond(agents));
        }
    }

    private void login(int agents, double minutes) throws SQLException {
        try (var shift = new Shift(database, 3, agents, agents * 30, 0.25)) {
            shift.until(minutes);
            Shift.Figures all = part(shift, agents + " log in", 0, minutes);
            assertThat(all.burst()).isLessThanOrEqualTo(mostInOneSecond(agents));
            assertThat(all.ringing()).isLessThan(8L * agents);
            assertThat(all.dropped()).isLessThanOrEqualTo(allowed(all));
            assertThat(part(shift, "at the end", minutes - 0.5, minutes).busy()).isGreaterThan(0.75);
        }
    }

    private static Shift.Figures part(Shift shift, String name, double from, double to) {
        Shift.Figures figures = shift.figures(from, to);
        System.out.printf("%s: %s%n", name, figures);
        return figures;
    }

    private static long allowed(Shift.Figures figures) {
        return Math.round(FEW + SHARE * figures.answered());
    }

    /// The ramp: 6 + 0.15 × agents calls a second, a second and a half of them at once.
    private static long mostInOneSecond(int agents) {
        return Math.round(2.5 * (6 + 0.15 * agents));
    }
}

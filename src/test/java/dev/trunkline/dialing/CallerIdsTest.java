package dev.trunkline.dialing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.dialing.CallerIds.Usable;
import dev.trunkline.ids.NumberId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CallerIdsTest {

    private static final Instant TOMORROW = Instant.parse("2026-03-03T15:00:00Z");

    @Test
    void numbers_take_turns() {
        assertThat(handedOut(new CallerIds(List.of(number("a", null), number("b", null))), 5))
                .containsExactly("a", "b", "a", "b", "a");
    }

    @Test
    void a_number_with_a_cap_leaves_the_round_when_it_is_spent() {
        var numbers = new CallerIds(List.of(number("a", 1), number("b", 3)));
        assertThat(numbers.room(10)).isEqualTo(4);
        assertThat(handedOut(numbers, 10)).containsExactly("a", "b", "b", "b");
        assertThat(numbers.room(10)).isZero();
    }

    @Test
    void one_number_without_a_cap_is_room_enough() {
        assertThat(new CallerIds(List.of(number("a", 0), number("b", null))).room(10))
                .isEqualTo(10);
    }

    @Test
    void when_all_are_spent_it_says_when_the_first_is_free_again() {
        var spent = new CallerIds(List.of(
                new Usable(new NumberId(UUID.randomUUID()), "a", 0, TOMORROW.plusSeconds(60)),
                new Usable(new NumberId(UUID.randomUUID()), "b", -2, TOMORROW)));
        assertThat(spent.isEmpty()).isFalse();
        assertThat(spent.next()).isEmpty();
        assertThat(spent.freeAt()).isEqualTo(TOMORROW);
    }

    @Test
    void without_numbers_nothing_goes_out() {
        var none = new CallerIds(List.of());
        assertThat(none.isEmpty()).isTrue();
        assertThat(none.room(10)).isZero();
        assertThat(none.next()).isEmpty();
        assertThat(none.freeAt()).isNull();
    }

    private static Usable number(String e164, @Nullable Integer left) {
        return new Usable(new NumberId(UUID.randomUUID()), e164, left, left != null && left <= 0 ? TOMORROW : null);
    }

    private static List<String> handedOut(CallerIds numbers, int wanted) {
        var out = new ArrayList<String>();
        for (int i = 0; i < wanted; i++) {
            numbers.next().map(Usable::e164).ifPresent(out::add);
        }
        return out;
    }
}

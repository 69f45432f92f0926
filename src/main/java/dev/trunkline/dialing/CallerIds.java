package dev.trunkline.dialing;

import dev.trunkline.ids.NumberId;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The active numbers that calls can go out from, handed out in turn; none beyond its daily cap. Not thread-safe.
final class CallerIds {

    /// @param left calls that may still go out from it; null: no cap
    /// @param freeAt when it may be used again; null unless none is left
    record Usable(
            NumberId id,
            String e164,
            @Nullable Integer left,
            @Nullable Instant freeAt) {

        boolean isSpent() {
            return left != null && left <= 0;
        }
    }

    private final List<Usable> all;
    /// Whose turn it is first. With caps a number comes up again only while calls are left.
    private final ArrayDeque<Usable> turn = new ArrayDeque<>();

    /// @param numbers in the order in which they are used
    CallerIds(List<Usable> numbers) {
        all = List.copyOf(numbers);
        numbers.stream().filter(number -> !number.isSpent()).forEach(turn::add);
    }

    /// Whether there is no active number at all.
    boolean isEmpty() {
        return all.isEmpty();
    }

    /// How many calls can go out in all, at most `wanted`.
    int room(int wanted) {
        if (turn.stream().anyMatch(number -> number.left() == null)) {
            return wanted;
        }
        return (int) Math.min(wanted, turn.stream().mapToLong(CallerIds::leftOf).sum());
    }

    private static int leftOf(Usable number) {
        return number.left() == null ? Integer.MAX_VALUE : number.left();
    }

    /// The number of the next call; empty when all are spent.
    Optional<Usable> next() {
        Usable number = turn.poll();
        if (number == null) {
            return Optional.empty();
        }
        Integer left = number.left();
        if (left == null || left > 1) {
            turn.add(new Usable(number.id(), number.e164(), left == null ? null : left - 1, null));
        }
        return Optional.of(number);
    }

    /// When the first of the spent ones may be used again; null while calls can go out.
    @Nullable
    Instant freeAt() {
        return turn.isEmpty()
                ? all.stream()
                        .map(Usable::freeAt)
                        .filter(at -> at != null)
                        .min(Comparator.naturalOrder())
                        .orElse(null)
                : null;
    }
}

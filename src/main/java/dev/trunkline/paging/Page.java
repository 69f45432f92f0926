package dev.trunkline.paging;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One page of a list. `nextCursor` is absent on the last page.
public record Page<T>(List<T> items, @Nullable String nextCursor) {

    public static final int LIMIT_DEFAULT = 50;
    public static final int LIMIT_MAX = 500;

    /// Cuts `rows`, of which one more than `limit` was read, and names the last row kept.
    public static <T> Page<T> of(List<T> rows, int limit, Function<T, String> key) {
        if (rows.size() <= limit) {
            return new Page<>(List.copyOf(rows), null);
        }
        List<T> kept = List.copyOf(rows.subList(0, limit));
        byte[] last = key.apply(kept.getLast()).getBytes(StandardCharsets.UTF_8);
        return new Page<>(kept, Base64.getUrlEncoder().withoutPadding().encodeToString(last));
    }

    /// The sort key inside a cursor; null for the first page and for a cursor that is not ours.
    public static @Nullable String key(@Nullable String cursor) {
        if (cursor == null || cursor.isBlank()) {
            return null;
        }
        try {
            return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /// The limit asked for, held between 1 and {@link #LIMIT_MAX}.
    public static int limit(@Nullable Integer asked) {
        return asked == null ? LIMIT_DEFAULT : Math.clamp(asked, 1, LIMIT_MAX);
    }
}

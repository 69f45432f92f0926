package dev.trunkline.numbers;

import dev.trunkline.ids.NumberId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A number the organization may call from.
///
/// @param number E.164
/// @param status `active` or `disabled`
/// @param dailyCap how many calls a day at most; null: no cap
public record CallerNumber(
        NumberId id,
        String number,
        String label,
        String status,
        @Nullable Integer dailyCap,
        Instant createdAt,
        long version) {}

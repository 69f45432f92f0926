package dev.trunkline.compliance;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Whether a place may be called now.
public sealed interface WindowState {

    /// Open; `until` is absent when it never closes.
    record Open(@Nullable Instant until) implements WindowState {}

    record Closed(Instant opensAt) implements WindowState {}

    /// The window has no hour in which all candidate zones are open.
    record Never() implements WindowState {}

    /// No zone is known, so nothing calls by itself.
    record Unknown() implements WindowState {}
}

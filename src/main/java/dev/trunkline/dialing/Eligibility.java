package dev.trunkline.dialing;

import dev.trunkline.ids.LeadId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Why nobody, or not everybody, of a campaign is being dialed. `total` is the sum of the exclusions and of the three
/// dialable figures; `waiting` says what the later two wait for.
///
/// @param exclusions leads that are not called any more, or not as things stand, each at its first reason
/// @param dialableNow nothing speaks against calling these at this moment, as far as the lead goes
/// @param dialableNextHour may be called within the hour
/// @param blockers what holds the whole campaign; empty when it dials
public record Eligibility(
        long total,
        List<Line> exclusions,
        long dialableNow,
        long dialableNextHour,
        long dialableLater,
        List<Waiting> waiting,
        List<Blocker> blockers) {

    /// @param label the reason in plain words
    /// @param samples up to five of the leads
    public record Line(String reason, String label, long count, List<Sample> samples) {}

    /// @param until when the first of them may be called
    public record Waiting(
            String reason,
            String label,
            long count,
            @Nullable Instant until,
            List<Sample> samples) {}

    public record Sample(LeadId leadId, String name) {}

    /// @param until when it ends by itself, where that is known
    public record Blocker(
            String reason, String label, @Nullable Instant until) {}
}

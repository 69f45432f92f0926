package dev.trunkline.settings;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// An outcome that can be given to a call.
///
/// @param outcome the word in `call.outcome`
/// @param hint what it means, in a few words
/// @param colour `#rrggbb`
/// @param key the key on the desk that gives it; null: only the mouse does
/// @param followUp what becomes of the lead
/// @param retryMinutes for `retry`, where the campaign's own rules say nothing
public record DispositionType(
        String outcome,
        String label,
        String hint,
        String colour,
        @Nullable String key,
        int position,
        boolean builtIn,
        FollowUp followUp,
        @Nullable Integer retryMinutes) {

    /// What every organization begins with.
    static final List<DispositionType> BUILT_IN = List.of(
            builtIn(1, "connected", "Connected", "Spoke to the decision maker", "#2f9e44", FollowUp.DONE, null),
            builtIn(2, "voicemail", "Voicemail", "Left a voicemail", "#5c7cfa", FollowUp.RETRY, 240),
            builtIn(3, "no-answer", "No answer", "Nobody answered", "#868e96", FollowUp.RETRY, 120),
            builtIn(4, "busy", "Busy", "The line was busy", "#f08c00", FollowUp.RETRY, 10),
            builtIn(5, "callback", "Callback", "Asked to be called back", "#0c8599", FollowUp.CALLBACK, null),
            builtIn(6, "not-interested", "Not interested", "Declined", "#9c36b5", FollowUp.DONE, null),
            builtIn(7, "wrong-number", "Wrong number", "Invalid contact", "#a65e2e", FollowUp.TRY_NEXT_NUMBER, null),
            builtIn(8, "dnc", "Do not call", "Must never be called again", "#e03131", FollowUp.DNC, null));

    private static DispositionType builtIn(
            int position,
            String outcome,
            String label,
            String hint,
            String colour,
            FollowUp followUp,
            @Nullable Integer retryMinutes) {
        return new DispositionType(
                outcome, label, hint, colour, Integer.toString(position), position, true, followUp, retryMinutes);
    }
}

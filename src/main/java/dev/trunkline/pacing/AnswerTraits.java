package dev.trunkline.pacing;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is known of a lead before it is called that says something about whether a person will pick up.
///
/// @param hour hour of day where the lead lives, 0 to 23; negative: unknown
/// @param attempt which attempt this would be, from 1
/// @param answeredBefore whether an earlier attempt in this campaign was answered
/// @param numberType kind of number: mobile, fixed, …
/// @param list the list the lead came from; null: none
public record AnswerTraits(
        int hour,
        int attempt,
        boolean answeredBefore,
        String numberType,
        @Nullable String list) {

    private static final int ATTEMPTS_TOLD_APART = 4;

    /// As words; each is learnt about by itself.
    public List<String> words() {
        var words = new ArrayList<String>();
        if (hour >= 0) {
            words.add("hour-" + hour);
        }
        words.add("attempt-" + Math.min(attempt, ATTEMPTS_TOLD_APART));
        if (attempt > 1) {
            words.add(answeredBefore ? "answered-before" : "never-answered");
        }
        words.add("type-" + numberType);
        if (list != null) {
            words.add("list-" + list);
        }
        return List.copyOf(words);
    }
}

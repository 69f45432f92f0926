package dev.trunkline.pacing;

import java.util.List;
import java.util.Locale;

/// How many calls to place now, and why.
///
/// @param launch calls to place
/// @param cancel ringing calls to give up, as indexes into the floor's `ringing`
/// @param bound what kept the decision from placing one more
/// @param progressive calls that one line per free agent would place
/// @param dialLevel calls in flight per logged-in agent after this decision
/// @param answerRate share of fresh calls a person answers, at the level of the moment
/// @param freeSoon agents expected to be free ten seconds from now, were nobody to answer
/// @param answersSoon answers expected within ten seconds from the calls in flight before this decision
/// @param window the window of the abandon account that ruled
/// @param price highest accepted chance that a new answer finds nobody; 0 where only one line per free agent is placed
/// @param risk that chance for the call not placed, or for the last one placed where a guard decided
/// @param answersAdded answers expected from the placed calls
/// @param riskAdded abandons foreseen from the placed calls by the same risk; about two thirds of the real ones
public record Decision(
        int launch,
        List<Integer> cancel,
        Bound bound,
        int progressive,
        double dialLevel,
        double answerRate,
        double freeSoon,
        double answersSoon,
        Window window,
        double price,
        double risk,
        double answersAdded,
        double riskAdded) {

    public Decision {
        cancel = List.copyOf(cancel);
    }

    /// What `count` placed calls of this decision mean to another node that learns the same laws.
    public FloorEvent.PlacedElsewhere placed(int count) {
        double share = launch == 0 ? 0 : Math.min(1, count / (double) launch);
        return new FloorEvent.PlacedElsewhere(answersAdded * share, riskAdded * share, price);
    }

    /// The decision as it turned out: only `count` of its calls could be placed.
    ///
    /// @param why who refused the others
    /// @param agents agents on the floor decided for
    public Decision fellShort(int count, Bound why, int agents) {
        double share = launch == 0 ? 0 : count / (double) launch;
        return new Decision(
                count,
                cancel,
                why,
                progressive,
                agents == 0 ? 0 : dialLevel - (launch - count) / (double) agents,
                answerRate,
                freeSoon,
                answersSoon,
                window,
                price,
                risk,
                answersAdded * share,
                riskAdded * share);
    }

    /// Abandons that the ruling window still allows.
    public double budgetLeft() {
        return window.left();
    }

    /// The decision in one plain line.
    public String sentence() {
        long free = Math.round(freeSoon);
        return String.format(
                Locale.ROOT,
                "dial level %.1f: answer rate %.0f %%, %d %s free in 10 s, abandon %.1f %% of %s %% (%s); held by %s",
                dialLevel,
                answerRate * 100,
                free,
                free == 1 ? "agent" : "agents",
                window.rate() * 100,
                percent(window.cap()),
                window.name(),
                bound.words());
    }

    private static String percent(double share) {
        String text = String.format(Locale.ROOT, "%.1f", share * 100);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}

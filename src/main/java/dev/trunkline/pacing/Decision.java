package dev.trunkline.pacing;

import java.util.Locale;

/// How many calls to place now, and why.
///
/// @param launch calls to place
/// @param cancel ringing calls to give up, by index into the floor's `ringing`, as a row of whole numbers
/// @param bound what kept the decision from placing one more
/// @param progressive calls that one line per free agent would place
/// @param dialLevel calls in flight per logged-in agent after this decision
/// @param answerRate share of fresh calls a person answers, at the level of the moment
/// @param freeSoon agents expected to be free ten seconds from now, were nobody to answer
/// @param answersSoon answers expected within ten seconds, without the new calls
/// @param window name of the window that ruled
/// @param abandonRate share abandoned in that window so far
/// @param cap its cap
/// @param budgetLeft abandons it still allows
/// @param price highest accepted chance that a new answer finds nobody
/// @param risk that chance for the first call that was not placed; for the last one placed where a guard decided
/// @param answersAdded answers expected from the placed calls
/// @param riskAdded abandons expected from the placed calls
public record Decision(
        int launch,
        Series cancel,
        Bound bound,
        int progressive,
        double dialLevel,
        double answerRate,
        double freeSoon,
        double answersSoon,
        String window,
        double abandonRate,
        double cap,
        double budgetLeft,
        double price,
        double risk,
        double answersAdded,
        double riskAdded) {

    /// The decision in one plain line.
    public String sentence() {
        return String.format(
                Locale.ROOT,
                "dial level %.1f: answer rate %.0f %%, %.0f %s free in 10 s, %.1f answers expected, abandon %.1f %% of"
                        + " %.1f %% (%s), limited by %s",
                dialLevel,
                answerRate * 100,
                freeSoon,
                Math.round(freeSoon) == 1 ? "agent" : "agents",
                answersSoon,
                abandonRate * 100,
                cap * 100,
                window,
                bound.words());
    }
}

package dev.trunkline.pacing;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// How likely a lead is to pick up, as a multiple of the campaign's average lead, learnt from its traits.
///
/// A score is a product of factors, one for each trait: a Poisson regression, fitted one call at a time. After a call
/// each of its traits moves by its part of the surprise, the less the more answers it has been expected to bring, so
/// that a rare trait says little and an old one moves slowly (a step of one over the information seen so far, as in
/// Robbins and Monro 1951, held above a floor so that habits may change). Not thread-safe; the same calls in the same
/// order give the same scores.
public final class AnswerScores {

    /// What a factor of 1 counts for at first, in expected answers.
    private static final double PRIOR = 12;

    /// Expected answers that are remembered at most.
    private static final double MEMORY = 800;

    /// Calls over which the campaign's average is taken.
    private static final double BASE_MEMORY = 2000;

    private static final double BASE_PRIOR_CALLS = 20;
    private static final double BASE_PRIOR_RATE = 0.25;
    private static final double LEAST = 0.125;
    private static final double MOST = 8;
    private static final int TRAITS_AT_MOST = 500;
    private static final String HEAD = "trunkline-answer-scores 1";

    private static final class Counts {
        private double weight;
        private double expected;
    }

    private final Map<String, Counts> byTrait = new TreeMap<>();
    private double calls;
    private double answers;

    /// A multiple of the average lead's chance, from an eighth to eight.
    public double of(List<String> traits) {
        return Math.clamp(product(traits), LEAST, MOST);
    }

    /// A call of a lead with these traits was answered by a person, or was not.
    public void learn(List<String> traits, boolean answered) {
        double expected = Math.min(1, base() * of(traits));
        double surprise = ((answered ? 1 : 0) - expected) / Math.max(1, traits.size());
        for (String trait : traits) {
            Counts counts = byTrait.get(trait);
            if (counts == null) {
                if (byTrait.size() >= TRAITS_AT_MOST) {
                    continue;
                }
                counts = new Counts();
                byTrait.put(trait, counts);
            }
            counts.expected = Math.min(MEMORY, counts.expected + expected);
            counts.weight += surprise / (PRIOR + counts.expected);
        }
        double keep = Math.exp(-1 / BASE_MEMORY);
        calls = calls * keep + 1;
        answers = answers * keep + (answered ? 1 : 0);
    }

    private double base() {
        return (answers + BASE_PRIOR_CALLS * BASE_PRIOR_RATE) / (calls + BASE_PRIOR_CALLS);
    }

    private double product(List<String> traits) {
        double product = 1;
        for (String trait : traits) {
            Counts counts = byTrait.get(trait);
            product *= counts == null ? 1 : Math.exp(counts.weight);
        }
        return product;
    }

    /// What was learnt, as lines of text to be kept over a restart.
    public String text() {
        StringBuilder text = new StringBuilder(HEAD).append('\n');
        text.append(calls).append(' ').append(answers).append('\n');
        byTrait.forEach((trait, counts) -> text.append(trait)
                .append(' ')
                .append(counts.weight)
                .append(' ')
                .append(counts.expected)
                .append('\n'));
        return text.toString();
    }

    /// Goes on with what was learnt before.
    ///
    /// @throws IllegalArgumentException when the text is not of the form of [#text]
    public static AnswerScores of(String text) {
        String[] lines = text.split("\n", -1);
        if (lines.length < 2 || !lines[0].equals(HEAD)) {
            throw new IllegalArgumentException("Answer scores start with '" + HEAD + "'.");
        }
        AnswerScores scores = new AnswerScores();
        String[] totals = lines[1].split(" ", -1);
        scores.calls = Double.parseDouble(totals[0]);
        scores.answers = Double.parseDouble(totals[1]);
        for (int i = 2; i < lines.length && !lines[i].isEmpty(); i++) {
            String[] words = lines[i].split(" ", -1);
            Counts counts = new Counts();
            counts.weight = Double.parseDouble(words[1]);
            counts.expected = Double.parseDouble(words[2]);
            scores.byTrait.put(words[0], counts);
        }
        return scores;
    }
}

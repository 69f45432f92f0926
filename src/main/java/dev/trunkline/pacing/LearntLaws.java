package dev.trunkline.pacing;

/// The learnt laws of a campaign as one plain text of some ten kilobytes at most: a line per law, a name and numbers.
///
/// ```
/// trunkline-pacing 1
/// ring.calls 2871.2
/// ring.humans 0 0 0.51 ...
/// ```
///
/// What lasts only seconds (the level of the moment) is not kept: it starts anew at "as usual".
public record LearntLaws(String text) {

    private static final String HEAD = "trunkline-pacing 1";

    static LearntLaws of(Learner learner) {
        StringBuilder text = new StringBuilder(HEAD).append('\n');
        line(text, "ring.calls", learner.rings.calls);
        line(text, "ring.humans", learner.rings.humans);
        line(text, "ring.others", learner.rings.others);
        line(text, "ring.reached", learner.rings.reached);
        line(text, "talk.total", learner.talks.total);
        line(text, "talk.ends", learner.talks.ends);
        line(text, "talk.seconds", learner.talks.seconds);
        line(text, "wrap.total", learner.wraps.total);
        line(text, "wrap.ends", learner.wraps.ends);
        line(text, "wrap.seconds", learner.wraps.seconds);
        line(text, "stay", learner.stays, learner.leaves);
        RiskTally risk = learner.risk;
        line(text, "risk.early", risk.risk, risk.priced, risk.predicted, risk.abandoned);
        return new LearntLaws(text.toString());
    }

    /// Puts what was learnt into a fresh learner. Unknown lines are left alone, so that a newer version's text does not
    /// stop an older one; missing lines keep the prior.
    ///
    /// @throws IllegalArgumentException when the text is not of this form
    void restore(Learner learner) {
        String[] lines = text.split("\n", -1);
        if (!lines[0].equals(HEAD)) {
            throw new IllegalArgumentException("Learnt pacing laws start with '" + HEAD + "', not '" + lines[0]
                    + "'. Start without them: the campaign learns anew within some minutes.");
        }
        for (int i = 1; i < lines.length && !lines[i].isEmpty(); i++) {
            String[] words = lines[i].split(" ", -1);
            double[] numbers = new double[words.length - 1];
            for (int j = 0; j < numbers.length; j++) {
                numbers[j] = Double.parseDouble(words[j + 1]);
            }
            put(learner, words[0], numbers);
        }
    }

    private static void put(Learner learner, String name, double[] numbers) {
        switch (name) {
            case "ring.calls" -> learner.rings.calls = numbers[0];
            case "ring.humans" -> fill(learner.rings.humans, numbers);
            case "ring.others" -> fill(learner.rings.others, numbers);
            case "ring.reached" -> fill(learner.rings.reached, numbers);
            case "talk.total" -> learner.talks.total = numbers[0];
            case "talk.ends" -> fill(learner.talks.ends, numbers);
            case "talk.seconds" -> fill(learner.talks.seconds, numbers);
            case "wrap.total" -> learner.wraps.total = numbers[0];
            case "wrap.ends" -> fill(learner.wraps.ends, numbers);
            case "wrap.seconds" -> fill(learner.wraps.seconds, numbers);
            case "stay" -> {
                learner.stays = numbers[0];
                learner.leaves = numbers[1];
            }
            case "risk.early" -> {
                learner.risk.risk = numbers[0];
                learner.risk.priced = numbers[1];
                learner.risk.predicted = numbers[2];
                learner.risk.abandoned = numbers[3];
            }
            default -> {}
        }
    }

    private static void fill(double[] into, double[] numbers) {
        System.arraycopy(numbers, 0, into, 0, Math.min(into.length, numbers.length));
    }

    private static void line(StringBuilder text, String name, double... numbers) {
        text.append(name);
        for (double number : numbers) {
            text.append(' ')
                    .append(number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number));
        }
        text.append('\n');
    }
}

package dev.trunkline.pacing;

/// What kept a decision from placing one more call.
public enum Bound {
    /// The next answer would too likely find nobody free.
    RISK("risk"),
    /// The abandon budget is spent: only calls that cannot be abandoned.
    BUDGET("abandon budget spent"),
    /// One line per free agent, because the facts are too old.
    STALE("facts too old, one line per free agent"),
    /// One line per free agent, because nothing is known yet or the forecast proved wrong.
    UNSURE("not sure yet, one line per free agent"),
    /// Nobody is logged in.
    NO_AGENTS("no agents"),
    LINES("line limit"),
    PROVIDER("calls per second of the provider"),
    /// Fewer leads may be called now than lines are wanted.
    QUEUE("no more leads that may be called now"),
    RAMP("ramp: calls per second of the floor"),
    DIAL_LEVEL("highest dial level");

    private final String words;

    Bound(String words) {
        this.words = words;
    }

    public String words() {
        return words;
    }
}

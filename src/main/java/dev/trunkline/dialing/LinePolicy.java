package dev.trunkline.dialing;

import dev.trunkline.campaigns.BusyLinePolicy;

/// How many lines to open now, in the modes that don't forecast.
public final class LinePolicy {

    private LinePolicy() {}

    /// @param launch how many calls to place now
    /// @param why one sentence for the screen
    public record Decision(int launch, String why) {}

    /// The sliding window of an unattended campaign: a call that ended is replaced at once.
    public static Decision unattended(int maxConcurrentCalls, int live) {
        int launch = Math.max(0, maxConcurrentCalls - live);
        return new Decision(launch, live + launch + " of " + maxConcurrentCalls + " lines in use");
    }

    /// What a power session's agent is doing, as far as lines go.
    public enum AgentNow {
        FREE,
        TALKING,
        WRAP_UP,
        AWAY
    }

    /// One power session.
    ///
    /// @param live lines in use, the one the agent talks on included
    /// @param lines how many the agent asked for
    /// @param budgetGone the campaign is over its abandon cap
    /// @param guaranteeWaits somebody who was dropped is next and is dialed alone
    public record PowerFacts(
            AgentNow agent, int live, int lines, BusyLinePolicy busyLine, boolean budgetGone, boolean guaranteeWaits) {}

    public static Decision power(PowerFacts facts) {
        int lines = facts.budgetGone() ? 1 : facts.lines();
        String limit = facts.budgetGone() ? "one line until the abandon rate is back under the cap" : lines + " lines";
        return switch (facts.agent()) {
            case AWAY -> new Decision(0, "nobody is at the desk");
            case WRAP_UP -> new Decision(0, "the last call is being wrapped up");
            case TALKING ->
                facts.busyLine() == BusyLinePolicy.KEEP_DIALING && !facts.budgetGone() && !facts.guaranteeWaits()
                        ? new Decision(Math.max(0, lines - facts.live()), "lines stay full while you talk")
                        : new Decision(0, "you are talking");
            case FREE -> {
                if (facts.guaranteeWaits()) {
                    yield facts.live() == 0
                            ? new Decision(1, "a dropped lead is called back, alone")
                            : new Decision(0, "lines drain before a dropped lead is called back");
                }
                int launch = Math.max(0, lines - facts.live());
                yield new Decision(launch, "dialing " + launch + " more: you are free (" + limit + ")");
            }
        };
    }
}

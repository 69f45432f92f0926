package dev.trunkline.pacing;

/// How many answers the rest of a working day will bring, from the answers per agent and second so far.
///
/// Counting by agents keeps the figure honest when half the floor is at lunch or the last shift has gone home.
public final class DayAccount {

    /// The guess before the first answer, and the agent-seconds it counts for: 21 answers an hour for each agent.
    private static final double PRIOR_RATE = 0.006;

    private static final double PRIOR_SECONDS = 600;

    private final double start;
    private final double length;
    private double agentSeconds;
    private double seenAt;

    /// @param start when the day began, on the clock of the floors
    /// @param length seconds from then until calling ends
    public DayAccount(double start, double length) {
        this.start = start;
        this.length = length;
        this.seenAt = start;
    }

    /// Takes in the floor and tells the answers to come, given those since the day began.
    public double answersToCome(Floor floor, double answered) {
        agentSeconds += floor.agents() * Math.max(0, floor.time() - seenAt);
        seenAt = Math.max(seenAt, floor.time());
        double rate = (answered + PRIOR_RATE * PRIOR_SECONDS) / (agentSeconds + PRIOR_SECONDS);
        return rate * floor.agents() * Math.max(0, start + length - floor.time());
    }
}

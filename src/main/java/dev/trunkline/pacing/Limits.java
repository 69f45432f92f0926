package dev.trunkline.pacing;

/// Guards outside the model. They hold whatever the laws say.
///
/// @param lines calls in flight or talking that the campaign, its numbers and the provider carry at most, less those
///     that talk now
/// @param permits calls that may be placed at this moment without the provider queueing them silently
/// @param maxDialLevel lines in flight per logged-in agent at most
/// @param factsAge seconds since the floor was last known to be true
/// @param cancelAfter a call that rang this long may be cancelled when no agent will be free; infinite: never
public record Limits(int lines, int permits, double maxDialLevel, double factsAge, double cancelAfter) {

    public static final Limits NONE = new Limits(Integer.MAX_VALUE, Integer.MAX_VALUE, 12, 0, Double.POSITIVE_INFINITY);

    /// Facts older than this are not trusted with more than one line per free agent.
    static final double STALE_SECONDS = 3;

    boolean stale() {
        return factsAge > STALE_SECONDS;
    }
}

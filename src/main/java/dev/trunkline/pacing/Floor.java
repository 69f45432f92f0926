package dev.trunkline.pacing;

/// The floor of one campaign at one moment: what a decision sees.
///
/// @param time seconds on any clock that only moves forward
/// @param free agents ready for a call
/// @param waiting people who answered and have no agent yet
/// @param talking seconds each talking agent has talked
/// @param wrapping seconds each agent has been in wrap-up
/// @param ringing seconds since each call in flight was placed
/// @param ringingScores answer score of each ringing call, aligned with `ringing`; past the end: 1
/// @param nextScores answer score of the leads next in the queue, in order; past the end: 1. A score multiplies the
///     campaign's chance that a person picks up: 2 means twice as likely as its average lead.
public record Floor(
        double time,
        int free,
        int waiting,
        Series talking,
        Series wrapping,
        Series ringing,
        Series ringingScores,
        Series nextScores) {

    public Floor(double time, int free, int waiting, Series talking, Series wrapping, Series ringing) {
        this(time, free, waiting, talking, wrapping, ringing, Series.NONE, Series.NONE);
    }

    /// Agents logged in, whatever they do.
    public int agents() {
        return free + talking.size() + wrapping.size();
    }
}

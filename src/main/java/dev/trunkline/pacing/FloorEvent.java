package dev.trunkline.pacing;

/// What happened on the floor since the last decision; the learnt laws are a fold over these.
public sealed interface FloorEvent {

    /// A call stopped ringing `elapsed` seconds after it was placed. `score` is the answer score it was placed with
    /// (1: an ordinary lead).
    record CallResolved(Outcome outcome, double elapsed, double score) implements FloorEvent {

        public CallResolved(Outcome outcome, double elapsed) {
            this(outcome, elapsed, 1);
        }
    }

    /// An agent finished a conversation of so many seconds.
    record TalkEnded(double seconds) implements FloorEvent {}

    /// An agent finished a wrap-up of so many seconds and stays for the next call, or leaves.
    record WrapEnded(double seconds, boolean stays) implements FloorEvent {}

    /// A person who answered was given up because no agent came in time.
    record Abandoned() implements FloorEvent {}

    /// Another node placed calls of this campaign: under `price` it foresaw so many answers and abandons of them.
    record PlacedElsewhere(double answers, double risk, double price) implements FloorEvent {}
}

package dev.trunkline.pacing;

/// The moments ahead at which a decision compares free agents with answers.
final class Horizon {

    /// Seconds ahead, in half seconds.
    static final int[] HALF_SECONDS = {2, 6, 10, 14, 18, 22, 28, 36, 46, 60};
    static final int SIZE = HALF_SECONDS.length;
    /// Bounds of the interval that each moment stands for, in half seconds; the last reaches past every ring time.
    static final int[] BOUNDS = {0, 4, 8, 12, 16, 20, 25, 32, 41, 53, 180};

    /// The moment that the one-line explanation speaks of: ten seconds ahead (9 and 11 are the neighbours).
    static final int TEN_SECONDS = 4;

    private Horizon() {}

    static double seconds(int index) {
        return HALF_SECONDS[index] / 2.0;
    }
}

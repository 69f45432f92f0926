package dev.trunkline.pacing;

/// The moments ahead at which a decision compares free agents with answers.
final class Horizon {

    /// Seconds ahead, in half seconds.
    static final int[] HALF_SECONDS = {2, 6, 10, 14, 18, 20, 28, 36, 46, 60};

    static final int SIZE = HALF_SECONDS.length;

    /// Bounds of the interval that each moment stands for, in half seconds; the last reaches past every ring time.
    static final int[] BOUNDS = {0, 4, 8, 12, 16, 19, 24, 32, 41, 53, 180};

    /// Ten seconds ahead: the moment that the one-line explanation speaks of, and over which the rate of agents who
    /// become free is taken.
    static final int TEN_SECONDS = 5;

    static final int RATE = TEN_SECONDS;

    /// Place after the moments of what is so by the clock in ten seconds, without anybody's patience: what people read.
    static final int SOON = SIZE;

    static final double SOON_SECONDS = 10;

    private Horizon() {}

    static double seconds(int index) {
        return HALF_SECONDS[index] / 2.0;
    }
}

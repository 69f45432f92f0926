package dev.trunkline.pacing;

/// The chances that a ringing call of each age, in whole seconds, is answered by a person within the second, and that
/// it ends otherwise.
final class RingRates {

    final double[] human;
    final double[] other;

    RingRates(double[] human, double[] other) {
        this.human = human;
        this.other = other;
    }

    /// Answers by a person expected of one call between two ages.
    double humansBetween(double from, double to) {
        double sum = 0;
        int last = Math.min(RingTally.BINS - 1, (int) to);
        for (int bin = Math.clamp((int) from, 0, last + 1); bin <= last; bin++) {
            sum += Math.min(1, human[bin]) * Math.max(0, Math.min(to, bin + 1.0) - Math.max(from, bin));
        }
        return sum;
    }

    /// The honest guess before the first call: about one call in five is answered by a person, mostly between the
    /// second and the fourth ring.
    static double priorHuman(int second) {
        if (second < 2) {
            return 0.002;
        }
        if (second < 5) {
            return 0.012;
        }
        if (second < 14) {
            return 0.020;
        }
        return second < 24 ? 0.012 : 0.006;
    }

    /// Busy and invalid come early, voice mail between the fourth and the sixth ring.
    static double priorOther(int second) {
        if (second < 1) {
            return 0.005;
        }
        if (second < 5) {
            return 0.025;
        }
        return second < 16 ? 0.008 : 0.025;
    }
}

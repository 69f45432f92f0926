package dev.trunkline.simulation.floor;

import java.util.SplittableRandom;

/// Random draws that depend on a seed and a number only: the thousandth call of a day is the same whoever placed it,
/// so two policies meet the same people.
final class Draws {

    private final SplittableRandom random;

    Draws(long seed, long number) {
        random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + number * 0xBF58476D1CE4E5B9L);
    }

    double uniform() {
        return random.nextDouble();
    }

    double exponential(double mean) {
        return -mean * Math.log(1 - random.nextDouble());
    }

    double normal() {
        return Math.sqrt(-2 * Math.log(1 - random.nextDouble())) * Math.cos(2 * Math.PI * random.nextDouble());
    }

    double lognormal(double median, double sigma) {
        return median * Math.exp(sigma * normal());
    }

    /// Sum of `parts` exponentials of mean `mean / parts`.
    double erlang(int parts, double mean) {
        double sum = 0;
        for (int i = 0; i < parts; i++) {
            sum += exponential(mean / parts);
        }
        return sum;
    }
}

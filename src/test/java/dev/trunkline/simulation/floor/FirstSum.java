package dev.trunkline.simulation.floor;

import java.util.Arrays;

/// A whole number now, and chances that it becomes one more or one less: exact as long as they are few, normal above.
final class FirstSum {

    private static final int EXACT = 80;

    private double[] ups = {1};
    private int lowest;
    private double mean;
    private double variance;

    FirstSum(int now) {
        lowest = now;
        mean = now;
    }

    void oneMore(double chance) {
        mean += chance;
        variance += chance * (1 - chance);
        up(chance);
    }

    void oneLess(double chance) {
        mean -= chance;
        variance += chance * (1 - chance);
        lowest--;
        up(1 - chance);
    }

    private void up(double chance) {
        if (ups.length > EXACT) {
            return;
        }
        double[] wider = Arrays.copyOf(ups, ups.length + 1);
        for (int i = wider.length - 1; i > 0; i--) {
            wider[i] = wider[i] * (1 - chance) + wider[i - 1] * chance;
        }
        wider[0] *= 1 - chance;
        ups = wider;
    }

    /// The chance that it is zero or less.
    double notPositive() {
        if (ups.length > EXACT) {
            return normalBelow((0.5 - mean) / Math.sqrt(Math.max(1e-9, variance)));
        }
        double sum = 0;
        for (int i = 0; i < ups.length && lowest + i <= 0; i++) {
            sum += ups[i];
        }
        return Math.min(1, sum);
    }

    /// Zelen and Severo's approximation (Abramowitz and Stegun 26.2.17), to seven digits.
    private static double normalBelow(double z) {
        double t = 1 / (1 + 0.2316419 * Math.abs(z));
        double tail = Math.exp(-z * z / 2)
                * 0.3989422804014327
                * t
                * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
        return z > 0 ? 1 - tail : tail;
    }
}

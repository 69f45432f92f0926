package dev.trunkline.pacing;

/// The standard normal distribution.
final class Normal {

    private Normal() {}

    /// Chance of a value below `z`, to 1e-7 (Abramowitz and Stegun 26.2.17).
    static double below(double z) {
        double x = Math.abs(z);
        if (x > 8) {
            return z > 0 ? 1 : 0;
        }
        double t = 1 / (1 + 0.2316419 * x);
        double poly = t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
        double tail = 0.3989422804014327 * Math.exp(-x * x / 2) * poly;
        return z > 0 ? 1 - tail : tail;
    }
}

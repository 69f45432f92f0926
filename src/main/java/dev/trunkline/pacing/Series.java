package dev.trunkline.pacing;

import java.util.Arrays;

/// An immutable row of numbers without boxes: ages in seconds, or answer scores.
public final class Series {

    public static final Series NONE = new Series(new double[0]);

    private final double[] values;

    private Series(double[] values) {
        this.values = values;
    }

    public static Series of(double... values) {
        return values.length == 0 ? NONE : new Series(values.clone());
    }

    /// The first `count` numbers of `buffer`, copied.
    public static Series of(double[] buffer, int count) {
        return count == 0 ? NONE : new Series(Arrays.copyOf(buffer, count));
    }

    public int size() {
        return values.length;
    }

    public double at(int index) {
        return values[index];
    }

    /// The number at `index`, or `otherwise` past the end.
    public double at(int index, double otherwise) {
        return index < values.length ? values[index] : otherwise;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Series that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return Arrays.toString(values);
    }
}

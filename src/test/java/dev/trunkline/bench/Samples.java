package dev.trunkline.bench;

import java.util.Arrays;

/// Durations of one kind, from any thread.
public final class Samples {

    private long[] nanos = new long[1024];
    private int count;

    public synchronized void add(long duration) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, count * 2);
        }
        nanos[count++] = duration;
    }

    public synchronized int count() {
        return count;
    }

    /// Milliseconds below which this share of them lies.
    public synchronized double ms(double share) {
        if (count == 0) {
            return Double.NaN;
        }
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return sorted[
                        Math.min(
                                count - 1,
                                (int) Math.ceil(share * count) - 1 < 0 ? 0 : (int) Math.ceil(share * count) - 1)]
                / 1e6;
    }
}

package dev.trunkline.http;

/// Lets `burst` things pass at once and `perSecond` in the long run. Not thread-safe: callers hold its monitor.
final class TokenBucket {

    private final double perSecond;
    private final double burst;
    private double tokens;
    private long filledAt;

    /// @param now any clock in nanoseconds that only goes forward
    TokenBucket(double perSecond, double burst, long now) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.tokens = burst;
        this.filledAt = now;
    }

    /// Takes one token, or answers false and takes nothing.
    boolean take(long now) {
        fill(now);
        if (tokens < 1) {
            return false;
        }
        tokens -= 1;
        return true;
    }

    /// Whole seconds until the next token, at least 1.
    long secondsToNext() {
        return Math.max(1, (long) Math.ceil((1 - tokens) / perSecond));
    }

    /// Whether nobody would notice if this bucket were a new one.
    boolean full(long now) {
        fill(now);
        return tokens >= burst;
    }

    private void fill(long now) {
        tokens = Math.min(burst, tokens + (now - filledAt) / 1e9 * perSecond);
        filledAt = now;
    }
}

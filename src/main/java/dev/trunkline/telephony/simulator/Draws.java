package dev.trunkline.telephony.simulator;

import dev.trunkline.telephony.MockConfig;
import java.util.SplittableRandom;

/// The dice of one call. Everything is thrown in a fixed order, needed or not, so that one setting never changes what
/// another one draws.
final class Draws {

    private final SplittableRandom random;
    private final double speed;

    Draws(long seed, String to, int attempt, double speed) {
        this.random = new SplittableRandom(hash(seed, to, attempt));
        this.speed = speed;
    }

    double share() {
        return random.nextDouble();
    }

    long seed() {
        return random.nextLong();
    }

    /// Evenly from `min` to `max` seconds of a real carrier, in ms of the simulated one; at least 1.
    long millis(double min, double max) {
        double seconds = min + random.nextDouble() * (max - min);
        return Math.max(1, Math.round(seconds * 1000 / speed));
    }

    long millis(MockConfig.Range range) {
        return millis(range.min(), range.max());
    }

    /// The same on every machine and in every version: FNV-1a over the text, then Stafford's mix.
    static long hash(long seed, String text, int attempt) {
        long hash = 0xcbf29ce484222325L ^ seed;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        hash += attempt * 0x9e3779b97f4a7c15L;
        hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
        hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
        return hash ^ (hash >>> 31);
    }
}

package dev.trunkline.telephony.simulator;

import dev.trunkline.calls.Signal;
import java.util.SplittableRandom;

/// What goes wrong with the telling of one call's events. Each kind of event has its own fate, drawn from the seed, so
/// that what the engine does to the call changes nothing about it.
///
/// @param lost share never delivered
/// @param doubled share delivered twice
/// @param shuffled share delivered late, so that later ones may overtake them
/// @param lateMillis the most a late event lags behind
record Faults(double lost, double doubled, double shuffled, long lateMillis, long seed) {

    enum Fate {
        TOLD,
        LOST,
        DOUBLED,
        LATE
    }

    Fate fate(Signal signal) {
        double draw = random(signal).nextDouble();
        if (draw < lost) {
            return Fate.LOST;
        }
        if (draw < lost + doubled) {
            return Fate.DOUBLED;
        }
        return draw < lost + doubled + shuffled ? Fate.LATE : Fate.TOLD;
    }

    /// How late the late copy of an event is, ms.
    long delay(Signal signal) {
        SplittableRandom random = random(signal);
        random.nextDouble();
        return 1 + random.nextLong(lateMillis);
    }

    private SplittableRandom random(Signal signal) {
        return new SplittableRandom(Draws.hash(seed, signal.getClass().getSimpleName(), 0));
    }
}

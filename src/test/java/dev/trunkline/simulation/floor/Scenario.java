package dev.trunkline.simulation.floor;

import dev.trunkline.pacing.Outcome;

/// One kind of day: who picks up when, how long conversations last, when agents come and go.
public enum Scenario {
    STEADY,
    /// Steady, with conversations of 100 s instead of 85: fewer dials an hour, a calmer floor.
    LONG,
    DRIFT,
    BURST,
    CHURN,
    HARD,
    /// Two lists mixed: one where a person picks up in 45 % of calls, one where 12 % do.
    MIXED,
    /// The answer rate jumps from 12 % to 42 % at half the day, and half the floor is at lunch for an hour.
    JUMP,
    /// Machine detection beside the call: 4 s of an agent for every machine, one machine in five taken for a person.
    AMD,
    /// As hard as the floor of the laboratory that the published column comes from. Calibrated on facts about
    /// that floor and on what [FirstRule] reached there, not on our own policy. A quarter picks up in time, at
    /// any moment from the first on (26.5 % would if it rang for ever). Talk and wrap-up take 118 s, and all
    /// wrap-ups are much alike, so it is known well who will be free soon.
    PEER;

    static final double RING_TIMEOUT = 26;

    /// One call as it will go: what ends the ringing, after how long, and the lead's score.
    record Call(Outcome outcome, double ringSeconds, double score, boolean machine) {}

    /// Chance that a person picks up at `time` of a day of `day` seconds.
    double pickUp(double time, double day, double[] bursts) {
        return switch (this) {
            case STEADY, LONG, CHURN, AMD -> 0.25;
            case HARD -> 0.09;
            case MIXED -> 0.25;
            case PEER -> 0.265;
            case JUMP -> time < day / 2 ? 0.12 : 0.42;
            case DRIFT -> 0.25 + 0.12 * Math.sin(2 * Math.PI * (time / day * 1.5 + 0.1));
            case BURST -> burst(time, bursts) ? 0.32 : 0.10;
        };
    }

    private static boolean burst(double time, double[] bursts) {
        int index = java.util.Arrays.binarySearch(bursts, time);
        return (index < 0 ? -index - 1 : index) % 2 == 1;
    }

    /// Moments at which the answer rate of a bursty day switches.
    static double[] bursts(long seed, double day) {
        double[] switches = new double[400];
        double time = 0;
        for (int i = 0; i < switches.length; i++) {
            time += 45 + new Draws(seed, 7_000_000 + i).exponential(i % 2 == 0 ? 420 : 240);
            switches[i] = time;
        }
        return switches;
    }

    Call call(Draws draws, double time, double day, double[] bursts) {
        double human = pickUp(time, day, bursts);
        double score = 1;
        if (this == MIXED) {
            boolean warm = draws.uniform() < 0.4;
            human = warm ? 0.45 : 0.1167;
            score = human / 0.25;
        }
        if (this == PEER) {
            return peerCall(draws, human);
        }
        double kind = draws.uniform();
        double setUp = 0.5 + draws.exponential(0.9);
        double rest = 1 - human;
        Outcome outcome;
        double rings;
        if (kind < human) {
            outcome = Outcome.HUMAN;
            rings = setUp + 1 + draws.erlang(2, 7.5);
        } else if (kind < human + rest * 0.40) {
            outcome = Outcome.MACHINE;
            rings = setUp + 10 + 5 * Math.floor(draws.uniform() * 3) + 0.7 * draws.normal();
        } else if (kind < human + rest * 0.47) {
            outcome = Outcome.BUSY;
            rings = setUp + 0.5 + draws.uniform();
        } else if (kind < human + rest * 0.52) {
            outcome = Outcome.INVALID;
            rings = setUp + 3 * draws.uniform();
        } else {
            outcome = Outcome.NOANSWER;
            rings = RING_TIMEOUT;
        }
        if (rings >= RING_TIMEOUT) {
            return new Call(Outcome.NOANSWER, RING_TIMEOUT, score, false);
        }
        boolean machine = this == AMD && outcome == Outcome.MACHINE;
        return new Call(machine ? Outcome.HUMAN : outcome, rings, score, machine);
    }

    private static Call peerCall(Draws draws, double human) {
        double kind = draws.uniform();
        double rest = 1 - human;
        Outcome outcome = Outcome.NOANSWER;
        double rings = RING_TIMEOUT;
        if (kind < human) {
            outcome = Outcome.HUMAN;
            rings = draws.erlang(2, 11);
        } else if (kind < human + rest * 0.15) {
            outcome = Outcome.MACHINE;
            rings = 15 + 10 * draws.uniform();
        } else if (kind < human + rest * 0.25) {
            outcome = Outcome.BUSY;
            rings = 1 + 4 * draws.uniform();
        }
        return rings < RING_TIMEOUT
                ? new Call(outcome, rings, 1, false)
                : new Call(Outcome.NOANSWER, RING_TIMEOUT, 1, false);
    }

    double talk(Draws draws, double time, double day, boolean machine) {
        if (machine) {
            return draws.uniform() < 0.2 ? 4 + draws.erlang(2, 6) : 4;
        }
        if (this == PEER) {
            return draws.erlang(4, 90);
        }
        double slow = switch (this) {
            case LONG -> 100 / 85.0;
            case DRIFT -> 1 + 0.3 * Math.cos(2 * Math.PI * time / day);
            default -> 1;
        };
        return slow * (draws.uniform() < 0.3 ? 3 + draws.erlang(2, 14) : draws.lognormal(88, 0.7));
    }

    double wrap(Draws draws, boolean machine) {
        if (machine) {
            return 0;
        }
        if (this == PEER) {
            return draws.erlang(30, 28);
        }
        return draws.uniform() < 0.4 ? 2 + draws.exponential(7) : draws.lognormal(24, 0.45);
    }

    /// Seconds an agent stays away after this wrap-up; 0: stays.
    double away(Draws draws, double time, double day) {
        if (this == CHURN && draws.uniform() < 0.06) {
            return 120 + draws.exponential(600);
        }
        if (this == JUMP && time > day * 0.4 && time < day * 0.45 && draws.uniform() < 0.5) {
            return 3600;
        }
        return 0;
    }

    /// When an agent logs in.
    double arrives(Draws draws) {
        return this == CHURN ? 1800 * draws.uniform() : 0;
    }
}

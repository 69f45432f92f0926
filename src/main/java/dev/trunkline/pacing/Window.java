package dev.trunkline.pacing;

/// One legal window of the abandon account.
///
/// @param name how people call it: `day`, `30 days`
/// @param cap the highest share of human answers that may be abandoned
/// @param answered calls answered by a person in the window so far, the abandoned among them
/// @param abandoned people given up in the window so far
/// @param toCome answers still expected before the window ends; in a rolling window before the working day ends
public record Window(String name, double cap, double answered, double abandoned, double toCome) {

    /// Share of the cap, and number of abandons, kept back for calls that already ring when the budget is gone.
    private static final double RESERVE = 0.008;

    private static final double RESERVED_CALLS = 0.15;
    /// Over fewer answers than this an allowance is not spread: the last minutes of a window stay calm.
    private static final double CALM = 40;
    /// A rate this close to the aim, as a share of it, is the aim: single abandons do not make the floor nervous.
    private static final double DEAD_BAND = 0.04;

    public Window {
        if (!(cap >= 0 && cap <= 1) || !(answered >= 0) || !(abandoned >= 0) || !(toCome >= 0)) {
            throw new IllegalArgumentException("A window needs a cap from 0 to 1 and counts from 0: " + name + ", cap "
                    + cap + ", answered " + answered + ", abandoned " + abandoned + ", to come " + toCome);
        }
    }

    /// Share of answers abandoned so far; 0 before the first answer.
    public double rate() {
        return answered > 0 ? abandoned / answered : 0;
    }

    /// Abandons still allowed if the window ends with the answers that are expected; negative when overdrawn.
    public double left() {
        return cap * (1 - RESERVE) * (answered + toCome) - RESERVED_CALLS - abandoned;
    }

    /// The share of further answers that may be abandoned, at most twice the cap. An allowance that was saved is spent
    /// evenly over the rest of the window; a rate above the cap is earned back twice as fast, so that it passes.
    double allowedRate(int waiting) {
        double aim = cap * (1 - RESERVE);
        double span = Math.max(toCome, CALM);
        double balance = aim * answered - RESERVED_CALLS - abandoned;
        double rate = (left() - waiting / 2.0 + Math.min(0, balance)) / span;
        return Math.abs(rate - aim) < DEAD_BAND * aim ? aim : Math.clamp(rate, 0, 2 * cap);
    }
}

package dev.trunkline.pacing;

/// One legal window of the abandon account.
///
/// @param name how people call it: `day`, `30 days`
/// @param cap the highest share of human answers that may be abandoned
/// @param answered calls answered by a person in the window so far, the abandoned among them
/// @param abandoned people given up in the window so far
/// @param toCome answers still expected before the window, or the working day in a rolling window, ends
public record Window(String name, double cap, double answered, double abandoned, double toCome) {

    /// Share of the cap kept back for calls that are already ringing when the budget is gone.
    private static final double RESERVE = 0.015;
    /// Over fewer answers than this an allowance is not spread: the last minutes of a window stay calm.
    private static final double CALM = 40;

    public Window {
        if (!(cap >= 0 && cap <= 1) || answered < 0 || abandoned < 0 || toCome < 0) {
            throw new IllegalArgumentException("A window needs a cap from 0 to 1 and counts from 0: " + name + ", cap "
                    + cap + ", answered " + answered + ", abandoned " + abandoned + ", to come " + toCome);
        }
    }

    /// Share of answers abandoned so far; 0 before the first answer.
    public double rate() {
        return answered > 0 ? abandoned / answered : 0;
    }

    /// Abandons still allowed if the window ended with the answers that are expected.
    public double left() {
        return aim() * (answered + toCome) - abandoned;
    }

    /// The share of further answers that may be abandoned, at most twice the aim: an allowance that was saved is spent
    /// slowly, one that was overdrawn is earned back.
    double allowedRate(double waiting) {
        double left = left() - waiting / 2;
        return Math.clamp(left / Math.max(toCome, CALM), 0, 2 * aim());
    }

    double aim() {
        return cap * (1 - RESERVE);
    }
}

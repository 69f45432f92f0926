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
    private static final double RESERVE = 0.012;

    private static final double RESERVED_CALLS = 0.15;
    /// What was saved or overdrawn is spread over no fewer answers than these, and than this share of those so
    /// far: the last minutes of a window stay calm. On a large floor a single cluster of abandons is the
    /// allowance of minutes.
    private static final double CALM = 40;

    private static final double CALM_SHARE = 0.02;
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

    /// The share of further answers that may be abandoned, at most twice the cap. What was saved is spent
    /// evenly over the rest of the window, and what was overdrawn is earned back evenly. A rate above the cap
    /// is earned back twice as fast, so that it passes, and never may so many follow that the window would end
    /// above it.
    double allowedRate(int waiting) {
        double aim = cap * (1 - RESERVE);
        double given = abandoned + waiting / 2.0 + RESERVED_CALLS;
        double balance = aim * answered - given;
        double overdrawn = Math.max(0, abandoned + RESERVED_CALLS - cap * answered);
        double whole = cap * (answered + toCome);
        // The whole reserve is not worth a stop at the very end; one call too many is.
        double most = (whole - Math.min(1, RESERVE * whole) - given) / Math.max(toCome, CALM);
        double span = Math.max(toCome, CALM + CALM_SHARE * answered);
        double rate = Math.min(most, aim + (balance - overdrawn) / span);
        return Math.abs(rate - aim) < DEAD_BAND * aim ? aim : Math.clamp(rate, 0, 2 * cap);
    }
}

package dev.trunkline.compliance;

/// How many of the people who answered may still be left without an agent. Two windows are kept at once, the calendar
/// day and thirty days; the tighter one rules. Sources: 47 CFR 64.1200(a)(7) and 16 CFR 310.4(b)(4) (3 % of calls
/// answered by a person, per campaign, per 30 days); Ofcom's former practice (per campaign and calendar day).
///
/// @param cap the largest share allowed, 0 to 0.03
public record AbandonBudget(Window day, Window month, double cap) {

    /// One window's figures: people who answered, and those of them who were dropped or abandoned.
    public record Window(long humanAnswered, long abandoned) {

        /// Fraction 0–1; 0 while nobody has answered.
        public double rate() {
            return humanAnswered == 0 ? 0 : (double) abandoned / humanAnswered;
        }

        private long left(double cap) {
            return (long) Math.floor(cap * humanAnswered) - abandoned;
        }
    }

    /// Drops that may still happen; negative when the window is over its cap.
    public long dropsLeft() {
        return Math.min(day.left(cap), month.left(cap));
    }

    /// Gone once somebody was abandoned and the share stands above the cap in either window: then each agent gets one
    /// line, so that an answer always meets an agent. A campaign that has abandoned nobody has its budget.
    public boolean isGone() {
        return over(day) || over(month);
    }

    private boolean over(Window window) {
        return window.abandoned() > 0 && window.rate() > cap;
    }
}

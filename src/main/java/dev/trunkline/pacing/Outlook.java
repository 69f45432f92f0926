package dev.trunkline.pacing;

/// The floor over the next half minute: how many agents will be free at each moment of the [Horizon], and what one
/// more call would risk.
///
/// Calls that will be placed after this moment answer in the same half minute, and on a large floor they are half of
/// all answers. They are foreseen as a stream that keeps up with the agents who become free. Without them every moment
/// from a few seconds ahead looks safer than it turns out.
final class Outlook {

    /// Foreseen answers for each agent who becomes free. Above 1 because a freed agent is worth a line at once.
    private static final double KEEPING_UP = 1.6;
    /// How much less a moment counts for each answer foreseen by then from calls not yet placed: one call too many can
    /// be made up for by placing one of those less. A small team has none to spare, so every moment counts alike.
    private static final double MADE_UP_FOR = 2;

    private final FreeAgents[] moments = new FreeAgents[Horizon.SIZE];
    private final double[] nobody = new double[Horizon.SIZE];
    private final double[] weights = new double[Horizon.SIZE];
    private final RingForecast ring;
    private double freeSoon;
    private final double answersSoon;

    Outlook(Floor floor, Laws laws) {
        ring = laws.ring();
        int free = floor.free() - floor.waiting();
        freeSoon = free;
        for (int k = 0; k < Horizon.SIZE; k++) {
            moments[k] = new FreeAgents(free, laws.levelVariance());
        }
        for (int i = 0; i < floor.talking().size(); i++) {
            agent(laws.agents().afterTalk(floor.talking().at(i)));
        }
        for (int i = 0; i < floor.wrapping().size(); i++) {
            agent(laws.agents().afterWrap(floor.wrapping().at(i)));
        }
        double freedPerSecond =
                (moments[Horizon.RATE].mean() - free) / laws.agents().reach(Horizon.RATE);
        for (int i = 0; i < floor.ringing().size(); i++) {
            call(
                    RingForecast.halfSeconds(floor.ringing().at(i)),
                    floor.ringingScores().at(i, 1));
        }
        answersSoon = moments[Horizon.TEN_SECONDS].answers();
        foresee(KEEPING_UP * freedPerSecond);
        refresh();
    }

    private void agent(double[] chances) {
        for (int k = 0; k < Horizon.SIZE; k++) {
            moments[k].agent(chances[k]);
        }
        freeSoon += chances[Horizon.SOON];
    }

    private void call(int age, double score) {
        RingForecast law = ring.at(score);
        for (int k = 0; k < Horizon.SIZE; k++) {
            moments[k].answer(law.answersWithin(age, Horizon.HALF_SECONDS[k]));
        }
    }

    /// Answers of later calls, spread less than chance alone would: later decisions see what happened before them.
    private void foresee(double answersPerSecond) {
        for (int k = 0; k < Horizon.SIZE; k++) {
            double answers = answersPerSecond * ring.plannedAnswers(Horizon.HALF_SECONDS[k]);
            weights[k] = 1 / (1 + MADE_UP_FOR * answers);
            int terms = (int) Math.ceil(answers * 2);
            for (int i = 0; i < terms; i++) {
                moments[k].answer(answers / terms);
            }
        }
    }

    private void refresh() {
        for (int k = 0; k < Horizon.SIZE; k++) {
            nobody[k] = moments[k].nobody();
        }
    }

    /// Takes one more fresh call into account.
    void place(double score) {
        call(0, score);
        refresh();
    }

    /// The chance that a fresh call finds nobody free once a person answers it, over its answer times, the
    /// early ones before all. A call that may be cancelled from `cancelAfter` seconds on never risks more than
    /// `cancelRisk` from there.
    double riskOfOneMore(double score, double cancelAfter, double cancelRisk) {
        return risk(0, score, cancelAfter, cancelRisk);
    }

    /// The same for a call that has rung for `age` seconds.
    double riskOf(double age, double score) {
        return risk(RingForecast.halfSeconds(age), score, Double.POSITIVE_INFINITY, 1);
    }

    private double risk(int age, double score, double cancelAfter, double cancelRisk) {
        RingForecast law = ring.at(score);
        double risk = 0;
        double weight = 0;
        double before = 0;
        for (int k = 0; k < Horizon.SIZE; k++) {
            double until = law.answersWithin(age, Horizon.BOUNDS[k + 1]);
            double here = Horizon.seconds(k) > cancelAfter ? Math.min(cancelRisk, nobody[k]) : nobody[k];
            double counts = (until - before) * weights[k];
            risk += counts * here;
            weight += counts;
            before = until;
        }
        return weight > 0 ? risk / weight : 0;
    }

    /// Agents expected to be free in ten seconds if nobody answered.
    double freeSoon() {
        return Math.max(0, freeSoon);
    }

    /// Answers expected within ten seconds from the calls in flight.
    double answersSoon() {
        return answersSoon;
    }
}

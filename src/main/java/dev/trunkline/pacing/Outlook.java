package dev.trunkline.pacing;

/// The floor over the next half minute: how many agents will be free at each moment of the [Horizon], and what one
/// more call would risk.
final class Outlook {

    private final FreeAgents[] moments = new FreeAgents[Horizon.SIZE];
    private final double[] nobody = new double[Horizon.SIZE];
    private final RingForecast ring;
    private double freeSoon;

    Outlook(Floor floor, Laws laws) {
        ring = laws.ring();
        for (int k = 0; k < Horizon.SIZE; k++) {
            moments[k] = new FreeAgents();
            moments[k].start(floor.free() - floor.waiting(), laws.levelVariance());
        }
        for (int i = 0; i < floor.talking().size(); i++) {
            agent(laws.agents().afterTalk(floor.talking().at(i)));
        }
        for (int i = 0; i < floor.wrapping().size(); i++) {
            agent(laws.agents().afterWrap(floor.wrapping().at(i)));
        }
        freeSoon = moments[Horizon.TEN_SECONDS].mean();
        for (int i = 0; i < floor.ringing().size(); i++) {
            int age = RingForecast.halfSeconds(floor.ringing().at(i));
            for (int k = 0; k < Horizon.SIZE; k++) {
                moments[k].answer(ring.answersWithin(age, Horizon.HALF_SECONDS[k]));
            }
        }
        refresh();
    }

    private void agent(double[] chances) {
        for (int k = 0; k < Horizon.SIZE; k++) {
            moments[k].agent(chances[k]);
        }
    }

    /// Takes one more fresh call into account.
    void place() {
        for (int k = 0; k < Horizon.SIZE; k++) {
            moments[k].answer(ring.answersWithin(0, Horizon.HALF_SECONDS[k]));
        }
        refresh();
    }

    /// For each moment: the chance that at it or later every agent is taken, so that an answer now makes somebody wait
    /// in vain, the new caller or one after.
    private void refresh() {
        double worst = 0;
        for (int k = Horizon.SIZE - 1; k >= 0; k--) {
            worst = Math.max(worst, moments[k].nobody());
            nobody[k] = worst;
        }
    }

    /// The chance that a fresh call, once a person answers it, costs an abandon.
    double riskOfOneMore() {
        double risk = 0;
        double before = 0;
        for (int k = 0; k < Horizon.SIZE; k++) {
            double until = ring.answersWithin(0, Horizon.BOUNDS[k + 1]);
            risk += (until - before) * nobody[k];
            before = until;
        }
        return before > 0 ? risk / before : 0;
    }

    double freeSoon() {
        return freeSoon;
    }

    double answersSoon() {
        return moments[Horizon.TEN_SECONDS].answers();
    }
}

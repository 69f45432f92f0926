package dev.trunkline.telephony.simulator;

import dev.trunkline.calls.AnswerType;
import dev.trunkline.calls.EndCause;
import dev.trunkline.telephony.MockConfig;

/// What carrier and customer are going to do with one call, drawn once. All times are ms of wall clock, `speed` is
/// already in them.
///
/// @param setupMillis from the order until it rings, is busy or fails; the first tenth of it until it is dialing
/// @param ringMillis from ringing to the answer, or to a rejection
/// @param patienceMillis how long a human waits unattended after the answer, at least a second of the wall clock
/// @param talkMillis how long a human talks to an agent, or listens
/// @param greetingMillis from the answer to the end of the greeting
/// @param machineMillis how long a machine stays on the line after the answer
/// @param verdict what answering-machine detection will say, right or wrong
/// @param messageMillis how long a message of ours is
/// @param failure why it fails; `UNKNOWN` unless it does
record CallPlan(
        Customer customer,
        Order order,
        EndCause failure,
        long setupMillis,
        long ringMillis,
        long patienceMillis,
        long talkMillis,
        long greetingMillis,
        long machineMillis,
        long amdMillis,
        AnswerType verdict,
        long messageMillis,
        double speed,
        Faults faults) {

    /// Somebody who hears nothing waits for us, and we are no faster when they are.
    private static final long SHORTEST_PATIENCE = 1000;

    enum Customer {
        HUMAN,
        MACHINE,
        BUSY,
        NOBODY,
        FAILURE;

        boolean answers() {
            return this == HUMAN || this == MACHINE;
        }
    }

    /// What the order to place the call is answered with.
    enum Order {
        ACCEPTED,
        REFUSED,
        /// The answer is lost, the call is placed.
        ANSWER_LOST,
        /// The order itself is lost.
        ORDER_LOST
    }

    /// Same seed, number and attempt: same plan.
    static CallPlan draw(MockConfig config, String to, int attempt) {
        var draws = new Draws(config.seed(), to, attempt, config.speed());
        Customer customer = customer(config, draws.share());
        double kind = draws.share();
        EndCause failure = customer == Customer.FAILURE ? failure(kind) : EndCause.UNKNOWN;
        boolean machine = customer == Customer.MACHINE;
        long setup = draws.millis(0.8, 2);
        long ring = draws.millis(config.ringSeconds());
        long patience = Math.max(SHORTEST_PATIENCE, draws.millis(5, 10));
        long talk = draws.millis(config.talkSeconds());
        long greeting = draws.millis(0.8, 1.2);
        long announcement = draws.millis(6, 18);
        long tape = draws.millis(18, 22);
        long amd = draws.millis(config.amdSeconds(), config.amdSeconds());
        boolean wrong = draws.share() < config.amdErrorRate();
        long message = draws.millis(12, 12);
        Order order = order(config, failure, draws.share(), draws.share());
        var faults = new Faults(
                config.eventsLost(),
                config.eventsDoubled(),
                config.eventsShuffled(),
                draws.millis(10, 10),
                draws.seed());
        return new CallPlan(
                customer,
                order,
                failure,
                setup,
                ring,
                patience,
                talk,
                machine ? announcement : greeting,
                announcement + tape,
                amd,
                machine == wrong ? AnswerType.HUMAN : AnswerType.MACHINE,
                message,
                config.speed(),
                faults);
    }

    private static Customer customer(MockConfig config, double draw) {
        double human = config.answerRate();
        double machine = human + config.machineRate();
        double busy = machine + config.busyRate();
        double failure = busy + config.failureRate();
        if (draw < human) {
            return Customer.HUMAN;
        }
        if (draw < machine) {
            return Customer.MACHINE;
        }
        if (draw < busy) {
            return Customer.BUSY;
        }
        return draw < failure ? Customer.FAILURE : Customer.NOBODY;
    }

    private static EndCause failure(double draw) {
        if (draw < 0.35) {
            return EndCause.INVALID_NUMBER;
        }
        if (draw < 0.65) {
            return EndCause.UNREACHABLE;
        }
        return draw < 0.85 ? EndCause.REJECTED : EndCause.BLOCKED;
    }

    private static Order order(MockConfig config, EndCause failure, double timeout, double half) {
        if (timeout < config.originateTimeouts()) {
            return half < 0.5 ? Order.ANSWER_LOST : Order.ORDER_LOST;
        }
        return failure == EndCause.INVALID_NUMBER && half < 0.5 ? Order.REFUSED : Order.ACCEPTED;
    }
}

package dev.trunkline.telephony.simulator;

import dev.trunkline.calls.CallStatus;
import dev.trunkline.calls.EndCause;
import dev.trunkline.calls.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One simulated call from its order to its end: what has happened and, unless somebody steps in, what will. Signals
/// are in order of time. Stepping in rewrites the future only, so what was told stays true.
///
/// @param plan what carrier and customer had in mind
/// @param signals each kind at most once; the last one is the end
/// @param recording when recording was switched on and off
record Script(CallPlan plan, List<Signal> signals, List<Switch> recording) {

    /// Recording is on or off from then.
    record Switch(Instant at, boolean on) {}

    /// One telling of a signal, or one that is not made.
    ///
    /// @param due when
    /// @param told false: it happens, and nobody is told, or not now
    record Delivery(Signal signal, Instant due, boolean told) {}

    Script {
        signals = List.copyOf(signals);
        recording = List.copyOf(recording);
    }

    static Script of(CallPlan plan, Instant placed, Duration ringTimeout, boolean amd) {
        var signals = new ArrayList<Signal>();
        signals.add(new Signal.Dialing(placed.plusMillis(plan.setupMillis() / 10)));
        Instant reached = placed.plusMillis(plan.setupMillis());
        if (plan.customer() == CallPlan.Customer.BUSY) {
            signals.add(ended(reached, CallStatus.BUSY, EndCause.BUSY, "The line is busy."));
        } else if (plan.customer() == CallPlan.Customer.FAILURE && plan.failure() != EndCause.REJECTED) {
            signals.add(ended(reached, CallStatus.FAILED, plan.failure(), why(plan.failure())));
        } else {
            signals.add(new Signal.Ringing(reached));
            signals.addAll(ring(plan, reached, ringTimeout, amd));
        }
        return new Script(plan, inOrder(signals), List.of());
    }

    private static List<Signal> ring(CallPlan plan, Instant ringing, Duration ringTimeout, boolean amd) {
        long timeout = Math.max(1, Math.round(ringTimeout.toMillis() / plan.speed()));
        if (plan.customer() == CallPlan.Customer.NOBODY || plan.ringMillis() > timeout) {
            return List.of(
                    ended(ringing.plusMillis(timeout), CallStatus.NO_ANSWER, EndCause.NO_ANSWER, "Nobody answered."));
        }
        Instant answered = ringing.plusMillis(plan.ringMillis());
        if (plan.customer() == CallPlan.Customer.FAILURE) {
            return List.of(ended(answered, CallStatus.FAILED, plan.failure(), why(plan.failure())));
        }
        var signals = new ArrayList<Signal>();
        signals.add(new Signal.Answered(answered));
        if (amd) {
            signals.add(new Signal.AnswerDetected(answered.plusMillis(plan.amdMillis()), plan.verdict()));
        }
        boolean human = plan.customer() == CallPlan.Customer.HUMAN;
        if (human) {
            signals.add(new Signal.GreetingEnded(answered.plusMillis(plan.greetingMillis())));
        }
        signals.add(hungUp(answered.plusMillis(human ? plan.patienceMillis() : plan.machineMillis()), answered));
        return signals;
    }

    /// An agent joins; a human now talks to them, a machine goes on with its greeting. Nothing changes unless the
    /// call is answered and neither taken nor playing a message.
    Script connect(Instant now) {
        Instant answered = answeredAt(now);
        if (answered == null || isOver(now) || has(Signal.AgentJoined.class) || has(Signal.MessageStarted.class)) {
            return this;
        }
        Signal joined = new Signal.AgentJoined(now);
        if (plan.customer() == CallPlan.Customer.MACHINE) {
            return rewritten(joined, end());
        }
        return rewritten(joined, hungUp(now.plusMillis(plan.talkMillis()), answered));
    }

    /// A message starts. A machine records all of it, a human stays as long as they would have talked.
    ///
    /// @param handedOver whether an endpoint takes the call, which lasts as long as the human talks
    Script play(Instant now, boolean handedOver) {
        Instant answered = answeredAt(now);
        if (answered == null || isOver(now) || has(Signal.MessageStarted.class)) {
            return this;
        }
        Signal started = new Signal.MessageStarted(now);
        Instant played = now.plusMillis(handedOver ? plan.talkMillis() : plan.messageMillis());
        Instant leaves = has(Signal.AgentJoined.class) ? end().at() : now.plusMillis(plan.talkMillis());
        if (plan.customer() == CallPlan.Customer.HUMAN && leaves.isBefore(played)) {
            return rewritten(started, hungUp(leaves, answered));
        }
        Signal over = new Signal.Ended(
                played, CallStatus.COMPLETED, EndCause.HANGUP_SYSTEM, answered, "The message was played.");
        return rewritten(started, new Signal.MessageEnded(played), over);
    }

    /// The line is cut now; nothing changes if it is gone already.
    Script hangUp(Instant now) {
        if (isOver(now)) {
            return this;
        }
        Instant answered = answeredAt(now);
        return rewritten(
                answered == null
                        ? ended(now, CallStatus.CANCELED, EndCause.CANCELED, "The call was canceled.")
                        : new Signal.Ended(now, CallStatus.COMPLETED, EndCause.HANGUP_SYSTEM, answered, "We hung up."));
    }

    /// The line is cut unless somebody has picked up.
    Script giveUp(Instant now) {
        return answeredAt(now) == null ? hangUp(now) : this;
    }

    /// Recording goes on or stops; only an answered call has anything to record.
    Script recording(Instant now, boolean on) {
        boolean is = !recording.isEmpty() && recording.getLast().on();
        return is == on || isOver(now)
                ? this
                : new Script(
                        plan,
                        signals,
                        Stream.concat(recording.stream(), Stream.of(new Switch(now, on)))
                                .toList());
    }

    /// How much of the call was recorded by its end, ms.
    long recordedMillis() {
        Instant answered = end().answeredAt();
        if (answered == null) {
            return 0;
        }
        long millis = 0;
        Instant since = null;
        for (Switch change : recording) {
            if (since != null) {
                millis += millis(since, change.at());
            }
            since = change.on() ? (change.at().isBefore(answered) ? answered : change.at()) : null;
        }
        return since == null ? millis : millis + millis(since, end().at());
    }

    private static long millis(Instant from, Instant to) {
        return Math.max(0, Duration.between(from, to).toMillis());
    }

    /// What has happened until then.
    List<Signal> until(Instant now) {
        return signals.stream().filter(signal -> !signal.at().isAfter(now)).toList();
    }

    Signal.Ended end() {
        return (Signal.Ended) signals.getLast();
    }

    /// Every telling, in the order in which they fall due. Stepping in at a time never changes those due until then.
    List<Delivery> deliveries() {
        return signals.stream()
                .flatMap(this::deliveries)
                .sorted(Comparator.comparing(Delivery::due))
                .toList();
    }

    private Stream<Delivery> deliveries(Signal signal) {
        Faults faults = plan.faults();
        Faults.Fate fate = faults.fate(signal);
        boolean onTime = fate == Faults.Fate.TOLD || fate == Faults.Fate.DOUBLED;
        var first = new Delivery(signal, signal.at(), onTime);
        if (fate == Faults.Fate.TOLD || fate == Faults.Fate.LOST) {
            return Stream.of(first);
        }
        return Stream.of(first, new Delivery(signal, signal.at().plusMillis(faults.delay(signal)), true));
    }

    private Script rewritten(Signal... future) {
        Stream<Signal> planned = signals.stream().filter(signal -> !(signal instanceof Signal.Ended));
        return new Script(
                plan, inOrder(Stream.concat(planned, Stream.of(future)).toList()), recording);
    }

    /// By time; whatever would come after the end does not happen.
    private static List<Signal> inOrder(List<Signal> signals) {
        List<Signal> sorted =
                signals.stream().sorted(Comparator.comparing(Signal::at)).toList();
        int end = 0;
        while (!(sorted.get(end) instanceof Signal.Ended)) {
            end++;
        }
        return sorted.subList(0, end + 1);
    }

    private boolean isOver(Instant now) {
        return !end().at().isAfter(now);
    }

    private @Nullable Instant answeredAt(Instant now) {
        return until(now).stream()
                .filter(Signal.Answered.class::isInstance)
                .map(Signal::at)
                .findFirst()
                .orElse(null);
    }

    private boolean has(Class<? extends Signal> kind) {
        return signals.stream().anyMatch(kind::isInstance);
    }

    private static Signal.Ended ended(Instant at, CallStatus status, EndCause cause, String detail) {
        return new Signal.Ended(at, status, cause, null, detail);
    }

    private static Signal.Ended hungUp(Instant at, Instant answered) {
        return new Signal.Ended(at, CallStatus.COMPLETED, EndCause.HANGUP_CUSTOMER, answered, "The customer hung up.");
    }

    static String why(EndCause failure) {
        return switch (failure) {
            case INVALID_NUMBER -> "The number does not exist.";
            case UNREACHABLE -> "The phone can't be reached.";
            case REJECTED -> "The call was rejected.";
            case BLOCKED -> "The network blocked the call (603+).";
            default -> "The call failed: " + failure + ".";
        };
    }
}

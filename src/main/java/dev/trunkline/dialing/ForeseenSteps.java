package dev.trunkline.dialing;

import dev.trunkline.calls.Call;
import dev.trunkline.calls.CallLine;
import dev.trunkline.calls.CallState;
import dev.trunkline.calls.Launch;
import dev.trunkline.calls.Signal;
import dev.trunkline.campaigns.AmdMode;
import dev.trunkline.campaigns.CampaignMode;
import dev.trunkline.ids.CallId;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.UserId;
import dev.trunkline.store.Store;
import dev.trunkline.telephony.AgentLeg;
import dev.trunkline.telephony.Announcement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;

/// Steps that need no look at the call first. What the provider tells next is decided from the row as this node
/// left it, and written in one round trip if the row's version says that it is still so. Until it is answered nobody
/// but the provider changes a call, as a rule; and since whoever answers hears silence, the agent is found in the
/// same round trip. What changes nothing is logged likewise, whoever has a part in the call.
///
/// Two messages at once do no harm: the first to come takes the row from memory, the second finds none; and a row that
/// somebody else changed has another version. What can't be foreseen takes the usual path, and so does everything after
/// a restart or on another node.
///
/// It begins with the row as the tick inserts it: what is told first, once of every call, is that it was accepted.
class ForeseenSteps {

    /// Rows that are remembered: more than the lines of a node. Whichever call came longest ago is forgotten first.
    private static final int MOST = 3_000;

    /// @param message what its campaign has people hear
    private record Known(Call call, Announcement message) {}

    /// @param orders what the signal led to, once it is committed; or what is to be done before the usual path is taken
    /// @param isWritten false: the row has to be looked at
    record Result(boolean isWritten, List<Order> orders) {

        private static final Result UNFORESEEN = new Result(false, List.of());
    }

    private final Store store;
    private final StepRepository steps;
    private final JoinRepository joins;
    private final CheckTimes times;
    private final Map<CallId, Known> known = Collections.synchronizedMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<CallId, Known> eldest) {
            return size() > MOST;
        }
    });

    ForeseenSteps(Store store, StepRepository steps, JoinRepository joins, CheckTimes times) {
        this.store = store;
        this.steps = steps;
        this.joins = joins;
        this.times = times;
    }

    /// Remembers calls that the surrounding transaction inserts.
    ///
    /// @param message what the campaign has people hear, if it is unattended
    void expect(Collection<Call> placed, Announcement message) {
        store.afterCommit(() -> placed.forEach(call -> keep(new Known(call, message))));
    }

    /// Remembers how a step of the surrounding transaction leaves the row. Another change in the same transaction makes
    /// a newer version of it, so what is remembered is never taken for that.
    ///
    /// @param message what the call's campaign has people hear, if it is unattended
    /// @param now the time by the surrounding transaction
    void remember(StepRepository.Step step, Announcement message, Instant now) {
        Call left = step.left(now);
        store.afterCommit(() -> {
            if (left.isLive() && left.launch() == Launch.ACCEPTED) {
                keep(new Known(left, message));
            } else {
                known.remove(left.id());
            }
        });
    }

    /// Whoever commits first may come here last.
    private void keep(Known left) {
        known.merge(
                left.call().id(), left, (a, b) -> a.call().version() > b.call().version() ? a : b);
    }

    Result take(OrganizationId organization, CallId id, Told told) {
        Known now = known.get(id);
        if (now == null) {
            return Result.UNFORESEEN;
        }
        return switch (now.call().state().after(told.signal())) {
            // What settles an order whose answer is still out changes the row.
            case CallState.Ignored _ when CallDesk.adopts(now.call(), told) -> Result.UNFORESEEN;
            case CallState.Ignored ignored -> ignored(organization, now, told, ignored);
            case CallState.Moved moved -> moved(organization, now, told, moved);
        };
    }

    /// Logged and nothing else, whoever has a part in the call.
    private Result ignored(OrganizationId organization, Known now, Told told, CallState.Ignored ignored) {
        CallLine line = told.line(ignored.event(), ignored.why(), false);
        if (steps.logAtOnce(organization, now.call(), line)) {
            return new Result(true, List.of());
        }
        known.remove(now.call().id(), now);
        return Result.UNFORESEEN;
    }

    private Result moved(OrganizationId organization, Known now, Told told, CallState.Moved moved) {
        Call call = now.call();
        boolean joins = told.signal() instanceof Signal.Answered && CallDesk.mode(call) != CampaignMode.UNATTENDED;
        if (!(joins ? isForAgent(call) : isForeseen(call, told)) || !known.remove(call.id(), now)) {
            return Result.UNFORESEEN;
        }
        if (!joins) {
            return alone(organization, step(call, told, moved, times.silence(moved.to(), call)), now.message());
        }
        Result joined = joined(organization, step(call, told, moved, times.join()));
        return joined.isWritten() || !isAlone(call)
                ? joined
                : waits(organization, step(call, told, moved, ConnectDesk.PATIENCE.plus(times.order())), joined);
    }

    /// @param silence how long it may last before the reconciler looks
    private static StepRepository.Step step(Call call, Told told, CallState.Moved moved, @Nullable Duration silence) {
        return new StepRepository.Step(
                call,
                moved.to(),
                told.line(moved.event(), "", true),
                silence,
                CallDesk.adopts(call, told),
                told.providerCallId(),
                null);
    }

    private Result alone(OrganizationId organization, StepRepository.Step step, Announcement message) {
        Call call = step.was();
        boolean isWritten = unlessKnown(() -> steps.writeAtOnce(organization, step, message), false);
        if (!isWritten) {
            return Result.UNFORESEEN;
        }
        keep(new Known(step.left(null), message));
        return new Result(
                true,
                step.answers()
                        ? List.of(new Order.Play(call.provider(), CallDesk.ref(organization, call), message))
                        : List.of());
    }

    /// As [ConnectDesk#join] does it for an agent who is free. If it is not written, a free agent may have been held
    /// in vain and others have passed over them.
    private Result joined(OrganizationId organization, StepRepository.Step step) {
        Call call = step.was();
        CampaignId campaign = Objects.requireNonNull(call.campaignId());
        boolean pooled = ConnectDesk.isPooled(call);
        Optional<UserId> agent = unlessKnown(() -> joins.joinAtOnce(organization, step, rang(step)), Optional.empty());
        if (agent.isEmpty()) {
            return pooled ? new Result(false, List.of(new Order.Match(organization, campaign))) : Result.UNFORESEEN;
        }
        var join = new Order.Join(
                call.provider(), CallDesk.ref(organization, call), new AgentLeg(agent.get(), call.agentLegId()));
        return new Result(
                true,
                List.of(
                        join,
                        pooled
                                ? new Order.Wake(organization, campaign)
                                : new Order.GiveUpLines(CallDesk.ref(organization, call))));
    }

    /// Nobody is free: as [ConnectDesk#join] does it then.
    ///
    /// @param otherwise if it is not written
    private Result waits(OrganizationId organization, StepRepository.Step step, Result otherwise) {
        Call call = step.was();
        if (!unlessKnown(() -> joins.waitAtOnce(organization, step, rang(step)), false)) {
            return otherwise;
        }
        var orders = new ArrayList<Order>(otherwise.orders());
        orders.add(new Order.LetWait(call.provider(), CallDesk.ref(organization, call)));
        orders.add(new Order.Wake(organization, Objects.requireNonNull(call.campaignId())));
        return new Result(true, orders);
    }

    /// From the order to the answer, in seconds.
    private static double rang(StepRepository.Step step) {
        CallState to = step.to();
        Instant from = to.startedAt() == null ? to.queuedAt() : to.startedAt();
        return Duration.between(from, step.line().at()).toMillis() / 1000.0;
    }

    /// If the provider's message is in the log already, the usual path knows what that means; also if an agent's row
    /// was another one by the time it was locked, which shows in the intervals and calls they can have only once.
    private static <T> T unlessKnown(Supplier<T> write, T otherwise) {
        try {
            return write.get();
        } catch (DuplicateKeyException e) {
            return otherwise;
        }
    }

    private static boolean isUndisturbed(Call call) {
        return call.campaignId() != null && call.cancelReason() == null && !call.dropped();
    }

    /// Neither an agent nor a session has to do with the call so far.
    private static boolean isAlone(Call call) {
        CampaignMode mode = CallDesk.mode(call);
        return (mode == CampaignMode.UNATTENDED || mode == CampaignMode.PREDICTIVE)
                && call.userId() == null
                && call.sessionId() == null;
    }

    /// Or a line of a session, whose agent has nothing to do with it until somebody answers.
    private static boolean isNobodysYet(Call call) {
        return isAlone(call) || (CallDesk.mode(call) == CampaignMode.POWER && call.userId() != null);
    }

    /// Or a line of a pool that was not to be placed without an agent set apart for it.
    private static boolean isForOneAgent(Call call) {
        return CallDesk.mode(call) == CampaignMode.PREDICTIVE && call.userId() != null;
    }

    /// Signals that change the row and what hangs on it, and no agent.
    private static boolean isForeseen(Call call, Told told) {
        boolean started = call.state().startedAt() != null;
        boolean unattended = CallDesk.mode(call) == CampaignMode.UNATTENDED;
        return isUndisturbed(call)
                && switch (told.signal()) {
                    case Signal.Dialing _ ->
                        (isNobodysYet(call) || isForOneAgent(call)) && told.providerCallId() != null;
                    case Signal.Ringing _ -> isNobodysYet(call) && started;
                    case Signal.Answered _ -> isAlone(call) && unattended && isAnsweredAtOnce(call);
                    case Signal.MessageStarted _, Signal.MessageEnded _ -> isAlone(call) && unattended;
                    default -> false;
                };
    }

    /// Answers that go to an agent, and nothing else comes of them.
    private static boolean isForAgent(Call call) {
        return isUndisturbed(call) && (isNobodysYet(call) || isForOneAgent(call)) && isAnsweredAtOnce(call);
    }

    private static boolean isAnsweredAtOnce(Call call) {
        return call.state().startedAt() != null && CallDesk.amd(call) != AmdMode.BEFORE;
    }
}

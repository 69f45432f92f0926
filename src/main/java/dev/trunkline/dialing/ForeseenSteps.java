package dev.trunkline.dialing;

import dev.trunkline.calls.Call;
import dev.trunkline.calls.CallLine;
import dev.trunkline.calls.CallState;
import dev.trunkline.calls.Launch;
import dev.trunkline.calls.Signal;
import dev.trunkline.campaigns.AmdMode;
import dev.trunkline.campaigns.CampaignMode;
import dev.trunkline.ids.CallId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.store.Store;
import dev.trunkline.telephony.Announcement;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;

/// Steps that need no look at the call first. On a line of an unattended campaign nobody else has a part, so what the
/// provider tells next is decided from the row as this node left it, and written in one round trip if the row's version
/// says that it is still so. Whoever answers hears silence meanwhile. What changes nothing is logged in the same way,
/// whoever else has a part in the call.
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

    private final Store store;
    private final StepRepository steps;
    private final CheckTimes times;
    private final Map<CallId, Known> known = Collections.synchronizedMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<CallId, Known> eldest) {
            return size() > MOST;
        }
    });

    ForeseenSteps(Store store, StepRepository steps, CheckTimes times) {
        this.store = store;
        this.steps = steps;
        this.times = times;
    }

    /// Remembers calls of an unattended campaign that the surrounding transaction inserts.
    ///
    /// @param message what the campaign has people hear
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

    /// The orders that the signal leads to, once it is committed. Empty: the row has to be looked at, and nothing was
    /// written.
    Optional<List<Order>> take(OrganizationId organization, CallId id, Told told) {
        Known now = known.get(id);
        if (now == null) {
            return Optional.empty();
        }
        return switch (now.call().state().after(told.signal())) {
            // What settles an order whose answer is still out changes the row.
            case CallState.Ignored _ when CallDesk.adopts(now.call(), told) -> Optional.empty();
            case CallState.Ignored ignored -> ignored(organization, now, told, ignored);
            case CallState.Moved moved -> moved(organization, now, told, moved);
        };
    }

    /// Logged and nothing else, whoever has a part in the call.
    private Optional<List<Order>> ignored(
            OrganizationId organization, Known now, Told told, CallState.Ignored ignored) {
        CallLine line = told.line(ignored.event(), ignored.why(), false);
        if (steps.logAtOnce(organization, now.call(), line)) {
            return Optional.of(List.of());
        }
        known.remove(now.call().id(), now);
        return Optional.empty();
    }

    private Optional<List<Order>> moved(OrganizationId organization, Known now, Told told, CallState.Moved moved) {
        Call call = now.call();
        if (!isAlone(call) || !isForeseen(call, told) || !known.remove(call.id(), now)) {
            return Optional.empty();
        }
        CallLine line = told.line(moved.event(), "", true);
        var step = new StepRepository.Step(
                call,
                moved.to(),
                line,
                times.silence(moved.to(), call),
                CallDesk.adopts(call, told),
                told.providerCallId(),
                null);
        if (!isWritten(organization, step, now.message())) {
            return Optional.empty();
        }
        keep(new Known(step.left(null), now.message()));
        return Optional.of(
                step.answers()
                        ? List.of(new Order.Play(call.provider(), CallDesk.ref(organization, call), now.message()))
                        : List.of());
    }

    private boolean isWritten(OrganizationId organization, StepRepository.Step step, Announcement message) {
        try {
            return steps.writeAtOnce(organization, step, message);
        } catch (DuplicateKeyException e) {
            // The provider's message is in the log already; the usual path knows what that means.
            return false;
        }
    }

    /// Neither an agent nor a decision to end it has to do with the call.
    private static boolean isAlone(Call call) {
        return CallDesk.mode(call) == CampaignMode.UNATTENDED
                && call.campaignId() != null
                && call.userId() == null
                && call.cancelReason() == null
                && !call.dropped();
    }

    /// Signals that change the row, its first touches and its ledger row alone.
    private static boolean isForeseen(Call call, Told told) {
        boolean started = call.state().startedAt() != null;
        return switch (told.signal()) {
            case Signal.Dialing _ -> told.providerCallId() != null;
            case Signal.Ringing _ -> started;
            case Signal.Answered _ -> started && !call.recordingEnabled() && CallDesk.amd(call) != AmdMode.BEFORE;
            case Signal.MessageStarted _, Signal.MessageEnded _ -> true;
            default -> false;
        };
    }
}

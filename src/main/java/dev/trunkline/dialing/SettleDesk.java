package dev.trunkline.dialing;

import dev.trunkline.agents.Agent;
import dev.trunkline.agents.AgentStatus;
import dev.trunkline.calls.Call;
import dev.trunkline.calls.CallState;
import dev.trunkline.calls.EndCause;
import dev.trunkline.ids.OrganizationId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// The end of a call: what became of it, of its place in the queue, its number, lead and agent.
@Component
class SettleDesk {

    private final SettleRepository settle;
    private final ConnectDesk connect;

    SettleDesk(SettleRepository settle, ConnectDesk connect) {
        this.settle = settle;
        this.connect = connect;
    }

    /// What the end of a call means by the rules of {@link AfterCall}, and what they were applied to.
    ///
    /// @param closing what is written of it together with the call's row
    record Settled(SettleRepository.Grounds grounds, StepRepository.Closing closing) {}

    /// Reads and decides, in the transaction that holds the call; nothing is written yet.
    ///
    /// @param providerDown whether it ended because the provider takes no calls
    Settled settle(OrganizationId organization, Call call, CallState to, boolean providerDown, Instant now) {
        SettleRepository.Grounds grounds = settle.grounds(organization, call);
        SettleRepository.Entry entry = grounds.entry();
        AfterCall.Settlement by = AfterCall.settle(new AfterCall.Facts(
                CallDesk.mode(call),
                to,
                call.cancelReason(),
                call.dropped(),
                providerDown,
                call.attempt(),
                entry == null ? 1 : entry.maxAttempts(),
                entry != null && grounds.rules().countOutcomes()
                        ? settle.outcomes(organization, entry, call)
                        : Map.of(),
                entry != null && to.endCause() == EndCause.INVALID_NUMBER && settle.hasOtherPhone(organization, entry),
                grounds.rules(),
                grounds.dropLockout(),
                now));
        return new Settled(
                grounds,
                new StepRepository.Closing(
                        by.cause(),
                        by.outcome(),
                        by.attemptCounted(),
                        entry != null && entry.status().equals("CALLING") ? by.next() : null,
                        call.dropped() && grounds.dropLockout() != null ? now.plus(grounds.dropLockout()) : null,
                        verdict(call, to),
                        now));
    }

    /// On whoever answered, as the ledger has it if nothing was said before; null: nobody did.
    private static @Nullable String verdict(Call call, CallState to) {
        if (to.answeredAt() == null || CallDesk.isMachine(to.answerType())) {
            return null;
        }
        return call.dropped() && to.messageStartedAt() != null ? "dropped" : "abandoned";
    }

    /// What the end of a call, once it is written, means for its agent, session and campaign; answers what is still to
    /// be done.
    ///
    /// @param agent whose row is locked, if the call has one
    List<Order> ended(
            OrganizationId organization, Call call, @Nullable Agent agent, CallState to, Settled settled, Instant now) {
        StepRepository.Closing closing = settled.closing();
        String outcome = closing.outcome();
        if (closing.next() instanceof AfterCall.OtherNumber && call.queueEntryId() != null) {
            settle.nextPhone(organization, call.queueEntryId());
        }
        var orders = new ArrayList<Order>();
        // Who handed the call on wraps up already.
        if (agent != null && call.id().equals(agent.callId()) && agent.status() != AgentStatus.WRAP_UP) {
            orders.addAll(
                    to.connectedAt() != null && outcome == null
                            ? connect.wrapUp(
                                    organization, agent, call, settled.grounds().wrapUpSeconds(), now)
                            : connect.release(organization, agent));
        }
        if (call.campaignId() != null) {
            orders.add(new Order.Wake(organization, call.campaignId()));
        }
        return orders;
    }
}

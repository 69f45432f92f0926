package dev.trunkline.dialing;

import dev.trunkline.agents.Agent;
import dev.trunkline.agents.AgentStatus;
import dev.trunkline.agents.SessionRepository;
import dev.trunkline.calls.Call;
import dev.trunkline.calls.CallState;
import dev.trunkline.calls.EndCause;
import dev.trunkline.campaigns.Campaign;
import dev.trunkline.campaigns.CampaignRepository;
import dev.trunkline.campaigns.RetryRules;
import dev.trunkline.ids.LeadId;
import dev.trunkline.ids.OrganizationId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// The end of a call: what became of it, of its place in the queue, its number, lead and agent.
@Component
class SettleDesk {

    private final CampaignRepository campaigns;
    private final SessionRepository sessions;
    private final LaunchRepository launches;
    private final SettleRepository settle;
    private final ConnectDesk connect;

    SettleDesk(
            CampaignRepository campaigns,
            SessionRepository sessions,
            LaunchRepository launches,
            SettleRepository settle,
            ConnectDesk connect) {
        this.campaigns = campaigns;
        this.sessions = sessions;
        this.launches = launches;
        this.settle = settle;
        this.connect = connect;
    }

    /// What the end of a call means by the rules of {@link AfterCall}, and what they were applied to.
    ///
    /// @param entry the call's place in the queue, locked
    record Settled(
            AfterCall.Settlement by,
            @Nullable Campaign campaign,
            SettleRepository.@Nullable Entry entry,
            @Nullable Duration lockout) {

        StepRepository.Closing closing() {
            return new StepRepository.Closing(by.cause(), by.outcome(), by.attemptCounted());
        }
    }

    /// Reads and decides, in the transaction that holds the call; nothing is written yet.
    ///
    /// @param providerDown whether it ended because the provider takes no calls
    Settled settle(OrganizationId organization, Call call, CallState to, boolean providerDown, Instant now) {
        Campaign campaign = campaign(organization, call);
        SettleRepository.Entry entry = call.queueEntryId() == null
                ? null
                : settle.lockEntry(organization, call.queueEntryId()).orElse(null);
        Duration lockout = launches.facts(organization).jurisdiction().dropLockout();
        RetryRules rules = campaign == null ? RetryRules.DEFAULT : campaign.rules();
        AfterCall.Settlement settlement = AfterCall.settle(new AfterCall.Facts(
                CallDesk.mode(call),
                to,
                call.cancelReason(),
                call.dropped(),
                providerDown,
                call.attempt(),
                entry == null ? 1 : entry.maxAttempts(),
                entry != null && rules.countOutcomes() ? settle.outcomes(organization, entry, call) : Map.of(),
                entry != null && to.endCause() == EndCause.INVALID_NUMBER && settle.hasOtherPhone(organization, entry),
                rules,
                lockout,
                now));
        return new Settled(settlement, campaign, entry, lockout);
    }

    /// Writes what the end of a call leaves behind, its own row apart; answers what is still to be done.
    ///
    /// @param agent whose row is locked, if the call has one
    List<Order> ended(
            OrganizationId organization, Call call, @Nullable Agent agent, CallState to, Settled settled, Instant now) {
        AfterCall.Settlement settlement = settled.by();
        SettleRepository.Entry entry = settled.entry();
        String outcome = settlement.outcome();
        if (outcome != null && settlement.attemptCounted()) {
            settle.disposition(organization, call, outcome);
        }
        if (entry != null && settlement.next() != null && entry.status().equals("CALLING")) {
            settle.entry(organization, entry, settlement.next(), outcome, settlement.attemptCounted());
        }
        Duration lockout = settled.lockout();
        settle.releaseNumber(organization, call, call.dropped() && lockout != null ? now.plus(lockout) : null);
        if (to.answeredAt() != null && !CallDesk.isMachine(to.answerType())) {
            boolean heardMessage = to.messageStartedAt() != null;
            settle.ledger(organization, call, call.dropped() && heardMessage ? "dropped" : "abandoned", "ended", now);
        }
        if (call.leadId() != null) {
            afterLead(organization, call, call.leadId(), outcome, settlement.attemptCounted());
        }
        var orders = new ArrayList<Order>();
        // Who handed the call on wraps up already.
        if (agent != null && call.id().equals(agent.callId()) && agent.status() != AgentStatus.WRAP_UP) {
            orders.addAll(
                    to.connectedAt() != null && outcome == null
                            ? connect.wrapUp(organization, agent, call, settled.campaign(), now)
                            : connect.release(organization, agent));
        }
        if (call.sessionId() != null) {
            sessions.active(organization, call.sessionId());
        }
        if (call.campaignId() != null) {
            orders.add(new Order.Wake(organization, call.campaignId()));
        }
        return orders;
    }

    private void afterLead(
            OrganizationId organization, Call call, LeadId lead, @Nullable String outcome, boolean counted) {
        if (outcome == null || !counted) {
            return;
        }
        settle.lead(organization, lead, outcome);
        if (call.sessionId() != null) {
            sessions.attempted(organization, call.sessionId(), lead, outcome, null);
        }
    }

    private @Nullable Campaign campaign(OrganizationId organization, Call call) {
        return call.campaignId() == null
                ? null
                : campaigns.find(organization, call.campaignId()).orElse(null);
    }
}

package dev.trunkline.dialing;

import dev.trunkline.agents.Agent;
import dev.trunkline.agents.AgentRepository;
import dev.trunkline.agents.SessionRepository;
import dev.trunkline.callbacks.CallbackRepository;
import dev.trunkline.calls.Call;
import dev.trunkline.calls.CallEventType;
import dev.trunkline.calls.CallLine;
import dev.trunkline.calls.CallRepository;
import dev.trunkline.calls.TransferState;
import dev.trunkline.campaigns.Campaign;
import dev.trunkline.campaigns.CampaignRepository;
import dev.trunkline.campaigns.RetryRules;
import dev.trunkline.compliance.DncRepository;
import dev.trunkline.compliance.NumbersBlocked;
import dev.trunkline.ids.CallId;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.LeadId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.UserId;
import dev.trunkline.problem.Problem;
import dev.trunkline.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What an agent, or the wrap-up limit, says came of a call; and what follows from it.
public class DispositionDesk {

    private static final Duration CALLBACK_MAX = Duration.ofDays(366);

    private final Store store;
    private final CallRepository calls;
    private final CampaignRepository campaigns;
    private final AgentRepository agents;
    private final SessionRepository sessions;
    private final LaunchRepository launches;
    private final SettleRepository settle;
    private final DispositionRepository dispositions;
    private final DncRepository dnc;
    private final CallbackRepository callbacks;
    private final ConnectDesk connect;
    private final ProviderDesk provider;
    private final List<Consumer<NumbersBlocked>> numbersBlocked;

    DispositionDesk(
            Store store,
            CallRepository calls,
            CampaignRepository campaigns,
            AgentRepository agents,
            SessionRepository sessions,
            LaunchRepository launches,
            SettleRepository settle,
            DispositionRepository dispositions,
            DncRepository dnc,
            CallbackRepository callbacks,
            ConnectDesk connect,
            ProviderDesk provider,
            List<Consumer<NumbersBlocked>> numbersBlocked) {
        this.store = store;
        this.calls = calls;
        this.campaigns = campaigns;
        this.agents = agents;
        this.sessions = sessions;
        this.launches = launches;
        this.settle = settle;
        this.dispositions = dispositions;
        this.dnc = dnc;
        this.callbacks = callbacks;
        this.connect = connect;
        this.provider = provider;
        this.numbersBlocked = numbersBlocked;
    }

    /// @param user who says it; null: the wrap-up limit
    /// @param anyone whether the appointment is for anyone, not for the one who says it
    public record Said(
            CallId call,
            String outcome,
            @Nullable String notes,
            @Nullable Instant callbackAt,
            @Nullable UserId user,
            boolean anyone) {

        public Said(
                CallId call,
                String outcome,
                @Nullable String notes,
                @Nullable Instant callbackAt,
                @Nullable UserId user) {
            this(call, outcome, notes, callbackAt, user, false);
        }
    }

    public void dispose(OrganizationId organization, Said said) {
        provider.carryOut(store.engine(organization, () -> apply(organization, said)));
    }

    private List<Order> apply(OrganizationId organization, Said said) {
        DispositionRepository.Type type = dispositions
                .type(organization, said.outcome())
                .orElseThrow(
                        () -> Problem.validation("outcome", "There is no disposition \"" + said.outcome() + "\"."));
        Instant now = launches.now();
        check(said, type, now);
        Call peek = calls.find(organization, said.call()).orElseThrow(() -> Problem.notFound("call"));
        Agent agent = peek.userId() == null ? null : agents.lock(organization, peek.userId());
        Call call = calls.lock(organization, said.call()).orElseThrow();
        if (type.followUp().equals("callback") && call.leadId() == null) {
            throw Problem.validation("outcome", "There is no lead to call back. Save the number as a lead first.");
        }
        if (call.isLive() && call.controls().transfer() != TransferState.TRANSFERRED) {
            throw Problem.notInState("The call is still on. Hang up first, then say what came of it.");
        }
        boolean first = agent != null && call.id().equals(agent.callId());
        if (said.user() == null && !first) {
            return List.of();
        }
        calls.disposition(
                organization,
                call.id(),
                said.outcome(),
                said.user() == null ? "wrap-up-limit" : "agent",
                said.user(),
                said.notes(),
                said.callbackAt());
        calls.log(
                organization,
                call,
                CallLine.byHand(
                        CallEventType.DISPOSITIONED,
                        now,
                        said.outcome() + (said.user() == null ? ", saved when the wrap-up time was over" : "")));
        followUp(organization, call, said, type, now);
        var orders = new ArrayList<Order>();
        orders.addAll(
                first && agent != null
                        ? connect.release(organization, agent)
                        : PoolDesk.passedOver(organization, agent));
        if (call.campaignId() != null) {
            orders.add(new Order.Wake(organization, call.campaignId()));
        }
        return orders;
    }

    private static void check(Said said, DispositionRepository.Type type, Instant now) {
        if (type.followUp().equals("callback")) {
            Instant at = said.callbackAt();
            if (at == null) {
                throw Problem.validation("callbackAt", "Say when to call back.");
            }
            if (at.isBefore(now) || at.isAfter(now.plus(CALLBACK_MAX))) {
                throw Problem.validation("callbackAt", "The callback must lie in the future, at most a year ahead.");
            }
        }
    }

    private void followUp(
            OrganizationId organization, Call call, Said said, DispositionRepository.Type type, Instant now) {
        SettleRepository.Entry entry = call.queueEntryId() == null
                ? null
                : settle.lockEntry(organization, call.queueEntryId()).orElse(null);
        // A correction of an older call must not pull a lead out of the call it is in now.
        boolean current = entry != null && (!entry.status().equals("CALLING") || isLatest(organization, call));
        AfterCall.LeadNext next = null;
        if (entry != null && current && !type.followUp().equals("callback")) {
            next = next(organization, call, entry, said, type, now);
            settle.entry(organization, entry, next, said.outcome(), now);
        }
        if (type.followUp().equals("dnc")) {
            block(organization, call, said);
        }
        if (call.leadId() == null) {
            return;
        }
        appointment(organization, call, call.leadId(), said, type, current);
        if (!(next instanceof AfterCall.OtherNumber)) {
            settle.lead(organization, call.leadId(), said.outcome());
        }
        if (call.sessionId() != null) {
            sessions.attempted(organization, call.sessionId(), call.leadId(), said.outcome());
        }
        settle.activity(
                organization,
                call.leadId(),
                "disposition",
                said.user(),
                call,
                said.notes() == null || said.notes().isBlank() ? type.label() : type.label() + ": " + said.notes(),
                Map.of("outcome", said.outcome()));
    }

    /// Everywhere at once: somebody else may be calling the number by now.
    private void block(OrganizationId organization, Call call, Said said) {
        dnc.add(organization, Map.of(call.to(), "asked not to be called"), "disposition", said.user());
        var blocked = new NumbersBlocked(organization, List.of(call.to()));
        store.afterCommit(() -> numbersBlocked.forEach(listener -> listener.accept(blocked)));
    }

    /// Makes the appointment that was asked for, or ends those that this outcome leaves no reason for. Somebody who was
    /// not reached is still waited for.
    private void appointment(
            OrganizationId organization,
            Call call,
            LeadId lead,
            Said said,
            DispositionRepository.Type type,
            boolean current) {
        CampaignId campaign = current ? call.campaignId() : null;
        switch (type.followUp()) {
            case "callback" -> {
                Instant at = Objects.requireNonNull(said.callbackAt());
                UserId user = said.anyone() ? null : said.user();
                if (campaign != null) {
                    callbacks.appoint(organization, campaign, lead, at, user);
                }
                callbacks.make(
                        organization,
                        new CallbackRepository.Draft(
                                lead, campaign, call.id(), user, at, said.notes() == null ? "" : said.notes()));
            }
            case "dnc" -> callbacks.cancel(organization, lead, null, true);
            case "done" -> {
                callbacks.cancel(organization, lead, call.campaignId(), false);
                callbacks.cancel(organization, lead, null, false);
            }
            default -> {}
        }
    }

    private boolean isLatest(OrganizationId organization, Call call) {
        return dispositions.isLatest(organization, call);
    }

    private AfterCall.LeadNext next(
            OrganizationId organization,
            Call call,
            SettleRepository.Entry entry,
            Said said,
            DispositionRepository.Type type,
            Instant now) {
        Campaign campaign = call.campaignId() == null
                ? null
                : campaigns.find(organization, call.campaignId()).orElse(null);
        RetryRules rules = campaign == null ? RetryRules.DEFAULT : campaign.rules();
        boolean other =
                NextNumber.after(said.outcome(), null, type.followUp()) && settle.hasOtherPhone(organization, entry);
        var facts = new AfterCall.Facts(
                CallDesk.mode(call),
                call.state(),
                call.cancelReason(),
                call.dropped(),
                false,
                entry.attemptCount(),
                entry.maxAttempts(),
                rules.countOutcomes() ? settle.outcomes(organization, entry, call) : Map.of(),
                other,
                rules,
                null,
                now);
        return AfterCall.said(facts, said.outcome(), type.followUp(), type.retryMinutes());
    }
}

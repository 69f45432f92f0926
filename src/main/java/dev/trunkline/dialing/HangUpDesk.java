package dev.trunkline.dialing;

import dev.trunkline.agents.Agent;
import dev.trunkline.agents.AgentRepository;
import dev.trunkline.agents.SessionRepository;
import dev.trunkline.calls.Call;
import dev.trunkline.calls.CallEventType;
import dev.trunkline.calls.CallLine;
import dev.trunkline.calls.CallRepository;
import dev.trunkline.calls.CancelReason;
import dev.trunkline.campaigns.Campaign;
import dev.trunkline.campaigns.CampaignRepository;
import dev.trunkline.ids.CallId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.problem.Problem;
import dev.trunkline.store.Store;
import dev.trunkline.store.Sweep;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/// Calls that are ended, or written about, while they are on: by an agent, or because their number was blocked.
@Component
public class HangUpDesk implements Sweep {

    private final Store store;
    private final CallRepository calls;
    private final AgentRepository agents;
    private final SessionRepository sessions;
    private final CampaignRepository campaigns;
    private final LaunchRepository launches;
    private final ProviderDesk provider;
    private final CheckTimes times;

    HangUpDesk(
            Store store,
            CallRepository calls,
            AgentRepository agents,
            SessionRepository sessions,
            CampaignRepository campaigns,
            LaunchRepository launches,
            ProviderDesk provider,
            CheckTimes times) {
        this.store = store;
        this.calls = calls;
        this.agents = agents;
        this.sessions = sessions;
        this.campaigns = campaigns;
        this.launches = launches;
        this.provider = provider;
        this.times = times;
    }

    public void hangUp(OrganizationId organization, CallId id) {
        provider.carryOut(store.engine(organization, () -> {
            Call call = calls.lock(organization, id).orElseThrow(() -> Problem.notFound("call"));
            if (!call.isLive()) {
                throw Problem.notInState("This call has ended already.");
            }
            Instant now = launches.now();
            calls.log(organization, call, CallLine.byHand(CallEventType.HANGUP_REQUESTED, now, "by hand"));
            calls.askCancel(organization, id, CancelReason.AGENT, now.plus(times.order()));
            return List.of(Order.end(call, CallDesk.ref(organization, call)));
        }));
    }

    /// These numbers were put on the do-not-call list: calls to them that nobody has answered yet end now.
    public void blocked(OrganizationId organization, List<String> numbers) {
        provider.carryOut(store.engine(organization, () -> {
            var orders = new ArrayList<Order>();
            for (CallId id : calls.unanswered(organization, numbers)) {
                Call call = calls.lock(organization, id).orElseThrow();
                boolean unanswered = call.isLive() && call.state().answeredAt() == null;
                if (unanswered
                        && calls.askCancel(
                                organization,
                                id,
                                CancelReason.DNC,
                                launches.now().plus(times.order()))) {
                    orders.add(Order.end(call, CallDesk.ref(organization, call)));
                }
            }
            return orders;
        }));
    }

    /// A node may have died between the entry on the list and the hang-up.
    @Override
    public void step(OrganizationId organization) {
        List<String> numbers = store.engine(organization, () -> calls.blocked(organization));
        if (!numbers.isEmpty()) {
            blocked(organization, numbers);
        }
    }

    /// Notes as they are typed. Typing stops the wrap-up clock: it begins anew with each change.
    public void notes(OrganizationId organization, Call call, String notes) {
        provider.carryOut(store.engine(organization, () -> {
            Agent agent = call.userId() == null ? null : agents.lock(organization, call.userId());
            if (agent != null && call.id().equals(agent.callId()) && agent.wrapUpUntil() != null) {
                Campaign campaign = call.campaignId() == null
                        ? null
                        : campaigns.find(organization, call.campaignId()).orElse(null);
                if (campaign != null && campaign.wrapUpSeconds() != null) {
                    agents.extendWrapUp(
                            organization, agent.userId(), launches.now().plusSeconds(campaign.wrapUpSeconds()));
                }
            }
            calls.notes(organization, call.id(), notes);
            if (call.sessionId() != null) {
                sessions.active(organization, call.sessionId());
            }
            return PoolDesk.passedOver(organization, agent);
        }));
    }
}

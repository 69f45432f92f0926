package dev.trunkline.dialing;

import dev.trunkline.agents.Agent;
import dev.trunkline.agents.AgentRepository;
import dev.trunkline.agents.AgentRepository.Move;
import dev.trunkline.agents.AgentStatus;
import dev.trunkline.agents.Session;
import dev.trunkline.agents.SessionRepository;
import dev.trunkline.agents.SessionStatus;
import dev.trunkline.calls.Call;
import dev.trunkline.calls.CallEventType;
import dev.trunkline.calls.CallLine;
import dev.trunkline.calls.CallRepository;
import dev.trunkline.calls.CallStatus;
import dev.trunkline.calls.CancelReason;
import dev.trunkline.campaigns.BusyLinePolicy;
import dev.trunkline.campaigns.Campaign;
import dev.trunkline.campaigns.CampaignRepository;
import dev.trunkline.compliance.Jurisdiction;
import dev.trunkline.ids.CallId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.UserId;
import dev.trunkline.notices.NoticeRepository;
import dev.trunkline.telephony.AgentLeg;
import dev.trunkline.telephony.Announcement;
import dev.trunkline.telephony.CallRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which answered call meets which agent, and what an agent does next. Every method runs inside a transaction that
/// holds the agent's row, and answers the orders to carry out after its commit.
public class ConnectDesk {

    private final AgentRepository agents;
    private final SessionRepository sessions;
    private final CallRepository calls;
    private final CampaignRepository campaigns;
    private final LaunchRepository launches;
    private final NoticeRepository notices;
    private final CheckTimes times;

    ConnectDesk(
            AgentRepository agents,
            SessionRepository sessions,
            CallRepository calls,
            CampaignRepository campaigns,
            LaunchRepository launches,
            NoticeRepository notices,
            CheckTimes times) {
        this.agents = agents;
        this.sessions = sessions;
        this.calls = calls;
        this.campaigns = campaigns;
        this.launches = launches;
        this.notices = notices;
        this.times = times;
    }

    /// A human answered: the agent takes the call in this transaction, or it is dropped in this transaction.
    List<Order> join(OrganizationId organization, Call call, @Nullable Agent agent, Instant now) {
        if (agent == null || !agent.isFree() || call.cancelReason() != null) {
            return drop(organization, call, agent, now);
        }
        agents.move(
                organization,
                agent,
                new Move(AgentStatus.ON_CALL, null, agent.campaignId(), agent.sessionId(), call.id(), null));
        calls.assign(organization, call.id(), agent.userId(), now.plus(times.join()));
        var orders = new ArrayList<Order>();
        orders.add(new Order.Join(
                call.provider(), CallDesk.ref(organization, call), new AgentLeg(agent.userId(), call.agentLegId())));
        if (call.sessionId() != null) {
            if (call.leadId() != null) {
                sessions.current(organization, call.sessionId(), call.leadId());
            }
            orders.addAll(otherLines(organization, call, now));
        }
        return orders;
    }

    private List<Order> drop(OrganizationId organization, Call call, @Nullable Agent agent, Instant now) {
        String reason = agent != null && agent.callId() != null ? "agent-busy" : "no-agent-in-time";
        calls.drop(organization, call.id(), reason);
        calls.log(organization, call, CallLine.ours(CallEventType.DROPPED, now, reason));
        if (call.userId() != null) {
            notices.post(
                    organization,
                    call.userId(),
                    Map.of("kind", "call-dropped", "callId", call.id().toString(), "reason", reason, "to", call.to()));
        }
        return List.of(new Order.Play(
                call.provider(),
                CallDesk.ref(organization, call),
                new Announcement(Announcement.Kind.DROP, null, null)));
    }

    /// The other lines of the session, by the campaign's busy-line policy: lines that don't ring yet are given up at
    /// once, ringing ones after the time the law lets them ring.
    private List<Order> otherLines(OrganizationId organization, Call taken, Instant now) {
        Campaign campaign = taken.campaignId() == null
                ? null
                : campaigns.find(organization, taken.campaignId()).orElse(null);
        if (campaign == null || campaign.busyLinePolicy() != BusyLinePolicy.CANCEL_RINGING) {
            return List.of();
        }
        Jurisdiction jurisdiction = launches.facts(organization).jurisdiction();
        var orders = new ArrayList<Order>();
        for (Call other : calls.live(organization, campaign.id())) {
            boolean sameSession = taken.sessionId() != null && taken.sessionId().equals(other.sessionId());
            if (!sameSession || other.id().equals(taken.id()) || other.state().answeredAt() != null) {
                continue;
            }
            CallRef ref = CallDesk.ref(organization, other);
            Instant ringing = other.state().ringingAt();
            Instant allowed = ringing == null ? now : ringing.plus(jurisdiction.minRing());
            if (other.status() == CallStatus.RINGING && allowed.isAfter(now)) {
                orders.add(new Order.GiveUpAt(ref, allowed));
            } else if (calls.askCancel(organization, other.id(), CancelReason.BUSY_LINE, now.plus(times.order()))) {
                orders.add(new Order.HangUp(other.provider(), ref));
            }
        }
        return orders;
    }

    /// A ringing line's time has come: given up unless it was answered or its agent is free again.
    List<Order> giveUp(OrganizationId organization, CallId id) {
        Call peek = calls.find(organization, id).orElse(null);
        if (peek == null || peek.userId() == null) {
            return List.of();
        }
        Agent agent = agents.lock(organization, peek.userId());
        Call call = calls.lock(organization, id).orElseThrow();
        if (!call.isLive() || call.state().answeredAt() != null || agent.isFree()) {
            return List.of();
        }
        Instant now = launches.now();
        return calls.askCancel(organization, id, CancelReason.BUSY_LINE, now.plus(times.order()))
                ? List.of(new Order.HangUp(call.provider(), CallDesk.ref(organization, call)))
                : List.of();
    }

    /// The talk is over: the agent says what came of it, within the campaign's limit if it has one.
    List<Order> wrapUp(OrganizationId organization, Agent agent, Call call, @Nullable Campaign campaign, Instant now) {
        Integer limit = campaign == null ? null : campaign.wrapUpSeconds();
        agents.move(
                organization,
                agent,
                new Move(
                        AgentStatus.WRAP_UP,
                        null,
                        agent.campaignId(),
                        agent.sessionId(),
                        call.id(),
                        limit == null ? null : now.plusSeconds(limit)));
        return List.of();
    }

    /// The agent is done with a call: back to the lines while the session runs, away otherwise.
    List<Order> release(OrganizationId organization, Agent agent) {
        Session session = agent.sessionId() == null
                ? null
                : sessions.find(organization, agent.sessionId()).orElse(null);
        if (session == null || session.status() == SessionStatus.ENDED) {
            agents.move(organization, agent, new Move(AgentStatus.OFFLINE, null, null, null, null, null));
            return List.of();
        }
        boolean active = session.status() == SessionStatus.ACTIVE;
        agents.move(
                organization,
                agent,
                new Move(
                        active ? AgentStatus.AVAILABLE : AgentStatus.BREAK,
                        active ? null : "session paused",
                        session.campaignId(),
                        session.id(),
                        null,
                        null));
        return List.of(new Order.Wake(organization, session.campaignId()));
    }

    Agent lock(OrganizationId organization, UserId user) {
        return agents.lock(organization, user);
    }
}

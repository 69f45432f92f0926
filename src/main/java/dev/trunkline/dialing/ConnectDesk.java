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
import dev.trunkline.campaigns.CampaignMode;
import dev.trunkline.ids.CallId;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.SessionId;
import dev.trunkline.notices.NoticeRepository;
import dev.trunkline.telephony.AgentLeg;
import dev.trunkline.telephony.Announcement;
import dev.trunkline.telephony.CallRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Which answered call meets which agent, and what an agent does next. Every method that changes an agent runs inside
/// a transaction that holds the agent's row, and all answer the orders to carry out after its commit.
public class ConnectDesk {

    /// 47 CFR 64.1200(a)(7)(i): two seconds from the end of the greeting; a message needs some of that to begin.
    static final Duration PATIENCE = Duration.ofMillis(1700);

    /// What an answer takes on its way through a busy machine to an agent.
    private static final Duration SHORTEST_PATIENCE = Duration.ofMillis(150);

    private final AgentRepository agents;
    private final SessionRepository sessions;
    private final CallRepository calls;
    private final LaunchRepository launches;
    private final NoticeRepository notices;
    private final PacingRepository pacing;
    private final Providers providers;
    private final CheckTimes times;

    ConnectDesk(
            AgentRepository agents,
            SessionRepository sessions,
            CallRepository calls,
            LaunchRepository launches,
            NoticeRepository notices,
            PacingRepository pacing,
            Providers providers,
            CheckTimes times) {
        this.agents = agents;
        this.sessions = sessions;
        this.calls = calls;
        this.launches = launches;
        this.notices = notices;
        this.pacing = pacing;
        this.providers = providers;
        this.times = times;
    }

    /// A human answered: the agent takes the call in this transaction. With nobody free, a call of a pool waits for as
    /// long as the law lets it, any other is dropped in this transaction.
    List<Order> join(OrganizationId organization, Call call, @Nullable Agent agent, Instant now) {
        if (agent == null && isPooled(call) && call.cancelReason() == null) {
            return letWait(organization, call);
        }
        if (agent == null || !(agent.isFree() || agent.isReservedFor(call.id())) || call.cancelReason() != null) {
            return drop(organization, call, agent, now);
        }
        agents.move(
                organization,
                agent,
                new Move(AgentStatus.ON_CALL, null, agent.campaignId(), agent.sessionId(), call.id(), null));
        SessionId session = isPooled(call) ? agent.sessionId() : call.sessionId();
        calls.assign(organization, call.id(), agent.userId(), session, now.plus(times.join()));
        var orders = new ArrayList<Order>();
        orders.add(new Order.Join(
                call.provider(), CallDesk.ref(organization, call), new AgentLeg(agent.userId(), call.agentLegId())));
        if (session != null && call.leadId() != null) {
            sessions.current(organization, session, call.leadId());
        }
        if (isPooled(call) && call.campaignId() != null) {
            orders.add(new Order.Wake(organization, call.campaignId()));
        } else if (session != null) {
            orders.add(new Order.GiveUpLines(CallDesk.ref(organization, call)));
        }
        return orders;
    }

    /// Whether any agent of the campaign's pool may take it.
    static boolean isPooled(Call call) {
        return CallDesk.mode(call) == CampaignMode.PREDICTIVE;
    }

    private List<Order> letWait(OrganizationId organization, Call call) {
        Instant until = waitsUntil(organization, call.provider());
        calls.checkLater(organization, call.id(), until.plus(times.order()));
        var orders = new ArrayList<Order>();
        orders.add(new Order.EndWaitAt(CallDesk.ref(organization, call), until));
        if (call.campaignId() != null) {
            orders.add(new Order.Match(organization, call.campaignId()));
            orders.add(new Order.Wake(organization, call.campaignId()));
        }
        return orders;
    }

    /// Until when somebody who answers now may wait.
    Instant waitsUntil(OrganizationId organization, String provider) {
        DialingFacts facts = launches.facts(organization);
        return facts.now().plus(patience(provider, facts.options()));
    }

    /// How long somebody who answered may wait: the law's two seconds less the time the message takes to begin. Where
    /// people live faster, they wait as much shorter, as far as our own reaction allows.
    ///
    /// @param options of the provider
    Duration patience(String provider, String options) {
        double scale = providers.get(provider).timeScale(options);
        long ms = Math.round(PATIENCE.toMillis() / Math.max(1, scale));
        return Duration.ofMillis(Math.max(SHORTEST_PATIENCE.toMillis(), ms));
    }

    /// The wait is over. An agent who has just become free takes the call after all.
    List<Order> endWait(OrganizationId organization, Call call, @Nullable Agent agent, Instant now) {
        boolean waits = call.status() == CallStatus.IN_PROGRESS
                && call.userId() == null
                && !call.dropped()
                && call.cancelReason() == null;
        if (!waits) {
            return List.of();
        }
        return agent == null ? drop(organization, call, null, now) : join(organization, call, agent, now);
    }

    private List<Order> drop(OrganizationId organization, Call call, @Nullable Agent agent, Instant now) {
        String reason = agent != null && agent.callId() != null ? "agent-busy" : "no-agent-in-time";
        calls.drop(organization, call.id(), reason);
        calls.log(organization, call, CallLine.ours(CallEventType.DROPPED, now, reason));
        if (isPooled(call) && call.campaignId() != null) {
            pacing.abandoned(organization, call.campaignId());
        }
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

    /// An agent took the call: the other lines of the session, by the campaign's busy-line policy. Those that don't
    /// ring yet are given up at once, ringing ones after the time the law lets them ring.
    List<Order> giveUpLines(OrganizationId organization, CallId taken) {
        List<Call> others = calls.givenUpFor(organization, taken);
        if (others.isEmpty()) {
            return List.of();
        }
        DialingFacts facts = launches.facts(organization);
        Instant now = facts.now();
        var orders = new ArrayList<Order>();
        for (Call other : others) {
            CallRef ref = CallDesk.ref(organization, other);
            Instant ringing = other.state().ringingAt();
            Instant allowed =
                    ringing == null ? now : ringing.plus(facts.jurisdiction().minRing());
            if (other.status() == CallStatus.RINGING && allowed.isAfter(now)) {
                orders.add(new Order.GiveUpAt(ref, allowed));
            } else if (calls.askCancel(organization, other.id(), CancelReason.BUSY_LINE, now.plus(times.order()))) {
                orders.add(new Order.GiveUp(other.provider(), ref));
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
                ? List.of(new Order.GiveUp(call.provider(), CallDesk.ref(organization, call)))
                : List.of();
    }

    /// The talk is over: the agent says what came of it, within the campaign's limit if it has one.
    ///
    /// @param limit the campaign's, in seconds
    List<Order> wrapUp(OrganizationId organization, Agent agent, Call call, @Nullable Integer limit, Instant now) {
        if (isPooled(call) && call.campaignId() != null) {
            pacing.finished(organization, call.campaignId(), seconds(agent.since(), now), null);
        }
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
        Session session = sessionOf(organization, agent);
        Move back = backFromOwnCall(organization, agent);
        if (back != null) {
            agents.move(organization, agent, back);
            return back.campaignId() == null ? List.of() : List.of(new Order.Wake(organization, back.campaignId()));
        }
        if (session == null) {
            agents.move(organization, agent, new Move(AgentStatus.OFFLINE, null, null, null, null, null));
            if (agent.campaignId() != null) {
                learn(organization, agent, agent.campaignId(), false);
            }
            return List.of();
        }
        boolean active = session.status() == SessionStatus.ACTIVE;
        String reason = agent.breakWish() == null ? "session paused" : agent.breakWish();
        agents.move(
                organization,
                agent,
                new Move(
                        active ? AgentStatus.AVAILABLE : AgentStatus.BREAK,
                        active ? null : reason,
                        session.campaignId(),
                        session.id(),
                        null,
                        null));
        if (session.mode() != CampaignMode.PREDICTIVE) {
            return List.of(new Order.Wake(organization, session.campaignId()));
        }
        learn(organization, agent, session.campaignId(), active);
        return List.of(
                new Order.Match(organization, session.campaignId()),
                new Order.Wake(organization, session.campaignId()));
    }

    /// Pacing learns how long the talk or the wrap-up was that the agent has just left, and whether they stay.
    private void learn(OrganizationId organization, Agent agent, CampaignId campaign, boolean stays) {
        double lasted = seconds(agent.since(), launches.now());
        if (agent.status() == AgentStatus.ON_CALL) {
            pacing.finished(organization, campaign, lasted, null);
            pacing.finished(organization, campaign, 0, stays);
        } else if (agent.status() == AgentStatus.WRAP_UP) {
            pacing.finished(organization, campaign, lasted, stays);
        }
    }

    /// The session the agent works in; one that was begun while the call of the last one was still wrapped up, else.
    private @Nullable Session sessionOf(OrganizationId organization, Agent agent) {
        return Optional.ofNullable(agent.sessionId())
                .flatMap(id -> sessions.find(organization, id))
                .filter(session -> session.status() != SessionStatus.ENDED)
                .or(() -> sessions.open(organization, agent.userId())
                        .filter(session -> agent.callId() != null && session.status() != SessionStatus.READY))
                .orElse(null);
    }

    private static double seconds(Instant from, Instant to) {
        return Math.max(0, Duration.between(from, to).toMillis() / 1000.0);
    }

    /// After a call that the agent placed by hand: what they did before it, unless a session says what they do now.
    private @Nullable Move backFromOwnCall(OrganizationId organization, Agent agent) {
        Call call = agent.callId() == null || agent.sessionId() != null
                ? null
                : calls.find(organization, agent.callId()).orElseThrow();
        if (call == null || !CallDesk.mode(call).isByHand()) {
            return null;
        }
        var before = agents.before(organization, agent.userId(), call.id())
                .orElse(new AgentRepository.Doing(AgentStatus.OFFLINE, null));
        return new Move(before.status(), before.reason(), agent.campaignId(), null, null, null);
    }

    /// The agent who placed the call by hand hears it ring.
    void rings(OrganizationId organization, Agent agent, Call call) {
        if (agent.isReservedFor(call.id()) && agent.status() == AgentStatus.DIALING) {
            agents.move(
                    organization,
                    agent,
                    new Move(AgentStatus.RINGING, null, agent.campaignId(), agent.sessionId(), call.id(), null));
        }
    }
}

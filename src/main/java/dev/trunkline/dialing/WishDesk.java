package dev.trunkline.dialing;

import dev.trunkline.agents.Agent;
import dev.trunkline.agents.AgentRepository;
import dev.trunkline.agents.Session;
import dev.trunkline.agents.SessionRepository;
import dev.trunkline.agents.SessionStatus;
import dev.trunkline.calls.CallRepository;
import dev.trunkline.campaigns.Campaign;
import dev.trunkline.ids.CallId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.SessionId;
import dev.trunkline.ids.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a campaign's mode wants of a tick: whose lines are to be opened, and how many. Runs under the campaign's lock.
class WishDesk {

    private final CallRepository calls;
    private final AgentRepository agents;
    private final SessionRepository sessions;
    private final ClaimRepository claims;
    private final SettleRepository settle;
    private final PoolDesk pool;

    WishDesk(
            CallRepository calls,
            AgentRepository agents,
            SessionRepository sessions,
            ClaimRepository claims,
            SettleRepository settle,
            PoolDesk pool) {
        this.calls = calls;
        this.agents = agents;
        this.sessions = sessions;
        this.claims = claims;
        this.settle = settle;
        this.pool = pool;
    }

    /// Lines to open.
    ///
    /// @param line whose; null: the campaign's own
    /// @param guaranteed for leads that were promised an agent; otherwise only for the others
    record Wish(@Nullable Line line, int launch, boolean guaranteed, List<Integer> linesInUse) {}

    /// The session whose lines are opened, and the agent who is set apart for them, if one is.
    record Line(
            @Nullable SessionId session,
            UserId user,
            List<java.util.UUID> numberIds,
            @Nullable Agent reserved) {}

    /// @param quiet whether the campaign has no live call
    record Wishes(List<Wish> wishes, boolean quiet) {}

    /// The modes that don't forecast.
    Wishes of(OrganizationId organization, PacingDesk.Facts facts) {
        Campaign campaign = facts.campaign();
        return switch (campaign.mode()) {
            case UNATTENDED -> {
                List<CallRepository.LineInUse> inUse = calls.linesInUse(organization, campaign.id());
                List<Integer> lines = numbers(inUse);
                int launch = LinePolicy.unattended(campaign.maxConcurrentCalls(), lines.size())
                        .launch();
                yield new Wishes(List.of(new Wish(null, launch, false, lines)), lines.isEmpty());
            }
            case POWER -> {
                List<CallRepository.LineInUse> inUse = calls.linesInUse(organization, campaign.id());
                yield new Wishes(power(organization, facts, inUse), inUse.isEmpty());
            }
            // Here people place the calls; a predictive campaign is paced.
            case MANUAL, PREVIEW, PREDICTIVE ->
                new Wishes(
                        List.of(), calls.linesInUse(organization, campaign.id()).isEmpty());
        };
    }

    private List<Wish> power(
            OrganizationId organization, PacingDesk.Facts facts, List<CallRepository.LineInUse> inUse) {
        Campaign campaign = facts.campaign();
        ClaimRepository.Promises promises = claims.promises(organization, campaign.id());
        boolean budgetGone = settle.budget(
                        organization,
                        campaign.id(),
                        facts.provider().capabilities().simulated(),
                        facts.now().atZone(facts.settings().zone()).toLocalDate(),
                        campaign.maxAbandonRate())
                .isGone();
        Map<SessionId, List<CallRepository.LineInUse>> lines = inUse.stream()
                .filter(line -> line.sessionId() != null && !line.leftAgent())
                .collect(Collectors.groupingBy(CallRepository.LineInUse::sessionId));
        List<Session> active = sessions.openIn(organization, campaign.id()).stream()
                .filter(session -> session.status() == SessionStatus.ACTIVE)
                .toList();
        Map<UserId, Agent> desks = agents
                .find(organization, active.stream().map(Session::userId).toList())
                .stream()
                .collect(Collectors.toMap(Agent::userId, agent -> agent));
        var wishes = new ArrayList<Wish>();
        for (Session session : active) {
            List<CallRepository.LineInUse> own = lines.getOrDefault(session.id(), List.of());
            boolean guaranteeWaits = promises.waitFor(session.userId());
            LinePolicy.Decision decision = LinePolicy.power(new LinePolicy.PowerFacts(
                    agentNow(session, desks.get(session.userId())),
                    own.size(),
                    session.lines(),
                    campaign.busyLinePolicy(),
                    budgetGone,
                    guaranteeWaits));
            boolean alone = guaranteeWaits && decision.launch() > 0;
            var line = new Line(session.id(), session.userId(), session.numberIds(), null);
            wishes.add(new Wish(line, decision.launch(), alone, numbers(own)));
            // One promise is kept by one session; the others go on with the rest of the queue.
            promises = alone ? promises.keptBy(session.userId()) : promises;
        }
        return wishes;
    }

    private static LinePolicy.AgentNow agentNow(Session session, @Nullable Agent agent) {
        if (agent == null || !session.id().equals(agent.sessionId()) || agent.disconnected()) {
            return LinePolicy.AgentNow.AWAY;
        }
        return switch (agent.status()) {
            case AVAILABLE -> agent.isFree() ? LinePolicy.AgentNow.FREE : LinePolicy.AgentNow.AWAY;
            case ON_CALL -> LinePolicy.AgentNow.TALKING;
            case WRAP_UP -> LinePolicy.AgentNow.WRAP_UP;
            case OFFLINE, DIALING, RINGING, BREAK -> LinePolicy.AgentNow.AWAY;
        };
    }

    /// In a pool, somebody who was promised an agent is called by one who is set apart first.
    List<Wish> guaranteed(OrganizationId organization, Campaign campaign) {
        ClaimRepository.Promises due = claims.promises(organization, campaign.id());
        return pool.apartFor(organization, campaign.id(), due).stream()
                .map(agent -> new Wish(
                        new Line(agent.sessionId(), agent.userId(), List.of(), agent), 1, true, new ArrayList<>()))
                .toList();
    }

    /// The agent of this wish waits for this call and no other.
    void reserve(OrganizationId organization, Wish wish, CallId call) {
        if (wish.line() != null && wish.line().reserved() != null) {
            pool.reserve(organization, wish.line().reserved(), call);
        }
    }

    /// To be added to.
    private static List<Integer> numbers(List<CallRepository.LineInUse> lines) {
        return lines.stream()
                .map(CallRepository.LineInUse::lineNumber)
                .collect(Collectors.toCollection(ArrayList::new));
    }
}

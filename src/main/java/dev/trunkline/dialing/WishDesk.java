package dev.trunkline.dialing;

import dev.trunkline.agents.Agent;
import dev.trunkline.agents.AgentRepository;
import dev.trunkline.agents.Session;
import dev.trunkline.agents.SessionRepository;
import dev.trunkline.agents.SessionStatus;
import dev.trunkline.calls.Call;
import dev.trunkline.calls.CallRepository;
import dev.trunkline.campaigns.Campaign;
import dev.trunkline.ids.CallId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.SessionId;
import dev.trunkline.ids.UserId;
import java.util.ArrayList;
import java.util.List;
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
                List<Integer> lines = calls.linesInUse(organization, campaign.id());
                int launch = LinePolicy.unattended(campaign.maxConcurrentCalls(), lines.size())
                        .launch();
                yield new Wishes(List.of(new Wish(null, launch, false, lines)), lines.isEmpty());
            }
            case POWER -> {
                List<Call> live = calls.live(organization, campaign.id());
                yield new Wishes(power(organization, facts, live), live.isEmpty());
            }
            // Here people place the calls; a predictive campaign is paced.
            case MANUAL, PREVIEW, PREDICTIVE ->
                new Wishes(
                        List.of(), calls.linesInUse(organization, campaign.id()).isEmpty());
        };
    }

    private List<Wish> power(OrganizationId organization, PacingDesk.Facts facts, List<Call> live) {
        Campaign campaign = facts.campaign();
        ClaimRepository.Promises promises = claims.promises(organization, campaign.id());
        boolean budgetGone = settle.budget(
                        organization,
                        campaign.id(),
                        facts.provider().capabilities().simulated(),
                        facts.now().atZone(facts.settings().zone()).toLocalDate(),
                        campaign.maxAbandonRate())
                .isGone();
        var wishes = new ArrayList<Wish>();
        for (Session session : sessions.openIn(organization, campaign.id())) {
            if (session.status() != SessionStatus.ACTIVE) {
                continue;
            }
            List<Call> own = live.stream()
                    .filter(c -> session.id().equals(c.sessionId()) && !c.hasLeftAgent())
                    .toList();
            boolean guaranteeWaits = promises.waitFor(session.userId());
            LinePolicy.Decision decision = LinePolicy.power(new LinePolicy.PowerFacts(
                    agentNow(organization, session),
                    own.size(),
                    session.lines(),
                    campaign.busyLinePolicy(),
                    budgetGone,
                    guaranteeWaits));
            boolean alone = guaranteeWaits && decision.launch() > 0;
            var line = new Line(session.id(), session.userId(), session.numberIds(), null);
            wishes.add(new Wish(line, decision.launch(), alone, lines(own)));
            // One promise is kept by one session; the others go on with the rest of the queue.
            promises = alone ? promises.keptBy(session.userId()) : promises;
        }
        return wishes;
    }

    private LinePolicy.AgentNow agentNow(OrganizationId organization, Session session) {
        Agent agent = agents.find(organization, session.userId()).orElse(null);
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

    private static List<Integer> lines(List<Call> live) {
        var lines = new ArrayList<Integer>();
        live.forEach(call -> {
            if (call.lineNumber() != null) {
                lines.add(call.lineNumber());
            }
        });
        return lines;
    }
}

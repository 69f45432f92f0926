package dev.trunkline.dialing;

import dev.trunkline.agents.Agent;
import dev.trunkline.agents.AgentRepository;
import dev.trunkline.agents.AgentStatus;
import dev.trunkline.calls.Call;
import dev.trunkline.calls.CallRepository;
import dev.trunkline.calls.CallState;
import dev.trunkline.calls.Signal;
import dev.trunkline.ids.CallId;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.UserId;
import dev.trunkline.pacing.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The pool of a predictive campaign: people who answered and agents who are free must never miss each other. An answer
/// takes the longest-waiting agent in its own transaction; whoever leaves somebody waiting, or an agent free, or has
/// held a free agent's row without using it, has them matched after its commit.
class PoolDesk {

    private final PoolRepository pool;
    private final AgentRepository agents;
    private final CallRepository calls;
    private final LaunchRepository launches;
    private final ConnectDesk connect;
    private final PacingRepository pacing;

    PoolDesk(
            PoolRepository pool,
            AgentRepository agents,
            CallRepository calls,
            LaunchRepository launches,
            ConnectDesk connect,
            PacingRepository pacing) {
        this.pool = pool;
        this.agents = agents;
        this.calls = calls;
        this.launches = launches;
        this.connect = connect;
        this.pacing = pacing;
    }

    /// Whether this word about the call may need an agent of the pool.
    static boolean wantsAgent(Call call, Signal signal) {
        return ConnectDesk.isPooled(call)
                && call.userId() == null
                && !call.dropped()
                && (signal instanceof Signal.Answered || signal instanceof Signal.AnswerDetected);
    }

    /// The agent who has been free longest, locked; null: nobody is free.
    @Nullable
    Agent take(OrganizationId organization, CampaignId campaign) {
        return pool.takeAgents(organization, campaign, null, 1).stream()
                .findFirst()
                .map(user -> agents.lock(organization, user))
                .orElse(null);
    }

    /// One free agent for each promise that is due, locked: the one it was given to, or those free longest.
    List<Agent> apartFor(OrganizationId organization, CampaignId campaign, ClaimRepository.Promises due) {
        var users = new LinkedHashSet<UserId>();
        if (!due.own().isEmpty()) {
            users.addAll(
                    pool.takeAgents(organization, campaign, due.own(), due.own().size()));
        }
        if (due.anyone() > 0) {
            users.addAll(pool.takeAgents(organization, campaign, null, due.anyone() + users.size()).stream()
                    .filter(user -> !users.contains(user))
                    .limit(due.anyone())
                    .toList());
        }
        return users.stream().map(user -> agents.lock(organization, user)).toList();
    }

    /// Sets an agent whose row is held apart for a call that is about to be placed.
    void reserve(OrganizationId organization, Agent agent, CallId call) {
        agents.move(
                organization,
                agent,
                new AgentRepository.Move(AgentStatus.DIALING, null, agent.campaignId(), agent.sessionId(), call, null));
    }

    /// What came of looking for a pair.
    sealed interface Match {

        /// A pair was joined; there may be more.
        record Joined(List<Order> orders) implements Match {}

        /// A free agent was held and nobody could be given to them: meanwhile others passed over this agent, so it is
        /// looked again after the commit.
        record HeldInVain() implements Match {}

        /// Nobody waits, or nobody is free. Whoever holds a free agent now looks again after their commit.
        record Nobody() implements Match {}
    }

    /// Joins one pair.
    Match match(OrganizationId organization, CampaignId campaign) {
        if (!pool.anyoneWaits(organization, campaign)) {
            return new Match.Nobody();
        }
        Agent agent = take(organization, campaign);
        if (agent == null) {
            return new Match.Nobody();
        }
        CallId waiting = pool.takeWaiting(organization, campaign).orElse(null);
        if (waiting == null) {
            return new Match.HeldInVain();
        }
        Call call = calls.lock(organization, waiting).orElseThrow();
        return new Match.Joined(connect.join(organization, call, agent, launches.now()));
    }

    /// For whoever held an agent's row and did not take the agent: others may have passed over it meanwhile.
    static List<Order> passedOver(OrganizationId organization, @Nullable Agent agent) {
        return agent == null || !agent.isFree() || agent.campaignId() == null
                ? List.of()
                : List.of(new Order.Match(organization, agent.campaignId()));
    }

    /// The time somebody could wait is over.
    List<Order> endWait(OrganizationId organization, CallId id) {
        Call peek = calls.find(organization, id).orElse(null);
        if (peek == null || peek.userId() != null || peek.campaignId() == null) {
            return List.of();
        }
        Agent agent = take(organization, peek.campaignId());
        Call call = calls.lock(organization, id).orElseThrow();
        var orders = new ArrayList<>(connect.endWait(organization, call, agent, launches.now()));
        orders.addAll(passedOver(organization, agent));
        return orders;
    }

    /// Pacing learns how long it rang, and for what. With detection before the agent, the verdict is the answer.
    void learn(OrganizationId organization, Call call, CallState to, Instant at) {
        CallState was = call.state();
        boolean verdictFirst = call.amd().equals("before");
        boolean open = was.answeredAt() == null || (verdictFirst && was.answerType() == null);
        boolean told = verdictFirst ? to.answerType() != null : to.answeredAt() != null;
        if (!ConnectDesk.isPooled(call) || !open || (!told && to.endedAt() == null)) {
            return;
        }
        Instant from = to.startedAt() == null ? to.queuedAt() : to.startedAt();
        Outcome outcome = told
                ? (verdictFirst && to.answerType() != null && to.answerType().isMachine()
                        ? Outcome.MACHINE
                        : Outcome.HUMAN)
                : switch (to.status()) {
                    case BUSY -> Outcome.BUSY;
                    case CANCELED -> Outcome.CANCELLED;
                    case NO_ANSWER, COMPLETED -> Outcome.NOANSWER;
                    default -> Outcome.INVALID;
                };
        pacing.resolved(
                organization, call.id(), outcome, Duration.between(from, at).toMillis() / 1000.0);
    }
}

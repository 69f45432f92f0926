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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The pool of a predictive campaign: people who answered and agents who are free must never miss each other. An answer
/// takes the longest-waiting agent in its own transaction; whoever leaves somebody waiting, or an agent free, or has
/// held
/// a free agent's row without using it, has them matched after its commit.
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

    /// Joins one pair; empty when there is none to join.
    Optional<List<Order>> match(OrganizationId organization, CampaignId campaign) {
        if (!pool.anyoneWaits(organization, campaign)) {
            return Optional.empty();
        }
        Agent agent = take(organization, campaign);
        CallId waiting =
                agent == null ? null : pool.takeWaiting(organization, campaign).orElse(null);
        if (agent == null || waiting == null) {
            return Optional.empty();
        }
        Call call = calls.lock(organization, waiting).orElseThrow();
        return Optional.of(connect.join(organization, call, agent, launches.now()));
    }

    /// The time somebody could wait is over.
    List<Order> endWait(OrganizationId organization, CallId id) {
        Call peek = calls.find(organization, id).orElse(null);
        if (peek == null || peek.userId() != null || peek.campaignId() == null) {
            return List.of();
        }
        Agent agent = take(organization, peek.campaignId());
        Call call = calls.lock(organization, id).orElseThrow();
        return connect.endWait(organization, call, agent, launches.now());
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

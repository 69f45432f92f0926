package dev.trunkline.dialing;

import dev.trunkline.access.Caller;
import dev.trunkline.agents.Agent;
import dev.trunkline.agents.AgentRepository;
import dev.trunkline.agents.AgentRepository.Move;
import dev.trunkline.agents.AgentStatus;
import dev.trunkline.agents.Session;
import dev.trunkline.agents.SessionRepository;
import dev.trunkline.agents.SessionStatus;
import dev.trunkline.campaigns.CampaignMode;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.SessionId;
import dev.trunkline.problem.Problem;
import dev.trunkline.store.Store;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// What agents say of themselves: available, on break, gone. Work in a campaign is a session, which follows.
@Component
public class StatusDesk {

    private static final int REASON_MAX = 100;

    private final Store store;
    private final AgentRepository agents;
    private final SessionRepository sessions;
    private final SessionDesk sessionDesk;
    private final ControlDesk control;
    private final ProviderDesk provider;

    StatusDesk(
            Store store,
            AgentRepository agents,
            SessionRepository sessions,
            SessionDesk sessionDesk,
            ControlDesk control,
            ProviderDesk provider) {
        this.store = store;
        this.agents = agents;
        this.sessions = sessions;
        this.sessionDesk = sessionDesk;
        this.control = control;
        this.provider = provider;
    }

    /// @param campaignId the campaign to be available for; null: the session at hand, or no campaign at all
    /// @param reason why on break
    /// @param audio `none`: a program that needs no browser phone
    public record Wish(
            @Nullable String status,
            java.util.@Nullable UUID campaignId,
            @Nullable String reason,
            @Nullable String audio) {}

    public void change(Caller caller, Wish wish) {
        switch (wish.status()) {
            case "available" -> available(caller, wish.campaignId() == null ? null : new CampaignId(wish.campaignId()));
            case "break" -> rest(caller, reason(wish));
            case "offline" -> leave(caller);
            case null, default ->
                throw Problem.validation(
                        "status", "Say available, break (with a reason) or offline; the rest follows from calls.");
        }
    }

    private static String reason(Wish wish) {
        String reason = wish.reason() == null || wish.reason().isBlank()
                ? "break"
                : wish.reason().strip();
        if (reason.length() > REASON_MAX) {
            throw Problem.validation("reason", "A reason has at most 100 characters.");
        }
        return reason;
    }

    private void available(Caller caller, @Nullable CampaignId campaign) {
        OrganizationId organization = caller.organization();
        Optional<Session> open = open(caller);
        if (campaign == null && open.isEmpty()) {
            withoutCampaign(caller, AgentStatus.AVAILABLE, null);
            return;
        }
        if (open.isPresent() && (campaign == null || open.get().campaignId().equals(campaign))) {
            takeUp(organization, open.get());
            return;
        }
        if (open.isPresent() && open.get().mode() != CampaignMode.PREDICTIVE) {
            throw Problem.of(
                    409,
                    "session-open",
                    "You have an open session in another campaign. Stop it before you join this one.");
        }
        open.ifPresent(session -> control.stopSession(organization, session.id(), "stopped"));
        SessionId made = sessionDesk.create(
                caller,
                new SessionDesk.Draft(
                        null,
                        campaign == null ? null : campaign.value(),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null));
        control.startSession(organization, made);
    }

    private void takeUp(OrganizationId organization, Session session) {
        if (session.status() == SessionStatus.ACTIVE) {
            store.engine(organization, () -> agents.wishBreak(organization, session.userId(), null));
        } else {
            control.startSession(organization, session.id());
        }
    }

    private void rest(Caller caller, String reason) {
        Optional<Session> open = open(caller);
        if (open.isEmpty()) {
            withoutCampaign(caller, AgentStatus.BREAK, reason);
            return;
        }
        pause(caller.organization(), open.get(), reason);
    }

    /// The session waits; whoever is on a call finishes it first.
    private void pause(OrganizationId organization, Session session, String reason) {
        if (session.status() == SessionStatus.ACTIVE) {
            control.pauseSession(organization, session.id(), reason);
        } else {
            store.engine(organization, () -> {
                Agent agent = agents.lock(organization, session.userId());
                if (agent.callId() == null) {
                    agents.move(
                            organization,
                            agent,
                            new Move(AgentStatus.BREAK, reason, session.campaignId(), session.id(), null, null));
                } else {
                    agents.wishBreak(organization, session.userId(), reason);
                }
            });
        }
    }

    /// Out of the pool; an open session waits and can be resumed.
    private void leave(Caller caller) {
        OrganizationId organization = caller.organization();
        open(caller)
                .filter(session -> session.status() == SessionStatus.ACTIVE)
                .ifPresent(session -> control.pauseSession(organization, session.id(), "offline"));
        withoutCampaign(caller, AgentStatus.OFFLINE, null);
    }

    private void withoutCampaign(Caller caller, AgentStatus status, @Nullable String reason) {
        OrganizationId organization = caller.organization();
        provider.carryOut(store.engine(organization, () -> {
            Agent agent = agents.lock(organization, caller.user());
            if (agent.callId() != null) {
                throw Problem.notInState(
                        agent.status() == AgentStatus.WRAP_UP
                                ? "Say what came of your last call first."
                                : "You are on a call. Hang up first.");
            }
            boolean same = agent.status() == status
                    && agent.sessionId() == null
                    && java.util.Objects.equals(agent.reason(), reason);
            if (!same) {
                agents.move(organization, agent, new Move(status, reason, null, null, null, null));
            }
            return List.<Order>of();
        }));
    }

    private Optional<Session> open(Caller caller) {
        return store.web(caller.organization(), () -> sessions.open(caller.organization(), caller.user()));
    }
}

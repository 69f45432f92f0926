package dev.trunkline.dialing;

import dev.trunkline.agents.Agent;
import dev.trunkline.agents.AgentRepository;
import dev.trunkline.agents.AgentRepository.Move;
import dev.trunkline.agents.AgentStatus;
import dev.trunkline.agents.Session;
import dev.trunkline.agents.SessionRepository;
import dev.trunkline.agents.SessionStatus;
import dev.trunkline.calls.Call;
import dev.trunkline.calls.CallRepository;
import dev.trunkline.calls.CancelReason;
import dev.trunkline.campaigns.Campaign;
import dev.trunkline.campaigns.CampaignMode;
import dev.trunkline.campaigns.CampaignRepository;
import dev.trunkline.campaigns.CampaignStatus;
import dev.trunkline.dialing.AgendaRepository.Kind;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.SessionId;
import dev.trunkline.problem.Problem;
import dev.trunkline.store.Store;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// What people do to campaigns and sessions: start, pause, resume, stop; and how both end by themselves. Locks in the
/// order of the house: campaign → agent → call.
public class ControlDesk {

    private final Store store;
    private final CampaignRepository campaigns;
    private final SessionRepository sessions;
    private final AgentRepository agents;
    private final CallRepository calls;
    private final LaunchRepository launches;
    private final AgendaRepository agenda;
    private final ConnectDesk connect;
    private final ProviderDesk provider;
    private final CheckTimes times;

    ControlDesk(
            Store store,
            CampaignRepository campaigns,
            SessionRepository sessions,
            AgentRepository agents,
            CallRepository calls,
            LaunchRepository launches,
            AgendaRepository agenda,
            ConnectDesk connect,
            ProviderDesk provider,
            CheckTimes times) {
        this.store = store;
        this.campaigns = campaigns;
        this.sessions = sessions;
        this.agents = agents;
        this.calls = calls;
        this.launches = launches;
        this.agenda = agenda;
        this.connect = connect;
        this.provider = provider;
        this.times = times;
    }

    public void start(OrganizationId organization, CampaignId id) {
        change(
                organization,
                id,
                "started",
                c -> c.status() == CampaignStatus.PENDING || c.status() == CampaignStatus.FAILED,
                CampaignStatus.RUNNING);
    }

    /// Current calls go on; no new one is placed.
    public void pause(OrganizationId organization, CampaignId id) {
        change(organization, id, "paused", c -> c.status() == CampaignStatus.RUNNING, CampaignStatus.PAUSED);
    }

    public void resume(OrganizationId organization, CampaignId id) {
        change(organization, id, "resumed", c -> c.status() == CampaignStatus.PAUSED, CampaignStatus.RUNNING);
    }

    private void change(
            OrganizationId organization, CampaignId id, String verb, Predicate<Campaign> allowed, CampaignStatus to) {
        provider.carryOut(store.engine(organization, () -> {
            Campaign campaign = locked(organization, id);
            if (!allowed.test(campaign)) {
                throw Problem.notInState("A campaign that is " + campaign.status() + " can't be " + verb + ".");
            }
            campaigns.status(organization, id, to, null);
            if (to == CampaignStatus.RUNNING) {
                onAgenda(organization, id);
            }
            return List.<Order>of(new Order.Wake(organization, id));
        }));
    }

    /// Hangs up every active call, ends the sessions on it, keeps all figures.
    public void stop(OrganizationId organization, CampaignId id) {
        provider.carryOut(store.engine(organization, () -> {
            Campaign campaign = locked(organization, id);
            if (campaign.status().isOver()) {
                throw Problem.notInState("This campaign is over already: " + campaign.status() + ".");
            }
            campaigns.status(organization, id, CampaignStatus.STOPPED, null);
            agenda.done(organization, Kind.CAMPAIGN, id.value());
            var orders = new ArrayList<Order>();
            for (Session session : sessions.openIn(organization, id)) {
                endSession(organization, session, "stopped");
            }
            orders.addAll(hangUp(organization, calls.live(organization, id)));
            return orders;
        }));
    }

    /// Nothing in it can ever be called again. Runs in the tick that found out.
    void complete(OrganizationId organization, Campaign campaign) {
        campaigns.status(organization, campaign.id(), CampaignStatus.COMPLETED, null);
        agenda.done(organization, Kind.CAMPAIGN, campaign.id().value());
        for (Session session : sessions.openIn(organization, campaign.id())) {
            endSession(organization, session, "completed");
        }
    }

    /// It can't go on without a person; the reason is kept. Runs in the tick that found out.
    void fail(OrganizationId organization, Campaign campaign, String reason) {
        campaigns.status(organization, campaign.id(), CampaignStatus.FAILED, reason);
        agenda.done(organization, Kind.CAMPAIGN, campaign.id().value());
    }

    public void startSession(OrganizationId organization, SessionId id) {
        provider.carryOut(store.engine(organization, () -> {
            Session peek = session(organization, id);
            Campaign campaign = locked(organization, peek.campaignId());
            Agent agent = agents.lock(organization, peek.userId());
            Session session = sessions.lock(organization, id).orElseThrow();
            if (session.status() != SessionStatus.READY && session.status() != SessionStatus.PAUSED) {
                throw Problem.notInState("This session is " + session.status() + " and can't be started.");
            }
            if (campaign.status().isOver()) {
                throw Problem.notInState("The campaign is over: " + campaign.status() + ".");
            }
            // A pool may fill before its campaign begins, and waits when it pauses.
            boolean pool = session.mode() == CampaignMode.PREDICTIVE;
            if (campaign.status() != CampaignStatus.RUNNING && !pool) {
                if (!campaign.adHoc()) {
                    throw Problem.notInState(
                            "The campaign is " + campaign.status() + ". A supervisor has to start it first.");
                }
                campaigns.status(organization, campaign.id(), CampaignStatus.RUNNING, null);
            }
            if (campaign.status() == CampaignStatus.RUNNING || !pool) {
                onAgenda(organization, campaign.id());
            }
            sessions.status(organization, id, SessionStatus.ACTIVE, null);
            agents.seen(organization, peek.userId());
            agents.reconnect(organization, peek.userId());
            if (agent.callId() == null) {
                agents.move(organization, agent, new Move(AgentStatus.AVAILABLE, null, campaign.id(), id, null, null));
            } else {
                agents.wishBreak(organization, peek.userId(), null);
            }
            return List.<Order>of(
                    new Order.Match(organization, campaign.id()), new Order.Wake(organization, campaign.id()));
        }));
    }

    public void pauseSession(OrganizationId organization, SessionId id) {
        pauseSession(organization, id, "session paused");
    }

    /// @param reason of the break that the agent goes on, now or after the call at hand
    public void pauseSession(OrganizationId organization, SessionId id, String reason) {
        store.engine(organization, () -> {
            Session peek = session(organization, id);
            Agent agent = agents.lock(organization, peek.userId());
            Session session = sessions.lock(organization, id).orElseThrow();
            if (session.status() != SessionStatus.ACTIVE) {
                throw Problem.notInState("This session is " + session.status() + " and can't be paused.");
            }
            sessions.status(organization, id, SessionStatus.PAUSED, null);
            agents.wishBreak(organization, peek.userId(), reason);
            if (agent.callId() == null) {
                connect.release(organization, agents.lock(organization, peek.userId()));
            }
        });
    }

    /// Hangs up the session's own calls and keeps its figures; a shared campaign goes on.
    public void stopSession(OrganizationId organization, SessionId id, String reason) {
        provider.carryOut(store.engine(organization, () -> {
            Session peek = session(organization, id);
            Campaign campaign = locked(organization, peek.campaignId());
            agents.lock(organization, peek.userId());
            Session session = sessions.lock(organization, id).orElseThrow();
            if (session.status() == SessionStatus.ENDED) {
                throw Problem.notInState("This session has ended already.");
            }
            endSession(organization, session, reason);
            if (campaign.adHoc() && !campaign.status().isOver()) {
                campaigns.status(organization, campaign.id(), CampaignStatus.STOPPED, null);
                agenda.done(organization, Kind.CAMPAIGN, campaign.id().value());
            }
            return hangUp(
                    organization,
                    calls.live(organization, campaign.id()).stream()
                            .filter(call -> id.equals(call.sessionId()))
                            .toList());
        }));
    }

    /// Lets the agent go unless they still talk or wrap up: then they are let go by the disposition.
    private void endSession(OrganizationId organization, Session session, String reason) {
        Agent agent = agents.lock(organization, session.userId());
        sessions.status(organization, session.id(), SessionStatus.ENDED, reason);
        if (session.id().equals(agent.sessionId()) && agent.callId() == null) {
            connect.release(organization, agent);
        }
    }

    private List<Order> hangUp(OrganizationId organization, List<Call> live) {
        var orders = new ArrayList<Order>();
        Instant now = launches.now();
        for (Call call : live) {
            if (calls.askCancel(organization, call.id(), CancelReason.STOPPED, now.plus(times.order()))) {
                orders.add(Order.end(call, CallDesk.ref(organization, call)));
            }
        }
        return orders;
    }

    private void onAgenda(OrganizationId organization, CampaignId campaign) {
        agenda.ensure(organization, Kind.CAMPAIGN, campaign.value());
        agenda.ensure(organization, Kind.RECONCILE, organization.value());
        agenda.ensure(organization, Kind.SWEEP, organization.value());
    }

    private Campaign locked(OrganizationId organization, CampaignId id) {
        return campaigns.lock(organization, id).orElseThrow(() -> Problem.notFound("campaign"));
    }

    private Session session(OrganizationId organization, SessionId id) {
        return sessions.find(organization, id).orElseThrow(() -> Problem.notFound("session"));
    }
}

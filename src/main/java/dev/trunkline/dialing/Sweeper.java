package dev.trunkline.dialing;

import dev.trunkline.agents.Agent;
import dev.trunkline.agents.AgentRepository;
import dev.trunkline.agents.SessionRepository;
import dev.trunkline.calls.Call;
import dev.trunkline.calls.CallRepository;
import dev.trunkline.campaigns.Campaign;
import dev.trunkline.campaigns.CampaignRepository;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.SessionId;
import dev.trunkline.ids.UserId;
import dev.trunkline.problem.Problem;
import dev.trunkline.store.Store;
import dev.trunkline.store.Sweep;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ends what people left open: wrap-ups beyond their limit, sessions nobody has touched. Row by row.
public class Sweeper implements Sweep {

    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);
    private static final int AT_ONCE = 100;

    private final Store store;
    private final AgentRepository agents;
    private final SessionRepository sessions;
    private final CallRepository calls;
    private final CampaignRepository campaigns;
    private final LaunchRepository launches;
    private final DispositionDesk dispositions;
    private final ControlDesk control;
    private final InstantSource clock;

    Sweeper(
            Store store,
            AgentRepository agents,
            SessionRepository sessions,
            CallRepository calls,
            CampaignRepository campaigns,
            LaunchRepository launches,
            DispositionDesk dispositions,
            ControlDesk control,
            InstantSource clock) {
        this.store = store;
        this.agents = agents;
        this.sessions = sessions;
        this.calls = calls;
        this.campaigns = campaigns;
        this.launches = launches;
        this.dispositions = dispositions;
        this.control = control;
        this.clock = clock;
    }

    @Override
    public void step(OrganizationId organization) {
        Instant now = clock.instant();
        for (UserId user : store.engine(organization, () -> agents.wrapUpsOver(organization, now, AT_ONCE))) {
            guarded("wrap-up of " + user, () -> endWrapUp(organization, user));
        }
        List<SessionId> idle = store.engine(
                organization, () -> sessions.idle(organization, now.minus(launches.sessionTimeout(organization))));
        for (SessionId session : idle) {
            guarded("session " + session, () -> control.stopSession(organization, session, "timed-out"));
        }
    }

    private void endWrapUp(OrganizationId organization, UserId user) {
        String outcome = store.engine(organization, () -> {
            Agent agent = agents.find(organization, user).orElseThrow();
            if (agent.callId() == null) {
                return null;
            }
            Call call = calls.find(organization, agent.callId()).orElseThrow();
            Campaign campaign = call.campaignId() == null
                    ? null
                    : campaigns.find(organization, call.campaignId()).orElse(null);
            return campaign == null ? "connected" : campaign.defaultDisposition();
        });
        Agent agent = store.engine(organization, () -> agents.find(organization, user))
                .orElseThrow();
        if (outcome != null && agent.callId() != null) {
            dispositions.dispose(organization, new DispositionDesk.Said(agent.callId(), outcome, null, null, null));
        }
    }

    private static void guarded(String what, Runnable work) {
        try {
            work.run();
        } catch (Problem e) {
            LOG.debug("{}: somebody was faster: {}", what, e.detail());
        } catch (RuntimeException e) {
            LOG.warn("{} could not be swept; the others go on", what, e);
        }
    }
}

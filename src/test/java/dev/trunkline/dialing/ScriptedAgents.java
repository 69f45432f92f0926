package dev.trunkline.dialing;

import dev.trunkline.agents.Agent;
import dev.trunkline.agents.AgentRepository;
import dev.trunkline.agents.AgentStatus;
import dev.trunkline.agents.SessionRepository;
import dev.trunkline.campaigns.CampaignMode;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.SessionId;
import dev.trunkline.ids.UserId;
import dev.trunkline.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Agents who sit in a campaign, say what came of a call some time after it, and are always there.
public final class ScriptedAgents {

    private record Seat(UserId user, SessionId session) {}

    private final Floor floor;
    private final OrganizationId organization;
    private final CampaignId campaign;
    private final Supplier<Duration> wrapUp;
    private final List<Seat> seats = new ArrayList<>();

    /// @param wrapUp how long the next wrap-up takes
    public ScriptedAgents(Floor floor, OrganizationId organization, CampaignId campaign, Supplier<Duration> wrapUp) {
        this.floor = floor;
        this.organization = organization;
        this.campaign = campaign;
        this.wrapUp = wrapUp;
    }

    public UserId sitDown() {
        UserId user = floor.user(organization, "Agent " + (seats.size() + 1));
        SessionId session = floor.store.engine(
                organization,
                () -> floor.get(SessionRepository.class)
                        .create(organization, user, campaign, null, CampaignMode.PREDICTIVE, 1, List.of()));
        floor.get(ControlDesk.class).startSession(organization, session);
        seats.add(new Seat(user, session));
        return user;
    }

    /// Those whose wrap-up has lasted long enough dispose of their call; everybody gives a sign of life.
    public void step(Instant now) {
        for (Seat seat : seats) {
            floor.get(PresenceDesk.class).seen(organization, seat.user());
            Agent agent = floor.store
                    .engine(organization, () -> floor.get(AgentRepository.class).find(organization, seat.user()))
                    .orElseThrow();
            if (agent.status() == AgentStatus.WRAP_UP
                    && agent.callId() != null
                    && !agent.since().plus(wrapUp.get()).isAfter(now)) {
                try {
                    floor.get(DispositionDesk.class)
                            .dispose(
                                    organization,
                                    new DispositionDesk.Said(agent.callId(), "connected", null, null, seat.user()));
                } catch (Problem e) {
                    // The campaign was faster: it ended, or the wrap-up limit came first.
                    assert e.status() < 500;
                }
            }
        }
    }
}

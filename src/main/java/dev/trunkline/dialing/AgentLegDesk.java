package dev.trunkline.dialing;

import dev.trunkline.agents.Agent;
import dev.trunkline.agents.AgentRepository;
import dev.trunkline.dialing.AgendaRepository.Kind;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.UserId;
import dev.trunkline.store.Store;
import dev.trunkline.store.Sweep;
import dev.trunkline.telephony.AgentLegEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.springframework.stereotype.Component;

/// An agent's audio came or went. Without it no call is given to them; the call they are on is not cut. Lines nothing
/// was heard of for a while are asked about, so a lost word neither keeps an agent away nor offers one who has gone.
@Component
class AgentLegDesk implements Consumer<AgentLegEvent>, Sweep {

    /// From a line's opening to its confirmation, and between two looks at one that is not confirmed.
    static final Duration CONFIRMED_WITHIN = Duration.ofSeconds(3);

    /// Between two looks at a line that is up.
    static final Duration LOOK_AGAIN = Duration.ofSeconds(30);

    private static final int AT_ONCE = 20;

    private final Store store;
    private final AgentRepository agents;
    private final AgendaRepository agenda;
    private final LaunchRepository launches;
    private final Providers providers;
    private final ProviderDesk provider;
    private final InstantSource clock;

    AgentLegDesk(
            Store store,
            AgentRepository agents,
            AgendaRepository agenda,
            LaunchRepository launches,
            Providers providers,
            ProviderDesk provider,
            InstantSource clock) {
        this.store = store;
        this.agents = agents;
        this.agenda = agenda;
        this.launches = launches;
        this.providers = providers;
        this.provider = provider;
        this.clock = clock;
    }

    @Override
    public void accept(AgentLegEvent event) {
        OrganizationId organization = event.organization();
        Instant now = clock.instant();
        switch (event) {
            case AgentLegEvent.Opened opened ->
                changed(organization, opened.agent(), user -> {
                    agenda.ensure(organization, Kind.SWEEP, organization.value());
                    return agents.audioOpened(organization, user, opened.legId(), now.plus(CONFIRMED_WITHIN));
                });
            case AgentLegEvent.Came came ->
                changed(
                        organization,
                        came.agent(),
                        user -> agents.audioCame(organization, user, came.legId(), now.plus(LOOK_AGAIN)));
            case AgentLegEvent.Went went ->
                changed(organization, went.agent(), user -> agents.audioWent(organization, user, went.legId()));
            case AgentLegEvent.AllWent _ -> store.engine(organization, () -> agents.allAudioWent(organization));
        }
    }

    private void changed(OrganizationId organization, UserId user, Predicate<UserId> change) {
        provider.carryOut(store.engine(organization, () -> {
            Agent agent = agents.lock(organization, user);
            return change.test(user) && agent.campaignId() != null
                    ? List.<Order>of(
                            new Order.Match(organization, agent.campaignId()),
                            new Order.Wake(organization, agent.campaignId()))
                    : PoolDesk.passedOver(organization, agent);
        }));
    }

    @Override
    public void step(OrganizationId organization) {
        Instant now = clock.instant();
        List<AgentRepository.Leg> due =
                store.engine(organization, () -> agents.legsToCheck(organization, now, AT_ONCE));
        if (due.isEmpty()) {
            return;
        }
        String name =
                store.engine(organization, () -> launches.facts(organization)).provider();
        for (AgentRepository.Leg leg : due) {
            switch (providers.get(name).agentLeg(organization, leg.userId(), leg.legId())) {
                case LIVE -> accept(new AgentLegEvent.Came(organization, leg.userId(), leg.legId()));
                case GONE -> accept(new AgentLegEvent.Went(organization, leg.userId(), leg.legId()));
                case OPEN, UNKNOWN -> {}
            }
            Instant next = now.plus(leg.live() ? LOOK_AGAIN : CONFIRMED_WITHIN);
            changed(organization, leg.userId(), user -> agents.checkLegLater(organization, user, next));
        }
    }
}

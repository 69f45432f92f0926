package dev.trunkline.dialing;

import dev.trunkline.agents.Agent;
import dev.trunkline.agents.AgentRepository;
import dev.trunkline.store.Store;
import dev.trunkline.telephony.AgentLegEvent;
import java.util.List;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;

/// An agent's audio came or went. Without it no call is given to them; the call they are on is not cut.
@Component
class AgentLegDesk implements Consumer<AgentLegEvent> {

    private final Store store;
    private final AgentRepository agents;
    private final ProviderDesk provider;

    AgentLegDesk(Store store, AgentRepository agents, ProviderDesk provider) {
        this.store = store;
        this.agents = agents;
        this.provider = provider;
    }

    @Override
    public void accept(AgentLegEvent event) {
        var organization = event.organization();
        provider.carryOut(store.engine(organization, () -> {
            Agent agent = agents.lock(organization, event.agent());
            boolean changed = event.live()
                    ? agents.audioCame(organization, event.agent(), event.legId())
                    : agents.audioWent(organization, event.agent(), event.legId());
            return changed && agent.campaignId() != null
                    ? List.<Order>of(
                            new Order.Match(organization, agent.campaignId()),
                            new Order.Wake(organization, agent.campaignId()))
                    : List.of();
        }));
    }
}

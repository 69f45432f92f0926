package dev.trunkline.dialing;

import dev.trunkline.agents.Agent;
import dev.trunkline.agents.AgentRepository;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.UserId;
import dev.trunkline.store.Store;
import dev.trunkline.store.Sweep;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who is there. Anything a signed-in person's browser or program asks for is a sign of life; an agent without one for
/// longer than the lease is shown as disconnected and gets no new call, keeps the call at hand, and on their return
/// finds everything as it was.
public class PresenceDesk implements Sweep {

    private static final Logger LOG = LoggerFactory.getLogger(PresenceDesk.class);

    /// The stream is pinged every 5 s, the sweep comes every second: within 15 s of the last sign an agent is marked.
    static final Duration LEASE = Duration.ofMillis(13_500);

    /// Browsers need a moment to find a server that has just started.
    private static final Duration GRACE = Duration.ofSeconds(10);

    /// A sign of life that follows another this closely is not written.
    private static final Duration FRESH = Duration.ofSeconds(2);

    private static final int AT_ONCE = 500;

    private record Key(OrganizationId organization, UserId user) {}

    private final Store store;
    private final AgentRepository agents;
    private final ProviderDesk provider;
    private final InstantSource clock;
    private final Instant began;
    private final ConcurrentHashMap<Key, Instant> written = new ConcurrentHashMap<>();

    PresenceDesk(Store store, AgentRepository agents, ProviderDesk provider, InstantSource clock) {
        this.store = store;
        this.agents = agents;
        this.provider = provider;
        this.clock = clock;
        this.began = clock.instant();
    }

    /// Notes a sign of life; cheap when there was one just before.
    public void seen(OrganizationId organization, UserId user) {
        Instant now = clock.instant();
        var key = new Key(organization, user);
        Instant last = written.get(key);
        if (last != null && last.plus(FRESH).isAfter(now)) {
            return;
        }
        written.put(key, now);
        boolean away = store.web(organization, () -> agents.seen(organization, user));
        if (away) {
            provider.carryOut(store.engine(organization, () -> back(organization, user)));
        }
    }

    private List<Order> back(OrganizationId organization, UserId user) {
        Agent agent = agents.lock(organization, user);
        agents.reconnect(organization, user);
        return agent.campaignId() == null
                ? List.of()
                : List.of(
                        new Order.Match(organization, agent.campaignId()),
                        new Order.Wake(organization, agent.campaignId()));
    }

    /// Marks those whose lease is over, one by one.
    @Override
    public void step(OrganizationId organization) {
        Instant now = clock.instant();
        if (now.isBefore(began.plus(GRACE))) {
            return;
        }
        Instant limit = now.minus(LEASE);
        written.values().removeIf(at -> at.isBefore(limit));
        for (UserId user : store.engine(organization, () -> agents.vanished(organization, limit, AT_ONCE))) {
            try {
                provider.carryOut(store.engine(organization, () -> {
                    Agent agent = agents.lock(organization, user);
                    boolean gone = agents.disconnect(organization, user, limit);
                    return gone && agent.campaignId() != null
                            ? List.<Order>of(new Order.Wake(organization, agent.campaignId()))
                            : PoolDesk.passedOver(organization, agent);
                }));
            } catch (RuntimeException e) {
                LOG.warn("agent {} could not be marked as disconnected; the others go on", user, e);
            }
        }
    }
}

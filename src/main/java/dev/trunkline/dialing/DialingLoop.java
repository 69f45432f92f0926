package dev.trunkline.dialing;

import dev.trunkline.campaigns.QueueRepository;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ticks the campaigns of this node: at once when something of them changed, and when a time they wait for has come.
/// One tick per campaign at a time; a wake during a tick means one more tick after it, never a lost one.
public class DialingLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DialingLoop.class);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    /// Another node ticks the campaign, or somebody changes it: that is over soon.
    private static final Duration AFTER_OTHERS = Duration.ofMillis(100);

    private record Key(OrganizationId organization, CampaignId campaign) {}

    private final Store store;
    private final QueueRepository queue;
    private final DialingDesk desk;
    private final LaunchDesk launch;
    private final ProviderDesk provider;
    private final InstantSource clock;
    /// Wakes not yet served, per campaign; absent: no tick is running.
    private final ConcurrentHashMap<Key, AtomicInteger> pending = new ConcurrentHashMap<>();
    /// The earliest wake that is set, per campaign.
    private final ConcurrentHashMap<Key, Instant> alarms = new ConcurrentHashMap<>();
    private final Crew crew;
    private volatile boolean open = true;

    DialingLoop(
            Store store,
            QueueRepository queue,
            DialingDesk desk,
            LaunchDesk launch,
            ProviderDesk provider,
            Wakes wakes,
            InstantSource clock,
            Crew crew) {
        this.store = store;
        this.queue = queue;
        this.desk = desk;
        this.launch = launch;
        this.provider = provider;
        this.clock = clock;
        this.crew = crew;
        wakes.heardBy(this::wake);
    }

    void wake(OrganizationId organization, CampaignId campaign) {
        var key = new Key(organization, campaign);
        AtomicInteger waiting = pending.compute(key, (_, count) -> {
            AtomicInteger counter = count == null ? new AtomicInteger() : count;
            counter.incrementAndGet();
            return counter;
        });
        if (open && waiting.get() == 1) {
            crew.now(() -> serve(key));
        }
    }

    private void serve(Key key) {
        AtomicInteger waiting = pending.get(key);
        if (waiting == null || !open) {
            return;
        }
        int served = waiting.get();
        Ticked ticked = tick(key.organization(), key.campaign());
        if (ticked.next() != null) {
            setAlarm(key, ticked.next());
        }
        if (ticked.calm().isPositive()) {
            crew.at(clock.instant().plus(ticked.calm()), () -> again(key, served));
        } else {
            again(key, served);
        }
    }

    /// Wakes that came during the tick and the rest after it are served by one more; without any, the campaign is at
    /// rest.
    private void again(Key key, int served) {
        if (pending.computeIfPresent(key, (_, count) -> count.addAndGet(-served) == 0 ? null : count) != null) {
            crew.now(() -> serve(key));
        }
    }

    /// One tick now. Answers when to look again at the latest; null: the campaign does not run.
    public @Nullable Instant step(OrganizationId organization, CampaignId campaign) {
        return tick(organization, campaign).next();
    }

    /// @param calm how long what happens may wait for the next tick
    private record Ticked(@Nullable Instant next, Duration calm) {}

    private Ticked tick(OrganizationId organization, CampaignId campaign) {
        try {
            DialingDesk.Tick tick = desk.tick(organization, campaign);
            launch.launch(organization, tick.intents());
            provider.carryOut(tick.orders());
            if (!tick.filled()) {
                store.web(organization, () -> queue.fill(organization, campaign));
                return new Ticked(clock.instant(), tick.calm());
            }
            return new Ticked(tick.next(), tick.calm());
        } catch (RuntimeException e) {
            if (Store.isLockTimeout(e)) {
                LOG.debug("campaign {} is in other hands; its tick waits", campaign);
                return new Ticked(clock.instant().plus(AFTER_OTHERS), Duration.ZERO);
            }
            LOG.warn("a tick of campaign {} failed; it is tried again", campaign, e);
            return new Ticked(clock.instant().plus(AFTER_FAILURE), Duration.ZERO);
        }
    }

    private void setAlarm(Key key, Instant at) {
        Instant set = alarms.merge(key, at, (a, b) -> a.isBefore(b) ? a : b);
        if (!set.equals(at) || !open) {
            return;
        }
        crew.at(at, () -> {
            alarms.remove(key, at);
            wake(key.organization(), key.campaign());
        });
    }

    @Override
    public void close() {
        open = false;
        crew.close();
    }
}

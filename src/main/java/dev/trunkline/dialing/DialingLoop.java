package dev.trunkline.dialing;

import dev.trunkline.campaigns.QueueRepository;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ticks the campaigns of this node: at once when something of them changed, and when a time they wait for has come.
/// One tick per campaign at a time; a wake during a tick means one more tick after it, never a lost one.
public class DialingLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DialingLoop.class);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

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
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("dialing-timer").factory());
    private volatile boolean open = true;

    DialingLoop(
            Store store,
            QueueRepository queue,
            DialingDesk desk,
            LaunchDesk launch,
            ProviderDesk provider,
            Wakes wakes,
            InstantSource clock) {
        this.store = store;
        this.queue = queue;
        this.desk = desk;
        this.launch = launch;
        this.provider = provider;
        this.clock = clock;
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
            threads.execute(() -> serve(key));
        }
    }

    private void serve(Key key) {
        AtomicInteger waiting = pending.get(key);
        while (waiting != null && open) {
            int served = waiting.get();
            Instant next = step(key.organization(), key.campaign());
            if (next != null) {
                setAlarm(key, next);
            }
            // Wakes that came during the tick are served by one more; without any, the campaign is at rest.
            waiting = pending.computeIfPresent(key, (_, count) -> count.addAndGet(-served) == 0 ? null : count);
        }
    }

    /// One tick now. Answers when to look again at the latest; null: the campaign does not run.
    public @org.jspecify.annotations.Nullable Instant step(OrganizationId organization, CampaignId campaign) {
        try {
            DialingDesk.Tick tick = desk.tick(organization, campaign);
            launch.launch(organization, tick.intents());
            provider.carryOut(tick.orders());
            rest(tick.calm());
            if (!tick.filled()) {
                store.web(organization, () -> queue.fill(organization, campaign));
                return clock.instant();
            }
            return tick.next();
        } catch (RuntimeException e) {
            LOG.warn("a tick of campaign {} failed; it is tried again", campaign, e);
            return clock.instant().plus(AFTER_FAILURE);
        }
    }

    /// What happens meanwhile is served by one tick.
    private static void rest(Duration calm) {
        if (calm.isPositive()) {
            try {
                Thread.sleep(calm);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // wake does not throw
    private void setAlarm(Key key, Instant at) {
        Instant set = alarms.merge(key, at, (a, b) -> a.isBefore(b) ? a : b);
        if (!set.equals(at) || !open) {
            return;
        }
        timer.schedule(
                () -> {
                    alarms.remove(key, at);
                    wake(key.organization(), key.campaign());
                },
                Math.max(1, Duration.between(clock.instant(), at).toMillis()),
                TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        open = false;
        timer.shutdownNow();
        threads.close();
    }
}

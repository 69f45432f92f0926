package dev.trunkline.live;

import dev.trunkline.ids.OrganizationId;
import dev.trunkline.problem.Problem;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/// Knows who watches which organization on this node, and brings the two together.
@Component
public class LiveDesk {

    private static final Duration START_PATIENCE = Duration.ofSeconds(5);

    private final LiveRepository objects;
    private final LiveSettings settings;
    private final Map<OrganizationId, FeedLoop> feeds = new ConcurrentHashMap<>();
    private final AtomicInteger streams = new AtomicInteger();
    private final CountDownLatch firstRead = new CountDownLatch(1);
    private volatile @Nullable Position position;
    private volatile boolean closed;

    LiveDesk(LiveRepository objects, LiveSettings settings, MeterRegistry meters) {
        this.objects = objects;
        this.settings = settings;
        Gauge.builder("trunkline.live.subscribers", streams, AtomicInteger::get)
                .description("Open event streams on this node")
                .register(meters);
    }

    /// What became visible since the last call. Never waits.
    void publish(List<Change> changes) {
        var byOrganization = new LinkedHashMap<OrganizationId, List<Change>>();
        for (Change change : changes) {
            byOrganization
                    .computeIfAbsent(change.organization(), _ -> new ArrayList<>())
                    .add(change);
        }
        byOrganization.forEach((organization, own) -> {
            FeedLoop feed = feeds.get(organization);
            if (feed != null) {
                feed.publish(own);
            }
        });
    }

    /// Everything that `snapshot` saw was published.
    void reached(Snapshot snapshot) {
        position = snapshot.position();
        firstRead.countDown();
    }

    void reloadAll(String reason) {
        feeds.values().forEach(feed -> feed.reload(reason));
    }

    /// An open stream and how far its organization's changes are handed out.
    record Seat(Subscriber subscriber, FeedLoop feed) {}

    /// From now on everything the subscription wants is put in the subscriber's outbox.
    Seat take(Subscription subscription) {
        if (closed || !read()) {
            throw Problem.of(503, "not-ready", "This server is starting or stopping. Try again in a few seconds.");
        }
        if (streams.incrementAndGet() > settings.streams()) {
            streams.decrementAndGet();
            throw Problem.of(503, "too-many-streams", "This server has no room for another stream. Poll instead.");
        }
        var subscriber = new Subscriber(subscription, new Outbox(settings.objects(), settings.bytes()));
        FeedLoop feed = feeds.compute(subscription.caller().organization(), (organization, open) -> {
            FeedLoop joined = open == null ? started(organization) : open;
            joined.add(subscriber);
            return joined;
        });
        if (closed) {
            subscriber.outbox().close();
        }
        return new Seat(subscriber, feed);
    }

    void leave(Seat seat) {
        streams.decrementAndGet();
        feeds.computeIfPresent(seat.subscriber().subscription().caller().organization(), (_, feed) -> {
            if (feed.remove(seat.subscriber())) {
                feed.end();
                return null;
            }
            return feed;
        });
    }

    /// Ends all streams, so that a stopping server need not wait for them; clients come back to another node.
    @EventListener(ContextClosedEvent.class)
    public void close() {
        closed = true;
        feeds.values().forEach(FeedLoop::close);
    }

    /// Browsers don't come back after an error, so a client that is early waits a little.
    private boolean read() {
        try {
            return firstRead.await(START_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private FeedLoop started(OrganizationId organization) {
        var feed = new FeedLoop(organization, objects, this::position);
        feed.start();
        return feed;
    }

    private Position position() {
        Position known = position;
        if (known == null) {
            throw new IllegalStateException("the change log has not been read yet");
        }
        return known;
    }
}

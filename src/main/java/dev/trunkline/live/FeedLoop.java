package dev.trunkline.live;

import dev.trunkline.access.ObjectKind;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.live.LiveRepository.Loaded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The changes of one organization on their way to the people who watch it: loads each changed object once, gives it
/// to everybody who may see it and wants it. Lives while somebody watches.
final class FeedLoop {

    private static final Logger LOG = LoggerFactory.getLogger(FeedLoop.class);
    private static final int CHUNK_OBJECTS = 250;
    private static final int PENDING_MAX = 5_000;
    private static final int ATTEMPTS_MAX = 6;
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(100);

    private final OrganizationId organization;
    private final LiveRepository objects;
    private final Supplier<Position> position;
    private final Set<Subscriber> subscribers = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition something = lock.newCondition();
    private Map<Change.Key, Change> pending = new LinkedHashMap<>();
    private boolean loading;
    private boolean ended;
    private Position reached;

    /// @param position before which every change was published
    FeedLoop(OrganizationId organization, LiveRepository objects, Supplier<Position> position) {
        this.organization = organization;
        this.objects = objects;
        this.position = position;
        this.reached = position.get();
    }

    void start() {
        Thread.ofVirtual().name("feed-" + organization).start(this::run);
    }

    void add(Subscriber subscriber) {
        subscribers.add(subscriber);
    }

    /// True when nobody is left.
    boolean remove(Subscriber subscriber) {
        subscribers.remove(subscriber);
        return subscribers.isEmpty();
    }

    void end() {
        lock.lock();
        try {
            ended = true;
            something.signal();
        } finally {
            lock.unlock();
        }
    }

    void publish(List<Change> changes) {
        lock.lock();
        try {
            for (Change change : changes) {
                Change.Key key = change.key();
                if (key != null && wanted(key.kind())) {
                    pending.putIfAbsent(key, change);
                } else if (change.kind().equals(Change.ACCESS)) {
                    endStreamsOf(change);
                }
            }
            if (pending.size() > PENDING_MAX) {
                pending.clear();
                reload("too-many-changes");
            }
            something.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Everything before this position is in the outboxes.
    Position reached() {
        // Read before looking at what is pending: whatever came before it is pending or done by now.
        Position published = position.get();
        lock.lock();
        try {
            if (pending.isEmpty() && !loading) {
                reached = published;
            }
            return reached;
        } finally {
            lock.unlock();
        }
    }

    void reload(String reason) {
        subscribers.forEach(subscriber -> subscriber.outbox().reload(reason));
    }

    void close() {
        subscribers.forEach(subscriber -> subscriber.outbox().close());
    }

    private boolean wanted(ObjectKind kind) {
        for (Subscriber subscriber : subscribers) {
            if (subscriber.subscription().wants(kind)) {
                return true;
            }
        }
        return false;
    }

    private void endStreamsOf(Change access) {
        for (Subscriber subscriber : subscribers) {
            if (subscriber.subscription().caller().user().value().equals(access.ref())) {
                subscriber.outbox().close();
            }
        }
    }

    private void run() {
        int attempts = 0;
        try {
            for (List<Change> chunk = take(); chunk != null; chunk = take()) {
                attempts = push(chunk) ? 0 : attempts + 1;
                if (attempts == ATTEMPTS_MAX) {
                    attempts = 0;
                    reload("unavailable");
                } else if (attempts > 0) {
                    putBack(chunk);
                    Thread.sleep(BETWEEN_ATTEMPTS.multipliedBy(attempts));
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean push(List<Change> chunk) {
        try {
            objects.load(organization, chunk).forEach(this::handOut);
            return true;
        } catch (RuntimeException e) {
            LOG.error("{} changed objects of organization {} can't be loaded", chunk.size(), organization, e);
            return false;
        }
    }

    private void handOut(Loaded loaded) {
        Frame frame = null;
        for (Subscriber subscriber : subscribers) {
            if (subscriber.subscription().wants(loaded.key().kind(), loaded.object())) {
                frame = frame == null ? objects.frame(loaded) : frame;
                subscriber.outbox().offer(frame);
            }
        }
    }

    /// The next changes to push, waiting for some; null when nobody watches any more. The chunk before is done.
    private @Nullable List<Change> take() throws InterruptedException {
        lock.lock();
        try {
            loading = false;
            while (pending.isEmpty() && !ended) {
                something.await();
            }
            if (ended) {
                return null;
            }
            var chunk = new ArrayList<Change>();
            var rest = pending.values().iterator();
            while (rest.hasNext() && chunk.size() < CHUNK_OBJECTS) {
                chunk.add(rest.next());
                rest.remove();
            }
            loading = true;
            return chunk;
        } finally {
            lock.unlock();
        }
    }

    private void putBack(List<Change> chunk) {
        lock.lock();
        try {
            var again = new LinkedHashMap<Change.Key, Change>();
            for (Change change : chunk) {
                Change.Key key = change.key();
                if (key != null) {
                    again.put(key, change);
                }
            }
            pending.forEach(again::putIfAbsent);
            pending = again;
        } finally {
            lock.unlock();
        }
    }
}

package dev.trunkline.live;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What one client has still to be sent: each object once, its newest state, in the order of its first change.
/// Bounded; a client too slow for the bound loses the queue and is told to reload. Putting in never waits.
final class Outbox {

    /// Everything that waited, taken out at once.
    ///
    /// @param reload why the client must fetch everything anew; nothing follows
    /// @param closed no more will come
    record Drain(List<Frame> frames, @Nullable String reload, boolean closed) {}

    private final int objectsMax;
    private final int bytesMax;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition something = lock.newCondition();
    private final Map<Change.Key, Frame> waiting = new LinkedHashMap<>();
    private int bytes;
    private @Nullable String reload;
    private boolean closed;

    Outbox(int objectsMax, int bytesMax) {
        this.objectsMax = objectsMax;
        this.bytesMax = bytesMax;
    }

    void offer(Frame frame) {
        lock.lock();
        try {
            if (closed || reload != null) {
                return;
            }
            Frame older = waiting.put(frame.key(), frame);
            bytes += frame.bytes() - (older == null ? 0 : older.bytes());
            if (waiting.size() > objectsMax || bytes > bytesMax) {
                giveUp("too-slow");
            }
            something.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Throws away what waits; the client is told why and the stream ends.
    void reload(String reason) {
        lock.lock();
        try {
            if (reload == null) {
                giveUp(reason);
            }
            something.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Lets what waits be sent, then ends the stream.
    void close() {
        lock.lock();
        try {
            closed = true;
            something.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Waits until there is something to drain, at most this long.
    void await(Duration atMost) throws InterruptedException {
        long left = atMost.toNanos();
        lock.lock();
        try {
            while (waiting.isEmpty() && reload == null && !closed && left > 0) {
                left = something.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    Drain drain() {
        lock.lock();
        try {
            var frames = List.copyOf(waiting.values());
            waiting.clear();
            bytes = 0;
            return new Drain(frames, reload, closed);
        } finally {
            lock.unlock();
        }
    }

    private void giveUp(String reason) {
        waiting.clear();
        bytes = 0;
        reload = reason;
    }
}

package dev.trunkline.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trunkline.ids.OrganizationId;
import dev.trunkline.live.LiveDesk.Seat;
import dev.trunkline.live.LiveRepository.Loaded;
import dev.trunkline.live.Outbox.Drain;
import dev.trunkline.store.Store;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// Writes one client's stream on the client's own virtual thread, until the client leaves, is too slow, or has to
/// prove again who it is.
@Component
class StreamLoop {

    private static final Logger LOG = LoggerFactory.getLogger(StreamLoop.class);
    private static final int REPLAY_CHUNK = 250;
    /// After a restart everybody comes back at once; requests must still find a connection.
    private static final int REPLAYS_MAX = 1;

    private final Store store;
    private final ReplayRepository log;
    private final LiveRepository objects;
    private final LiveSettings settings;
    private final InstantSource clock;
    private final JsonMapper json;
    private final Semaphore replays = new Semaphore(REPLAYS_MAX, true);
    private final Timer lag;
    private final Counter dropped;

    StreamLoop(
            Store store,
            ReplayRepository log,
            LiveRepository objects,
            LiveSettings settings,
            InstantSource clock,
            JsonMapper json,
            MeterRegistry meters) {
        this.store = store;
        this.log = log;
        this.objects = objects;
        this.settings = settings;
        this.clock = clock;
        this.json = json;
        this.lag = Timer.builder("trunkline.live.lag")
                .description("From the start of the transaction that changed an object to its event being written")
                .serviceLevelObjectives(
                        Duration.ofMillis(10),
                        Duration.ofMillis(25),
                        Duration.ofMillis(50),
                        Duration.ofMillis(100),
                        Duration.ofMillis(250),
                        Duration.ofSeconds(1))
                .register(meters);
        this.dropped = Counter.builder("trunkline.live.dropped")
                .description("Streams ended because their client had to reload")
                .register(meters);
    }

    /// @param lastEventId the position the client resumes from, if it says one
    /// @throws IOException when the client is gone
    void run(Seat seat, @Nullable String lastEventId, OutputStream out) throws IOException {
        try {
            new Stream(seat, out).run(lastEventId);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// One client's stream and how far it was written.
    private final class Stream {

        private final Seat seat;
        private final OutputStream out;
        private final long beganNanos = System.nanoTime();
        private Position written;

        Stream(Seat seat, OutputStream out) {
            this.seat = seat;
            this.out = out;
            this.written = seat.feed().reached();
        }

        void run(@Nullable String lastEventId) throws IOException, InterruptedException {
            Position resumed = lastEventId == null ? null : Position.parse(lastEventId);
            Position from = resumed == null ? written : resumed;
            // Clients that lost the same server come back spread over some seconds.
            out.write(("retry: " + ThreadLocalRandom.current().nextInt(500, 2_500) + "\n").getBytes(UTF_8));
            write("hello", Map.of("position", from.toString(), "serverTime", clock.instant()), from);
            out.flush();
            if (resumed != null) {
                replay(resumed);
            } else if (lastEventId != null) {
                reload("unknown-position");
            }
            follow();
        }

        private void follow() throws IOException, InterruptedException {
            long age = (long)
                    (settings.age().toNanos() * ThreadLocalRandom.current().nextDouble(0.9, 1.1));
            long pingedNanos = System.nanoTime();
            while (System.nanoTime() - beganNanos < age) {
                Duration untilPing = settings.ping().minusNanos(System.nanoTime() - pingedNanos);
                seat.subscriber().outbox().await(untilPing);
                // Read before draining: what came before it is in the outbox now, and so in this drain.
                Position reached = seat.feed().reached();
                Drain drain = seat.subscriber().outbox().drain();
                if (drain.reload() != null) {
                    dropped.increment();
                    written = reached;
                    reload(drain.reload());
                    return;
                }
                write(drain.frames(), reached);
                if (System.nanoTime() - pingedNanos >= settings.ping().toNanos()) {
                    pingedNanos = System.nanoTime();
                    write("ping", Map.of("at", clock.instant()), written);
                }
                out.flush();
                long now = System.nanoTime();
                drain.frames().forEach(frame -> lag.record(now - frame.bornNanos(), TimeUnit.NANOSECONDS));
                if (drain.closed()) {
                    return;
                }
            }
        }

        /// Only the last of them moves the position: before it, the others may still get lost.
        private void write(List<Frame> frames, Position reached) throws IOException {
            for (int i = 0; i < frames.size(); i++) {
                frames.get(i).writeTo(out);
                out.write(Event.end(i == frames.size() - 1 ? reached : written));
            }
            written = reached;
        }

        private void replay(Position from) throws IOException, InterruptedException {
            Position reached = seat.feed().reached();
            written = from;
            List<Change> missed = missedSince(from);
            if (missed == null) {
                written = reached;
                reload("too-far-back");
                return;
            }
            for (int done = 0; done < missed.size(); done += REPLAY_CHUNK) {
                List<Change> chunk = missed.subList(done, Math.min(done + REPLAY_CHUNK, missed.size()));
                for (Loaded loaded : objects.load(organization(), chunk)) {
                    if (seat.subscriber().subscription().wants(loaded.key().kind(), loaded.object())) {
                        objects.frame(loaded).writeTo(out);
                        out.write(Event.end(from));
                    }
                }
            }
            written = reached;
            write("ping", Map.of("at", clock.instant()), reached);
            out.flush();
        }

        private @Nullable List<Change> missedSince(Position from) throws InterruptedException {
            replays.acquire();
            try {
                var topics = seat.subscriber().subscription().topics();
                return store.web(
                        organization(), () -> log.changesSince(organization(), from, topics, settings.objects()));
            } catch (RuntimeException e) {
                LOG.warn("What a client missed can't be read; it is told to reload", e);
                return null;
            } finally {
                replays.release();
            }
        }

        private void reload(String reason) throws IOException {
            write("reload", Map.of("reason", reason), written);
            out.flush();
        }

        private void write(String event, Map<String, Object> data, Position id) throws IOException {
            out.write(Event.text(event, json.writeValueAsString(data)));
            out.write(Event.end(id));
        }

        private OrganizationId organization() {
            return seat.subscriber().subscription().caller().organization();
        }
    }
}

package dev.trunkline.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.access.ObjectKind;
import dev.trunkline.live.Outbox.Drain;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class OutboxTest {

    private final Outbox outbox = new Outbox(3, 100);

    @Test
    void an_object_that_changed_five_times_is_sent_once_as_it_is_now() {
        for (int i = 1; i <= 5; i++) {
            outbox.offer(frame(1, "v" + i));
        }
        assertThat(texts(outbox.drain())).containsExactly("v5");
        assertThat(texts(outbox.drain())).isEmpty();
    }

    @Test
    void objects_keep_the_place_of_their_first_change() {
        outbox.offer(frame(1, "a1"));
        outbox.offer(frame(2, "b1"));
        outbox.offer(frame(1, "a2"));
        assertThat(texts(outbox.drain())).containsExactly("a2", "b1");
    }

    @Test
    void too_many_objects_end_in_a_reload_and_free_the_memory() {
        for (int i = 0; i < 4; i++) {
            outbox.offer(frame(i, "x"));
        }
        Drain drain = outbox.drain();
        assertThat(drain.frames()).isEmpty();
        assertThat(drain.reload()).isEqualTo("too-slow");
        outbox.offer(frame(9, "late"));
        assertThat(outbox.drain().frames()).isEmpty();
    }

    @Test
    void too_many_bytes_end_in_a_reload() {
        outbox.offer(frame(1, "x".repeat(60)));
        outbox.offer(frame(1, "y".repeat(90)));
        assertThat(outbox.drain().reload())
                .as("a newer state replaces the older one's bytes")
                .isNull();
        outbox.offer(frame(1, "x".repeat(60)));
        outbox.offer(frame(2, "y".repeat(60)));
        assertThat(outbox.drain().reload()).isEqualTo("too-slow");
    }

    @Test
    void what_waits_when_it_closes_is_still_sent() {
        outbox.offer(frame(1, "a"));
        outbox.close();
        outbox.offer(frame(2, "b"));
        Drain drain = outbox.drain();
        assertThat(texts(drain)).containsExactly("a");
        assertThat(drain.closed()).isTrue();
    }

    @Test
    void whatever_is_offered_each_object_comes_out_at_its_newest_and_within_the_bounds() {
        long seed = 20261121;
        var random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            var box = new Outbox(8, 200);
            var newest = new String[12];
            for (int i = 0; i < random.nextInt(30); i++) {
                int object = random.nextInt(random.nextInt(1, 12));
                newest[object] = object + ":" + i;
                box.offer(frame(object, newest[object]));
            }
            Drain drain = box.drain();
            long distinct = Arrays.stream(newest).filter(text -> text != null).count();
            if (drain.reload() == null) {
                assertThat(texts(drain))
                        .as("seed %d round %d", seed, round)
                        .hasSize((int) distinct)
                        .allSatisfy(text -> assertThat(newest[Integer.parseInt(text.split(":", -1)[0])])
                                .isEqualTo(text));
            } else {
                assertThat(distinct).as("seed %d round %d", seed, round).isGreaterThan(8);
            }
        }
    }

    private static Frame frame(int object, String text) {
        return new Frame(new Change.Key(ObjectKind.CALL, new UUID(0, object)), text.getBytes(UTF_8), 0);
    }

    private static List<String> texts(Drain drain) {
        return drain.frames().stream().map(OutboxTest::text).toList();
    }

    private static String text(Frame frame) {
        var out = new ByteArrayOutputStream();
        try {
            frame.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString(UTF_8);
    }
}

package dev.trunkline.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LaterTest {

    private final List<String> done = new ArrayList<>();

    @Test
    void whoever_waits_is_answered_first() throws IOException {
        Later.first(() -> {
            Later.run(() -> done.add("wake the one"));
            Later.run(() -> done.add("wake the other"));
            done.add("answer");
            return null;
        });
        assertThat(done).containsExactly("answer", "wake the one", "wake the other");
    }

    @Test
    void nothing_that_was_left_is_lost_with_the_answer() {
        assertThatThrownBy(() -> Later.first(() -> {
                    Later.run(() -> done.add("wake"));
                    throw new IOException("whoever waited is gone");
                }))
                .isInstanceOf(IOException.class);
        assertThat(done).containsExactly("wake");
    }

    @Test
    void where_nobody_waits_it_is_done_at_once() {
        Later.run(() -> done.add("wake"));
        assertThat(done).containsExactly("wake");
    }

    @Test
    void what_was_left_waits_for_nobody_itself() {
        Later.first(() -> {
            Later.run(() -> {
                Later.run(() -> done.add("inner"));
                done.add("outer");
            });
            return null;
        });
        assertThat(done).containsExactly("inner", "outer");
    }
}

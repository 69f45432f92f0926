package dev.trunkline.dialing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trunkline.calls.EventSource;
import dev.trunkline.calls.Signal;
import dev.trunkline.ids.CallId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.telephony.ProviderEvent;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TakenMessagesTest {

    private static final ProviderEvent MESSAGE = new ProviderEvent(
            "simulator",
            new OrganizationId(new UUID(0, 1)),
            new CallId(new UUID(0, 2)),
            "line",
            "line:ringing",
            new Signal.Ringing(Instant.EPOCH),
            EventSource.WEBHOOK,
            null);

    private final TakenMessages messages = new TakenMessages();
    private final AtomicInteger taken = new AtomicInteger();

    @Test
    void a_message_that_is_told_again_while_it_is_taken_is_taken_once() throws Exception {
        var begun = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = CompletableFuture.runAsync(
                    () -> messages.once(MESSAGE, () -> {
                        begun.countDown();
                        await(goOn);
                        take();
                    }),
                    threads);
            await(begun);
            var again = CompletableFuture.runAsync(() -> messages.once(MESSAGE, this::take), threads);
            goOn.countDown();
            CompletableFuture.allOf(first, again).get(10, TimeUnit.SECONDS);
        }
        messages.once(MESSAGE, this::take);
        assertThat(taken).hasValue(1);
    }

    @Test
    void a_message_whose_taking_failed_is_taken_when_it_is_told_again() {
        assertThatThrownBy(() -> messages.once(MESSAGE, () -> {
                    throw new IllegalStateException("no database");
                }))
                .hasMessage("no database");
        messages.once(MESSAGE, this::take);
        assertThat(taken).hasValue(1);
    }

    private void take() {
        taken.incrementAndGet();
        messages.add(MESSAGE);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}

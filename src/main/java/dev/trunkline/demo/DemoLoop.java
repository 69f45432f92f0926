package dev.trunkline.demo;

import dev.trunkline.problem.Problem;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/// Keeps the demo company at work, twice a second.
@Component
@ConditionalOnProperty("trunkline.demo")
class DemoLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DemoLoop.class);
    private static final long EVERY_MS = 500;

    private final DemoDesk desk;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("demo").factory());

    DemoLoop(DemoDesk desk) {
        this.desk = desk;
    }

    @EventListener(ApplicationReadyEvent.class)
    @SuppressWarnings("FutureReturnValueIgnored") // step does not throw
    void start() {
        timer.scheduleWithFixedDelay(this::step, 0, EVERY_MS, TimeUnit.MILLISECONDS);
    }

    private void step() {
        try {
            desk.step();
        } catch (Problem e) {
            LOG.debug("the demo waits: {}", e.detail());
        } catch (RuntimeException e) {
            LOG.warn("the demo stumbled and goes on", e);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}

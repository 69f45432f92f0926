package dev.trunkline.dialing;

import dev.trunkline.callbacks.CallbackDesk;
import dev.trunkline.dialing.AgendaRepository.Due;
import dev.trunkline.ids.CallbackId;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.store.Store;
import dev.trunkline.store.Sweep;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes up what is due, of whatever organization, on whichever node looks first. It is the net under the wakes: a
/// node that dies with a wake unserved loses nothing.
public class AgendaLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AgendaLoop.class);
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration LEASE = Duration.ofSeconds(5);
    private static final Duration RECONCILE_EVERY = Duration.ofSeconds(1);
    private static final Duration SWEEP_EVERY = Duration.ofSeconds(1);
    private static final int AT_ONCE = 50;

    private final Store store;
    private final AgendaRepository agenda;
    private final DialingLoop dialing;
    private final Reconciler reconciler;
    private final List<Sweep> sweeps;
    private final CallbackDesk callbacks;
    private final InstantSource clock;
    private final Crew crew;
    private volatile boolean open = true;

    AgendaLoop(
            Store store,
            AgendaRepository agenda,
            DialingLoop dialing,
            Reconciler reconciler,
            List<Sweep> sweeps,
            CallbackDesk callbacks,
            InstantSource clock,
            Crew crew) {
        this.store = store;
        this.agenda = agenda;
        this.dialing = dialing;
        this.reconciler = reconciler;
        this.sweeps = sweeps;
        this.callbacks = callbacks;
        this.clock = clock;
        this.crew = crew;
    }

    /// Begins to look. After a crash calls are reconciled before anything is dialed: their rows come due first.
    public void start() {
        crew.now(this::look);
    }

    private void look() {
        try {
            step();
        } catch (RuntimeException e) {
            LOG.warn("the agenda can't be read; is PostgreSQL there?", e);
        }
        if (open) {
            crew.at(clock.instant().plus(LOOK), this::look);
        }
    }

    /// Claims what is due now and does it, each row by itself.
    public void step() {
        List<Due> due = store.across(() -> agenda.claim(LEASE, AT_ONCE));
        for (Due row : due) {
            crew.now(() -> serve(row));
        }
    }

    private void serve(Due due) {
        try {
            switch (due.kind()) {
                // The lease is the heartbeat: a running campaign is looked at at least that often.
                case CAMPAIGN -> dialing.wake(due.organizationId(), new CampaignId(due.ref()));
                case RECONCILE -> {
                    boolean more = reconciler.step(due.organizationId());
                    again(due, more ? RECONCILE_EVERY : LEASE);
                }
                case SWEEP -> {
                    sweeps.forEach(sweep -> sweep.step(due.organizationId()));
                    again(due, SWEEP_EVERY);
                }
                case CALLBACK -> callbacks.due(due.organizationId(), new CallbackId(due.ref()));
            }
        } catch (RuntimeException e) {
            LOG.warn("{} failed for the {}th time in a row", due, due.failures() + 1, e);
            Instant later = clock.instant().plusSeconds(Math.min(60, 1L << Math.min(6, due.failures())));
            store.across(() -> agenda.failed(due, later, String.valueOf(e.getMessage())));
        }
    }

    private void again(Due due, Duration in) {
        Instant at = clock.instant().plus(in);
        store.across(() -> agenda.again(due, at));
    }

    @Override
    public void close() {
        open = false;
        crew.close();
    }
}

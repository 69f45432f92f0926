package dev.trunkline.dialing;

import dev.trunkline.calls.CallEventType;
import dev.trunkline.calls.CallLine;
import dev.trunkline.calls.CallRepository;
import dev.trunkline.calls.CallStatus;
import dev.trunkline.calls.CancelReason;
import dev.trunkline.calls.EndCause;
import dev.trunkline.calls.EventSource;
import dev.trunkline.calls.Launch;
import dev.trunkline.calls.Signal;
import dev.trunkline.ids.CallId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.store.Store;
import dev.trunkline.telephony.OriginateResult;
import dev.trunkline.telephony.Origination;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks the provider for the calls whose intents a tick has committed. Each is asked for at most once: what is not
/// certain afterwards is left to the reconciler.
public class LaunchDesk implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LaunchDesk.class);

    /// A request that could not leave within this is not made any more: by then the reconciler may have closed the
    /// call.
    private static final Duration FRESH = Duration.ofSeconds(5);

    /// The intent's transaction has read that the call is wanted; what is older than this is read again before the
    /// request leaves: a number that was blocked, a campaign that was paused must not be called a second later.
    private static final Duration READ_HOLDS = Duration.ofMillis(300);

    /// A committed intent and how to ask for it.
    record Intent(String provider, Origination origination, Instant committedAt) {}

    private final Store store;
    private final CallRepository calls;
    private final LaunchRepository launches;
    private final Providers providers;
    private final CallDesk desk;
    private final CheckTimes times;
    private final InstantSource clock;
    private final Crew crew;

    LaunchDesk(
            Store store,
            CallRepository calls,
            LaunchRepository launches,
            Providers providers,
            CallDesk desk,
            CheckTimes times,
            InstantSource clock,
            Crew crew) {
        this.store = store;
        this.calls = calls;
        this.launches = launches;
        this.providers = providers;
        this.desk = desk;
        this.times = times;
        this.clock = clock;
        this.crew = crew;
    }

    void launch(OrganizationId organization, List<Intent> intents) {
        if (intents.isEmpty()) {
            return;
        }
        for (Intent intent : intents) {
            crew.now(() -> {
                try {
                    CallId call = intent.origination().call();
                    Instant now = clock.instant();
                    boolean wanted = isRecent(intent.committedAt(), now) || isStillWanted(organization, call);
                    if (wanted && now.isBefore(intent.committedAt().plus(FRESH))) {
                        ask(organization, intent);
                    } else {
                        withdraw(organization, call);
                    }
                } catch (RuntimeException e) {
                    LOG.warn(
                            "launching call {} failed; the reconciler will look into it",
                            intent.origination().call(),
                            e);
                }
            });
        }
    }

    /// The commit was timed by the database server's clock; one that differs from ours proves nothing.
    private static boolean isRecent(Instant committedAt, Instant now) {
        return Duration.between(committedAt, now).abs().compareTo(READ_HOLDS) < 0;
    }

    private boolean isStillWanted(OrganizationId organization, CallId call) {
        return store.engine(organization, () -> launches.isStillWanted(organization, call));
    }

    private void ask(OrganizationId organization, Intent intent) {
        CallId call = intent.origination().call();
        Instant asked = clock.instant();
        switch (providers.get(intent.provider()).originate(intent.origination())) {
            case OriginateResult.Accepted accepted ->
                desk.accept(
                        organization, call, new Signal.Dialing(asked), EventSource.SYSTEM, accepted.providerCallId());
            case OriginateResult.Refused refused -> {
                store.engine(
                        organization, () -> calls.launched(organization, call, Launch.REFUSED, null, refused.detail()));
                desk.refused(
                        organization,
                        call,
                        new Signal.Ended(clock.instant(), CallStatus.FAILED, refused.cause(), null, refused.detail()),
                        refused.providerDown());
            }
            case OriginateResult.Unknown unknown ->
                store.engine(organization, () -> {
                    calls.launched(organization, call, Launch.UNKNOWN, null, unknown.detail());
                    calls.lock(organization, call).ifPresent(row -> {
                        calls.log(
                                organization,
                                row,
                                CallLine.ours(CallEventType.LAUNCH_UNKNOWN, asked, unknown.detail()));
                        if (row.isLive()) {
                            calls.checkLater(organization, call, asked.plus(times.order()));
                        }
                    });
                });
        }
    }

    /// The request has not left: the call ends as if it had never been meant.
    private void withdraw(OrganizationId organization, CallId call) {
        store.engine(organization, () -> {
            calls.askCancel(organization, call, CancelReason.WITHDRAWN, null);
            calls.launched(organization, call, Launch.REFUSED, null, null);
        });
        desk.accept(
                organization,
                call,
                new Signal.Ended(
                        clock.instant(),
                        CallStatus.CANCELED,
                        EndCause.CANCELED,
                        null,
                        "withdrawn before it was asked for"),
                EventSource.SYSTEM,
                null);
    }

    @Override
    public void close() {
        crew.close();
    }
}

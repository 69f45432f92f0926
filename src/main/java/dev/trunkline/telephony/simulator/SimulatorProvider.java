package dev.trunkline.telephony.simulator;

import dev.trunkline.calls.EndCause;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.problem.Problem;
import dev.trunkline.store.Store;
import dev.trunkline.telephony.AgentLeg;
import dev.trunkline.telephony.Announcement;
import dev.trunkline.telephony.Audio;
import dev.trunkline.telephony.CallAction;
import dev.trunkline.telephony.CallRef;
import dev.trunkline.telephony.Capabilities;
import dev.trunkline.telephony.Lookup;
import dev.trunkline.telephony.MockConfig;
import dev.trunkline.telephony.OriginateResult;
import dev.trunkline.telephony.Origination;
import dev.trunkline.telephony.RecordingRef;
import dev.trunkline.telephony.TelephonyProvider;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// A carrier that exists only in a table. An order's `options` are its {@link MockConfig}: a JSON object, or an array
/// of them from general to specific.
public final class SimulatorProvider implements TelephonyProvider {

    public static final String NAME = "simulator";

    /// How long an organization counts as watched after an order; must be short of what {@link
    /// SimulatorRepository#rest} waits for.
    static final Duration WATCH = Duration.ofSeconds(5);

    private static final Capabilities CAPABILITIES =
            new Capabilities(true, 500, true, true, true, true, true, true, true, true, true, "none", true);

    private final Store store;
    private final SimulatorRepository calls;
    private final Wakeups wakeups;
    private final InstantSource clock;
    private final ConcurrentHashMap<OrganizationId, Instant> watched = new ConcurrentHashMap<>();

    public SimulatorProvider(Store store, SimulatorRepository calls, Wakeups wakeups, InstantSource clock) {
        this.store = store;
        this.calls = calls;
        this.wakeups = wakeups;
        this.clock = clock;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Capabilities capabilities() {
        return CAPABILITIES;
    }

    /// A faster carrier takes as many more calls as they are shorter; `wished` is per second of a real one.
    @Override
    public double callsPerSecond(double wished, String options) {
        return wished * Math.max(1, timeScale(options));
    }

    @Override
    public double timeScale(String options) {
        try {
            return MockConfig.parse(options).speed();
        } catch (Problem wrong) {
            // Each order will say what is wrong.
            return 1;
        }
    }

    @Override
    public OriginateResult originate(Origination order) {
        MockConfig config;
        try {
            config = MockConfig.parse(order.options());
        } catch (Problem wrong) {
            return new OriginateResult.Refused(
                    EndCause.PROVIDER_ERROR, "The simulator can't use its settings: " + wrong.detail(), false);
        }
        CallPlan plan = CallPlan.draw(config, order.to(), order.attempt());
        return store.engine(order.organization(), () -> switch (plan.order()) {
            case ACCEPTED -> new OriginateResult.Accepted(place(order, plan).toString());
            case REFUSED -> {
                calls.insert(order, "refused", null, now());
                yield new OriginateResult.Refused(plan.failure(), Script.why(plan.failure()), false);
            }
            case ANSWER_LOST -> {
                place(order, plan);
                yield timedOut();
            }
            case ORDER_LOST -> {
                if (calls.wasLost(order)) {
                    yield new OriginateResult.Accepted(place(order, plan).toString());
                }
                calls.insert(order, "lost", null, now());
                yield timedOut();
            }
        });
    }

    private static OriginateResult timedOut() {
        return new OriginateResult.Unknown("The simulated carrier did not answer in time.");
    }

    private UUID place(Origination order, CallPlan plan) {
        Instant now = now();
        OrganizationId organization = order.organization();
        Script script = Script.of(plan, now, order.ringTimeout(), order.amd()).recording(now, order.record());
        UUID id = calls.insert(order, "queued", script, now);
        Instant since = watched.get(organization);
        boolean watch = since == null || !since.plus(WATCH).isAfter(now);
        if (watch) {
            calls.keepWatch(organization, now);
        }
        store.afterCommit(() -> {
            wakeups.note(organization, script.deliveries().getFirst().due());
            if (watch) {
                watched.put(organization, now);
            }
        });
        return id;
    }

    @Override
    public void hangUp(CallRef call) {
        change(call, null, Script::hangUp);
    }

    @Override
    public void giveUp(CallRef call) {
        change(call, null, Script::giveUp);
    }

    @Override
    public void connect(CallRef call, AgentLeg agent) {
        change(call, agent.agent().value(), Script::connect);
    }

    @Override
    public void play(CallRef call, Announcement announcement) {
        boolean handedOver = announcement.endpoint() != null;
        change(call, null, (script, now) -> script.play(now, handedOver));
    }

    /// Only what is recorded leaves a trace with the simulated carrier; nobody listens to the rest.
    @Override
    public void control(CallRef call, AgentLeg agent, CallAction action) {
        switch (action) {
            case CallAction.StartRecording _, CallAction.ResumeRecording _ ->
                change(call, null, (script, now) -> script.recording(now, true));
            case CallAction.PauseRecording _, CallAction.StopRecording _ ->
                change(call, null, (script, now) -> script.recording(now, false));
            case CallAction.Hold _,
                    CallAction.Resume _,
                    CallAction.Mute _,
                    CallAction.Unmute _,
                    CallAction.SendDigits _,
                    CallAction.Transfer _,
                    CallAction.Consult _,
                    CallAction.CompleteTransfer _,
                    CallAction.CancelTransfer _ -> {}
        }
    }

    @Override
    public Audio recording(RecordingRef recording) {
        return new Audio("audio/wav", new Tone(Double.parseDouble(recording.source())));
    }

    private void change(CallRef call, @Nullable UUID agent, BiFunction<Script, Instant, Script> change) {
        store.engine(call.organization(), () -> calls.change(call, now(), agent, change))
                .forEach(due -> wakeups.note(call.organization(), due));
    }

    @Override
    public Lookup lookup(CallRef call) {
        return store.engine(call.organization(), () -> calls.find(call))
                .<Lookup>map(found ->
                        new Lookup.Known(found.id().toString(), found.script().until(later(now(), found.claimedAt()))))
                .orElseGet(Lookup.NeverPlaced::new);
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    /// Whole milliseconds, so that no time changes on its way through SQL and JSON.
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}

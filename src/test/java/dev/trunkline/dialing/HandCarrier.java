package dev.trunkline.dialing;

import dev.trunkline.calls.EndCause;
import dev.trunkline.calls.EventSource;
import dev.trunkline.calls.Signal;
import dev.trunkline.ids.CallId;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.problem.Problem;
import dev.trunkline.store.TestDatabase;
import dev.trunkline.telephony.AgentLeg;
import dev.trunkline.telephony.Announcement;
import dev.trunkline.telephony.Audio;
import dev.trunkline.telephony.CallAction;
import dev.trunkline.telephony.CallRef;
import dev.trunkline.telephony.Capabilities;
import dev.trunkline.telephony.Lookup;
import dev.trunkline.telephony.OriginateResult;
import dev.trunkline.telephony.Origination;
import dev.trunkline.telephony.ProviderEvent;
import dev.trunkline.telephony.RecordingRef;
import dev.trunkline.telephony.TelephonyProvider;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;

/// A carrier worked by hand: it takes every order, does nothing by itself, and a test says what happens and what of it
/// is told.
class HandCarrier implements TelephonyProvider {

    /// What it was asked to do, in order: `call`, `hang-up`, `join`, `play`, each with the number or call.
    final List<String> asked = new CopyOnWriteArrayList<>();

    /// Calls it knows, with all that happened to them.
    final Map<CallId, List<Signal>> happened = new ConcurrentHashMap<>();

    /// Whether it refuses to do anything to a call that is on.
    volatile boolean broken;

    /// An order to call waits for this; open from the start.
    volatile CountDownLatch line = new CountDownLatch(0);

    /// Whether it turns every order down, as a number nobody has.
    volatile boolean refuses;

    /// A floor that this carrier serves.
    Floor floor(TestDatabase database) {
        return new Floor(
                database.store(), (_, bean) -> bean instanceof Providers ? new Providers(List.of(this)) : bean);
    }

    /// The calls in their order, once it has taken so many and the engine knows it.
    static List<CallId> placed(Floor floor, OrganizationId organization, int count) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> floor.one(
                                organization,
                                Long.class,
                                "SELECT count(*) FROM call WHERE launch = 'accepted' AND status <> 'queued'")
                        == count);
        return floor.calls(organization);
    }

    /// The calls that the campaign means to make, committed and not asked for yet, in their order.
    List<CallId> intended(Floor floor, OrganizationId organization, CampaignId campaign) {
        floor.sql(organization, "UPDATE campaign SET status = :x", "RUNNING");
        List<CallId> calls = floor.get(DialingDesk.class).tick(organization, campaign).intents().stream()
                .map(intent -> intent.origination().call())
                .sorted(Comparator.comparing(CallId::value))
                .toList();
        calls.forEach(call -> happened.put(call, new CopyOnWriteArrayList<>()));
        return calls;
    }

    /// Tells the engine of something, under a key of its own.
    void tell(Floor floor, OrganizationId organization, CallId call, Signal signal) {
        happened.get(call).add(signal);
        floor.get(CallDesk.class)
                .accept(new ProviderEvent(
                        name(),
                        organization,
                        call,
                        call.toString(),
                        call + ":" + happened.get(call).size(),
                        signal,
                        EventSource.SIMULATOR,
                        null));
    }

    @Override
    public String name() {
        return "simulator";
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(true, 500, true, true, true, true, true, true, true, true, true, "none", true);
    }

    @Override
    public double callsPerSecond(double wished, String options) {
        return wished;
    }

    @Override
    public OriginateResult originate(Origination order) {
        asked.add("call " + order.call());
        try {
            line.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (refuses) {
            return new OriginateResult.Refused(EndCause.INVALID_NUMBER, "there is no such number", false);
        }
        happened.put(order.call(), new CopyOnWriteArrayList<>());
        return new OriginateResult.Accepted(order.call().toString());
    }

    @Override
    public void hangUp(CallRef call) {
        // A line that is not there yet can't be cut.
        asked.add((happened.containsKey(call.call()) ? "hang-up " : "hang-up of nothing ") + call.call());
    }

    @Override
    public void connect(CallRef call, AgentLeg agent) {
        asked.add("join " + call.call());
    }

    @Override
    public void play(CallRef call, Announcement announcement) {
        asked.add("play " + call.call());
    }

    @Override
    public void control(CallRef call, AgentLeg agent, CallAction action) {
        asked.add(action.getClass().getSimpleName() + " " + call.call());
        if (broken) {
            throw Problem.of(502, "provider-unreachable", "The carrier is away.");
        }
    }

    @Override
    public Audio recording(RecordingRef recording) {
        return new Audio("audio/wav", new ByteArrayInputStream(new byte[0]));
    }

    @Override
    public Lookup lookup(CallRef call) {
        List<Signal> signals = happened.get(call.call());
        return signals == null
                ? new Lookup.NeverPlaced()
                : new Lookup.Known(call.call().toString(), List.copyOf(signals));
    }
}

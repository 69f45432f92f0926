package dev.trunkline.dialing;

import dev.trunkline.agents.Agent;
import dev.trunkline.agents.AgentRepository;
import dev.trunkline.calls.AnswerType;
import dev.trunkline.calls.Call;
import dev.trunkline.calls.CallRepository;
import dev.trunkline.calls.CallState;
import dev.trunkline.calls.CallStatus;
import dev.trunkline.calls.EventSource;
import dev.trunkline.calls.Launch;
import dev.trunkline.calls.Signal;
import dev.trunkline.campaigns.AmdMode;
import dev.trunkline.campaigns.CampaignMode;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.recordings.RecordingRepository;
import dev.trunkline.store.Store;
import dev.trunkline.telephony.Announcement;
import dev.trunkline.telephony.CallRef;
import dev.trunkline.telephony.Lookup;
import dev.trunkline.telephony.ProviderEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where everything that happens to a call comes in: webhooks, the simulator, polls and our own doings all take this
/// one path, in one transaction each. Locks are taken in the order of the house: agent → call → entry → number.
public class CallDesk {

    private static final Logger LOG = LoggerFactory.getLogger(CallDesk.class);

    /// The longest wait of somebody who answers, and what the way to an agent or a message takes.
    private static final Duration SURELY_HEARD = Duration.ofSeconds(5);

    private static final int TRIES = 5;

    /// Somebody else gave the call to an agent between our look and our lock; begin again with that agent's lock.
    private static final class AgentChanged extends RuntimeException {
        private final transient @Nullable Agent held;

        /// @param held whose row we held instead
        AgentChanged(@Nullable Agent held) {
            super("the call changed hands", null, false, false);
            this.held = held;
        }
    }

    /// The end of a call came, and what we had ordered for it has shown no effect; the provider is asked first.
    private static final class EffectUnknown extends RuntimeException {
        private final transient Call call;

        EffectUnknown(Call call) {
            super("nothing was heard of what was ordered", null, false, false);
            this.call = call;
        }
    }

    private final Store store;
    private final CallRepository calls;
    private final AgentRepository agents;
    private final RecordingRepository recordings;
    private final StepRepository steps;
    private final ForeseenSteps foreseen;
    private final TakenMessages taken = new TakenMessages();
    private final SettleRepository settle;
    private final SettleDesk settling;
    private final ConnectDesk connect;
    private final AnswerDesk answers;
    private final PoolDesk pool;
    private final ProviderDesk provider;
    private final CheckTimes times;

    CallDesk(
            Store store,
            CallRepository calls,
            AgentRepository agents,
            RecordingRepository recordings,
            StepRepository steps,
            ForeseenSteps foreseen,
            SettleRepository settle,
            SettleDesk settling,
            ConnectDesk connect,
            AnswerDesk answers,
            PoolDesk pool,
            ProviderDesk provider,
            CheckTimes times) {
        this.store = store;
        this.calls = calls;
        this.agents = agents;
        this.recordings = recordings;
        this.steps = steps;
        this.foreseen = foreseen;
        this.settle = settle;
        this.settling = settling;
        this.connect = connect;
        this.answers = answers;
        this.pool = pool;
        this.provider = provider;
        this.times = times;
    }

    /// Takes a provider's message. When this returns, what it told is committed; a repetition changes nothing.
    public void accept(ProviderEvent event) {
        taken.once(event, () -> accept(event, _ -> event));
    }

    /// The same, and what `then` makes of the orders it led to: in the same transaction, unless that was foreseen
    /// and is over. A repetition is looked at, since whoever asks again wants the answer again.
    <T> T accept(ProviderEvent event, Function<List<Order>, T> then) {
        T made = take(event.organization(), event.call(), Told.of(event), then);
        taken.add(event);
        return made;
    }

    /// Takes what we found out or did ourselves.
    void accept(
            OrganizationId organization,
            dev.trunkline.ids.CallId call,
            Signal signal,
            EventSource source,
            @Nullable String providerCallId) {
        take(organization, call, new Told(signal, source, null, null, providerCallId, false), _ -> call);
    }

    /// The provider turned the order down: nobody was rung.
    void refused(OrganizationId organization, dev.trunkline.ids.CallId call, Signal.Ended end, boolean providerDown) {
        take(organization, call, new Told(end, EventSource.SYSTEM, null, null, null, providerDown), _ -> call);
    }

    private record Taken<T>(List<Order> orders, T then) {}

    private <T> T take(
            OrganizationId organization, dev.trunkline.ids.CallId call, Told told, Function<List<Order>, T> then) {
        ForeseenSteps.Result known = foreseen.take(organization, call, told);
        if (known.isWritten()) {
            T made = then.apply(known.orders());
            provider.carryOut(known.orders());
            return made;
        }
        provider.carryOut(known.orders());
        boolean asked = told.source() == EventSource.POLL;
        for (int attempt = 1; ; attempt++) {
            boolean all = asked;
            try {
                Taken<T> taken = store.engine(organization, () -> {
                    List<Order> orders = apply(organization, call, told, all);
                    return new Taken<>(orders, then.apply(orders));
                });
                provider.carryOut(taken.orders());
                return taken.then();
            } catch (AgentChanged e) {
                provider.carryOut(PoolDesk.passedOver(organization, e.held));
                if (attempt == TRIES) {
                    throw e;
                }
            } catch (EffectUnknown e) {
                // Whether an agent or a message was heard decides whether somebody is called again.
                asked = true;
                heard(organization, e.call, told.signal().at())
                        .forEach(signal -> accept(organization, call, signal, EventSource.POLL, null));
            }
        }
    }

    /// What came before the end, as far as the provider tells. Where it can't tell, a line that lasted for a while
    /// after we had it joined or spoken to was heard: in doubt nobody is called again.
    private List<Signal> heard(OrganizationId organization, Call call, Instant end) {
        if (!(provider.lookup(call.provider(), ref(organization, call)) instanceof Lookup.Known known)) {
            return List.of();
        }
        var signals = new ArrayList<>(known.signals());
        signals.removeIf(signal -> signal instanceof Signal.Ended);
        Instant answered = call.state().answeredAt();
        if (!known.whole() && answered != null && answered.plus(SURELY_HEARD).isBefore(end)) {
            signals.add(
                    call.dropped() || mode(call) == CampaignMode.UNATTENDED
                            ? new Signal.MessageStarted(answered)
                            : new Signal.AgentJoined(answered));
        }
        return signals;
    }

    /// @param all whether nothing more can be known of the call than we know
    private List<Order> apply(OrganizationId organization, dev.trunkline.ids.CallId id, Told told, boolean all) {
        Signal signal = told.signal();
        CallRepository.Peek peek = calls.peek(
                        organization,
                        id,
                        told.dedupeKey(),
                        signal instanceof Signal.Ended,
                        signal instanceof Signal.AgentJoined)
                .orElse(null);
        if (peek == null) {
            LOG.warn("an event of {} about a call we don't have: {}", told.source(), id);
            return List.of();
        }
        if (peek.known()) {
            return List.of();
        }
        Agent agent = peek.locked() ? null : agentFor(organization, peek.call(), signal);
        Call call = peek.locked() ? peek.call() : calls.lock(organization, id).orElseThrow();
        boolean changed =
                !peek.locked() && !Objects.equals(call.userId(), peek.call().userId());
        if (changed || (agent == null && concernsAgent(call, signal))) {
            throw new AgentChanged(agent);
        }
        if (!all && signal instanceof Signal.Ended && isEffectUnknown(call, agent)) {
            throw new EffectUnknown(call);
        }
        List<Order> orders = switch (call.state().after(signal)) {
            case CallState.Ignored ignored -> ignore(organization, call, told, ignored);
            case CallState.Moved moved -> move(organization, call, agent, told, moved, peek);
        };
        return matched(organization, call, agent, orders);
    }

    /// Whether the agent who has the call is locked for this. The lines of a session would wait for one another's
    /// ends otherwise, and somebody who answers on one of them for all of these; and that the agent was joined
    /// changes nothing of the agent.
    private static boolean concernsAgent(Call call, Signal signal) {
        boolean endsUnanswered = signal instanceof Signal.Ended
                && mode(call) == CampaignMode.POWER
                && call.state().answeredAt() == null;
        return call.userId() != null && !endsUnanswered && !(signal instanceof Signal.AgentJoined);
    }

    /// Whoever has the call; or, when somebody answers a call of a pool, who may get it.
    private @Nullable Agent agentFor(OrganizationId organization, Call peek, Signal signal) {
        if (concernsAgent(peek, signal)) {
            return agents.lock(organization, Objects.requireNonNull(peek.userId()));
        }
        return peek.userId() == null && peek.campaignId() != null && PoolDesk.wantsAgent(peek, signal)
                ? pool.take(organization, peek.campaignId())
                : null;
    }

    /// A free agent's row, or the row of somebody who waits, was in our hands: others may have passed over it.
    private static List<Order> matched(
            OrganizationId organization, Call call, @Nullable Agent agent, List<Order> orders) {
        var all = new ArrayList<>(orders);
        if (ConnectDesk.isPooled(call) && call.userId() == null && call.campaignId() != null) {
            all.add(new Order.Match(organization, call.campaignId()));
        } else if (agent != null
                && (ConnectDesk.isPooled(call) || !Objects.equals(agent.campaignId(), call.campaignId()))) {
            // A late word about an old call; its agent is free again, maybe in another campaign.
            all.addAll(PoolDesk.passedOver(organization, agent));
        }
        return all;
    }

    private static boolean isEffectUnknown(Call call, @Nullable Agent agent) {
        boolean ordered = call.dropped()
                || mode(call) == CampaignMode.UNATTENDED
                || (agent != null && call.id().equals(agent.callId()));
        return ordered
                && call.status() == CallStatus.IN_PROGRESS
                && call.state().isSilent();
    }

    private List<Order> ignore(OrganizationId organization, Call call, Told told, CallState.Ignored ignored) {
        if (adopts(call, told)) {
            calls.launched(organization, call.id(), Launch.ACCEPTED, told.providerCallId(), null);
        }
        calls.log(organization, call, told.line(ignored.event(), ignored.why(), false));
        return List.of();
    }

    private List<Order> move(
            OrganizationId organization,
            Call call,
            @Nullable Agent agent,
            Told told,
            CallState.Moved moved,
            CallRepository.Peek peek) {
        Instant now = peek.now();
        var message = new Announcement(Announcement.Kind.CAMPAIGN, peek.messageId(), peek.endpoint());
        Signal signal = told.signal();
        CallState to = moved.to();
        String details = signal instanceof Signal.Ended ended ? ended.detail() : "";
        SettleDesk.Settled settled = signal instanceof Signal.Ended
                ? settling.settle(organization, call, to, told.providerDown(), now)
                : null;
        var step = new StepRepository.Step(
                call,
                to,
                told.line(moved.event(), details, true),
                times.silence(to, call),
                adopts(call, told),
                told.providerCallId(),
                settled == null ? null : settled.closing());
        if (!steps.write(organization, step)) {
            return List.of();
        }
        foreseen.remember(step, message, now);
        pool.learn(organization, call, to, signal.at());
        if (signal instanceof Signal.Ringing && agent != null) {
            connect.rings(organization, agent, call);
        }
        return switch (signal) {
            case Signal.Answered _ -> answers.answered(organization, call, agent, message, now);
            case Signal.AnswerDetected detected ->
                answers.detected(organization, call, agent, detected.answerType(), message, now);
            case Signal.GreetingEnded greeting -> {
                settle.greeting(organization, call, greeting.at());
                yield List.of();
            }
            case Signal.Ended _ -> settling.ended(organization, call, agent, to, Objects.requireNonNull(settled), now);
            // Given up before the provider had it: that order to hang up met no line, this one does.
            case Signal.Dialing _, Signal.Ringing _ -> Order.ending(call, ref(organization, call, told));
            case Signal.AnswerCorrected _ -> answers.corrected(organization, call, agent);
            case Signal.RecordingReady ready -> {
                recordings.add(
                        organization, call.id(), call.provider(), ready.recordingId(), ready.source(), ready.seconds());
                yield List.of();
            }
            case Signal.AgentJoined _, Signal.MessageStarted _, Signal.MessageEnded _ -> List.of();
        };
    }

    /// The first word of the provider settles an order whose answer was lost.
    static boolean adopts(Call call, Told told) {
        boolean fromProvider = told.dedupeKey() != null || told.providerCallId() != null;
        return fromProvider && (call.launch() == Launch.INTENT || call.launch() == Launch.UNKNOWN);
    }

    static AmdMode amd(Call call) {
        return AmdMode.valueOf(call.amd().toUpperCase(java.util.Locale.ROOT));
    }

    static CampaignMode mode(Call call) {
        return CampaignMode.valueOf(call.mode().toUpperCase(java.util.Locale.ROOT));
    }

    static boolean isMachine(@Nullable AnswerType type) {
        return type != null && type.isMachine();
    }

    /// By the name that the provider has just told, if it is the first we hear of it.
    private static CallRef ref(OrganizationId organization, Call call, Told told) {
        return new CallRef(
                organization, call.id(), call.providerCallId() == null ? told.providerCallId() : call.providerCallId());
    }

    static CallRef ref(OrganizationId organization, Call call) {
        return new CallRef(organization, call.id(), call.providerCallId());
    }
}

package dev.trunkline.dialing;

import dev.trunkline.agents.Agent;
import dev.trunkline.agents.AgentRepository;
import dev.trunkline.calls.Call;
import dev.trunkline.calls.CallRepository;
import dev.trunkline.calls.CallStatus;
import dev.trunkline.calls.CancelReason;
import dev.trunkline.calls.EndCause;
import dev.trunkline.calls.EventSource;
import dev.trunkline.calls.Launch;
import dev.trunkline.calls.Signal;
import dev.trunkline.campaigns.Campaign;
import dev.trunkline.campaigns.CampaignRepository;
import dev.trunkline.ids.CallId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.store.Store;
import dev.trunkline.telephony.AgentLeg;
import dev.trunkline.telephony.Announcement;
import dev.trunkline.telephony.Lookup;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks the provider about every call that is silent longer than its state allows, and repeats orders that a crash may
/// have swallowed. Goes call by call: one that fails is reported and never blocks the others.
public class Reconciler {

    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);
    private static final int AT_ONCE = 200;

    /// A launch nobody knows anything about counts as an attempt after this.
    private static final Duration UNKNOWN_MAX = Duration.ofMinutes(2);

    /// A call the provider can't be asked about is closed after this.
    private static final Duration SILENCE_MAX = Duration.ofMinutes(30);

    /// How long a call may be unheard of, and how often a provider is asked for all calls that are up.
    private static final Duration LIST_EVERY = Duration.ofSeconds(4);

    private final Map<OrganizationId, Instant> listed = new ConcurrentHashMap<>();
    private final Store store;
    private final CallRepository calls;
    private final LaunchRepository launches;
    private final CampaignRepository campaigns;
    private final AgentRepository agents;
    private final Providers providers;
    private final CallDesk desk;
    private final ProviderDesk provider;
    private final CheckTimes times;
    private final InstantSource clock;

    Reconciler(
            Store store,
            CallRepository calls,
            LaunchRepository launches,
            CampaignRepository campaigns,
            AgentRepository agents,
            Providers providers,
            CallDesk desk,
            ProviderDesk provider,
            CheckTimes times,
            InstantSource clock) {
        this.store = store;
        this.calls = calls;
        this.launches = launches;
        this.campaigns = campaigns;
        this.agents = agents;
        this.providers = providers;
        this.desk = desk;
        this.provider = provider;
        this.times = times;
        this.clock = clock;
    }

    /// Calls of which nothing was heard for a while and which their provider does not count among those that are up are
    /// looked at now: a lost end must not keep an agent, or a line, until the call's own time for a look has come.
    private void missing(OrganizationId organization) {
        Instant now = clock.instant();
        if (listed.getOrDefault(organization, Instant.MIN).plus(LIST_EVERY).isAfter(now)) {
            return;
        }
        List<LaunchRepository.Named> unheard =
                store.engine(organization, () -> launches.unheard(organization, now.minus(LIST_EVERY)));
        if (unheard.isEmpty()) {
            return;
        }
        listed.put(organization, now);
        unheard.stream()
                .collect(Collectors.groupingBy(LaunchRepository.Named::provider))
                .forEach((name, those) -> providers
                        .get(name)
                        .callsUp(organization)
                        .ifPresent(up -> store.engine(
                                organization,
                                () -> those.stream()
                                        .filter(call -> !up.contains(call.providerCallId()))
                                        .forEach(call -> calls.checkLater(organization, call.id(), now)))));
    }

    /// Looks at the calls that are due for a look; answers whether there were any.
    public boolean step(OrganizationId organization) {
        missing(organization);
        List<CallId> due = store.engine(organization, () -> calls.toCheck(organization, clock.instant(), AT_ONCE));
        for (CallId id : due) {
            try {
                look(organization, id);
            } catch (RuntimeException e) {
                LOG.warn("call {} could not be reconciled; the others go on", id, e);
                store.engine(
                        organization,
                        () -> calls.checkLater(organization, id, clock.instant().plus(times.order())));
            }
        }
        return !due.isEmpty();
    }

    private void look(OrganizationId organization, CallId id) {
        Call call =
                store.engine(organization, () -> calls.find(organization, id)).orElse(null);
        if (call == null || !call.isLive()) {
            return;
        }
        switch (providers.get(call.provider()).lookup(CallDesk.ref(organization, call))) {
            case Lookup.Known known -> {
                for (Signal signal : known.signals()) {
                    desk.accept(organization, id, signal, EventSource.POLL, known.providerCallId());
                }
                provider.carryOut(store.engine(organization, () -> repeat(organization, id)));
            }
            case Lookup.NeverPlaced _ -> neverPlaced(organization, call);
            case Lookup.Unavailable unavailable -> unavailable(organization, call, unavailable.detail());
        }
    }

    private void neverPlaced(OrganizationId organization, Call call) {
        if (call.launch() == Launch.ACCEPTED) {
            end(
                    organization,
                    call,
                    CallStatus.FAILED,
                    EndCause.PROVIDER_ERROR,
                    "the provider does not know this call any more");
        } else {
            store.engine(organization, () -> {
                calls.askCancel(organization, call.id(), CancelReason.WITHDRAWN, null);
                calls.launched(organization, call.id(), Launch.REFUSED, null, "the request never reached the provider");
            });
            end(organization, call, CallStatus.CANCELED, EndCause.CANCELED, "the request never reached the provider");
        }
    }

    private void unavailable(OrganizationId organization, Call call, String detail) {
        Instant now = clock.instant();
        boolean unknownLaunch = call.launch() != Launch.ACCEPTED;
        Duration limit = unknownLaunch ? UNKNOWN_MAX : SILENCE_MAX;
        if (now.isAfter(call.state().queuedAt().plus(limit))) {
            end(
                    organization,
                    call,
                    CallStatus.FAILED,
                    EndCause.UNKNOWN,
                    "nothing was heard of this call for too long: " + detail);
        } else {
            store.engine(organization, () -> calls.checkLater(organization, call.id(), now.plus(times.order())));
        }
    }

    private void end(OrganizationId organization, Call call, CallStatus status, EndCause cause, String detail) {
        desk.accept(
                organization,
                call.id(),
                new Signal.Ended(clock.instant(), status, cause, null, detail),
                EventSource.POLL,
                null);
    }

    /// The orders that the row says were decided and that have shown no effect yet.
    private List<Order> repeat(OrganizationId organization, CallId id) {
        Call call = calls.find(organization, id).orElseThrow();
        var orders = new ArrayList<Order>();
        if (!call.isLive()) {
            return orders;
        }
        calls.checkLater(
                organization,
                id,
                clock.instant().plus(call.state().connectedAt() == null ? times.order() : times.talking()));
        var ref = CallDesk.ref(organization, call);
        boolean silent = call.status() == CallStatus.IN_PROGRESS && call.state().isSilent();
        boolean verdictAwaited = call.amd().equals("before") && call.state().answerType() == null;
        List<Order> ending = Order.ending(call, ref);
        if (!ending.isEmpty()) {
            orders.addAll(ending);
        } else if (call.dropped() && silent) {
            orders.add(new Order.Play(call.provider(), ref, new Announcement(Announcement.Kind.DROP, null, null)));
        } else if (silent && call.mode().equals("unattended") && !verdictAwaited) {
            Campaign campaign = call.campaignId() == null
                    ? null
                    : campaigns.find(organization, call.campaignId()).orElse(null);
            orders.add(new Order.Play(call.provider(), ref, AnswerDesk.message(campaign)));
        } else if (call.status() == CallStatus.VOICEMAIL_DETECTED
                && call.state().messageStartedAt() == null) {
            orders.add(new Order.Play(call.provider(), ref, new Announcement(Announcement.Kind.VOICEMAIL, null, null)));
        } else if (silent && ConnectDesk.isPooled(call) && call.userId() == null && !verdictAwaited) {
            orders.add(new Order.EndWaitAt(ref, clock.instant()));
        } else if (silent && call.userId() != null) {
            Agent agent = agents.find(organization, call.userId()).orElse(null);
            if (agent != null && agent.has(id)) {
                orders.add(new Order.Join(call.provider(), ref, new AgentLeg(agent.userId(), call.agentLegId())));
            }
        }
        return orders;
    }
}

package dev.trunkline.dialing;

import dev.trunkline.agents.Agent;
import dev.trunkline.agents.AgentRepository;
import dev.trunkline.agents.Session;
import dev.trunkline.agents.SessionRepository;
import dev.trunkline.agents.SessionStatus;
import dev.trunkline.calls.Call;
import dev.trunkline.calls.CallRepository;
import dev.trunkline.campaigns.AmdMode;
import dev.trunkline.campaigns.Campaign;
import dev.trunkline.campaigns.CampaignMode;
import dev.trunkline.campaigns.CampaignRepository;
import dev.trunkline.campaigns.CampaignStatus;
import dev.trunkline.campaigns.QueueRepository;
import dev.trunkline.compliance.Gate;
import dev.trunkline.compliance.WindowKey;
import dev.trunkline.compliance.WindowState;
import dev.trunkline.ids.CallId;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.NumberId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.store.Store;
import dev.trunkline.telephony.Origination;
import dev.trunkline.telephony.TelephonyProvider;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The launch transaction: facts → decision → permits → claim → gate → intents, under the campaign's lock.
public class DialingDesk {

    /// Somebody else holds the campaign longer than this: let them, and come back.
    static final Duration LOCK_TIMEOUT = Duration.ofMillis(200);

    /// With nothing else to wait for, a running campaign is looked at this often.
    private static final Duration IDLE = Duration.ofSeconds(5);

    /// When permits ran out, the bucket has the next one soon.
    private static final Duration PERMIT_WAIT = Duration.ofMillis(100);

    private final Store store;
    private final CampaignRepository campaigns;
    private final QueueRepository queue;
    private final CallRepository calls;
    private final AgentRepository agents;
    private final SessionRepository sessions;
    private final LaunchRepository launches;
    private final SettleRepository settle;
    private final Providers providers;
    private final ControlDesk control;
    private final CheckTimes times;

    DialingDesk(
            Store store,
            CampaignRepository campaigns,
            QueueRepository queue,
            CallRepository calls,
            AgentRepository agents,
            SessionRepository sessions,
            LaunchRepository launches,
            SettleRepository settle,
            Providers providers,
            ControlDesk control,
            CheckTimes times) {
        this.store = store;
        this.campaigns = campaigns;
        this.queue = queue;
        this.calls = calls;
        this.agents = agents;
        this.sessions = sessions;
        this.launches = launches;
        this.settle = settle;
        this.providers = providers;
        this.control = control;
        this.times = times;
    }

    /// What a tick leaves to do.
    ///
    /// @param next when to look again at the latest; null: the campaign does not run
    /// @param filled whether the campaign's lists are all in its queue
    record Tick(List<LaunchDesk.Intent> intents, @Nullable Instant next, boolean filled) {

        static final Tick OVER = new Tick(List.of(), null, true);
    }

    Tick tick(OrganizationId organization, CampaignId id) {
        return store.engine(organization, () -> {
            launches.boundWaits(LOCK_TIMEOUT);
            Campaign campaign = campaigns.lock(organization, id).orElse(null);
            if (campaign == null || campaign.status() != CampaignStatus.RUNNING) {
                return Tick.OVER;
            }
            return new Round(organization, campaign).run();
        });
    }

    /// The mode's wish: lines to open for a session, or for a campaign without agents.
    private record Wish(@Nullable Session session, int launch, boolean guaranteed, List<Integer> linesInUse) {}

    /// One tick, with the facts it reads once.
    private final class Round {
        private final OrganizationId organization;
        private final Campaign campaign;
        private final DialingFacts facts;
        private final Instant now;
        private final List<LaunchDesk.Intent> intents = new ArrayList<>();
        private final boolean filled;
        private boolean outOfPermits;
        /// Lines are free for which the queue had nobody: it may be empty, or waiting for a time.
        private boolean hungry;
        private @Nullable Instant windowOpens;

        Round(OrganizationId organization, Campaign campaign) {
            this.organization = organization;
            this.campaign = campaign;
            this.facts = launches.facts(organization);
            this.now = launches.now();
            this.filled = queue.isFilled(organization, campaign.id());
        }

        Tick run() {
            TelephonyProvider provider = providers.get(facts.provider());
            boolean simulated = provider.capabilities().simulated();
            for (Wish wish : wishes(simulated)) {
                if (wish.launch() > 0 && !fulfil(wish, provider, simulated)) {
                    return Tick.OVER;
                }
            }
            if (intents.isEmpty() && hungry && isOver()) {
                control.complete(organization, campaign);
                return Tick.OVER;
            }
            return new Tick(intents, next(), filled);
        }

        private List<Wish> wishes(boolean simulated) {
            List<Call> live = calls.live(organization, campaign.id());
            hungry = live.isEmpty();
            if (campaign.mode() == CampaignMode.UNATTENDED) {
                int launch = LinePolicy.unattended(campaign.maxConcurrentCalls(), live.size())
                        .launch();
                return List.of(new Wish(null, launch, false, lines(live)));
            }
            boolean guaranteeWaits = launches.guaranteeWaits(organization, campaign.id());
            boolean budgetGone = settle.budget(
                            organization,
                            campaign.id(),
                            simulated,
                            now.atZone(facts.zone()).toLocalDate(),
                            campaign.maxAbandonRate())
                    .isGone();
            var wishes = new ArrayList<Wish>();
            for (Session session : sessions.openIn(organization, campaign.id())) {
                if (session.status() != SessionStatus.ACTIVE) {
                    continue;
                }
                List<Call> own = live.stream()
                        .filter(c -> session.id().equals(c.sessionId()))
                        .toList();
                LinePolicy.Decision decision = LinePolicy.power(new LinePolicy.PowerFacts(
                        agentNow(session),
                        own.size(),
                        session.lines(),
                        campaign.busyLinePolicy(),
                        budgetGone,
                        guaranteeWaits));
                boolean alone = guaranteeWaits && decision.launch() > 0;
                wishes.add(new Wish(session, decision.launch(), alone, lines(own)));
                // One promise is kept by one session; the others go on with the rest of the queue.
                guaranteeWaits = guaranteeWaits && !alone;
            }
            return wishes;
        }

        private LinePolicy.AgentNow agentNow(Session session) {
            Agent agent = agents.find(organization, session.userId()).orElse(null);
            if (agent == null || !session.id().equals(agent.sessionId())) {
                return LinePolicy.AgentNow.AWAY;
            }
            return switch (agent.status()) {
                case AVAILABLE -> agent.isFree() ? LinePolicy.AgentNow.FREE : LinePolicy.AgentNow.AWAY;
                case ON_CALL -> LinePolicy.AgentNow.TALKING;
                case WRAP_UP -> LinePolicy.AgentNow.WRAP_UP;
                case OFFLINE, DIALING, RINGING, BREAK -> LinePolicy.AgentNow.AWAY;
            };
        }

        /// False when the campaign can't go on without a person.
        private boolean fulfil(Wish wish, TelephonyProvider provider, boolean simulated) {
            int room = Math.min(wish.launch(), facts.maxConcurrentCalls() - launches.liveCalls(organization));
            List<Slot.CallerId> from = launches.callerIds(organization, wanted(wish));
            if (from.isEmpty()) {
                control.fail(
                        organization,
                        campaign,
                        "None of its numbers can be called from. Add an active number and start it again.");
                return false;
            }
            int permitted = room <= 0
                    ? 0
                    : launches.takePermits(
                            organization,
                            provider.name(),
                            room,
                            provider.callsPerSecond(facts.maxCallsPerSecond(), facts.options()));
            outOfPermits |= permitted < room;
            // Leads the gate turns away free their place for the next ones in line.
            for (int turn = 0; permitted > 0 && turn < 5; turn++) {
                List<Candidate> claimed = launches.claim(
                        organization, campaign.id(), openWindows(simulated), wish.guaranteed(), simulated, permitted);
                if (claimed.isEmpty()) {
                    break;
                }
                permitted -= launch(wish, claimed, from, provider, simulated);
            }
            hungry |= permitted > 0;
            return true;
        }

        private List<NumberId> wanted(Wish wish) {
            return wish.session() != null
                    ? wish.session().numberIds().stream().map(NumberId::new).toList()
                    : campaigns.numbers(organization, campaign.id());
        }

        private List<String> openWindows(boolean simulated) {
            var open = new ArrayList<String>();
            for (String key : launches.windowKeys(organization, campaign.id())) {
                switch (campaign.callingWindow().at(now, WindowKey.zones(key), simulated)) {
                    case WindowState.Open _ -> open.add(key);
                    case WindowState.Closed closed -> windowOpens = earlier(closed.opensAt(), windowOpens);
                    case WindowState.Never _ ->
                        launches.excludeWindow(organization, campaign.id(), key, "calling-window");
                    case WindowState.Unknown _ ->
                        launches.excludeWindow(organization, campaign.id(), key, "time-zone-unknown");
                }
            }
            return open;
        }

        /// Passes the claimed leads through the gate and commits the intents; answers how many hold.
        private int launch(
                Wish wish,
                List<Candidate> claimed,
                List<Slot.CallerId> from,
                TelephonyProvider provider,
                boolean simulated) {
            var orders = new ArrayList<LaunchRepository.Order>();
            var numbers = new HashSet<String>();
            Set<Integer> used = new HashSet<>(wish.linesInUse());
            for (Candidate c : claimed) {
                boolean twice = !numbers.add(c.e164());
                switch (Gate.check(gateFacts(c, twice, simulated), limits(), now)) {
                    case Gate.Allowed allowed -> {
                        int line = IntStream.iterate(1, i -> i + 1)
                                .filter(used::add)
                                .findFirst()
                                .orElseThrow();
                        var slot = new Slot(
                                wish.session() == null ? null : wish.session().id(),
                                wish.session() == null ? null : wish.session().userId(),
                                line,
                                from.get(orders.size() % from.size()),
                                provider.name(),
                                facts.options());
                        orders.add(new LaunchRepository.Order(c, slot, allowed.rules()));
                    }
                    case Gate.Refused refused -> refuse(c, refused);
                }
            }
            if (orders.isEmpty()) {
                return 0;
            }
            boolean amd =
                    campaign.amd() != AmdMode.OFF && provider.capabilities().amd();
            boolean record = recording();
            Set<CallId> inserted = launches.insert(
                    organization,
                    new LaunchRepository.Terms(
                            campaign.id(),
                            campaign.mode().toString(),
                            simulated,
                            campaign.ringTimeoutSeconds(),
                            amd ? campaign.amd().toString() : "off",
                            record),
                    orders,
                    now.plus(times.intent()));
            for (LaunchRepository.Order order : orders) {
                if (inserted.contains(order.candidate().callId())) {
                    intents.add(intent(order, amd, record));
                    wish.linesInUse().add(order.slot().lineNumber());
                }
            }
            return inserted.size();
        }

        private LaunchDesk.Intent intent(LaunchRepository.Order order, boolean amd, boolean record) {
            return new LaunchDesk.Intent(
                    order.slot().provider(),
                    new Origination(
                            organization,
                            order.candidate().callId(),
                            order.slot().from().e164(),
                            order.candidate().e164(),
                            order.candidate().attemptCount() + 1,
                            Duration.ofSeconds(campaign.ringTimeoutSeconds()),
                            amd,
                            record,
                            order.slot().options()),
                    now);
        }

        private boolean recording() {
            return campaign.recordingEnabled() == null ? facts.recordingEnabled() : campaign.recordingEnabled();
        }

        private Gate.Facts gateFacts(Candidate c, boolean twice, boolean simulated) {
            return new Gate.Facts(
                    c.doNotCall(),
                    c.onDnc(),
                    c.isLive() || twice,
                    c.region(),
                    c.numberType(),
                    campaign.callingWindow().at(now, WindowKey.zones(c.windowKey()), simulated),
                    c.attemptsDay(),
                    c.attemptsWeek(),
                    c.oldestDay(),
                    c.oldestWeek(),
                    c.dropLockoutUntil(),
                    c.agentGuaranteed());
        }

        private Gate.Limits limits() {
            return new Gate.Limits(facts.countries(), facts.maxAttemptsPerDay(), facts.maxAttemptsPerWeek(), true);
        }

        private void refuse(Candidate c, Gate.Refused refused) {
            if (refused.until() == null) {
                launches.exclude(organization, c.entryId(), refused.rule().toString());
            } else {
                launches.postpone(
                        organization,
                        c.entryId(),
                        refused.until(),
                        refused.rule().toString());
            }
        }

        private boolean isOver() {
            return filled && launches.remaining(organization, campaign.id()).isEmpty();
        }

        private Instant next() {
            Instant due =
                    hungry ? launches.remaining(organization, campaign.id()).nextDue() : null;
            Instant next = earlier(earlier(now.plus(IDLE), due), windowOpens);
            return outOfPermits ? earlier(next, now.plus(PERMIT_WAIT)) : next;
        }
    }

    private static List<Integer> lines(List<Call> live) {
        var lines = new ArrayList<Integer>();
        live.forEach(call -> {
            if (call.lineNumber() != null) {
                lines.add(call.lineNumber());
            }
        });
        return lines;
    }

    private static Instant earlier(Instant a, @Nullable Instant b) {
        return b == null || a.isBefore(b) ? a : b;
    }
}

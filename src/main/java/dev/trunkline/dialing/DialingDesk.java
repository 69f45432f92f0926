package dev.trunkline.dialing;

import dev.trunkline.calls.Call;
import dev.trunkline.calls.CallRepository;
import dev.trunkline.calls.CancelReason;
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
import dev.trunkline.ids.UserId;
import dev.trunkline.pacing.Bound;
import dev.trunkline.store.Store;
import dev.trunkline.telephony.Origination;
import dev.trunkline.telephony.TelephonyProvider;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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

    /// A paced campaign with agents is looked at this often, in seconds of life, and by the wall clock no more often.
    private static final Duration PACE_EVERY = Duration.ofMillis(500);

    private static final Duration PACE_AT_MOST_EVERY = Duration.ofMillis(50);

    /// While no agent sits free, the events of this time share one tick.
    private static final Duration CALM = Duration.ofMillis(100);

    private static final Duration CALM_AT_LEAST = Duration.ofMillis(10);

    private final Store store;
    private final CampaignRepository campaigns;
    private final QueueRepository queue;
    private final CallRepository calls;
    private final LaunchRepository launches;
    private final CallerIdRepository callerIds;
    private final ClaimRepository claims;
    private final WishDesk wishes;
    private final PacingDesk pacing;
    private final Providers providers;
    private final ControlDesk control;
    private final ForeseenSteps foreseen;
    private final CheckTimes times;

    DialingDesk(
            Store store,
            CampaignRepository campaigns,
            QueueRepository queue,
            CallRepository calls,
            LaunchRepository launches,
            CallerIdRepository callerIds,
            ClaimRepository claims,
            WishDesk wishes,
            PacingDesk pacing,
            Providers providers,
            ControlDesk control,
            ForeseenSteps foreseen,
            CheckTimes times) {
        this.store = store;
        this.campaigns = campaigns;
        this.queue = queue;
        this.calls = calls;
        this.launches = launches;
        this.callerIds = callerIds;
        this.claims = claims;
        this.wishes = wishes;
        this.pacing = pacing;
        this.providers = providers;
        this.control = control;
        this.foreseen = foreseen;
        this.times = times;
    }

    /// What a tick leaves to do.
    ///
    /// @param orders for calls that are given up
    /// @param next when to look again at the latest; null: the campaign does not run
    /// @param calm no tick is needed for so long, whatever happens, since nobody sits free
    /// @param filled whether the campaign's lists are all in its queue
    record Tick(
            List<LaunchDesk.Intent> intents,
            List<Order> orders,
            @Nullable Instant next,
            Duration calm,
            boolean filled) {

        static final Tick OVER = new Tick(List.of(), List.of(), null, Duration.ZERO, true);
    }

    Tick tick(OrganizationId organization, CampaignId id) {
        return store.engine(organization, LOCK_TIMEOUT, () -> {
            Campaign campaign = campaigns.lock(organization, id).orElse(null);
            if (campaign == null || campaign.status() != CampaignStatus.RUNNING) {
                pacing.forget(organization, id);
                return Tick.OVER;
            }
            return new Round(organization, campaign).run();
        });
    }

    /// One tick, with the facts it reads once.
    private final class Round {
        private final OrganizationId organization;
        private final Campaign campaign;
        private final DialingFacts facts;
        private final TelephonyProvider provider;
        private final boolean simulated;
        private final Instant now;
        private final List<LaunchDesk.Intent> intents = new ArrayList<>();
        private final List<Order> orders = new ArrayList<>();
        private final boolean filled;
        private Duration calm = Duration.ZERO;
        private Duration idle = IDLE;
        private boolean outOfPermits;
        private boolean failed;
        /// Lines are free for which the queue had nobody: it may be empty, or waiting for a time.
        private boolean hungry;

        /// When a number may be used again, if all are past their daily caps.
        private @Nullable Instant numberFree;

        private @Nullable Instant windowOpens;
        private @Nullable List<String> openWindows;

        Round(OrganizationId organization, Campaign campaign) {
            this.organization = organization;
            this.campaign = campaign;
            this.facts = launches.facts(organization);
            this.provider = providers.get(facts.provider());
            this.simulated = provider.capabilities().simulated();
            this.now = facts.now();
            this.filled = queue.isFilled(organization, campaign.id());
        }

        Tick run() {
            var known = new PacingDesk.Facts(campaign, facts, provider, now, this::openWindows);
            if (isPaced()) {
                paced(known);
            } else {
                WishDesk.Wishes wanted = wishes.of(organization, known);
                hungry = wanted.quiet();
                wanted.wishes().forEach(this::fulfil);
            }
            if (failed) {
                return Tick.OVER;
            }
            if (intents.isEmpty() && (hungry || numberFree != null) && isOver()) {
                control.complete(organization, campaign);
                store.afterCommit(() -> pacing.forget(organization, campaign.id()));
                return Tick.OVER;
            }
            return new Tick(intents, orders, next(), calm, filled);
        }

        /// Promises first, each with an agent set apart; then as many lines as the forecast wants for the others.
        private void paced(PacingDesk.Facts known) {
            for (WishDesk.Wish promise : wishes.guaranteed(organization, campaign)) {
                if (fulfil(promise) == 0 && promise.line() != null) {
                    orders.addAll(
                            PoolDesk.passedOver(organization, promise.line().reserved()));
                }
            }
            PacingDesk.Plan plan = pacing.plan(organization, known);
            hungry |= !plan.live();
            for (CallId call : plan.cancel()) {
                calls.find(organization, call)
                        .filter(c ->
                                calls.askCancel(organization, call, CancelReason.BUSY_LINE, now.plus(times.order())))
                        .ifPresent(c -> orders.add(new Order.GiveUp(c.provider(), CallDesk.ref(organization, c))));
            }
            int wanted = plan.decision().launch();
            int launched =
                    failed ? 0 : fulfil(new WishDesk.Wish(null, wanted, false, new ArrayList<>(plan.linesInUse())));
            Bound refused = outOfPermits ? Bound.PROVIDER : Bound.QUEUE;
            pacing.placed(organization, campaign.id(), plan, launched, refused, now);
            if (plan.staffed()) {
                // Time alone changes what is to be expected: agents near the end of a talk, calls near an answer.
                idle = scaled(PACE_EVERY, plan.scale(), PACE_AT_MOST_EVERY);
                calm = plan.idle() ? Duration.ZERO : scaled(CALM, plan.scale(), CALM_AT_LEAST);
            }
        }

        /// Opens the lines of a wish as far as permits, queue and gate allow; answers how many.
        private int fulfil(WishDesk.Wish wish) {
            if (wish.launch() <= 0 || failed) {
                return 0;
            }
            CallerIds from = callerIds.take(organization, wanted(wish), simulated);
            if (from.isEmpty()) {
                control.fail(
                        organization,
                        campaign,
                        "None of its numbers can be called from. Add an active number and start it again.");
                failed = true;
                return 0;
            }
            Instant free = from.freeAt();
            numberFree = free == null ? numberFree : earlier(free, numberFree);
            int room =
                    from.room(Math.min(wish.launch(), facts.maxConcurrentCalls() - launches.liveCalls(organization)));
            int permitted = room <= 0
                    ? 0
                    : launches.takePermits(
                            organization,
                            provider.name(),
                            room,
                            provider.callsPerSecond(facts.maxCallsPerSecond(), facts.options()));
            outOfPermits |= permitted < room;
            int open = permitted;
            // Leads the gate turns away free their place for the next ones in line.
            for (int turn = 0; open > 0 && turn < 5; turn++) {
                List<Candidate> claimed = claims.claim(
                        organization,
                        campaign.id(),
                        openWindows(),
                        wish.guaranteed(),
                        agent(wish),
                        simulated,
                        isPaced(),
                        open);
                if (claimed.isEmpty()) {
                    break;
                }
                open -= launch(wish, claimed, from);
            }
            hungry |= open > 0;
            return permitted - open;
        }

        private static @Nullable UserId agent(WishDesk.Wish wish) {
            return wish.line() == null ? null : wish.line().user();
        }

        private List<NumberId> wanted(WishDesk.Wish wish) {
            return wish.line() != null && !wish.line().numberIds().isEmpty()
                    ? wish.line().numberIds().stream().map(NumberId::new).toList()
                    : campaigns.numbers(organization, campaign.id());
        }

        private List<String> openWindows() {
            List<String> known = openWindows;
            if (known != null) {
                return known;
            }
            var open = new ArrayList<String>();
            for (String key : claims.windowKeys(organization, campaign.id())) {
                switch (campaign.callingWindow().at(now, WindowKey.zones(key), simulated)) {
                    case WindowState.Open _ -> open.add(key);
                    case WindowState.Closed closed -> windowOpens = earlier(closed.opensAt(), windowOpens);
                    case WindowState.Never _ ->
                        claims.excludeWindow(organization, campaign.id(), key, "calling-window");
                    case WindowState.Unknown _ ->
                        claims.excludeWindow(organization, campaign.id(), key, "time-zone-unknown");
                }
            }
            openWindows = open;
            return open;
        }

        /// Passes the claimed leads through the gate and commits the intents; answers how many hold.
        private int launch(WishDesk.Wish wish, List<Candidate> claimed, CallerIds from) {
            var orders = new ArrayList<LaunchRepository.Order>();
            var numbers = new HashSet<String>();
            Set<Integer> used = new HashSet<>(wish.linesInUse());
            for (Candidate c : claimed) {
                boolean twice = !numbers.add(c.e164());
                switch (Gate.check(c.facts(window(c), twice), limits(), now)) {
                    case Gate.Allowed allowed -> {
                        int line = IntStream.iterate(1, i -> i + 1)
                                .filter(used::add)
                                .findFirst()
                                .orElseThrow();
                        var slot = new Slot(
                                wish.line() == null ? null : wish.line().session(),
                                agent(wish),
                                line,
                                from.next().orElseThrow(),
                                provider.name(),
                                facts.options());
                        orders.add(new LaunchRepository.Order(c, slot, allowed.rules(), chance(c)));
                    }
                    case Gate.Refused refused -> claims.turnAway(organization, c.entry(), refused);
                }
            }
            if (orders.isEmpty()) {
                return 0;
            }
            boolean amd =
                    campaign.amd() != AmdMode.OFF && provider.capabilities().amd();
            boolean record = recording();
            Map<CallId, Call> inserted = launches.insert(
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
            foreseen.expect(inserted.values(), AnswerDesk.message(campaign));
            for (LaunchRepository.Order order : orders) {
                if (inserted.containsKey(order.candidate().callId())) {
                    intents.add(intent(order, amd, record));
                    wish.linesInUse().add(order.slot().lineNumber());
                    wishes.reserve(organization, wish, order.candidate().callId());
                }
            }
            return inserted.size();
        }

        private boolean isPaced() {
            return campaign.mode() == CampaignMode.PREDICTIVE;
        }

        private LaunchRepository.Chance chance(Candidate c) {
            return isPaced() ? pacing.chance(organization, campaign.id(), c, now) : LaunchRepository.Chance.AVERAGE;
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

        private WindowState window(Candidate c) {
            return campaign.callingWindow().at(now, WindowKey.zones(c.windowKey()), simulated);
        }

        private Gate.Limits limits() {
            return facts.limits(true);
        }

        private boolean isOver() {
            return filled && claims.remaining(organization, campaign.id()).isEmpty();
        }

        private Instant next() {
            Instant due = hungry ? claims.remaining(organization, campaign.id()).nextDue() : null;
            Instant next = earlier(earlier(now.plus(idle), due), windowOpens);
            return earlier(outOfPermits ? earlier(next, now.plus(PERMIT_WAIT)) : next, numberFree);
        }
    }

    private static Duration scaled(Duration ofLife, double scale, Duration least) {
        Duration wall = Duration.ofNanos(Math.round(ofLife.toNanos() / Math.max(1, scale)));
        return wall.compareTo(least) < 0 ? least : wall;
    }

    private static Instant earlier(Instant a, @Nullable Instant b) {
        return b == null || a.isBefore(b) ? a : b;
    }
}

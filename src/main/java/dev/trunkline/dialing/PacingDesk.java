package dev.trunkline.dialing;

import dev.trunkline.agents.AgentStatus;
import dev.trunkline.campaigns.Campaign;
import dev.trunkline.campaigns.CampaignRepository;
import dev.trunkline.compliance.AbandonBudget;
import dev.trunkline.ids.CallId;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.pacing.Bound;
import dev.trunkline.pacing.Budget;
import dev.trunkline.pacing.Decision;
import dev.trunkline.pacing.Floor;
import dev.trunkline.pacing.FloorEvent;
import dev.trunkline.pacing.Limits;
import dev.trunkline.pacing.Window;
import dev.trunkline.store.Store;
import dev.trunkline.telephony.TelephonyProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// Predictive pacing of the campaigns that this node ticks: reads the floor, keeps the learnt laws, decides. Runs
/// inside the tick, under the campaign's lock.
class PacingDesk implements AutoCloseable {

    /// A ringing call is given up for want of agents no earlier than this, whatever the law allows, in seconds of life.
    private static final double CANCEL_AFTER = 15;

    private static final double MAX_DIAL_LEVEL = 12;
    private static final int SMALL_FLOOR = 40;
    private static final int NEXT_BASE = 8;
    private static final int NEXT_PER_AGENT = 3;

    private record Key(OrganizationId organization, CampaignId campaign) {}

    private final Store store;
    private final PoolRepository pool;
    private final PacingRepository pacing;
    private final SettleRepository settle;
    private final LaunchRepository launches;
    private final CampaignRepository campaigns;
    private final ConnectDesk connect;
    private final PacingLogStore logs;
    private final Map<Key, PacedCampaign> paced = new ConcurrentHashMap<>();

    PacingDesk(
            Store store,
            PoolRepository pool,
            PacingRepository pacing,
            SettleRepository settle,
            LaunchRepository launches,
            CampaignRepository campaigns,
            ConnectDesk connect,
            PacingLogStore logs) {
        this.store = store;
        this.pool = pool;
        this.pacing = pacing;
        this.settle = settle;
        this.launches = launches;
        this.campaigns = campaigns;
        this.connect = connect;
        this.logs = logs;
    }

    /// What a tick knows of its campaign.
    ///
    /// @param openWindows the windows in which somebody may be called now
    record Facts(
            Campaign campaign,
            DialingFacts settings,
            TelephonyProvider provider,
            Instant now,
            Supplier<List<String>> openWindows) {}

    /// What to do on the floor as it was read.
    ///
    /// @param live whether the campaign has any call
    /// @param cancel ringing calls for whom no agent will be free
    record Plan(
            Decision decision,
            boolean live,
            boolean staffed,
            boolean idle,
            double scale,
            List<Integer> linesInUse,
            List<CallId> cancel) {}

    Plan plan(OrganizationId organization, Facts facts) {
        CampaignId id = facts.campaign().id();
        List<PoolRepository.PoolAgent> agents = pool.agents(organization, id);
        List<PoolRepository.PoolCall> calls = pool.calls(organization, id);
        double scale = facts.provider().timeScale(facts.settings().options());
        PacedCampaign mine = mine(organization, facts, scale);
        List<PoolRepository.PoolCall> ringing =
                calls.stream().filter(PoolRepository.PoolCall::rings).toList();
        List<FloorEvent> events = mine.fold(pacing.since(organization, id, mine.foldedTo()), pacing.horizon());
        Floor floor = mine.floor(agents, calls, ringing, next(organization, facts, agents.size()), facts.now());
        LocalDate today = facts.now().atZone(facts.settings().zone()).toLocalDate();
        AbandonBudget account = settle.budget(
                organization,
                id,
                facts.provider().capabilities().simulated(),
                today,
                facts.campaign().maxAbandonRate());
        Limits limits = limits(organization, facts, calls.size(), ringing.size(), scale);
        Decision decision =
                mine.decide(floor, events, budget(organization, id, account, mine, floor, today), limits, facts.now());
        mine.show(decision, floor, agents, facts.now());
        return new Plan(
                decision,
                !calls.isEmpty(),
                floor.agents() > 0,
                floor.free() > 0,
                scale,
                calls.stream()
                        .map(PoolRepository.PoolCall::lineNumber)
                        .filter(n -> n != null)
                        .toList(),
                decision.cancel().stream()
                        .map(ringing::get)
                        .map(PoolRepository.PoolCall::id)
                        .toList());
    }

    /// Tells that `count` of the planned calls are committed with this tick.
    ///
    /// @param refused who refused the others, if there are any
    void placed(OrganizationId organization, CampaignId campaign, Plan plan, int count, Bound refused, Instant now) {
        PacedCampaign mine = paced.get(new Key(organization, campaign));
        if (mine == null) {
            return;
        }
        if (count > 0) {
            long seq = pacing.placed(organization, campaign, plan.decision().placed(count));
            store.afterCommit(() -> mine.placed(plan.decision(), count, seq));
        }
        if (count < plan.decision().launch()) {
            mine.fellShort(count, refused);
        }
        mine.toSave(now).ifPresent(kept -> {
            pacing.save(organization, campaign, kept.state(), kept.latest());
            if (kept.point() != null) {
                pacing.point(organization, campaign, now, kept.point());
            }
        });
    }

    /// Knowing who will be called next helps where one answer more or less matters: on a large floor it averages out.
    private List<PoolRepository.NextLead> next(OrganizationId organization, Facts facts, int agents) {
        return agents == 0 || agents > SMALL_FLOOR
                ? List.of()
                : pool.next(
                        organization,
                        facts.campaign().id(),
                        facts.openWindows().get(),
                        NEXT_BASE + NEXT_PER_AGENT * agents);
    }

    /// The chance of a lead that is about to be called, to be kept with its call.
    LaunchRepository.Chance chance(OrganizationId organization, CampaignId campaign, Candidate candidate, Instant now) {
        PacedCampaign mine = paced.get(new Key(organization, campaign));
        return mine == null
                ? LaunchRepository.Chance.AVERAGE
                : mine.chance(
                        candidate.windowKey(),
                        candidate.numberType(),
                        candidate.attemptCount(),
                        candidate.wasAnswered(),
                        candidate.listId(),
                        now);
    }

    private PacedCampaign mine(OrganizationId organization, Facts facts, double scale) {
        var key = new Key(organization, facts.campaign().id());
        double patience =
                connect.patience(facts.provider().name(), facts.settings().options())
                                .toMillis()
                        / 1000.0
                        * scale;
        var terms = new PacedCampaign.Terms(facts.campaign().ringTimeoutSeconds(), patience, scale);
        PacedCampaign known = paced.get(key);
        if (known == null || !known.terms().equals(terms)) {
            if (known != null) {
                known.close();
            }
            known = new PacedCampaign(
                    key.campaign(),
                    terms,
                    pacing.state(organization, key.campaign()).orElse(null),
                    logs,
                    facts.now());
            paced.put(key, known);
        }
        return known;
    }

    private Limits limits(OrganizationId organization, Facts facts, int live, int ringing, double scale) {
        int ofOthers = launches.liveCalls(organization) - live;
        int lines =
                Math.min(facts.campaign().maxConcurrentCalls(), facts.settings().maxConcurrentCalls() - ofOthers);
        int permits = (int) Math.ceil(facts.provider()
                .callsPerSecond(
                        facts.settings().maxCallsPerSecond(), facts.settings().options()));
        Duration minRing = facts.settings().jurisdiction().minRing();
        // The law counts seconds of the wall clock, however fast the simulated people live.
        double cancelAfter = Math.max(CANCEL_AFTER, minRing.toMillis() / 1000.0 * scale);
        return new Limits(Math.max(0, lines - (live - ringing)), permits, MAX_DIAL_LEVEL, 0, cancelAfter);
    }

    private Budget budget(
            OrganizationId organization,
            CampaignId id,
            AbandonBudget account,
            PacedCampaign mine,
            Floor floor,
            LocalDate today) {
        double left = campaigns.pendingLeads(organization, id) * mine.answerRate();
        double toCome =
                Math.min(left, mine.answersToCome(floor, (double) account.day().humanAnswered(), today));
        return Budget.of(
                window("day", account.cap(), account.day(), toCome),
                window("30 days", account.cap(), account.month(), toCome));
    }

    private static Window window(String name, double cap, AbandonBudget.Window figures, double toCome) {
        return new Window(name, cap, (double) figures.humanAnswered(), (double) figures.abandoned(), toCome);
    }

    /// The explanation for the screen, from what the ticking node saved last.
    PacingView view(OrganizationId organization, CampaignId campaign) {
        return new PacingView(
                pacing.latest(organization, campaign),
                pool.occupancy(organization, campaign, Duration.ofMinutes(15)),
                pacing.points(organization, campaign, 240));
    }

    /// The newest decision log that this node keeps of the campaign.
    Optional<Path> log(OrganizationId organization, CampaignId campaign) {
        PacedCampaign mine = paced.get(new Key(organization, campaign));
        if (mine != null) {
            mine.flushLog();
        }
        return logs.newest(campaign);
    }

    /// A campaign that does not run any more is forgotten; what it learnt is saved.
    void forget(OrganizationId organization, CampaignId campaign) {
        PacedCampaign mine = paced.remove(new Key(organization, campaign));
        if (mine != null) {
            mine.close();
        }
    }

    @Override
    public void close() {
        paced.values().forEach(PacedCampaign::close);
    }

    static boolean isFree(PoolRepository.PoolAgent agent) {
        return agent.status() == AgentStatus.AVAILABLE && agent.reachable();
    }
}

package dev.trunkline.dialing;

import dev.trunkline.campaigns.Campaign;
import dev.trunkline.campaigns.CampaignRepository;
import dev.trunkline.compliance.Gate;
import dev.trunkline.compliance.WindowKey;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.LeadId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.problem.Problem;
import dev.trunkline.store.Store;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Answers "why is nobody being dialed?" (SPEC §9) from one snapshot of the queue, by the gate that every launch
/// passes.
@Component
public class EligibilityDesk {

    private static final int SAMPLES = 5;

    private final Store store;
    private final CampaignRepository campaigns;
    private final LaunchRepository launches;
    private final ClaimRepository claims;
    private final EligibilityRepository queue;
    private final BlockerDesk blockers;

    EligibilityDesk(
            Store store,
            CampaignRepository campaigns,
            LaunchRepository launches,
            ClaimRepository claims,
            EligibilityRepository queue,
            BlockerDesk blockers) {
        this.store = store;
        this.campaigns = campaigns;
        this.launches = launches;
        this.claims = claims;
        this.queue = queue;
        this.blockers = blockers;
    }

    public Eligibility explain(OrganizationId organization, CampaignId id) {
        return store.report(organization, () -> {
            Campaign campaign = campaigns.find(organization, id).orElseThrow(() -> Problem.notFound("campaign"));
            return new Look(organization, campaign).answer();
        });
    }

    /// Leads at one reason.
    private static final class Tally {
        final String label;
        long count;

        @Nullable
        Instant until;

        final List<UUID> samples = new ArrayList<>();

        Tally(String label) {
            this.label = label;
        }

        void add(long more, @Nullable Instant when, List<UUID> leads) {
            count += more;
            until = until == null || (when != null && when.isBefore(until)) ? when : until;
            leads.stream().limit(SAMPLES - samples.size()).forEach(samples::add);
        }
    }

    private final class Look {
        private final OrganizationId organization;
        private final Campaign campaign;
        private final DialingFacts facts;
        private final Instant now;
        private final boolean simulated;
        private final Map<String, Tally> excluded = new LinkedHashMap<>();
        private final Map<String, Tally> waiting = new LinkedHashMap<>();
        private long dialable;
        private long soon;
        private long later;

        Look(OrganizationId organization, Campaign campaign) {
            this.organization = organization;
            this.campaign = campaign;
            this.facts = launches.facts(organization);
            this.now = facts.now();
            this.simulated = blockers.simulated(facts);
        }

        Eligibility answer() {
            queue.settled(organization, campaign.id()).forEach(this::addSettled);
            var limits =
                    new Gate.Limits(facts.countries(), facts.maxAttemptsPerDay(), facts.maxAttemptsPerWeek(), true);
            for (EligibilityRepository.Pending group :
                    queue.pending(organization, campaign.id(), lastOpen(), facts, simulated)) {
                add(group, Standing.of(facts(group), limits, now));
            }
            Map<LeadId, String> names = names();
            Instant opens = waiting.containsKey(WINDOW) ? waiting.get(WINDOW).until : null;
            return new Eligibility(
                    dialable + soon + later + sum(excluded),
                    lines(names),
                    dialable,
                    soon,
                    later,
                    waits(names),
                    blockers.of(organization, campaign, facts, dialable, opens, dialable + soon + later));
        }

        private static final String WINDOW = "calling-window";

        private void addSettled(EligibilityRepository.Settled group) {
            String reason = group.excluded() != null
                    ? group.excluded()
                    : switch (group.status()) {
                        case "CALLING" -> "in-call";
                        case "FAILED" -> "attempts-used-up";
                        default -> "finished";
                    };
            String label = switch (reason) {
                case "in-call" -> "in a call right now";
                case "attempts-used-up" -> "all attempts are used up";
                case "finished" -> "finished, skipped or removed";
                default -> Standing.label(reason);
            };
            excluded.computeIfAbsent(reason, _ -> new Tally(label)).add(group.count(), null, group.samples());
        }

        private Map<String, Instant> lastOpen() {
            var last = new HashMap<String, Instant>();
            for (String key : claims.windowKeys(organization, campaign.id())) {
                Instant open = Standing.lastOpen(campaign.callingWindow(), key, now, simulated);
                if (open != null) {
                    last.put(key, open);
                }
            }
            return last;
        }

        private Standing.Facts facts(EligibilityRepository.Pending group) {
            Gate.Facts gate = new Gate.Facts(
                    group.doNotCall(),
                    group.onDnc(),
                    group.isLive(),
                    group.region(),
                    group.numberType(),
                    campaign.callingWindow().at(now, WindowKey.zones(group.windowKey()), simulated),
                    group.dayCapped() ? facts.maxAttemptsPerDay() : 0,
                    group.weekCapped() ? facts.maxAttemptsPerWeek() : 0,
                    group.dayCapped() ? now : null,
                    group.weekCapped() ? now : null,
                    group.locked() ? now.plus(Standing.SOON) : null,
                    group.agentGuaranteed());
            return new Standing.Facts(
                    group.held(),
                    group.phone() ? gate : null,
                    group.due(),
                    group.waitsFor(),
                    group.readyAt(),
                    group.ready(),
                    group.readySoon());
        }

        private void add(EligibilityRepository.Pending group, Standing standing) {
            switch (standing) {
                case Standing.Now _ -> dialable += group.count();
                case Standing.Excluded out ->
                    excluded.computeIfAbsent(out.reason(), _ -> new Tally(out.label()))
                            .add(group.count(), null, group.samples());
                case Standing.Waits waits -> {
                    soon += waits.soon() ? group.count() : 0;
                    later += waits.soon() ? 0 : group.count();
                    waiting.computeIfAbsent(waits.reason(), _ -> new Tally(waits.label()))
                            .add(group.count(), waits.until(), group.samples());
                }
            }
        }

        private Map<LeadId, String> names() {
            var shown = new ArrayList<UUID>();
            excluded.values().forEach(tally -> shown.addAll(tally.samples));
            waiting.values().forEach(tally -> shown.addAll(tally.samples));
            return shown.isEmpty() ? Map.of() : queue.names(organization, shown);
        }

        /// The gate's rules in their order, then the rest.
        private List<Eligibility.Line> lines(Map<LeadId, String> names) {
            return excluded.entrySet().stream()
                    .sorted(java.util.Comparator.comparingInt(entry -> Standing.order(entry.getKey())))
                    .map(entry -> new Eligibility.Line(
                            entry.getKey(),
                            entry.getValue().label,
                            entry.getValue().count,
                            samples(entry.getValue(), names)))
                    .toList();
        }

        private List<Eligibility.Waiting> waits(Map<LeadId, String> names) {
            return waiting.entrySet().stream()
                    .map(entry -> new Eligibility.Waiting(
                            entry.getKey(),
                            entry.getValue().label,
                            entry.getValue().count,
                            entry.getValue().until,
                            samples(entry.getValue(), names)))
                    .sorted(java.util.Comparator.comparingLong(Eligibility.Waiting::count)
                            .reversed())
                    .toList();
        }

        private static List<Eligibility.Sample> samples(Tally tally, Map<LeadId, String> names) {
            return tally.samples.stream()
                    .map(LeadId::new)
                    .map(lead -> new Eligibility.Sample(lead, names.getOrDefault(lead, "")))
                    .toList();
        }

        private static long sum(Map<String, Tally> tallies) {
            return tallies.values().stream().mapToLong(tally -> tally.count).sum();
        }
    }
}

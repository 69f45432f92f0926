package dev.trunkline.dialing;

import dev.trunkline.campaigns.Campaign;
import dev.trunkline.campaigns.CampaignMode;
import dev.trunkline.campaigns.CampaignRepository;
import dev.trunkline.campaigns.CampaignStatus;
import dev.trunkline.campaigns.QueueRepository;
import dev.trunkline.compliance.Rule;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.problem.Problem;
import dev.trunkline.telephony.TelephonyProvider;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// What holds a whole campaign, whoever its leads are, inside the caller's transaction.
@Component
class BlockerDesk {

    private final CampaignRepository campaigns;
    private final QueueRepository queue;
    private final LaunchRepository launches;
    private final CallerIdRepository callerIds;
    private final SettleRepository settle;
    private final EligibilityRepository eligibility;
    private final Providers providers;

    BlockerDesk(
            CampaignRepository campaigns,
            QueueRepository queue,
            LaunchRepository launches,
            CallerIdRepository callerIds,
            SettleRepository settle,
            EligibilityRepository eligibility,
            Providers providers) {
        this.campaigns = campaigns;
        this.queue = queue;
        this.launches = launches;
        this.callerIds = callerIds;
        this.settle = settle;
        this.eligibility = eligibility;
        this.providers = providers;
    }

    /// Whether calls would be simulated; a provider that is not there is a real one.
    boolean simulated(DialingFacts facts) {
        TelephonyProvider provider = providerOrNull(facts);
        return provider != null && provider.capabilities().simulated();
    }

    private @Nullable TelephonyProvider providerOrNull(DialingFacts facts) {
        try {
            return providers.get(facts.provider());
        } catch (Problem notConfigured) {
            return null;
        }
    }

    /// @param dialable leads that could be called now; `open` those that ever can
    /// @param opens when the first closed window opens, if one holds leads back
    List<Eligibility.Blocker> of(
            OrganizationId organization,
            Campaign campaign,
            DialingFacts facts,
            long dialable,
            @Nullable Instant opens,
            long open) {
        var found = new Found();
        if (campaign.status() != CampaignStatus.RUNNING) {
            found.add("not-running", notRunning(campaign));
        }
        TelephonyProvider provider = providerOrNull(facts);
        if (provider == null) {
            found.add(
                    "provider-not-configured",
                    "the provider " + facts.provider()
                            + " is not set up; enter its credentials or switch to the simulator");
        } else {
            account(organization, facts, provider, found);
        }
        numbers(organization, campaign, simulated(facts), found);
        agents(organization, campaign, found);
        lines(organization, campaign, facts, found);
        boolean paced = campaign.mode() == CampaignMode.POWER || campaign.mode() == CampaignMode.PREDICTIVE;
        if (paced && isBudgetGone(organization, campaign, facts)) {
            found.add(
                    "abandon-budget",
                    "the abandon rate is at its cap: one line for each free agent until it is back under");
        }
        queue(organization, campaign, dialable, opens, open, found);
        return found.blockers;
    }

    private static final class Found {
        final List<Eligibility.Blocker> blockers = new ArrayList<>();

        void add(String reason, String label) {
            add(reason, label, null);
        }

        void add(String reason, String label, @Nullable Instant until) {
            blockers.add(new Eligibility.Blocker(reason, label, until));
        }
    }

    private static String notRunning(Campaign campaign) {
        String why = campaign.statusReason() == null ? "" : ": " + campaign.statusReason();
        return switch (campaign.status()) {
            case PENDING -> "the campaign has not been started";
            case PAUSED -> "the campaign is paused" + why;
            case STOPPED -> "the campaign was stopped" + why;
            case FAILED -> "the campaign failed" + why;
            case COMPLETED -> "the campaign is completed";
            case RUNNING -> "";
        };
    }

    private void account(OrganizationId organization, DialingFacts facts, TelephonyProvider provider, Found found) {
        double perSecond = provider.callsPerSecond(facts.maxCallsPerSecond(), facts.options());
        eligibility.account(organization, provider.name(), perSecond).ifPresent(account -> {
            if (!account.status().equals("ok")) {
                String why = account.statusReason() == null ? "" : ": " + account.statusReason();
                found.add("provider-" + account.status(), "the provider's account is " + account.status() + why);
            }
            if (account.permits() < 1) {
                found.add(
                        "calls-per-second",
                        "the provider takes %s calls a second, and they are used up at this moment"
                                .formatted(perSecond == Math.rint(perSecond) ? (long) perSecond : perSecond));
            }
        });
    }

    private void numbers(OrganizationId organization, Campaign campaign, boolean simulated, Found found) {
        CallerIds numbers = callerIds.find(organization, campaigns.numbers(organization, campaign.id()), simulated);
        if (numbers.isEmpty()) {
            found.add("no-active-number", "none of its numbers is active, so there is nothing to call from");
        } else if (numbers.freeAt() != null) {
            found.add(Rule.NUMBER_CAP.toString(), Rule.NUMBER_CAP.because(), numbers.freeAt());
        }
    }

    private void agents(OrganizationId organization, Campaign campaign, Found found) {
        if (campaign.mode() == CampaignMode.UNATTENDED) {
            return;
        }
        EligibilityRepository.Desk desk = eligibility.desk(organization, campaign.id());
        switch (campaign.mode()) {
            case MANUAL, PREVIEW -> found.add("by-hand", "in this mode agents place each call themselves");
            case POWER, PREDICTIVE, UNATTENDED -> {
                if (desk.atWork() == 0) {
                    found.add(
                            "no-agent",
                            campaign.mode() == CampaignMode.POWER && desk.sessions() == 0
                                    ? "no agent has a session running"
                                    : "no agent is at work in the campaign");
                } else if (desk.free() == 0) {
                    found.add("agents-busy", "every agent is talking, wrapping up or waiting for the phone");
                }
            }
        }
    }

    private void lines(OrganizationId organization, Campaign campaign, DialingFacts facts, Found found) {
        int live = launches.liveCalls(organization);
        if (live >= facts.maxConcurrentCalls()) {
            found.add(
                    "concurrent-calls",
                    "the organization's " + facts.maxConcurrentCalls() + " calls at once are in use");
        }
        if (campaign.mode() == CampaignMode.UNATTENDED
                && eligibility.liveCalls(organization, campaign.id()) >= campaign.maxConcurrentCalls()) {
            found.add("lines-in-use", "all " + campaign.maxConcurrentCalls() + " lines are in use");
        }
    }

    private boolean isBudgetGone(OrganizationId organization, Campaign campaign, DialingFacts facts) {
        return settle.budget(
                        organization,
                        campaign.id(),
                        simulated(facts),
                        facts.now().atZone(facts.zone()).toLocalDate(),
                        campaign.maxAbandonRate())
                .isGone();
    }

    private void queue(
            OrganizationId organization,
            Campaign campaign,
            long dialable,
            @Nullable Instant opens,
            long open,
            Found found) {
        if (!queue.isFilled(organization, campaign.id())) {
            found.add("filling", "leads of its lists are still coming into the queue");
        } else if (open == 0) {
            found.add("nobody-left", "nobody in the queue can be called any more");
        } else if (dialable == 0 && opens != null) {
            found.add("calling-window", "it is outside the calling window of every lead that is due", opens);
        } else if (dialable == 0) {
            found.add("nobody-due", "nobody is due: everybody left waits for a time");
        }
    }
}

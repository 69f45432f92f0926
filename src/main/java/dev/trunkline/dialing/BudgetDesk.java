package dev.trunkline.dialing;

import dev.trunkline.compliance.AbandonBudget;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.OrganizationId;
import org.springframework.stereotype.Component;

/// The abandon budget of a campaign as it stands now, inside the caller's transaction.
@Component
public class BudgetDesk {

    private final LaunchRepository launches;
    private final SettleRepository settle;
    private final Providers providers;

    BudgetDesk(LaunchRepository launches, SettleRepository settle, Providers providers) {
        this.launches = launches;
        this.settle = settle;
        this.providers = providers;
    }

    AbandonBudget of(OrganizationId organization, CampaignId campaign, double cap) {
        DialingFacts facts = launches.facts(organization);
        boolean simulated = providers.get(facts.provider()).capabilities().simulated();
        return settle.budget(
                organization,
                campaign,
                simulated,
                facts.now().atZone(facts.zone()).toLocalDate(),
                cap);
    }
}

package dev.trunkline.dialing;

import dev.trunkline.access.Caller;
import dev.trunkline.access.Requires;
import dev.trunkline.access.Role;
import dev.trunkline.campaigns.CampaignView;
import dev.trunkline.ids.CampaignId;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// Why nobody is being dialed (SPEC §9, §13).
@RestController
class EligibilityApi {

    private final CampaignDesk campaigns;
    private final EligibilityDesk desk;

    EligibilityApi(CampaignDesk campaigns, EligibilityDesk desk) {
        this.campaigns = campaigns;
        this.desk = desk;
    }

    @GetMapping("/api/campaigns/{id}/eligibility")
    @Requires(Role.AGENT)
    Eligibility get(Caller caller, @PathVariable UUID id) {
        CampaignView campaign = campaigns.view(caller, new CampaignId(id));
        return desk.explain(caller.organization(), campaign.id());
    }
}

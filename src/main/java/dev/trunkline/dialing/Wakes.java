package dev.trunkline.dialing;

import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.OrganizationId;
import java.util.function.BiConsumer;

/// How the rest of the engine rouses the dialing loop without knowing it.
public final class Wakes {

    private volatile BiConsumer<OrganizationId, CampaignId> loop = (_, _) -> {};

    /// The loop takes the wakes from here on.
    void heardBy(BiConsumer<OrganizationId, CampaignId> listener) {
        loop = listener;
    }

    /// A tick of this campaign is due now. Returns at once.
    public void wake(OrganizationId organization, CampaignId campaign) {
        loop.accept(organization, campaign);
    }
}

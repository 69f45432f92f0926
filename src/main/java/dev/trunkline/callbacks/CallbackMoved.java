package dev.trunkline.callbacks;

import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.OrganizationId;

/// An appointment in a campaign was made, moved, cancelled, fell due or changed hands: its queue has something to look
/// at.
public record CallbackMoved(OrganizationId organization, CampaignId campaign) {}

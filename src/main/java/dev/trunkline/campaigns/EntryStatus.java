package dev.trunkline.campaigns;

/// Where a lead stands in a campaign.
public enum EntryStatus {
    PENDING,
    CALLING,
    COMPLETED,
    FAILED;
}

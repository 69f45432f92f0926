package dev.trunkline.campaigns;

/// Where a campaign stands: PENDING → RUNNING ⇄ PAUSED → COMPLETED, STOPPED or FAILED.
public enum CampaignStatus {
    PENDING,
    RUNNING,
    PAUSED,
    COMPLETED,
    STOPPED,
    FAILED;

    public boolean isOver() {
        return this == COMPLETED || this == STOPPED || this == FAILED;
    }
}

package dev.trunkline.campaigns;

import java.util.Locale;

/// How a campaign finds the agent for an answered call (SPEC §2).
public enum CampaignMode {
    MANUAL,
    PREVIEW,
    POWER,
    PREDICTIVE,
    UNATTENDED;

    /// Whether a person places each call; the engine dials nothing by itself.
    public boolean isByHand() {
        return this == MANUAL || this == PREVIEW;
    }

    /// The word in SQL and JSON.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

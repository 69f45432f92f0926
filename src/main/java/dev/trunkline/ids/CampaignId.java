package dev.trunkline.ids;

import java.util.UUID;

/// Who to call and how.
public record CampaignId(UUID value) implements Id {

    public static CampaignId of(String text) {
        return new CampaignId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}

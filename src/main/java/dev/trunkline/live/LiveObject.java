package dev.trunkline.live;

import dev.trunkline.access.Visibility;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.SessionId;
import org.jspecify.annotations.Nullable;

/// An object as it is pushed.
///
/// @param body what its GET answers, made JSON by the same mapper
/// @param facts who may see it
/// @param campaign of a queue entry, for `?campaignId=`
/// @param session of a queue entry, for `?sessionId=`
public record LiveObject(
        Object body,
        Visibility.Facts facts,
        @Nullable CampaignId campaign,
        @Nullable SessionId session) {

    public LiveObject(Object body, Visibility.Facts facts) {
        this(body, facts, null, null);
    }
}

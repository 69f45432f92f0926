package dev.trunkline.live;

import dev.trunkline.access.Caller;
import dev.trunkline.access.ObjectKind;
import dev.trunkline.access.Visibility;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.SessionId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What one client asked to be told. The filters narrow the topic `queue` only.
record Subscription(
        Caller caller,
        Set<ObjectKind> topics,
        @Nullable CampaignId campaign,
        @Nullable SessionId session) {

    boolean wants(ObjectKind kind) {
        return topics.contains(kind);
    }

    boolean wants(ObjectKind kind, LiveObject object) {
        return wants(kind)
                && (kind != ObjectKind.QUEUE || passesFilters(object))
                && Visibility.sees(caller, kind, object.facts());
    }

    private boolean passesFilters(LiveObject object) {
        return (campaign == null || campaign.equals(object.campaign()))
                && (session == null || session.equals(object.session()));
    }
}

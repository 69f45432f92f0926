package dev.trunkline.agents;

import dev.trunkline.ids.CallId;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.SessionId;
import dev.trunkline.ids.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An agent as the API and the wallboard show them. `id` is the user's, so that the event stream can name it.
public record AgentView(
        UserId id,
        UserId userId,
        String name,
        AgentStatus status,
        @Nullable String reason,
        Instant since,
        @Nullable CampaignId campaignId,
        @Nullable SessionId sessionId,
        @Nullable CallId callId,
        String audio,
        @Nullable Instant wrapUpUntil,
        boolean disconnected,
        long version) {}

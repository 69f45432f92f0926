package dev.trunkline.dialing;

import dev.trunkline.ids.SessionId;
import dev.trunkline.ids.UserId;
import org.jspecify.annotations.Nullable;

/// Room for one call: a line of a session, or of a campaign without agents.
public record Slot(
        @Nullable SessionId session,
        @Nullable UserId user,
        int lineNumber,
        CallerIds.Usable from,
        String provider,
        String options) {}

package dev.trunkline.telephony;

import org.jspecify.annotations.Nullable;

/// What an answered customer hears instead of an agent: a message, or an endpoint the call is handed to (a SIP URI or
/// an application's URL). Neither set: the provider's built-in notice.
public record Announcement(
        Kind kind, @Nullable String messageId, @Nullable String endpoint) {

    public enum Kind {
        /// The unattended campaign's own message or endpoint.
        CAMPAIGN,
        /// Name and number of the caller, for somebody no agent was free for.
        DROP,
        VOICEMAIL
    }
}

package dev.trunkline.campaigns;

import org.jspecify.annotations.Nullable;

/// What somebody hears who answers an unattended campaign: a stored message, or an endpoint the call is handed to.
/// Neither: the provider's built-in notice.
public record Unattended(
        @Nullable String messageId, @Nullable String endpoint) {}

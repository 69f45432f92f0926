package dev.trunkline.telephony;

import java.time.Instant;

/// What an agent's browser needs to carry audio.
///
/// @param kind the kit that understands the token, as in {@link Capabilities#browserAudio}
/// @param token lets the browser in as this agent, nothing else
/// @param identity whom the token is for
public record BrowserPhone(String kind, String token, Instant expiresAt, String identity) {}

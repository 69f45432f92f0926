package dev.trunkline.telephony;

import dev.trunkline.ids.UserId;
import org.jspecify.annotations.Nullable;

/// Where an agent's audio is. `legId` is the provider's name for it; absent where there is no audio to carry.
public record AgentLeg(UserId agent, @Nullable String legId) {}

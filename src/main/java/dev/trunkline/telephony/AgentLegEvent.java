package dev.trunkline.telephony;

import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.UserId;

/// The agent's audio is there, or gone. The last leg that came counts; the end of an older one changes nothing.
public record AgentLegEvent(OrganizationId organization, UserId agent, String legId, boolean live) {}

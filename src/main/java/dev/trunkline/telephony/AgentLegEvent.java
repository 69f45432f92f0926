package dev.trunkline.telephony;

import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.UserId;

/// What happens to the lines that carry agents' audio. The last line that was opened counts; what is told of an older
/// one changes nothing.
public sealed interface AgentLegEvent {

    OrganizationId organization();

    /// A browser has called in. Not confirmed yet: it gets no calls.
    record Opened(OrganizationId organization, UserId agent, String legId) implements AgentLegEvent {}

    /// The opened line is where the agent's calls are joined to.
    record Came(OrganizationId organization, UserId agent, String legId) implements AgentLegEvent {}

    record Went(OrganizationId organization, UserId agent, String legId) implements AgentLegEvent {}

    /// No line of any agent can be used any more: each has to be opened anew.
    record AllWent(OrganizationId organization) implements AgentLegEvent {}
}

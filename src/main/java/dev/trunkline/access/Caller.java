package dev.trunkline.access;

import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.UserId;

/// The signed-in user behind a request, proved by a session cookie or an API token.
public record Caller(OrganizationId organization, UserId user, Role role) {

    /// Supervisors and above see the whole organization; an agent sees their own.
    public boolean seesAll() {
        return role.atLeast(Role.SUPERVISOR);
    }
}

package dev.trunkline.live;

import dev.trunkline.access.ObjectKind;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.UserId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One line of the change log: which object of whom, not what it looks like now.
///
/// @param kind as logged; a newer node may log kinds this one does not know
/// @param user whom a notice is for
/// @param data the notice itself, JSON
/// @param bornNanos when its transaction began, on this process's `System.nanoTime()` scale
record Change(
        OrganizationId organization,
        String kind,
        UUID ref,
        @Nullable UserId user,
        @Nullable String data,
        Instant at,
        long bornNanos) {

    /// Logged when somebody's access changed: their streams end, and whoever comes back is asked who they are.
    static final String ACCESS = "access";

    /// Names the object within its organization.
    record Key(ObjectKind kind, UUID ref) {}

    /// Null for a kind that is not pushed.
    @Nullable
    Key key() {
        ObjectKind known = ObjectKind.of(kind);
        return known == null ? null : new Key(known, ref);
    }
}

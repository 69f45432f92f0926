package dev.trunkline.leads;

import dev.trunkline.ids.ImportId;
import dev.trunkline.ids.ListId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.UserId;
import org.jspecify.annotations.Nullable;

/// All that is needed to go on with an import.
///
/// @param list null for a do-not-call list
/// @param rowsDone rows whose batch has committed
record ImportJob(
        OrganizationId organization,
        ImportId id,
        ImportKind kind,
        @Nullable ListId list,
        @Nullable UserId user,
        OnDuplicate onDuplicate,
        String region,
        ImportPlan plan,
        long rowsDone) {

    RowReader reader() {
        return new RowReader(plan.columns(), region, kind == ImportKind.DNC);
    }
}

package dev.trunkline.leads;

import dev.trunkline.ids.LeadId;
import dev.trunkline.ids.ListId;
import dev.trunkline.store.Store;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/// Turns a batch of rows into leads, inside the transaction that counts them.
@Repository
class LeadBatchRepository {

    private final Store store;
    private final LeadRowRepository rows;
    private final LeadOverlayRepository overlays;

    LeadBatchRepository(Store store, LeadRowRepository rows, LeadOverlayRepository overlays) {
        this.store = store;
        this.rows = rows;
        this.overlays = overlays;
    }

    /// Writes a batch. Two imports of one organization take turns, so that both cannot find the same number new.
    Tally write(ImportJob job, ListId list, ImportBatch batch) {
        List<BatchPlan.Placed> usable = batch.usable();
        takeTurns();
        hurry();
        BatchPlan plan = BatchPlan.of(usable, known(list, usable), job.onDuplicate(), repeatedRows(job, batch));
        List<LeadId> added = rows.add(plan.added(), job.id());
        rows.link(list, added);
        rows.link(list, plan.links());
        overlays.overlay(plan.overlaid());
        return new Tally(plan.imported(), plan.updated(), plan.duplicates());
    }

    private void takeTurns() {
        store.jdbc()
                .sql("SELECT pg_advisory_xact_lock(hashtextextended('import ' || current_organization(), 0))")
                .query((_, _) -> "")
                .single();
    }

    /// Plans are kept from when the tables were empty, and a batch must not scan tables that have grown since. A batch
    /// need not wait for the disk either: lost with its counters it is read again, and the end of the import waits.
    private void hurry() {
        store.jdbc()
                .sql(
                        "SELECT set_config('enable_seqscan', 'off', true) || set_config('synchronous_commit', 'off', true)")
                .query(String.class)
                .single();
    }

    /// For each number the lead that has it: one of the list if there is one, else the oldest. LATERAL with a LIMIT
    /// keeps this a look-up per number, whatever the planner believes of tables that are being filled.
    private Map<String, BatchPlan.Known> known(ListId list, List<BatchPlan.Placed> usable) {
        Map<String, BatchPlan.Known> known = new HashMap<>();
        String[] numbers =
                LeadRowRepository.texts(usable, placed -> placed.row().primary());
        store.jdbc()
                .sql("""
                        SELECT n.e164, k.lead_id, k.in_list
                          FROM unnest(CAST(:numbers AS text[])) AS n(e164)
                         CROSS JOIN LATERAL (
                               SELECT p.lead_id, coalesce(i.yes, false) AS in_list FROM lead_phone p
                                 LEFT JOIN LATERAL (SELECT true AS yes FROM list_lead i
                                                     WHERE i.organization_id = current_organization() AND i.list_id = :list
                                                       AND i.lead_id = p.lead_id LIMIT 1) i ON true
                                WHERE p.organization_id = current_organization() AND p.e164 = n.e164
                                ORDER BY in_list DESC, p.lead_id LIMIT 1) k""")
                .param("list", list.value())
                .param("numbers", numbers)
                .query((row, _) -> known.put(
                        row.getString("e164"),
                        new BatchPlan.Known(
                                new LeadId(row.getObject("lead_id", UUID.class)), row.getBoolean("in_list"))))
                .list();
        return known;
    }

    /// How far another import of the same file into the same list, read the same way, has come.
    private long repeatedRows(ImportJob job, ImportBatch batch) {
        if (job.onDuplicate() != OnDuplicate.ADD || batch.rows().isEmpty()) {
            return 0;
        }
        @Nullable
        Long rows = store.jdbc()
                .sql("""
                        SELECT max(o.total_rows) FROM import i
                          JOIN import o ON o.organization_id = i.organization_id AND o.id <> i.id AND o.kind = i.kind
                                       AND o.list_id = i.list_id AND o.file_hash = i.file_hash AND o.mapping = i.mapping
                                       AND o.region = i.region
                         WHERE i.organization_id = current_organization() AND i.id = :id""")
                .param("id", job.id().value())
                .query(Long.class)
                .optional()
                .orElse(null);
        return rows == null ? 0 : rows;
    }
}

package dev.trunkline.leads;

import dev.trunkline.phone.PhoneNumber;
import dev.trunkline.store.Store;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.stereotype.Repository;

/// Puts a batch of numbers on the do-not-call list, inside the transaction that counts them.
@Repository
class DncBatchRepository {

    /// What a batch did, and the numbers that are new on the list.
    record Outcome(Tally tally, List<String> added) {}

    private final Store store;

    DncBatchRepository(Store store) {
        this.store = store;
    }

    /// Numbers are taken in E.164 order, as by everybody who changes them, so that nobody deadlocks.
    Outcome write(ImportJob job, ImportBatch batch) {
        List<BatchPlan.Placed> usable = batch.usable();
        var numbers = new TreeSet<String>();
        usable.forEach(placed -> placed.row()
                .phones()
                .forEach(phone -> numbers.add(phone.number().e164())));
        String[] sorted = numbers.toArray(String[]::new);
        List<String> added = insert(job, sorted);
        block(sorted);
        markLeads(sorted);
        return new Outcome(tally(usable, new HashSet<>(added)), added);
    }

    private List<String> insert(ImportJob job, String[] sorted) {
        return store.jdbc()
                .sql("""
                        INSERT INTO dnc (organization_id, e164, reason, source, user_id)
                        SELECT current_organization(), e164, 'Imported list', 'import', :user
                          FROM unnest(CAST(:numbers AS text[])) AS t(e164) ORDER BY e164
                        ON CONFLICT DO NOTHING RETURNING e164""")
                .param("user", job.user() == null ? null : job.user().value())
                .param("numbers", sorted)
                .query(String.class)
                .list();
    }

    private void block(String[] sorted) {
        store.jdbc().sql("""
                        INSERT INTO number_state AS s (organization_id, e164, dnc_at)
                        SELECT current_organization(), e164, app_now() FROM unnest(CAST(:numbers AS text[])) AS t(e164) ORDER BY e164
                        ON CONFLICT (organization_id, e164) DO UPDATE SET dnc_at = excluded.dnc_at WHERE s.dnc_at IS NULL""").param("numbers", sorted).update();
    }

    private void markLeads(String[] sorted) {
        store.jdbc().sql("""
                        UPDATE lead SET do_not_call = true, status = 'DNC', updated_at = app_now()
                         WHERE organization_id = current_organization() AND NOT do_not_call
                           AND id IN (SELECT lead_id FROM lead_phone WHERE organization_id = current_organization()
                                         AND e164 = ANY (CAST(:numbers AS text[])))""").param("numbers", sorted).update();
    }

    /// A row counts as imported when one of its numbers is new on the list.
    private static Tally tally(List<BatchPlan.Placed> usable, Set<String> fresh) {
        int imported = 0;
        for (BatchPlan.Placed placed : usable) {
            boolean any = false;
            for (LeadRow.Phone phone : placed.row().phones()) {
                PhoneNumber number = phone.number();
                any |= fresh.remove(number.e164());
            }
            imported += any ? 1 : 0;
        }
        return new Tally(imported, 0, usable.size() - imported);
    }
}

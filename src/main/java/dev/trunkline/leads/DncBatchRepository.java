package dev.trunkline.leads;

import dev.trunkline.compliance.DncRepository;
import dev.trunkline.phone.PhoneNumber;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Repository;

/// Puts a batch of numbers on the do-not-call list, inside the transaction that counts them.
@Repository
class DncBatchRepository {

    /// What a batch did, and the numbers that are new on the list.
    record Outcome(Tally tally, List<String> added) {}

    private final DncRepository dnc;

    DncBatchRepository(DncRepository dnc) {
        this.dnc = dnc;
    }

    Outcome write(ImportJob job, ImportBatch batch) {
        List<BatchPlan.Placed> usable = batch.usable();
        var reasons = new HashMap<String, String>();
        usable.forEach(placed -> placed.row()
                .phones()
                .forEach(phone -> reasons.put(phone.number().e164(), "Imported list")));
        List<String> added = dnc.add(job.organization(), reasons, "import", job.user());
        return new Outcome(tally(usable, new HashSet<>(added)), added);
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

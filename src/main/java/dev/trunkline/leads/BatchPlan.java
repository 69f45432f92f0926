package dev.trunkline.leads;

import dev.trunkline.ids.LeadId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What becomes of a batch of rows, decided before anything is written.
///
/// @param added rows that become leads
/// @param links leads that are already there and come into the list
/// @param overlaid what is laid over leads that are already there
record BatchPlan(
        List<LeadRow> added,
        Set<LeadId> links,
        Map<LeadId, LeadRow> overlaid,
        int imported,
        int updated,
        int duplicates) {

    /// A lead of the organization that has a number of the batch.
    record Known(LeadId id, boolean inList) {}

    /// A usable row and its place among the rows of the file that are not blank, from 0.
    record Placed(long ordinal, LeadRow row) {}

    /// Decides row by row, in the order of the file.
    ///
    /// @param known by E.164 number
    /// @param repeatedRows how many rows of this file an earlier import of it into this list has dealt with
    static BatchPlan of(List<Placed> rows, Map<String, Known> known, OnDuplicate onDuplicate, long repeatedRows) {
        return new Planner(known, onDuplicate, repeatedRows).plan(rows);
    }

    private static final class Planner {
        private final Map<String, Known> known;
        private final OnDuplicate onDuplicate;
        private final long repeatedRows;
        private final List<LeadRow> added = new ArrayList<>();
        private final Map<String, Integer> addedByNumber = new HashMap<>();
        private final Set<LeadId> links = new LinkedHashSet<>();
        private final Map<LeadId, LeadRow> overlaid = new LinkedHashMap<>();
        private int imported;
        private int updated;
        private int duplicates;

        Planner(Map<String, Known> known, OnDuplicate onDuplicate, long repeatedRows) {
            this.known = known;
            this.onDuplicate = onDuplicate;
            this.repeatedRows = repeatedRows;
        }

        BatchPlan plan(List<Placed> rows) {
            for (Placed placed : rows) {
                LeadRow row = placed.row();
                Known lead = known.get(row.primary());
                Integer sibling = addedByNumber.get(row.primary());
                if (onDuplicate == OnDuplicate.ADD) {
                    addUnlessRepeated(placed);
                } else if (lead != null) {
                    meet(lead, row);
                } else if (sibling != null) {
                    meet(sibling, row);
                } else {
                    add(row);
                }
            }
            return new BatchPlan(added, links, overlaid, imported, updated, duplicates);
        }

        private void addUnlessRepeated(Placed placed) {
            if (placed.ordinal() < repeatedRows) {
                duplicates++;
            } else {
                add(placed.row());
            }
        }

        private void add(LeadRow row) {
            for (LeadRow.Phone phone : row.phones()) {
                addedByNumber.putIfAbsent(phone.number().e164(), added.size());
            }
            added.add(row);
            imported++;
        }

        private void meet(Known lead, LeadRow row) {
            if (!lead.inList()) {
                links.add(lead.id());
            }
            if (onDuplicate == OnDuplicate.UPDATE) {
                overlaid.merge(lead.id(), row, LeadRow::overlaidBy);
                updated++;
            } else {
                duplicates++;
            }
        }

        private void meet(int sibling, LeadRow row) {
            if (onDuplicate == OnDuplicate.UPDATE) {
                LeadRow merged = added.get(sibling).overlaidBy(row);
                added.set(sibling, merged);
                merged.phones()
                        .forEach(phone ->
                                addedByNumber.putIfAbsent(phone.number().e164(), sibling));
                updated++;
            } else {
                duplicates++;
            }
        }
    }
}

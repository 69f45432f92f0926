package dev.trunkline.leads;

import java.util.List;

/// Rows that are committed together with the counters that say so.
///
/// @param firstOrdinal place of the first row among the rows of the file, from 0
/// @param last whether the file ends here
record ImportBatch(long firstOrdinal, List<RowReading> rows, long bytesRead, boolean last) {

    List<RowReading.Rejected> rejected() {
        return rows.stream()
                .filter(RowReading.Rejected.class::isInstance)
                .map(RowReading.Rejected.class::cast)
                .toList();
    }

    List<BatchPlan.Placed> usable() {
        var placed = new java.util.ArrayList<BatchPlan.Placed>(rows.size());
        long ordinal = firstOrdinal;
        for (RowReading reading : rows) {
            if (reading instanceof RowReading.Usable usable) {
                placed.add(new BatchPlan.Placed(ordinal, usable.row()));
            }
            ordinal++;
        }
        return placed;
    }
}

package dev.trunkline.leads;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An order in which leads can be browsed, each served by an index; the last column makes it total.
///
/// @param columns SQL expressions over the lead `l`
/// @param types their SQL types
record LeadOrder(List<String> columns, List<String> types, boolean descending, String condition) {

    private static final String PARTING = "\u001f";
    private static final LeadOrder NEWEST = new LeadOrder(List.of("l.id"), List.of("uuid"), true, "");
    private static final List<String> NAME = List.of("l.last_name", "l.first_name", "l.id");
    private static final List<String> NAME_TYPES = List.of("text", "text", "uuid");
    private static final List<String> CALLED = List.of("l.last_called_at", "l.id");
    private static final List<String> CALLED_TYPES = List.of("timestamptz", "uuid");
    /// Leads that were never called have no place in an order by it.
    private static final String WAS_CALLED = "AND l.last_called_at IS NOT NULL\n";

    private static final Map<String, LeadOrder> BY_WORD = Map.of(
            "-createdAt", NEWEST,
            "createdAt", new LeadOrder(List.of("l.id"), List.of("uuid"), false, ""),
            "name", new LeadOrder(NAME, NAME_TYPES, false, ""),
            "-name", new LeadOrder(NAME, NAME_TYPES, true, ""),
            "lastCalledAt", new LeadOrder(CALLED, CALLED_TYPES, false, WAS_CALLED),
            "-lastCalledAt", new LeadOrder(CALLED, CALLED_TYPES, true, WAS_CALLED));

    /// The order meant by `?sort=`, newest first without one; null for a word we do not know.
    static @Nullable LeadOrder of(@Nullable String word) {
        return word == null || word.isBlank() ? NEWEST : BY_WORD.get(word);
    }

    String orderBy() {
        String way = descending ? " DESC" : "";
        return String.join(way + ", ", columns) + way;
    }

    /// True for rows after the one whose parts are the parameters `after0`, `after1`…
    String after() {
        var marks = new StringBuilder();
        for (int i = 0; i < columns.size(); i++) {
            marks.append(i == 0 ? "" : ", ")
                    .append("CAST(:after")
                    .append(i)
                    .append(" AS ")
                    .append(types.get(i))
                    .append(')');
        }
        return "(" + String.join(", ", columns) + ") " + (descending ? "<" : ">") + " (" + marks + ")";
    }

    /// A lead's place in this order, for the cursor.
    String place(Lead lead) {
        return switch (columns.size()) {
            case 1 -> lead.id().toString();
            case 2 -> lead.lastCalledAt() + PARTING + lead.id();
            default -> lead.lastName() + PARTING + lead.firstName() + PARTING + lead.id();
        };
    }

    static List<String> parts(String place) {
        return List.of(place.split(PARTING, -1));
    }
}

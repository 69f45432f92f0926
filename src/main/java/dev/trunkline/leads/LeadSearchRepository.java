package dev.trunkline.leads;

import dev.trunkline.ids.LeadId;
import dev.trunkline.ids.ListId;
import dev.trunkline.store.Store;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/// Finds leads while somebody types. The rarest word leads, by a range of an index that row-level security lets
/// through. Its first leads are looked at one by one, which is nearly always enough; where too few of them have the
/// other words, the ranges of the rarer words are intersected first. Both ways answer the same rows in the same order:
/// each lead at its first word that begins with the leading one.
@Repository
class LeadSearchRepository {

    /// So many leads are looked at one by one, 5 to 10 µs each.
    private static final int LOOKS = 1_500;

    /// A word that so many words begin with is looked up per lead rather than intersected.
    private static final int COMMON = 50_000;

    private static final String PARTING = "\u001f";

    /// A lead found, and the word of it that was met; together its place in the answer.
    record Hit(String word, LeadId lead) {

        String place() {
            return word + PARTING + lead;
        }
    }

    private record Counted(String word, long count) {}

    /// What to look for; null parts do not restrict.
    ///
    /// @param words at least one; a lead must have all of them
    /// @param after the place to begin after
    record Query(
            List<String> words,
            @Nullable ListId list,
            @Nullable LeadStatus status,
            @Nullable String after,
            int limit) {}

    private final Store store;

    LeadSearchRepository(Store store) {
        this.store = store;
    }

    /// Leads that have all the words, by the word met and then by age; empty for no words.
    List<Hit> search(Query query) {
        if (query.words().isEmpty()) {
            return List.of();
        }
        List<Counted> counted = rarestFirst(query.words());
        List<String> words = counted.stream().map(Counted::word).toList();
        List<Hit> first = run(query, words, lookup(query, words));
        boolean enough = first.size() >= query.limit() || counted.getFirst().count() < LOOKS;
        return enough ? first : run(query, words, intersection(query, counted));
    }

    private static String lookup(Query query, List<String> words) {
        var sql = new StringBuilder("""
                SELECT w.word, w.lead_id
                  FROM (SELECT word, lead_id FROM lead_word
                         WHERE organization_id = current_organization() AND word >= :word0 AND word < :end0 %s
                         ORDER BY word, lead_id LIMIT :looks) w
                 CROSS JOIN LATERAL (SELECT l.words, l.status FROM lead l
                                      WHERE l.organization_id = current_organization() AND l.id = w.lead_id OFFSET 0) l
                 WHERE position(' ' || w.word || ' ' IN l.words) = position(' ' || :word0 IN l.words)
                """.formatted(query.after() == null ? "" : AFTER));
        for (int i = 1; i < words.size(); i++) {
            sql.append("   AND position(' ' || :word").append(i).append(" IN l.words) > 0\n");
        }
        if (query.list() != null) {
            sql.append("""
                       AND EXISTS (SELECT FROM list_lead i WHERE i.organization_id = current_organization()
                                      AND i.list_id = :list AND i.lead_id = w.lead_id OFFSET 0)
                    """);
        }
        if (query.status() != null) {
            sql.append("   AND l.status = :status\n");
        }
        return sql.append(" ORDER BY w.word, w.lead_id LIMIT :limit").toString();
    }

    private static final String AFTER = "AND (word, lead_id) > (:afterWord COLLATE \"C\", CAST(:afterLead AS uuid))";

    private static String intersection(Query query, List<Counted> words) {
        var among = new StringBuilder();
        var looked = new StringBuilder();
        for (int i = 1; i < words.size(); i++) {
            if (i == 1 || words.get(i).count() < COMMON) {
                among.append("""
                           AND lead_id IN (SELECT lead_id FROM lead_word WHERE organization_id = current_organization()
                                              AND word >= :word%1$d AND word < :end%1$d)
                        """.formatted(i));
            } else {
                looked.append("   AND position(' ' || :word").append(i).append(" IN l.words) > 0\n");
            }
        }
        if (query.list() != null) {
            among.append("""
                       AND lead_id IN (SELECT lead_id FROM list_lead WHERE organization_id = current_organization()
                                          AND list_id = :list)
                    """);
        }
        if (query.status() != null) {
            looked.append("   AND l.status = :status\n");
        }
        return """
                WITH hit AS MATERIALIZED (
                  SELECT min(word) AS word, lead_id FROM lead_word
                   WHERE organization_id = current_organization() AND word >= :word0 AND word < :end0
                %s GROUP BY lead_id)
                SELECT w.word, w.lead_id
                  FROM (SELECT word, lead_id FROM hit WHERE true %s ORDER BY word, lead_id OFFSET 0) w
                 CROSS JOIN LATERAL (SELECT l.words, l.status FROM lead l
                                      WHERE l.organization_id = current_organization() AND l.id = w.lead_id OFFSET 0) l
                 WHERE true %s LIMIT :limit""".formatted(among, query.after() == null ? "" : AFTER, looked);
    }

    private List<Hit> run(Query query, List<String> words, String sql) {
        Map<String, Object> parameters = new HashMap<>();
        for (int i = 0; i < words.size(); i++) {
            parameters.put("word" + i, words.get(i));
            parameters.put("end" + i, SearchWords.after(words.get(i)));
        }
        parameters.put("limit", query.limit());
        parameters.put("looks", LOOKS);
        if (query.list() != null) {
            parameters.put("list", query.list().value());
        }
        if (query.status() != null) {
            parameters.put("status", query.status().toString());
        }
        if (query.after() != null) {
            String[] place = query.after().split(PARTING, -1);
            parameters.put("afterWord", place[0]);
            parameters.put("afterLead", place[place.length - 1]);
        }
        // What is intersected fits in memory for a million leads.
        store.jdbc()
                .sql("SELECT set_config('work_mem', '64MB', true)")
                .query(String.class)
                .single();
        return store.jdbc()
                .sql(sql)
                .params(parameters)
                .query((row, _) -> new Hit(row.getString("word"), new LeadId(row.getObject("lead_id", UUID.class))))
                .list();
    }

    private List<Counted> rarestFirst(List<String> words) {
        List<Counted> counted = words.stream()
                .map(word -> new Counted(word, count(word, LOOKS)))
                .toList();
        if (counted.stream().allMatch(word -> word.count() == LOOKS) && words.size() > 1) {
            counted = words.stream()
                    .map(word -> new Counted(word, count(word, COMMON)))
                    .toList();
        }
        return counted.stream()
                .sorted(Comparator.comparingLong(Counted::count)
                        .thenComparingInt(entry -> -entry.word().length()))
                .toList();
    }

    /// How many words begin with this one, counted up to `most`.
    private long count(String word, int most) {
        return store.jdbc()
                .sql("""
                        SELECT count(*) FROM (SELECT FROM lead_word
                         WHERE organization_id = current_organization() AND word >= :word AND word < :end LIMIT :most) w""")
                .param("word", word)
                .param("end", SearchWords.after(word))
                .param("most", most)
                .query(Long.class)
                .single();
    }
}

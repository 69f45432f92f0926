package dev.trunkline.leads;

import dev.trunkline.ids.LeadId;
import dev.trunkline.ids.ListId;
import dev.trunkline.store.Store;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/// Finds leads while somebody types. The rarest word leads, by a range of an index that row-level security lets
/// through; each lead it finds is looked up once for the other words. A lead is shown at one of its words only: the
/// first in `lead.words` that begins with the leading one.
@Repository
class LeadSearchRepository {

    /// Counting further would cost more than a worse choice of the leading word.
    private static final int COUNT_MOST = 2_000;

    private static final String PARTING = "\u001f";

    /// A lead found, and the word of it that was met; together its place in the answer.
    record Hit(String word, LeadId lead) {

        String place() {
            return word + PARTING + lead;
        }
    }

    private final Store store;

    LeadSearchRepository(Store store) {
        this.store = store;
    }

    /// Leads that have all the words, by the word met and then by age; empty for no words.
    List<Hit> search(
            List<String> words, @Nullable ListId list, @Nullable LeadStatus status, @Nullable String after, int limit) {
        if (words.isEmpty()) {
            return List.of();
        }
        List<String> ordered = rarestFirst(words);
        var sql = new StringBuilder("""
                SELECT w.word, w.lead_id FROM lead_word w
                 CROSS JOIN LATERAL (SELECT l.words, l.status FROM lead l
                                      WHERE l.organization_id = current_organization() AND l.id = w.lead_id OFFSET 0) l
                 WHERE w.organization_id = current_organization() AND w.word >= :word0 AND w.word < :end0
                   AND position(' ' || w.word || ' ' IN l.words) = position(' ' || :word0 IN l.words)
                """);
        for (int i = 1; i < ordered.size(); i++) {
            sql.append("   AND position(' ' || :word").append(i).append(" IN l.words) > 0\n");
        }
        if (list != null) {
            sql.append("""
                       AND EXISTS (SELECT FROM list_lead i WHERE i.organization_id = current_organization()
                                      AND i.list_id = :list AND i.lead_id = w.lead_id OFFSET 0)
                    """);
        }
        if (status != null) {
            sql.append("   AND l.status = :status\n");
        }
        String[] place = after == null ? new String[0] : after.split(PARTING, -1);
        if (place.length == 2) {
            sql.append("   AND (w.word, w.lead_id) > (:afterWord COLLATE \"C\", CAST(:afterLead AS uuid))\n");
        }
        sql.append(" ORDER BY w.word, w.lead_id LIMIT :limit");
        var query = store.jdbc()
                .sql(sql.toString())
                .param("limit", limit)
                .param("end0", SearchWords.after(ordered.getFirst()));
        for (int i = 0; i < ordered.size(); i++) {
            query = query.param("word" + i, ordered.get(i));
        }
        if (list != null) {
            query = query.param("list", list.value());
        }
        if (status != null) {
            query = query.param("status", status.toString());
        }
        if (place.length == 2) {
            query = query.param("afterWord", place[0]).param("afterLead", place[1]);
        }
        return query.query((row, _) -> new Hit(row.getString("word"), new LeadId(row.getObject("lead_id", UUID.class))))
                .list();
    }

    private List<String> rarestFirst(List<String> words) {
        if (words.size() == 1) {
            return words;
        }
        record Counted(String word, long count) {}
        List<Counted> counted = new ArrayList<>();
        for (String word : words) {
            counted.add(new Counted(word, count(word)));
        }
        return counted.stream()
                .sorted(Comparator.comparingLong(Counted::count)
                        .thenComparingInt(entry -> -entry.word().length()))
                .map(Counted::word)
                .toList();
    }

    private long count(String word) {
        return store.jdbc()
                .sql("""
                        SELECT count(*) FROM (SELECT FROM lead_word
                         WHERE organization_id = current_organization() AND word >= :word AND word < :end LIMIT :most) w""")
                .param("word", word)
                .param("end", SearchWords.after(word))
                .param("most", COUNT_MOST)
                .query(Long.class)
                .single();
    }
}

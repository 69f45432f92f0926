package dev.trunkline.leads;

import dev.trunkline.ids.LeadId;
import dev.trunkline.ids.ListId;
import dev.trunkline.store.Store;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/// Finds leads while somebody types. One word leads, the rarest: its matches are read in the order of an index that
/// row-level security lets through. Its first ones are looked at lead by lead, which is nearly always enough. Where too
/// few of them have the other words (who is called Jack is not called Jessica), those are read beforehand as sets. So
/// the work stays at some ten thousand index entries, however many leads there are.
@Repository
class LeadSearchRepository {

    /// So many leads are looked at one by one without a thought, about 6 µs each.
    private static final int LOOKS = 1_000;

    /// What the first looks promise to need is looked at too, as long as it is not more than this.
    private static final int LOOKS_MOST = 6_000;

    /// A list or status with more leads is not read beforehand, 0.3 µs each: leads are in it often enough.
    private static final int COMMON = 100_000;

    private static final long ALL = Long.MAX_VALUE;

    private static final String PARTING = "\u001f";

    /// A lead found, and the word of it that was met; together its place in the answer.
    record Hit(String word, LeadId lead) {

        String place() {
            return word + PARTING + lead;
        }
    }

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
        SearchSql.Part list = listPart(query.list());
        SearchSql.Part status = statusPart(query.status());
        boolean after = query.after() != null;
        if (list == SearchSql.Part.LEADS || status == SearchSql.Part.LEADS) {
            List<SearchSql.Counted> asGiven = query.words().stream()
                    .map(word -> new SearchSql.Counted(word, 0))
                    .toList();
            return run(query, new SearchSql.Plan(asGiven, false, list, status, after), ALL);
        }
        List<SearchSql.Counted> words = rarestFirst(query.words());
        var look = new SearchSql.Plan(words, false, looks(list), looks(status), after);
        List<Hit> hits = run(query, look, LOOKS);
        if (hits.size() >= query.limit() || words.getFirst().count() < LOOKS) {
            return hits;
        }
        boolean soon = (long) hits.size() * LOOKS_MOST >= (long) query.limit() * LOOKS;
        if (soon || count(words.getFirst().word(), LOOKS_MOST) < LOOKS_MOST) {
            return byAndBy(query, look);
        }
        return byAndBy(query, new SearchSql.Plan(words, true, list, status, after));
    }

    /// Digits come from several ranges, each of which is read as far as it is allowed to be.
    private List<Hit> byAndBy(Query query, SearchSql.Plan plan) {
        if (plan.words().getFirst().digits()) {
            List<Hit> hits = run(query, plan, LOOKS * 16L);
            if (hits.size() >= query.limit()) {
                return hits;
            }
        }
        return run(query, plan, ALL);
    }

    private long count(String word, int most) {
        return counted(List.of(word), most).getFirst().count();
    }

    private static SearchSql.Part looks(SearchSql.Part part) {
        return part == SearchSql.Part.SET ? SearchSql.Part.LOOK : part;
    }

    private SearchSql.Part listPart(@Nullable ListId list) {
        return list == null
                ? SearchSql.Part.ABSENT
                : part(store.jdbc()
                        .sql("SELECT lead_count FROM list WHERE organization_id = current_organization() AND id = :id")
                        .param("id", list.value())
                        .query(Long.class)
                        .optional()
                        .orElse(0L));
    }

    private SearchSql.Part statusPart(@Nullable LeadStatus status) {
        if (status == null) {
            return SearchSql.Part.ABSENT;
        }
        return status == LeadStatus.NEW
                ? SearchSql.Part.LOOK
                : part(store.jdbc()
                        .sql(SearchSql.countStatus())
                        .param("status", status.toString())
                        .param("most", LOOKS * 20)
                        .query(Long.class)
                        .single());
    }

    private static SearchSql.Part part(long leads) {
        if (leads < LOOKS) {
            return SearchSql.Part.LEADS;
        }
        return leads < COMMON ? SearchSql.Part.SET : SearchSql.Part.LOOK;
    }

    private List<Hit> run(Query query, SearchSql.Plan plan, long reach) {
        Map<String, @Nullable Object> parameters = new HashMap<>();
        for (int i = 0; i < plan.words().size(); i++) {
            addWord(parameters, i, plan.words().get(i).word());
        }
        parameters.put("limit", query.limit());
        parameters.put("reach", reach);
        parameters.put("list", query.list() == null ? null : query.list().value());
        parameters.put("status", query.status() == null ? null : query.status().toString());
        if (query.after() != null) {
            String[] place = query.after().split(PARTING, -1);
            parameters.put("afterWord", place[0]);
            parameters.put("afterLead", place[place.length - 1]);
        }
        return store.jdbc()
                .sql(SearchSql.hits(plan))
                .params(parameters)
                .query((row, _) -> new Hit(row.getString("word"), new LeadId(row.getObject("lead_id", UUID.class))))
                .list();
    }

    private static void addWord(Map<String, @Nullable Object> parameters, int i, String word) {
        parameters.put("word" + i, word);
        parameters.put("end" + i, SearchWords.after(word));
        if (SearchWords.isDigits(word)) {
            DigitRanges ranges = DigitRanges.of(word);
            parameters.put("low" + i, ranges.low().toArray(String[]::new));
            parameters.put("high" + i, ranges.high().toArray(String[]::new));
            parameters.put("endLow" + i, ranges.endLow());
            parameters.put("endHigh" + i, ranges.endHigh());
            parameters.put("pattern" + i, ranges.pattern());
        }
    }

    private List<SearchSql.Counted> rarestFirst(List<String> words) {
        return counted(words, LOOKS).stream()
                .sorted(SearchSql.Counted.RAREST_FIRST)
                .toList();
    }

    /// The words with how many matches each has, counted up to `most`.
    private List<SearchSql.Counted> counted(List<String> words, int most) {
        Map<String, @Nullable Object> parameters = new HashMap<>();
        parameters.put("most", most);
        List<String> counts = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            addWord(parameters, i, words.get(i));
            counts.add(SearchSql.count(i, SearchWords.isDigits(words.get(i))));
        }
        // What is read beforehand fits in memory.
        return store.jdbc()
                .sql("SELECT set_config('work_mem', '32MB', true), " + String.join(",\n", counts))
                .params(parameters)
                .query((row, _) -> {
                    List<SearchSql.Counted> counted = new ArrayList<>();
                    for (int i = 0; i < words.size(); i++) {
                        counted.add(new SearchSql.Counted(words.get(i), row.getLong(i + 2)));
                    }
                    return counted;
                })
                .single();
    }
}

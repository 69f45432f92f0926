package dev.trunkline.leads;

import dev.trunkline.ids.ImportId;
import dev.trunkline.ids.LeadId;
import dev.trunkline.ids.ListId;
import dev.trunkline.phone.TimeZones;
import dev.trunkline.store.Store;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/// Writes new leads with their numbers and search words, set-wise: arrays go in, one statement a table. It
/// needs no staging table, which could not have row-level security, and leaves nothing to clean up.
@Repository
class LeadRowRepository {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Store store;

    LeadRowRepository(Store store) {
        this.store = store;
    }

    /// Adds a lead for each row, in order; one whose number is on the do-not-call list is marked so.
    List<LeadId> add(List<LeadRow> rows, @Nullable ImportId importId) {
        if (rows.isEmpty()) {
            return List.of();
        }
        List<UUID> ids = newIds(rows.size());
        List<Set<String>> words = rows.stream().map(LeadRow::searchWords).toList();
        insertLeads(ids, rows, words, importId);
        insertPhones(ids, rows);
        insertWords(ids, words);
        return ids.stream().map(LeadId::new).toList();
    }

    /// Puts leads into a list; those in it already stay there once.
    void link(ListId list, Collection<LeadId> leads) {
        if (leads.isEmpty()) {
            return;
        }
        store.jdbc()
                .sql("""
                        INSERT INTO list_lead (organization_id, list_id, lead_id)
                        SELECT (SELECT current_organization()), :list, id FROM unnest(CAST(:leads AS uuid[])) AS t(id)
                        ON CONFLICT DO NOTHING""")
                .param("list", list.value())
                .param("leads", texts(leads, lead -> lead.value().toString()))
                .update();
    }

    private List<UUID> newIds(int count) {
        return store.jdbc()
                .sql("SELECT uuidv7() FROM generate_series(1, :count)")
                .param("count", count)
                .query(UUID.class)
                .list();
    }

    private void insertLeads(List<UUID> ids, List<LeadRow> rows, List<Set<String>> words, @Nullable ImportId importId) {
        Set<String> blocked = blocked(rows);
        var joined = new String[rows.size()];
        for (int i = 0; i < joined.length; i++) {
            joined[i] = SearchWords.joined(words.get(i), rows.get(i).digits());
        }
        store.jdbc()
                .sql("""
                        INSERT INTO lead (organization_id, id, first_name, last_name, company, email, address, city, state,
                                          postcode, country, notes, time_zone, custom_fields, words, status, do_not_call,
                                          import_id)
                        SELECT (SELECT current_organization()), id, first_name, last_name, company, email, address, city, state,
                               postcode, country, notes, time_zone, custom_fields::jsonb, words,
                               CASE WHEN dnc::boolean THEN 'DNC' ELSE 'NEW' END, dnc::boolean, CAST(:import AS uuid)
                          FROM unnest(CAST(:ids AS uuid[]), CAST(:first AS text[]), CAST(:last AS text[]),
                                      CAST(:company AS text[]), CAST(:email AS text[]), CAST(:address AS text[]),
                                      CAST(:city AS text[]), CAST(:state AS text[]), CAST(:postcode AS text[]),
                                      CAST(:country AS text[]), CAST(:notes AS text[]), CAST(:zone AS text[]),
                                      CAST(:custom AS text[]), CAST(:words AS text[]), CAST(:dnc AS text[]))
                            AS t(id, first_name, last_name, company, email, address, city, state, postcode, country, notes,
                                 time_zone, custom_fields, words, dnc)""")
                .param("import", importId == null ? null : importId.value().toString())
                .param("ids", texts(ids, UUID::toString))
                .param("first", texts(rows, LeadRow::firstName))
                .param("last", texts(rows, LeadRow::lastName))
                .param("company", texts(rows, LeadRow::company))
                .param("email", texts(rows, LeadRow::email))
                .param("address", texts(rows, LeadRow::address))
                .param("city", texts(rows, LeadRow::city))
                .param("state", texts(rows, LeadRow::state))
                .param("postcode", texts(rows, LeadRow::postcode))
                .param("country", texts(rows, LeadRow::country))
                .param("notes", texts(rows, LeadRow::notes))
                .param("zone", texts(rows, LeadRow::shownZone))
                .param("custom", texts(rows, row -> json(row.customFields())))
                .param("words", joined)
                .param("dnc", texts(rows, row -> Boolean.toString(row.hasAny(blocked))))
                .update();
    }

    private Set<String> blocked(List<LeadRow> rows) {
        List<String> numbers = rows.stream()
                .flatMap(row -> row.phones().stream())
                .map(phone -> phone.number().e164())
                .toList();
        return new HashSet<>(store.jdbc()
                .sql("SELECT e164 FROM dnc WHERE e164 = ANY (CAST(:numbers AS text[]))")
                .param("numbers", numbers.toArray(String[]::new))
                .query(String.class)
                .list());
    }

    private void insertPhones(List<UUID> ids, List<LeadRow> rows) {
        var lead = new ArrayList<String>();
        var position = new ArrayList<Integer>();
        var phones = new ArrayList<LeadRow.Phone>();
        var keys = new ArrayList<String>();
        for (int i = 0; i < rows.size(); i++) {
            LeadRow row = rows.get(i);
            for (int p = 0; p < row.phones().size(); p++) {
                LeadRow.Phone phone = row.phones().get(p);
                lead.add(ids.get(i).toString());
                position.add(p);
                phones.add(phone);
                keys.add(TimeZones.windowKey(phone.number().zones(), row.addressZones(), row.statedZone()));
            }
        }
        store.jdbc()
                .sql("""
                        INSERT INTO lead_phone (organization_id, lead_id, position, e164, type, label, region, window_key)
                        SELECT (SELECT current_organization()), lead_id, position, e164, type, label, region, window_key
                          FROM unnest(CAST(:lead AS uuid[]), CAST(:position AS int[]), CAST(:e164 AS text[]),
                                      CAST(:type AS text[]), CAST(:label AS text[]), CAST(:region AS text[]),
                                      CAST(:key AS text[])) AS t(lead_id, position, e164, type, label, region, window_key)""")
                .param("lead", lead.toArray(String[]::new))
                .param("position", position.toArray(Integer[]::new))
                .param("e164", texts(phones, phone -> phone.number().e164()))
                .param("type", texts(phones, phone -> phone.number().type().toString()))
                .param("label", texts(phones, LeadRow.Phone::label))
                .param("region", texts(phones, phone -> phone.number().region()))
                .param("key", keys.toArray(String[]::new))
                .update();
    }

    /// Adds the search words of each lead, sorted, so that neighbours on a page of the index are written together.
    void insertWords(List<UUID> leads, List<Set<String>> words) {
        List<Word> sorted = new ArrayList<>();
        for (int i = 0; i < leads.size(); i++) {
            for (String word : words.get(i)) {
                sorted.add(new Word(word, leads.get(i)));
            }
        }
        sorted.sort(Comparator.comparing(Word::word));
        store.jdbc()
                .sql("""
                        INSERT INTO lead_word (organization_id, word, lead_id)
                        SELECT (SELECT current_organization()), word, id
                          FROM unnest(CAST(:words AS text[]), CAST(:leads AS uuid[])) AS t(word, id)""")
                .param("words", texts(sorted, Word::word))
                .param("leads", sorted.stream().map(Word::lead).toArray(UUID[]::new))
                .update();
    }

    private record Word(String word, UUID lead) {}

    static String json(Object value) {
        return JSON.writeValueAsString(value);
    }

    static <T> String[] texts(Collection<T> rows, Function<T, @Nullable String> column) {
        var texts = new String[rows.size()];
        int i = 0;
        for (T row : rows) {
            texts[i++] = column.apply(row);
        }
        return texts;
    }
}

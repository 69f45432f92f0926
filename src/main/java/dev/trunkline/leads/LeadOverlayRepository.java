package dev.trunkline.leads;

import dev.trunkline.ids.LeadId;
import dev.trunkline.phone.PhoneNumber;
import dev.trunkline.phone.PhoneParser;
import dev.trunkline.phone.Places;
import dev.trunkline.phone.TimeZones;
import dev.trunkline.store.Rows;
import dev.trunkline.store.Store;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/// Changes leads that are there, and brings what follows from their fields (search words, zones) up to date.
@Repository
class LeadOverlayRepository {

    private record Numbered(
            UUID leadId,
            int position,
            String e164,
            @Nullable String timeZone,
            String state,
            String postcode,
            String country) {}

    private record Named(
            UUID id,
            String words,
            String firstName,
            String lastName,
            String company,
            String email,
            List<String> numbers) {

        Set<String> searchWords() {
            return SearchWords.of(firstName, lastName, company, email);
        }

        String wordsNow() {
            return SearchWords.joined(
                    searchWords(),
                    numbers.stream().map(LeadOverlayRepository::digits).toList());
        }
    }

    private final Store store;
    private final LeadRowRepository rows;

    LeadOverlayRepository(Store store, LeadRowRepository rows) {
        this.store = store;
        this.rows = rows;
    }

    /// Lays what rows fill in over their leads and adds their new numbers.
    void overlay(Map<LeadId, LeadRow> overlaid) {
        if (overlaid.isEmpty()) {
            return;
        }
        updateFields(overlaid);
        addPhones(overlaid);
        refresh(overlaid.keySet());
    }

    private void updateFields(Map<LeadId, LeadRow> overlaid) {
        Collection<LeadRow> values = overlaid.values();
        store.jdbc()
                .sql("""
                        UPDATE lead SET first_name = coalesce(nullif(t.first_name, ''), lead.first_name),
                               last_name = coalesce(nullif(t.last_name, ''), lead.last_name),
                               company = coalesce(nullif(t.company, ''), lead.company),
                               email = coalesce(nullif(t.email, ''), lead.email),
                               address = coalesce(nullif(t.address, ''), lead.address),
                               city = coalesce(nullif(t.city, ''), lead.city),
                               state = coalesce(nullif(t.state, ''), lead.state),
                               postcode = coalesce(nullif(t.postcode, ''), lead.postcode),
                               country = coalesce(nullif(t.country, ''), lead.country),
                               notes = coalesce(nullif(t.notes, ''), lead.notes),
                               time_zone = coalesce(t.zone, lead.time_zone),
                               custom_fields = lead.custom_fields || t.custom::jsonb,
                               updated_at = app_now()
                          FROM unnest(CAST(:ids AS uuid[]), CAST(:first AS text[]), CAST(:last AS text[]),
                                      CAST(:company AS text[]), CAST(:email AS text[]), CAST(:address AS text[]),
                                      CAST(:city AS text[]), CAST(:state AS text[]), CAST(:postcode AS text[]),
                                      CAST(:country AS text[]), CAST(:notes AS text[]), CAST(:zone AS text[]),
                                      CAST(:custom AS text[]))
                            AS t(id, first_name, last_name, company, email, address, city, state, postcode, country, notes,
                                 zone, custom)
                         WHERE lead.organization_id = current_organization() AND lead.id = t.id""")
                .param("ids", ids(overlaid.keySet()))
                .param("first", LeadRowRepository.texts(values, LeadRow::firstName))
                .param("last", LeadRowRepository.texts(values, LeadRow::lastName))
                .param("company", LeadRowRepository.texts(values, LeadRow::company))
                .param("email", LeadRowRepository.texts(values, LeadRow::email))
                .param("address", LeadRowRepository.texts(values, LeadRow::address))
                .param("city", LeadRowRepository.texts(values, LeadRow::city))
                .param("state", LeadRowRepository.texts(values, LeadRow::state))
                .param("postcode", LeadRowRepository.texts(values, LeadRow::postcode))
                .param("country", LeadRowRepository.texts(values, LeadRow::country))
                .param("notes", LeadRowRepository.texts(values, LeadRow::notes))
                .param("zone", LeadRowRepository.texts(values, LeadRow::statedZone))
                .param("custom", LeadRowRepository.texts(values, row -> LeadRowRepository.json(row.customFields())))
                .update();
    }

    private void addPhones(Map<LeadId, LeadRow> overlaid) {
        var leads = new ArrayList<String>();
        var phones = new ArrayList<LeadRow.Phone>();
        overlaid.forEach((id, row) -> row.phones().forEach(phone -> {
            leads.add(id.toString());
            phones.add(phone);
        }));
        store.jdbc()
                .sql("""
                        INSERT INTO lead_phone (organization_id, lead_id, position, e164, type, label, region)
                        SELECT current_organization(), t.lead_id,
                               (SELECT coalesce(max(position), -1) FROM lead_phone p
                                 WHERE p.organization_id = current_organization() AND p.lead_id = t.lead_id)
                                 + row_number() OVER (PARTITION BY t.lead_id ORDER BY t.n), t.e164, t.type, t.label, t.region
                          FROM unnest(CAST(:leads AS uuid[]), CAST(:e164 AS text[]), CAST(:type AS text[]),
                                      CAST(:label AS text[]), CAST(:region AS text[]))
                               WITH ORDINALITY AS t(lead_id, e164, type, label, region, n)
                         WHERE NOT EXISTS (SELECT FROM lead_phone p WHERE p.organization_id = current_organization()
                                              AND p.lead_id = t.lead_id AND p.e164 = t.e164)""")
                .param("leads", leads.toArray(String[]::new))
                .param(
                        "e164",
                        LeadRowRepository.texts(phones, phone -> phone.number().e164()))
                .param(
                        "type",
                        LeadRowRepository.texts(
                                phones, phone -> phone.number().type().toString()))
                .param("label", LeadRowRepository.texts(phones, LeadRow.Phone::label))
                .param(
                        "region",
                        LeadRowRepository.texts(phones, phone -> phone.number().region()))
                .update();
    }

    /// Computes search words and zones of leads anew from what they are now.
    void refresh(Collection<LeadId> leads) {
        refreshWords(leads);
        refreshZones(leads);
    }

    private void refreshWords(Collection<LeadId> leads) {
        List<Named> changed = store.jdbc().sql("""
                        SELECT id, words, first_name, last_name, company, email,
                               ARRAY (SELECT e164 FROM lead_phone p WHERE p.organization_id = lead.organization_id
                                         AND p.lead_id = lead.id ORDER BY position) AS numbers
                          FROM lead WHERE organization_id = current_organization() AND id = ANY (CAST(:ids AS uuid[]))""").param("ids", ids(leads)).query(Rows.of(Named.class)).list().stream()
                .filter(lead -> !lead.words().equals(lead.wordsNow()))
                .toList();
        String[] ids = LeadRowRepository.texts(changed, lead -> lead.id().toString());
        String[] words = LeadRowRepository.texts(changed, Named::wordsNow);
        store.jdbc()
                .sql("""
                        DELETE FROM lead_word USING unnest(CAST(:ids AS uuid[]), CAST(:before AS text[])) AS t(id, words),
                               string_to_table(t.words, ' ') AS w(word)
                         WHERE lead_word.organization_id = current_organization() AND lead_word.word = w.word
                           AND lead_word.lead_id = t.id""")
                .param("ids", ids)
                .param("before", LeadRowRepository.texts(changed, Named::words))
                .update();
        store.jdbc().sql("""
                        UPDATE lead SET words = t.words FROM unnest(CAST(:ids AS uuid[]), CAST(:words AS text[])) AS t(id, words)
                         WHERE lead.organization_id = current_organization() AND lead.id = t.id""").param("ids", ids).param("words", words).update();
        rows.insertWords(
                changed.stream().map(Named::id).toList(),
                changed.stream().map(Named::searchWords).toList());
    }

    private static SearchWords.Digits digits(String e164) {
        PhoneNumber number = PhoneParser.numberOrNull(e164, "ZZ");
        return new SearchWords.Digits(e164, number == null ? e164.substring(1) : number.national());
    }

    private void refreshZones(Collection<LeadId> leads) {
        List<Numbered> numbers = store.jdbc()
                .sql("""
                        SELECT p.lead_id, p.position, p.e164, l.time_zone, l.state, l.postcode, l.country
                          FROM lead_phone p JOIN lead l ON l.organization_id = p.organization_id AND l.id = p.lead_id
                         WHERE p.organization_id = current_organization() AND p.lead_id = ANY (CAST(:ids AS uuid[]))
                         ORDER BY p.lead_id, p.position""")
                .param("ids", ids(leads))
                .query(Rows.of(Numbered.class))
                .list();
        store.jdbc()
                .sql("""
                        UPDATE lead_phone SET window_key = t.key
                          FROM unnest(CAST(:leads AS uuid[]), CAST(:positions AS int[]), CAST(:keys AS text[]))
                            AS t(lead_id, position, key)
                         WHERE lead_phone.organization_id = current_organization() AND lead_phone.lead_id = t.lead_id
                           AND lead_phone.position = t.position AND lead_phone.window_key <> t.key""")
                .param(
                        "leads",
                        LeadRowRepository.texts(numbers, row -> row.leadId().toString()))
                .param("positions", numbers.stream().map(Numbered::position).toArray(Integer[]::new))
                .param("keys", LeadRowRepository.texts(numbers, LeadOverlayRepository::windowKey))
                .update();
    }

    private static String windowKey(Numbered row) {
        PhoneNumber number = PhoneParser.numberOrNull(row.e164(), "ZZ");
        List<String> zones = number == null ? List.of() : number.zones();
        String region = number == null ? "" : number.region();
        Set<String> address = Places.zones(row.country(), row.state(), row.postcode(), region, zones);
        return TimeZones.windowKey(zones, address, row.timeZone());
    }

    private static String[] ids(Collection<LeadId> leads) {
        return LeadRowRepository.texts(leads, LeadId::toString);
    }
}

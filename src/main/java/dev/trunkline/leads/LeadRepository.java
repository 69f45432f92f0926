package dev.trunkline.leads;

import dev.trunkline.ids.LeadId;
import dev.trunkline.ids.ListId;
import dev.trunkline.phone.PhoneType;
import dev.trunkline.store.Sql;
import dev.trunkline.store.Store;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Leads as they are read, changed one at a time, and deleted.
@Repository
public class LeadRepository {

    private static final JsonMapper JSON = JsonMapper.shared();

    static final String SELECT = """
            SELECT l.*,
                   (SELECT jsonb_agg(jsonb_build_array(p.e164, p.type, p.label, p.region) ORDER BY p.position)::text
                      FROM lead_phone p WHERE p.organization_id = l.organization_id AND p.lead_id = l.id) AS phones,
                   ARRAY (SELECT i.list_id FROM list_lead i
                           WHERE i.organization_id = l.organization_id AND i.lead_id = l.id ORDER BY i.list_id) AS list_ids
              FROM lead l
            """;

    /// How wide an export becomes: the most numbers any lead has, and the names of all custom fields.
    record Extent(int phones, List<String> customFields) {}

    private final Store store;

    LeadRepository(Store store) {
        this.store = store;
    }

    public Optional<Lead> find(LeadId id) {
        return store.jdbc()
                .sql(SELECT + "WHERE l.organization_id = current_organization() AND l.id = :id")
                .param("id", id.value())
                .query((row, _) -> lead(row))
                .optional();
    }

    /// The leads, in the order of their IDs' list.
    public List<Lead> find(List<LeadId> ids) {
        Map<LeadId, Lead> found = new HashMap<>();
        store.jdbc()
                .sql(SELECT + "WHERE l.organization_id = current_organization() AND l.id = ANY (:ids)")
                .param("ids", Sql.ids(ids))
                .query((row, _) -> lead(row))
                .list()
                .forEach(lead -> found.put(lead.id(), lead));
        return ids.stream().map(found::get).filter(Objects::nonNull).toList();
    }

    /// Some leads in the order asked for, beginning after the cursor.
    List<Lead> browse(
            @Nullable ListId list, @Nullable LeadStatus status, LeadOrder order, @Nullable String cursor, int limit) {
        List<String> after = cursor == null ? List.of() : LeadOrder.parts(cursor);
        boolean usable = after.size() == order.columns().size();
        StringBuilder sql = new StringBuilder(SELECT);
        if (list != null) {
            sql.append(
                    "JOIN list_lead i ON i.organization_id = l.organization_id AND i.lead_id = l.id AND i.list_id = :list\n");
        }
        sql.append("WHERE l.organization_id = current_organization()\n");
        if (status != null) {
            sql.append("AND l.status = :status\n");
            // Said once more as a literal, so that the index without the new ones can be used.
            sql.append(status == LeadStatus.NEW ? "" : "AND l.status <> 'NEW'\n");
        }
        sql.append(order.condition());
        if (usable) {
            sql.append("AND ").append(order.after()).append('\n');
        }
        sql.append("ORDER BY ").append(order.orderBy()).append(" LIMIT :limit");
        var query = store.jdbc().sql(sql.toString()).param("limit", limit);
        if (list != null) {
            query = query.param("list", list.value());
        }
        if (status != null) {
            query = query.param("status", status.toString());
        }
        for (int i = 0; usable && i < after.size(); i++) {
            query = query.param("after" + i, after.get(i));
        }
        return query.query((row, _) -> lead(row)).list();
    }

    Extent extent(@Nullable ListId list) {
        String among = list == null ? "" : """
                         AND EXISTS (SELECT FROM list_lead i WHERE i.organization_id = current_organization()
                                        AND i.list_id = CAST(:list AS uuid) AND i.lead_id =\s""";
        String phones = "SELECT coalesce(max(p.position) + 1, 1) FROM lead_phone p"
                + " WHERE p.organization_id = current_organization()" + (list == null ? "" : among + "p.lead_id)");
        String custom = "SELECT DISTINCT k FROM lead l, jsonb_object_keys(l.custom_fields) AS k"
                + " WHERE l.organization_id = current_organization()" + (list == null ? "" : among + "l.id)")
                + " ORDER BY k LIMIT 500";
        Map<String, ?> parameters = list == null ? Map.of() : Map.of("list", list.toString());
        return new Extent(
                store.jdbc().sql(phones).params(parameters).query(Integer.class).single(),
                store.jdbc().sql(custom).params(parameters).query(String.class).list());
    }

    /// Sets a lead's own fields; version and search words follow elsewhere.
    void update(Lead lead) {
        store.jdbc()
                .sql("""
                        UPDATE lead SET first_name = :first, last_name = :last, company = :company, email = :email,
                               address = :address, city = :city, state = :state, postcode = :postcode, country = :country,
                               notes = :notes, time_zone = :zone, status = :status, do_not_call = :dnc,
                               custom_fields = CAST(:custom AS jsonb), updated_at = app_now()
                         WHERE organization_id = current_organization() AND id = :id""")
                .param("id", lead.id().value())
                .param("first", lead.firstName())
                .param("last", lead.lastName())
                .param("company", lead.company())
                .param("email", lead.email())
                .param("address", lead.address())
                .param("city", lead.city())
                .param("state", lead.state())
                .param("postcode", lead.postcode())
                .param("country", lead.country())
                .param("notes", lead.notes())
                .param("zone", lead.timeZone())
                .param("status", lead.status().toString())
                .param("dnc", lead.doNotCall())
                .param("custom", LeadRowRepository.json(lead.customFields()))
                .update();
    }

    void replacePhones(LeadId id, List<LeadRow.Phone> phones) {
        store.jdbc()
                .sql("DELETE FROM lead_phone WHERE organization_id = current_organization() AND lead_id = :id")
                .param("id", id.value())
                .update();
        store.jdbc()
                .sql("""
                        INSERT INTO lead_phone (organization_id, lead_id, position, e164, type, label, region)
                        SELECT current_organization(), :id, n - 1, e164, type, label, region
                          FROM unnest(CAST(:e164 AS text[]), CAST(:type AS text[]), CAST(:label AS text[]), CAST(:region AS text[]))
                               WITH ORDINALITY AS t(e164, type, label, region, n)""")
                .param("id", id.value())
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

    void unlink(LeadId lead, Collection<ListId> keep) {
        store.jdbc()
                .sql("""
                        DELETE FROM list_lead WHERE organization_id = current_organization() AND lead_id = :lead
                           AND NOT list_id = ANY (:keep)""")
                .param("lead", lead.value())
                .param("keep", Sql.ids(keep))
                .update();
    }

    /// Locks the lead against changes until the transaction ends.
    void lock(LeadId id) {
        store.jdbc()
                .sql("SELECT 1 FROM lead WHERE organization_id = current_organization() AND id = :id FOR NO KEY UPDATE")
                .param("id", id.value())
                .query(Integer.class)
                .optional();
    }

    /// Whether calls or queues refer to the lead.
    boolean isUsed(LeadId id) {
        return store.jdbc()
                .sql("""
                        SELECT EXISTS (SELECT FROM call WHERE organization_id = current_organization() AND lead_id = :id)
                            OR EXISTS (SELECT FROM queue_entry WHERE organization_id = current_organization() AND lead_id = :id)""")
                .param("id", id.value())
                .query(Boolean.class)
                .single();
    }

    boolean delete(LeadId id) {
        return store.jdbc()
                        .sql("DELETE FROM lead WHERE organization_id = current_organization() AND id = :id")
                        .param("id", id.value())
                        .update()
                > 0;
    }

    static Lead lead(ResultSet row) throws SQLException {
        OffsetDateTime called = row.getObject("last_called_at", OffsetDateTime.class);
        return new Lead(
                new LeadId(row.getObject("id", UUID.class)),
                row.getString("first_name"),
                row.getString("last_name"),
                row.getString("company"),
                row.getString("email"),
                phones(row.getString("phones")),
                row.getString("time_zone"),
                LeadStatus.valueOf(row.getString("status")),
                called == null ? null : called.toInstant(),
                row.getInt("call_count"),
                row.getBoolean("do_not_call"),
                JSON.readValue(row.getString("custom_fields"), new TypeReference<Map<String, Object>>() {}),
                Arrays.stream((UUID[]) row.getArray("list_ids").getArray())
                        .map(ListId::new)
                        .toList(),
                row.getString("address"),
                row.getString("city"),
                row.getString("state"),
                row.getString("postcode"),
                row.getString("country"),
                row.getString("notes"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant(),
                row.getLong("version"));
    }

    private static List<LeadPhone> phones(@Nullable String json) {
        List<LeadPhone> phones = new ArrayList<>();
        if (json != null) {
            for (JsonNode phone : JSON.readTree(json)) {
                phones.add(new LeadPhone(
                        phone.get(0).asString(),
                        PhoneType.ofWord(phone.get(1).asString()),
                        phones.isEmpty(),
                        phone.get(2).asString(),
                        phone.get(3).asString()));
            }
        }
        return phones;
    }
}

package dev.trunkline.leads;

import dev.trunkline.ids.LeadId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.store.Sql;
import dev.trunkline.store.Store;
import java.util.List;

/// Leads with one number each, in a zone that is known: number `i` is +1 212 555 0000 and `i` more.
public final class TestLeads {

    private TestLeads() {}

    public static List<LeadId> add(Store store, OrganizationId organization, int first, int count) {
        return store.web(
                organization,
                () -> store.jdbc()
                        .sql("""
                        WITH made AS (
                          INSERT INTO lead (organization_id, first_name, last_name)
                          SELECT :org, 'Lead', lpad(i::text, 6, '0') FROM generate_series(:first, :last) i RETURNING id, last_name
                        ), phones AS (
                          INSERT INTO lead_phone (organization_id, lead_id, position, e164, type, region, window_key)
                          SELECT :org, id, 0, '+1212' || (5550000 + last_name::int), 'fixed-or-mobile', 'US', 'America/New_York' FROM made
                        )
                        SELECT id FROM made ORDER BY last_name""")
                        .param("org", organization.value())
                        .param("first", first)
                        .param("last", first + count - 1)
                        .query(Sql.as(LeadId::new))
                        .list());
    }
}

package dev.trunkline.dialing;

import dev.trunkline.agents.Session;
import dev.trunkline.agents.SessionView;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.LeadId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.store.Rows;
import dev.trunkline.store.Sql;
import dev.trunkline.store.Store;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// What a session's view shows of leads and campaign.
@Repository
public class SessionLeadRepository {

    private final JdbcClient jdbc;

    SessionLeadRepository(Store store) {
        this.jdbc = store.jdbc();
    }

    Map<LeadId, SessionView.Lead> of(OrganizationId organization, List<Session> sessions) {
        record Row(
                LeadId id,
                String firstName,
                String lastName,
                String company,
                @Nullable String timeZone) {}
        var leads = new HashMap<LeadId, SessionView.Lead>();
        jdbc.sql(
                        "SELECT id, first_name, last_name, company, time_zone FROM lead WHERE organization_id = :org AND id = ANY (:ids)")
                .param("org", organization.value())
                .param(
                        "ids",
                        sessions.stream().map(s -> Sql.id(s.currentLeadId())).toArray(UUID[]::new))
                .query(Rows.of(Row.class))
                .list()
                .forEach(l -> leads.put(
                        l.id(),
                        new SessionView.Lead(
                                l.id(), (l.firstName() + " " + l.lastName()).strip(), l.company(), l.timeZone())));
        return leads;
    }

    boolean isAdHoc(OrganizationId organization, CampaignId campaign) {
        return jdbc.sql("SELECT ad_hoc FROM campaign WHERE organization_id = :org AND id = :campaign")
                .param("org", organization.value())
                .param("campaign", campaign.value())
                .query(Boolean.class)
                .single();
    }
}

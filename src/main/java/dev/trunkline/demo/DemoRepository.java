package dev.trunkline.demo;

import dev.trunkline.campaigns.CampaignStatus;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.UserId;
import dev.trunkline.store.Sql;
import dev.trunkline.store.Store;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// What the demo writes and reads by itself.
@Repository
class DemoRepository {

    private final JdbcClient jdbc;

    DemoRepository(Store store) {
        this.jdbc = store.jdbc();
    }

    /// The organization that was there first.
    Optional<OrganizationId> organization() {
        return jdbc.sql(
                        "SELECT organization_id FROM directory WHERE kind = 'organization' ORDER BY organization_id LIMIT 1")
                .query(Sql.as(OrganizationId::new))
                .optional();
    }

    List<UserId> agents(OrganizationId organization) {
        return jdbc.sql("SELECT id FROM app_user WHERE organization_id = :org AND demo ORDER BY id")
                .param("org", organization.value())
                .query(Sql.as(UserId::new))
                .list();
    }

    UserId owner(OrganizationId organization) {
        return jdbc.sql("SELECT id FROM app_user WHERE organization_id = :org AND role = 'owner' ORDER BY id LIMIT 1")
                .param("org", organization.value())
                .query(Sql.as(UserId::new))
                .single();
    }

    void agent(OrganizationId organization, String name) {
        jdbc.sql("""
                        INSERT INTO app_user (organization_id, email, name, role, demo)
                        VALUES (:org, lower(replace(:name, ' ', '.')) || '@demo.example', :name, 'agent', true)""").param("org", organization.value()).param("name", name).update();
    }

    void number(OrganizationId organization, String e164, String label) {
        jdbc.sql(
                        "INSERT INTO number (organization_id, e164, label) VALUES (:org, :e164, :label) ON CONFLICT DO NOTHING")
                .param("org", organization.value())
                .param("e164", e164)
                .param("label", label)
                .update();
    }

    void simulator(OrganizationId organization, String mockConfig) {
        jdbc.sql(
                        "UPDATE organization SET mock_config = CAST(:config AS jsonb) WHERE organization_id = :org AND provider = 'simulator'")
                .param("org", organization.value())
                .param("config", mockConfig)
                .update();
    }

    boolean isImporting(OrganizationId organization) {
        return jdbc.sql(
                        "SELECT EXISTS (SELECT FROM import WHERE organization_id = :org AND status IN ('PENDING', 'RUNNING'))")
                .param("org", organization.value())
                .query(Boolean.class)
                .single();
    }

    record Named(CampaignId id, CampaignStatus status) {}

    /// The newest campaign whose name begins like this.
    Optional<Named> campaign(OrganizationId organization, String name) {
        return jdbc.sql("""
                        SELECT id, status FROM campaign
                         WHERE organization_id = :org AND starts_with(name, :name) AND NOT ad_hoc ORDER BY id DESC LIMIT 1""")
                .param("org", organization.value())
                .param("name", name)
                .query((rs, _) -> new Named(
                        new CampaignId(rs.getObject("id", java.util.UUID.class)),
                        CampaignStatus.valueOf(rs.getString("status"))))
                .optional();
    }

    List<java.util.UUID> list(OrganizationId organization, String name) {
        return jdbc.sql("SELECT id FROM list WHERE organization_id = :org AND name = :name ORDER BY id LIMIT 1")
                .param("org", organization.value())
                .param("name", name)
                .query(java.util.UUID.class)
                .list();
    }
}

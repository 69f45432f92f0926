package dev.trunkline.callbacks;

import dev.trunkline.access.Caller;
import dev.trunkline.ids.CallId;
import dev.trunkline.ids.CallbackId;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.LeadId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.UserId;
import dev.trunkline.paging.Page;
import dev.trunkline.store.Rows;
import dev.trunkline.store.Sql;
import dev.trunkline.store.Store;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Appointments in SQL, each with its row on the agenda. The queue's entry is locked before the appointment, always.
@Repository
public class CallbackRepository {

    private static final String VIEW = """
            SELECT c.*, l.first_name, l.last_name, l.company, l.time_zone,
                   coalesce((SELECT p.e164 FROM lead_phone p
                              WHERE p.organization_id = c.organization_id AND p.lead_id = c.lead_id
                              ORDER BY p.position = e.phone_position DESC NULLS LAST, p.position LIMIT 1), '') AS e164
              FROM callback c
              JOIN lead l ON l.organization_id = c.organization_id AND l.id = c.lead_id
              LEFT JOIN queue_entry e ON e.organization_id = c.organization_id AND e.campaign_id = c.campaign_id AND e.lead_id = c.lead_id
            """;

    /// Whether the agent may work campaign `g`.
    private static final String WORKED = """
            CASE WHEN g.ad_hoc THEN g.created_by = :me
                 ELSE NOT EXISTS (SELECT FROM campaign_agent a
                                   WHERE a.organization_id = g.organization_id AND a.campaign_id = g.id)
                   OR EXISTS (SELECT FROM campaign_agent a
                               WHERE a.organization_id = g.organization_id AND a.campaign_id = g.id AND a.user_id = :me) END
            """;

    /// An agent's own, and anyone's outside of campaigns and in the campaigns they may work.
    private static final String VISIBLE = """
             (:all OR c.user_id = :me OR (c.user_id IS NULL AND (c.campaign_id IS NULL OR EXISTS (
               SELECT FROM campaign g WHERE g.organization_id = c.organization_id AND g.id = c.campaign_id AND
            """ + WORKED + "))))";

    private final JdbcClient jdbc;

    CallbackRepository(Store store) {
        this.jdbc = store.jdbc();
    }

    /// Null: not narrowed by this.
    public record Filter(
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable UserId user,
            @Nullable CallbackStatus status) {}

    /// By due time.
    public Page<Callback> page(Caller caller, Filter filter, @Nullable String cursor, int limit) {
        String[] after = cursor == null ? new String[0] : cursor.split("\\|", 2);
        boolean usable = after.length == 2;
        List<Callback> rows = jdbc.sql(VIEW + " WHERE c.organization_id = :org AND " + VISIBLE + """
                           AND (CAST(:from AS timestamptz) IS NULL OR c.due_at >= :from)
                           AND (CAST(:to AS timestamptz) IS NULL OR c.due_at < :to)
                           AND (CAST(:user AS uuid) IS NULL OR c.user_id = :user)
                           AND (CAST(:status AS text) IS NULL OR c.status = :status)
                           AND (NOT :usable OR (c.due_at, c.id) > (CAST(:dueAfter AS timestamptz), CAST(:after AS uuid)))
                         ORDER BY c.due_at, c.id LIMIT :limit""")
                .param("org", caller.organization().value())
                .param("all", caller.seesAll())
                .param("me", caller.user().value())
                .param("from", Sql.time(filter.from()), Types.TIMESTAMP_WITH_TIMEZONE)
                .param("to", Sql.time(filter.to()), Types.TIMESTAMP_WITH_TIMEZONE)
                .param("user", Sql.id(filter.user()))
                .param(
                        "status",
                        filter.status() == null ? null : filter.status().name())
                .param("usable", usable)
                .param("dueAfter", usable ? after[0] : null)
                .param("after", usable ? after[1] : null)
                .param("limit", limit + 1)
                .query(CallbackRepository::view)
                .list();
        return Page.of(rows, limit, row -> row.dueAt() + "|" + row.id());
    }

    public Optional<Callback> find(Caller caller, CallbackId id) {
        return jdbc.sql(VIEW + " WHERE c.organization_id = :org AND c.id = :id AND " + VISIBLE)
                .param("org", caller.organization().value())
                .param("id", id.value())
                .param("all", caller.seesAll())
                .param("me", caller.user().value())
                .query(CallbackRepository::view)
                .optional();
    }

    /// An appointment as far as keeping it needs.
    public record Row(
            CallbackId id,
            LeadId leadId,
            @Nullable CampaignId campaignId,
            @Nullable UserId userId,
            Instant dueAt,
            CallbackStatus status,
            @Nullable Instant toldAt) {}

    private static final String ROW =
            "SELECT id, lead_id, campaign_id, user_id, due_at, status, told_at FROM callback WHERE organization_id = :org AND id = :id";

    /// Locks the queue's entry first, if there is one, then the appointment.
    public Optional<Row> lock(OrganizationId organization, CallbackId id) {
        Optional<Row> peek = row(organization, id, "");
        peek.filter(row -> row.campaignId() != null)
                .ifPresent(row -> jdbc.sql("""
                        SELECT id FROM queue_entry WHERE organization_id = :org AND campaign_id = :campaign AND lead_id = :lead
                           FOR NO KEY UPDATE""")
                        .param("org", organization.value())
                        .param("campaign", Sql.id(row.campaignId()))
                        .param("lead", row.leadId().value())
                        .query(UUID.class)
                        .list());
        return row(organization, id, " FOR NO KEY UPDATE");
    }

    private Optional<Row> row(OrganizationId organization, CallbackId id, String suffix) {
        return jdbc.sql(ROW + suffix)
                .param("org", organization.value())
                .param("id", id.value())
                .query(Rows.of(Row.class))
                .optional();
    }

    /// What is written of a new appointment.
    public record Draft(
            LeadId lead,
            @Nullable CampaignId campaign,
            @Nullable CallId call,
            @Nullable UserId user,
            Instant dueAt,
            String notes) {}

    /// Makes an appointment; one that the lead already has there gives way to it.
    public CallbackId make(OrganizationId organization, Draft draft) {
        cancel(organization, draft.lead(), draft.campaign(), false);
        CallbackId id = jdbc.sql("""
                        INSERT INTO callback (organization_id, lead_id, campaign_id, call_id, user_id, due_at, notes)
                        VALUES (:org, :lead, :campaign, :call, :user, :at, :notes)
                        ON CONFLICT (organization_id, lead_id, campaign_id) WHERE status = 'PENDING' DO UPDATE
                          SET call_id = EXCLUDED.call_id, user_id = EXCLUDED.user_id, due_at = EXCLUDED.due_at,
                              notes = EXCLUDED.notes, told_at = NULL
                        RETURNING id""")
                .param("org", organization.value())
                .param("lead", draft.lead().value())
                .param("campaign", Sql.id(draft.campaign()))
                .param("call", Sql.id(draft.call()))
                .param("user", Sql.id(draft.user()))
                .param("at", Sql.time(draft.dueAt()))
                .param("notes", draft.notes())
                .query(Sql.as(CallbackId::new))
                .single();
        onAgenda(organization, id, draft.dueAt());
        return id;
    }

    /// Writes a changed appointment; it is told about anew when its time changed.
    public void change(
            OrganizationId organization, Row row, @Nullable UserId user, Instant dueAt, @Nullable String notes) {
        jdbc.sql("""
                        UPDATE callback SET user_id = :user, notes = coalesce(:notes, notes), due_at = :at,
                               told_at = CASE WHEN due_at = :at THEN told_at END
                         WHERE organization_id = :org AND id = :id""")
                .param("org", organization.value())
                .param("id", row.id().value())
                .param("user", Sql.id(user))
                .param("notes", notes)
                .param("at", Sql.time(dueAt))
                .update();
        onAgenda(organization, row.id(), dueAt);
    }

    public void told(OrganizationId organization, CallbackId id) {
        jdbc.sql("UPDATE callback SET told_at = app_now() WHERE organization_id = :org AND id = :id")
                .param("org", organization.value())
                .param("id", id.value())
                .update();
    }

    public void close(OrganizationId organization, CallbackId id, CallbackStatus status) {
        jdbc.sql(
                        "UPDATE callback SET status = :status WHERE organization_id = :org AND id = :id AND status = 'PENDING'")
                .param("org", organization.value())
                .param("id", id.value())
                .param("status", status.name())
                .update();
    }

    /// The lead's appointments in a campaign (null: outside of any) come to nothing.
    ///
    /// @param everywhere in all campaigns and outside of them
    public void cancel(OrganizationId organization, LeadId lead, @Nullable CampaignId campaign, boolean everywhere) {
        jdbc.sql("""
                        UPDATE callback SET status = 'CANCELED'
                         WHERE organization_id = :org AND lead_id = :lead AND status = 'PENDING'
                           AND (:everywhere OR campaign_id IS NOT DISTINCT FROM CAST(:campaign AS uuid))""")
                .param("org", organization.value())
                .param("lead", lead.value())
                .param("campaign", Sql.id(campaign))
                .param("everywhere", everywhere)
                .update();
    }

    /// The appointments of leads with these numbers come to nothing.
    public void cancelBlocked(OrganizationId organization, List<String> numbers) {
        jdbc.sql("""
                        UPDATE callback SET status = 'CANCELED'
                         WHERE organization_id = :org AND id IN (
                           SELECT id FROM callback WHERE organization_id = :org AND status = 'PENDING' AND lead_id IN (
                             SELECT lead_id FROM lead_phone WHERE organization_id = :org AND e164 = ANY (:numbers))
                            ORDER BY id FOR NO KEY UPDATE)""")
                .param("org", organization.value())
                .param("numbers", numbers.toArray(String[]::new))
                .update();
    }

    /// Puts it on the agenda, or moves it there.
    public void onAgenda(OrganizationId organization, CallbackId id, @Nullable Instant at) {
        if (at == null) {
            jdbc.sql("DELETE FROM agenda WHERE organization_id = :org AND kind = 'callback' AND ref = :id")
                    .param("org", organization.value())
                    .param("id", id.value())
                    .update();
            return;
        }
        jdbc.sql("""
                        INSERT INTO agenda (organization_id, kind, ref, due_at) VALUES (:org, 'callback', :id, :at)
                        ON CONFLICT (organization_id, kind, ref) DO UPDATE SET due_at = EXCLUDED.due_at, failures = 0""")
                .param("org", organization.value())
                .param("id", id.value())
                .param("at", Sql.time(at))
                .update();
    }

    /// How the lead's place in a campaign's queue stands, locked; empty: it has none.
    public Optional<String> lockEntry(OrganizationId organization, CampaignId campaign, LeadId lead) {
        return jdbc.sql("""
                        SELECT status FROM queue_entry
                         WHERE organization_id = :org AND campaign_id = :campaign AND lead_id = :lead FOR NO KEY UPDATE""")
                .param("org", organization.value())
                .param("campaign", campaign.value())
                .param("lead", lead.value())
                .query(String.class)
                .optional();
    }

    /// The queue keeps the appointment: at its time, before others, with the agent set apart for it, and once more even
    /// when the attempts are used up.
    public void appoint(
            OrganizationId organization, CampaignId campaign, LeadId lead, Instant at, @Nullable UserId user) {
        jdbc.sql("""
                        UPDATE queue_entry e SET status = 'PENDING', next_attempt_at = :at, waits_for = 'callback', priority = 9,
                               agent_guaranteed = g.mode <> 'unattended', callback_user_id = CAST(:user AS uuid), held_by = NULL,
                               last_outcome = 'callback', max_attempts = greatest(e.max_attempts, e.attempt_count + 1)
                          FROM campaign g
                         WHERE e.organization_id = :org AND e.campaign_id = :campaign AND e.lead_id = :lead
                           AND g.organization_id = :org AND g.id = :campaign""")
                .param("org", organization.value())
                .param("campaign", campaign.value())
                .param("lead", lead.value())
                .param("at", Sql.time(at))
                .param("user", Sql.id(user))
                .update();
    }

    /// The appointment is over without a call, and with it the lead's place in the queue.
    public void dismiss(OrganizationId organization, CampaignId campaign, LeadId lead, String outcome) {
        jdbc.sql("""
                        UPDATE queue_entry SET status = 'COMPLETED', last_outcome = :outcome, agent_guaranteed = false,
                               callback_user_id = NULL, held_by = NULL, priority = 5
                         WHERE organization_id = :org AND campaign_id = :campaign AND lead_id = :lead
                           AND status = 'PENDING' AND waits_for = 'callback'""")
                .param("org", organization.value())
                .param("campaign", campaign.value())
                .param("lead", lead.value())
                .param("outcome", outcome)
                .update();
    }

    /// The status of a campaign that the caller may work; empty when there is none.
    public Optional<String> campaign(Caller caller, CampaignId campaign) {
        return jdbc.sql(
                        "SELECT g.status FROM campaign g WHERE g.organization_id = :org AND g.id = :campaign AND (:all OR "
                                + WORKED + ")")
                .param("org", caller.organization().value())
                .param("campaign", campaign.value())
                .param("all", caller.seesAll())
                .param("me", caller.user().value())
                .query(String.class)
                .optional();
    }

    public boolean isUser(OrganizationId organization, UserId user) {
        return jdbc.sql(
                        "SELECT EXISTS (SELECT FROM app_user WHERE organization_id = :org AND id = :user AND status = 'active')")
                .param("org", organization.value())
                .param("user", user.value())
                .query(Boolean.class)
                .single();
    }

    /// Whether the agent sits in the campaign, busy or not.
    public boolean sits(OrganizationId organization, CampaignId campaign, UserId user) {
        return jdbc.sql("""
                        SELECT EXISTS (SELECT FROM session WHERE organization_id = :org AND campaign_id = :campaign
                           AND user_id = :user AND status <> 'ENDED')""")
                .param("org", organization.value())
                .param("campaign", campaign.value())
                .param("user", user.value())
                .query(Boolean.class)
                .single();
    }

    /// Anyone may take it from now on.
    public void handOver(OrganizationId organization, Row row) {
        jdbc.sql("UPDATE callback SET user_id = NULL WHERE organization_id = :org AND id = :id")
                .param("org", organization.value())
                .param("id", row.id().value())
                .update();
        jdbc.sql("""
                        UPDATE queue_entry SET callback_user_id = NULL
                         WHERE organization_id = :org AND campaign_id = :campaign AND lead_id = :lead""")
                .param("org", organization.value())
                .param("campaign", Sql.id(row.campaignId()))
                .param("lead", row.leadId().value())
                .update();
    }

    private static Callback view(ResultSet rs, int row) throws SQLException {
        var lead = new LeadId(rs.getObject("lead_id", UUID.class));
        UUID campaign = rs.getObject("campaign_id", UUID.class);
        UUID call = rs.getObject("call_id", UUID.class);
        UUID user = rs.getObject("user_id", UUID.class);
        return new Callback(
                new CallbackId(rs.getObject("id", UUID.class)),
                lead,
                new Callback.Lead(
                        lead,
                        (rs.getString("first_name") + " " + rs.getString("last_name")).strip(),
                        rs.getString("company"),
                        rs.getString("e164"),
                        rs.getString("time_zone")),
                campaign == null ? null : new CampaignId(campaign),
                call == null ? null : new CallId(call),
                user == null ? null : new UserId(user),
                rs.getTimestamp("due_at").toInstant(),
                CallbackStatus.valueOf(rs.getString("status")),
                rs.getString("notes"),
                rs.getTimestamp("created_at").toInstant(),
                rs.getLong("version"));
    }
}

package dev.trunkline.agents;

import dev.trunkline.campaigns.CampaignMode;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.EntryId;
import dev.trunkline.ids.LeadId;
import dev.trunkline.ids.ListId;
import dev.trunkline.ids.NumberId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.SessionId;
import dev.trunkline.ids.UserId;
import dev.trunkline.store.Rows;
import dev.trunkline.store.Sql;
import dev.trunkline.store.Store;
import java.sql.Types;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Sessions in SQL.
@Repository
public class SessionRepository {

    private static final String COLUMNS = """
            id, user_id, campaign_id, list_id, mode, status, end_reason, lines, number_ids, current_lead_id,
            current_entry_id, current_index, created_at, started_at, paused_at, ended_at, last_activity_at, version""";

    private final JdbcClient jdbc;

    SessionRepository(Store store) {
        this.jdbc = store.jdbc();
    }

    public SessionId create(
            OrganizationId organization,
            UserId user,
            CampaignId campaign,
            @Nullable ListId list,
            CampaignMode mode,
            int lines,
            List<NumberId> numbers) {
        return jdbc.sql("""
                        INSERT INTO session (organization_id, user_id, campaign_id, list_id, mode, lines, number_ids)
                        VALUES (:org, :user, :campaign, :list, :mode, :lines, :numbers) RETURNING id""")
                .param("org", organization.value())
                .param("user", user.value())
                .param("campaign", campaign.value())
                .param("list", Sql.id(list))
                .param("mode", mode.toString())
                .param("lines", lines)
                .param("numbers", Sql.ids(numbers))
                .query(Sql.as(SessionId::new))
                .single();
    }

    public Optional<Session> find(OrganizationId organization, SessionId id) {
        return one("WHERE organization_id = :org AND id = :id AND NOT hidden", organization, id);
    }

    public Optional<Session> lock(OrganizationId organization, SessionId id) {
        return one("WHERE organization_id = :org AND id = :id FOR NO KEY UPDATE", organization, id);
    }

    private Optional<Session> one(String where, OrganizationId organization, SessionId id) {
        return jdbc.sql("SELECT " + COLUMNS + " FROM session " + where)
                .param("org", organization.value())
                .param("id", id.value())
                .query(Rows.of(Session.class))
                .optional();
    }

    /// The one session of a user that has not ended.
    public Optional<Session> open(OrganizationId organization, UserId user) {
        return jdbc.sql("SELECT " + COLUMNS
                        + " FROM session WHERE organization_id = :org AND user_id = :user AND status <> 'ENDED'")
                .param("org", organization.value())
                .param("user", user.value())
                .query(Rows.of(Session.class))
                .optional();
    }

    /// The sessions that are open on a campaign.
    public List<Session> openIn(OrganizationId organization, CampaignId campaign) {
        return jdbc.sql(
                        "SELECT " + COLUMNS
                                + " FROM session WHERE organization_id = :org AND campaign_id = :campaign AND status <> 'ENDED' ORDER BY id")
                .param("org", organization.value())
                .param("campaign", campaign.value())
                .query(Rows.of(Session.class))
                .list();
    }

    /// Past and present, newest first; null user: everybody's.
    public List<Session> page(OrganizationId organization, @Nullable UserId user, @Nullable String before, int limit) {
        return jdbc.sql("SELECT " + COLUMNS + """
                          FROM session
                         WHERE organization_id = :org AND NOT hidden AND (CAST(:user AS uuid) IS NULL OR user_id = :user)
                           AND (CAST(:before AS uuid) IS NULL OR id < CAST(:before AS uuid))
                         ORDER BY id DESC LIMIT :limit""")
                .param("org", organization.value())
                .param("user", Sql.id(user))
                .param("before", before)
                .param("limit", limit + 1)
                .query(Rows.of(Session.class))
                .list();
    }

    public List<Session> all(OrganizationId organization, Collection<SessionId> ids) {
        return jdbc.sql("SELECT " + COLUMNS
                        + " FROM session WHERE organization_id = :org AND id = ANY (:ids) AND NOT hidden")
                .param("org", organization.value())
                .param("ids", Sql.ids(ids))
                .query(Rows.of(Session.class))
                .list();
    }

    /// Moves the session on; the clocks follow. One that does not run holds no lead: others may have it.
    public void status(OrganizationId organization, SessionId id, SessionStatus status, @Nullable String endReason) {
        jdbc.sql("""
                        UPDATE session SET status = :status, end_reason = :reason, last_activity_at = app_now(),
                            started_at = CASE WHEN :status = 'ACTIVE' THEN coalesce(started_at, app_now()) ELSE started_at END,
                            paused_at = CASE WHEN :status = 'PAUSED' THEN app_now() ELSE paused_at END,
                            ended_at = CASE WHEN :status = 'ENDED' THEN app_now() END
                         WHERE organization_id = :org AND id = :id""")
                .param("org", organization.value())
                .param("id", id.value())
                .param("status", status.toString())
                .param("reason", endReason)
                .update();
        if (status != SessionStatus.ACTIVE) {
            jdbc.sql("UPDATE queue_entry SET held_by = NULL WHERE organization_id = :org AND held_by = :id")
                    .param("org", organization.value())
                    .param("id", id.value())
                    .update();
        }
    }

    public void configure(OrganizationId organization, SessionId id, int lines, List<NumberId> numbers) {
        jdbc.sql("""
                        UPDATE session SET lines = :lines, number_ids = :numbers, last_activity_at = app_now()
                         WHERE organization_id = :org AND id = :id""")
                .param("org", organization.value())
                .param("id", id.value())
                .param("lines", lines)
                .param("numbers", Sql.ids(numbers))
                .update();
    }

    /// Puts the lead `lead` in front of the agent; the index counts on when it is another one. The session follows.
    public static final String CURRENT = """
            UPDATE session SET current_lead_id = :lead, last_activity_at = app_now(),
                   current_index = current_index + (current_lead_id IS DISTINCT FROM CAST(:lead AS uuid))::int
             WHERE organization_id = :org AND id =\s""";

    /// The lead in front of the agent.
    public void current(OrganizationId organization, SessionId id, LeadId lead) {
        jdbc.sql(CURRENT + ":id")
                .param("org", organization.value())
                .param("id", id.value())
                .param("lead", lead.value())
                .update();
    }

    /// A lead is put in front of the agent, with its place in the queue.
    public void offered(OrganizationId organization, SessionId id, LeadId lead, EntryId entry) {
        current(organization, id, lead);
        jdbc.sql("UPDATE session SET current_entry_id = :entry WHERE organization_id = :org AND id = :id")
                .param("org", organization.value())
                .param("id", id.value())
                .param("entry", entry.value())
                .update();
    }

    /// Marks the lead `lead` as attempted in the session `session`: now if the attempt `begins`, and with what came
    /// of it if that is known. For a larger statement, which says where it is selected from; the row keeps the last
    /// outcome.
    public static final String ATTEMPTED = """
            INSERT INTO session_attempt (organization_id, session_id, lead_id, attempted_at, outcome)
            SELECT :org, :session, :lead, app_now(), CAST(:attemptOutcome AS text)%s
            ON CONFLICT (organization_id, session_id, lead_id) DO UPDATE
              SET attempted_at = CASE WHEN :begins THEN EXCLUDED.attempted_at ELSE session_attempt.attempted_at END,
                  outcome = coalesce(EXCLUDED.outcome, session_attempt.outcome)""";

    /// What came of the attempt at a lead.
    public void attempted(OrganizationId organization, SessionId session, LeadId lead, String outcome) {
        jdbc.sql(ATTEMPTED.formatted(""))
                .param("org", organization.value())
                .param("session", session.value())
                .param("lead", lead.value())
                .param("attemptOutcome", outcome)
                .param("begins", false)
                .update();
    }

    /// The agent says what became of a lead, called or not.
    ///
    /// @param inFront whether the lead was in front of them: then this is an attempt of now
    public Attempt marked(
            OrganizationId organization,
            SessionId session,
            LeadId lead,
            String outcome,
            @Nullable String reason,
            boolean inFront) {
        return jdbc.sql("""
                        INSERT INTO session_attempt AS a (organization_id, session_id, lead_id, attempted_at, outcome, skip_reason)
                        VALUES (:org, :session, :lead, app_now(), :outcome, :reason)
                        ON CONFLICT (organization_id, session_id, lead_id) DO UPDATE
                          SET attempted_at = CASE WHEN :inFront THEN EXCLUDED.attempted_at ELSE a.attempted_at END,
                              outcome = EXCLUDED.outcome, skip_reason = EXCLUDED.skip_reason
                        RETURNING lead_id, attempted_at, outcome, skip_reason""")
                .param("org", organization.value())
                .param("session", session.value())
                .param("lead", lead.value())
                .param("outcome", outcome)
                .param("reason", reason)
                .param("inFront", inFront)
                .query(Rows.of(Attempt.class))
                .single();
    }

    /// One lead tried in a session.
    public record Attempt(
            LeadId leadId,
            Instant attemptedAt,
            @Nullable String outcome,
            @Nullable String skipReason) {}

    public List<Attempt> attempts(OrganizationId organization, SessionId session) {
        return jdbc.sql("""
                        SELECT lead_id, attempted_at, outcome, skip_reason FROM session_attempt
                         WHERE organization_id = :org AND session_id = :session ORDER BY attempted_at LIMIT 5000""")
                .param("org", organization.value())
                .param("session", session.value())
                .query(Rows.of(Attempt.class))
                .list();
    }

    /// Out of the history; calls and figures stay.
    public void hide(OrganizationId organization, SessionId id) {
        jdbc.sql("UPDATE session SET hidden = true WHERE organization_id = :org AND id = :id")
                .param("org", organization.value())
                .param("id", id.value())
                .update();
    }

    /// The session `session` is in use, and its figures may have changed.
    public static final String ACTIVE =
            "UPDATE session SET last_activity_at = app_now() WHERE organization_id = :org AND id = :session";

    /// Notes that the session is in use, and that its figures may have changed.
    public void active(OrganizationId organization, SessionId id) {
        jdbc.sql(ACTIVE)
                .param("org", organization.value())
                .param("session", id.value())
                .update();
    }

    /// Open sessions that nobody has touched since `before` and that have no live call. With `NOT EXISTS` the plan that
    /// is kept could read the calls of all sessions there ever were.
    public List<SessionId> idle(OrganizationId organization, Instant before) {
        return jdbc.sql("""
                        SELECT s.id FROM session s
                         WHERE s.organization_id = :org AND s.status <> 'ENDED' AND s.last_activity_at < :before
                           AND (SELECT true FROM call WHERE organization_id = :org AND session_id = s.id AND ended_at IS NULL
                                 LIMIT 1) IS NULL
                         LIMIT 100""")
                .param("org", organization.value())
                .param("before", Sql.time(before), Types.TIMESTAMP_WITH_TIMEZONE)
                .query(Sql.as(SessionId::new))
                .list();
    }
}

package dev.trunkline.dialing;

import dev.trunkline.agents.Session;
import dev.trunkline.ids.EntryId;
import dev.trunkline.ids.LeadId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.store.Rows;
import dev.trunkline.store.Sql;
import dev.trunkline.store.Store;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The leads that are put in front of people, one at a time, each in front of one person only.
@Repository
public class PreviewRepository {

    /// An entry that this transaction holds.
    public record Taken(EntryId id, LeadId lead, int phonePosition) {}

    /// Due, nobody else's, and not tried in this session since it came due.
    private static final String OFFERABLE = """
             AND q.status = 'PENDING' AND q.next_attempt_at <= app_now() AND (q.held_by IS NULL OR q.held_by = :session)
               AND (q.callback_user_id IS NULL OR q.callback_user_id = :user)
               AND NOT EXISTS (SELECT FROM session_attempt a
                                WHERE a.organization_id = q.organization_id AND a.session_id = :session
                                  AND a.lead_id = q.lead_id AND a.attempted_at >= q.next_attempt_at)
            """;

    private final JdbcClient jdbc;

    PreviewRepository(Store store) {
        this.jdbc = store.jdbc();
    }

    /// The lead that the session has in front of it, or had before it paused, if nobody took it meanwhile. Waits for
    /// its row: somebody who looks for the next lead may have it in hand for a moment without taking it.
    public Optional<Taken> again(OrganizationId organization, Session session) {
        return jdbc.sql(
                        "SELECT q.id, q.lead_id AS lead, q.phone_position FROM queue_entry q WHERE q.organization_id = :org"
                                + OFFERABLE + """
                         AND (q.held_by = :session OR q.id = CAST(:current AS uuid))
                         ORDER BY q.held_by NULLS LAST LIMIT 1 FOR NO KEY UPDATE OF q""")
                .param("org", organization.value())
                .param("session", session.id().value())
                .param("user", session.userId().value())
                .param("current", Sql.id(session.currentEntryId()))
                .query(Rows.of(Taken.class))
                .optional();
    }

    /// The next one in line from the open windows.
    public Optional<Taken> next(OrganizationId organization, Session session, List<String> openWindows) {
        return jdbc.sql("""
                        SELECT e.id, e.lead_id AS lead, e.phone_position FROM unnest(CAST(:windows AS text[])) w(key)
                         CROSS JOIN LATERAL (
                           SELECT q.id, q.lead_id, q.phone_position, q.priority, q.next_attempt_at, q.position FROM queue_entry q
                            WHERE q.organization_id = :org AND q.campaign_id = :campaign AND q.window_key = w.key
                        """ + OFFERABLE + """
                            ORDER BY q.priority DESC, q.next_attempt_at, q.position
                            LIMIT 1 FOR NO KEY UPDATE OF q SKIP LOCKED) e
                         ORDER BY e.priority DESC, e.next_attempt_at, e.position LIMIT 1""")
                .param("org", organization.value())
                .param("campaign", session.campaignId().value())
                .param("session", session.id().value())
                .param("user", session.userId().value())
                .param("windows", openWindows.toArray(String[]::new))
                .query(Rows.of(Taken.class))
                .optional();
    }

    public void hold(OrganizationId organization, EntryId entry, Session session) {
        jdbc.sql("""
                        UPDATE queue_entry SET held_by = :session
                         WHERE organization_id = :org AND id = :entry AND held_by IS NULL""")
                .param("org", organization.value())
                .param("entry", entry.value())
                .param("session", session.id().value())
                .update();
    }

    /// Out of the agent's hands: in line again for others, or out of a queue that has no others.
    public void letGo(OrganizationId organization, EntryId entry, String outcome, boolean done) {
        jdbc.sql("""
                        UPDATE queue_entry SET held_by = NULL, last_outcome = :outcome,
                               status = CASE WHEN :done THEN 'COMPLETED' ELSE status END
                         WHERE organization_id = :org AND id = :entry""")
                .param("org", organization.value())
                .param("entry", entry.value())
                .param("outcome", outcome)
                .param("done", done)
                .update();
    }
}

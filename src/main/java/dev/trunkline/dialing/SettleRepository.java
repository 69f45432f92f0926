package dev.trunkline.dialing;

import dev.trunkline.calls.Call;
import dev.trunkline.compliance.AbandonBudget;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.EntryId;
import dev.trunkline.ids.LeadId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.UserId;
import dev.trunkline.store.Json;
import dev.trunkline.store.Rows;
import dev.trunkline.store.Sql;
import dev.trunkline.store.Store;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// What a call's life leaves behind in other tables: its queue entry, lead, number and ledger row.
@Repository
public class SettleRepository {

    private final JdbcClient jdbc;

    SettleRepository(Store store) {
        this.jdbc = store.jdbc();
    }

    /// An entry as far as settling needs it.
    public record Entry(
            EntryId id, String status, int attemptCount, int maxAttempts, boolean agentGuaranteed, int phonePosition) {}

    public Optional<Entry> lockEntry(OrganizationId organization, EntryId id) {
        return jdbc.sql("""
                        SELECT id, status, attempt_count, max_attempts, agent_guaranteed, phone_position FROM queue_entry
                         WHERE organization_id = :org AND id = :id FOR NO KEY UPDATE""")
                .param("org", organization.value())
                .param("id", id.value())
                .query(Rows.of(Entry.class))
                .optional();
    }

    public void entry(
            OrganizationId organization,
            Entry entry,
            AfterCall.LeadNext next,
            @Nullable String outcome,
            boolean attemptCounted) {
        switch (next) {
            case AfterCall.Unharmed _ ->
                update(organization, entry, "PENDING", null, null, null, false, attemptCounted);
            case AfterCall.Completed _ ->
                update(organization, entry, "COMPLETED", outcome, null, null, false, attemptCounted);
            case AfterCall.Failed _ ->
                update(organization, entry, "FAILED", outcome, null, null, false, attemptCounted);
            case AfterCall.OtherNumber _ -> {
                nextPhone(organization, entry.id());
                var atOnce = new AfterCall.Retry(now(), false, false, "retry");
                update(organization, entry, "PENDING", outcome, atOnce, null, false, attemptCounted);
            }
            case AfterCall.Retry retry ->
                update(
                        organization,
                        entry,
                        "PENDING",
                        outcome,
                        retry,
                        retry.waitsFor(),
                        retry.agentGuaranteed(),
                        attemptCounted);
        }
    }

    private void update(
            OrganizationId organization,
            Entry entry,
            String status,
            @Nullable String outcome,
            AfterCall.@Nullable Retry retry,
            @Nullable String waitsFor,
            boolean guaranteed,
            boolean attemptCounted) {
        boolean unharmed = retry == null && status.equals("PENDING");
        jdbc.sql("""
                        UPDATE queue_entry SET status = :status, last_outcome = coalesce(:outcome, last_outcome),
                            attempt_count = attempt_count - :uncount,
                            next_attempt_at = coalesce(:at, next_attempt_at),
                            waits_for = CASE WHEN :at > app_now() THEN :waitsFor END,
                            priority = CASE WHEN :raised THEN 9 WHEN agent_guaranteed AND NOT :unharmed THEN 5 ELSE priority END,
                            agent_guaranteed = CASE WHEN :unharmed THEN agent_guaranteed ELSE :guaranteed END,
                            callback_user_id = CASE WHEN :unharmed THEN callback_user_id END
                         WHERE organization_id = :org AND id = :id""")
                .param("org", organization.value())
                .param("id", entry.id().value())
                .param("status", status)
                .param("outcome", outcome)
                .param("uncount", attemptCounted ? 0 : 1)
                .param("at", retry == null ? null : Sql.time(retry.at()), Types.TIMESTAMP_WITH_TIMEZONE)
                .param("waitsFor", waitsFor)
                .param("raised", retry != null && retry.priorityRaised())
                .param("guaranteed", guaranteed)
                .param("unharmed", unharmed)
                .update();
    }

    private Instant now() {
        return jdbc.sql("SELECT app_now()").query(Rows.of(Instant.class)).single();
    }

    /// Whether the lead has a number after the one that is dialed now.
    public boolean hasOtherPhone(OrganizationId organization, Entry entry) {
        return jdbc.sql("""
                        SELECT EXISTS (SELECT FROM queue_entry e
                          JOIN lead_phone p ON p.organization_id = e.organization_id AND p.lead_id = e.lead_id
                           AND p.position > e.phone_position
                         WHERE e.organization_id = :org AND e.id = :id)""")
                .param("org", organization.value())
                .param("id", entry.id().value())
                .query(Boolean.class)
                .single();
    }

    /// How often each outcome came up among the entry's real attempts, the call at hand apart.
    public Map<String, Integer> outcomes(OrganizationId organization, Entry entry, Call call) {
        record Count(String outcome, int times) {}
        return jdbc
                .sql("""
                        SELECT outcome, count(*)::int AS times FROM call
                         WHERE organization_id = :org AND queue_entry_id = :id AND id <> :call AND attempt_counted
                           AND outcome IS NOT NULL GROUP BY outcome""")
                .param("org", organization.value())
                .param("id", entry.id().value())
                .param("call", call.id().value())
                .query(Rows.of(Count.class))
                .list()
                .stream()
                .collect(java.util.stream.Collectors.toMap(Count::outcome, Count::times));
    }

    /// A lead's other number is next. Answers false when it has no further one.
    public boolean nextPhone(OrganizationId organization, EntryId entry) {
        return jdbc.sql("""
                        WITH following AS (
                          SELECT p.position, p.window_key, e.campaign_id FROM queue_entry e
                            JOIN lead_phone p ON p.organization_id = e.organization_id AND p.lead_id = e.lead_id
                             AND p.position > e.phone_position
                           WHERE e.organization_id = :org AND e.id = :id ORDER BY p.position LIMIT 1
                        ), opened AS (
                          INSERT INTO campaign_window (organization_id, campaign_id, window_key)
                          SELECT :org, campaign_id, window_key FROM following ON CONFLICT DO NOTHING
                        )
                        UPDATE queue_entry e SET phone_position = f.position, window_key = f.window_key, held_by = NULL
                          FROM following f WHERE e.organization_id = :org AND e.id = :id""")
                        .param("org", organization.value())
                        .param("id", entry.value())
                        .update()
                == 1;
    }

    /// The outcome that the rules gave, in the history of dispositions.
    public void disposition(OrganizationId organization, Call call, String outcome) {
        jdbc.sql(
                        "INSERT INTO disposition (organization_id, call_id, outcome, source) VALUES (:org, :id, :outcome, 'rule')")
                .param("org", organization.value())
                .param("id", call.id().value())
                .param("outcome", outcome)
                .update();
    }

    /// The called number may be called again.
    public void releaseNumber(OrganizationId organization, Call call, @Nullable Instant lockoutUntil) {
        jdbc.sql("""
                        UPDATE number_state SET live_call_id = NULL, drop_lockout_until = coalesce(:lockout, drop_lockout_until)
                         WHERE organization_id = :org AND e164 = :e164 AND live_call_id = :call""")
                .param("org", organization.value())
                .param("e164", call.to())
                .param("call", call.id().value())
                .param("lockout", Sql.time(lockoutUntil), Types.TIMESTAMP_WITH_TIMEZONE)
                .update();
    }

    /// What an outcome says about the lead.
    public void lead(OrganizationId organization, LeadId lead, String outcome) {
        String status = switch (outcome) {
            case "connected" -> "CONTACTED";
            case "callback" -> "CALLBACK";
            case "not-interested" -> "DONE";
            case "wrong-number" -> "INVALID";
            case "dnc" -> "DNC";
            default -> null;
        };
        if (status == null) {
            return;
        }
        jdbc.sql("""
                        UPDATE lead SET status = :status, do_not_call = do_not_call OR :status = 'DNC', updated_at = app_now()
                         WHERE organization_id = :org AND id = :lead AND (status <> :status OR :status = 'DNC')""")
                .param("org", organization.value())
                .param("lead", lead.value())
                .param("status", status)
                .update();
    }

    public void activity(
            OrganizationId organization,
            LeadId lead,
            String kind,
            @Nullable UserId user,
            Call call,
            String text,
            Map<String, ?> data) {
        jdbc.sql("""
                        INSERT INTO activity (organization_id, lead_id, kind, user_id, call_id, text, data)
                        VALUES (:org, :lead, :kind, :user, :call, :text, CAST(:data AS jsonb))""")
                .param("org", organization.value())
                .param("lead", lead.value())
                .param("kind", kind)
                .param("user", Sql.id(user))
                .param("call", call.id().value())
                .param("text", text)
                .param("data", Json.write(data))
                .update();
    }

    /// The clocks that the ledger keeps beside the verdict; null leaves one as it is. A verdict that was reached stays.
    public void ledger(OrganizationId organization, Call call, @Nullable String verdict, String clock, Instant at) {
        String column = switch (clock) {
            case "greeting" -> "greeting_ended_at";
            case "connected" -> "connected_at";
            default -> "ended_at";
        };
        jdbc.sql("UPDATE abandon_ledger SET " + column + " = :at, verdict = coalesce(verdict, :verdict)"
                        + " WHERE organization_id = :org AND call_id = :call")
                .param("org", organization.value())
                .param("call", call.id().value())
                .param("at", Sql.time(at))
                .param("verdict", verdict)
                .update();
    }

    /// It was a machine after all: out of the count of people.
    public void ledgerMachine(OrganizationId organization, Call call) {
        jdbc.sql("UPDATE abandon_ledger SET verdict = 'machine' WHERE organization_id = :org AND call_id = :call")
                .param("org", organization.value())
                .param("call", call.id().value())
                .update();
    }

    /// What the ledger says of a campaign today and over thirty days.
    public AbandonBudget budget(
            OrganizationId organization, CampaignId campaign, boolean simulated, LocalDate today, double cap) {
        record Answers(long dayHuman, long dayAbandoned, long monthHuman, long monthAbandoned) {}
        Answers a = jdbc.sql("""
                        SELECT coalesce(sum(human_answered) FILTER (WHERE day = :today), 0) AS day_human,
                               coalesce(sum(abandoned) FILTER (WHERE day = :today), 0) AS day_abandoned,
                               coalesce(sum(human_answered), 0) AS month_human, coalesce(sum(abandoned), 0) AS month_abandoned
                          FROM abandon_day
                         WHERE organization_id = :org AND campaign_id = :campaign AND is_mock = :mock AND day > :from""")
                .param("org", organization.value())
                .param("campaign", campaign.value())
                .param("mock", simulated)
                .param("today", today)
                .param("from", today.minusDays(30))
                .query(Rows.of(Answers.class))
                .single();
        return new AbandonBudget(
                new AbandonBudget.Window(a.dayHuman(), a.dayAbandoned()),
                new AbandonBudget.Window(a.monthHuman(), a.monthAbandoned()),
                cap);
    }
}

package dev.trunkline.dialing;

import dev.trunkline.calls.Call;
import dev.trunkline.campaigns.RetryRules;
import dev.trunkline.compliance.AbandonBudget;
import dev.trunkline.compliance.Jurisdiction;
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
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
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
    public record Entry(EntryId id, String status, int attemptCount, int maxAttempts) {}

    public Optional<Entry> lockEntry(OrganizationId organization, EntryId id) {
        return jdbc.sql("""
                        SELECT id, status, attempt_count, max_attempts FROM queue_entry
                         WHERE organization_id = :org AND id = :id FOR NO KEY UPDATE""")
                .param("org", organization.value())
                .param("id", id.value())
                .query(Rows.of(Entry.class))
                .optional();
    }

    /// What the end of a call is judged by.
    ///
    /// @param rules the campaign's, or the usual ones outside of any
    /// @param wrapUpSeconds the campaign's limit; null: there is none
    /// @param dropLockout how long somebody who was dropped is left alone; null: may be called at once
    /// @param entry the call's place in the queue, locked
    record Grounds(
            RetryRules rules,
            @Nullable Integer wrapUpSeconds,
            @Nullable Duration dropLockout,
            @Nullable Entry entry) {}

    /// Reads all of it at once, and locks the call's place in the queue.
    Grounds grounds(OrganizationId organization, Call call) {
        record Row(
                String preset,
                @Nullable Map<String, RetryRules.Rule> retryRules,
                @Nullable Integer wrapUpSeconds,
                @Nullable EntryId id,
                @Nullable String status,
                int attemptCount,
                int maxAttempts) {}
        Row row = jdbc.sql("""
                        WITH entry AS (
                          SELECT id, status, attempt_count, max_attempts FROM queue_entry
                           WHERE organization_id = :org AND id = CAST(:entry AS uuid) FOR NO KEY UPDATE)
                        SELECT o.preset, k.retry_rules, k.wrap_up_seconds, e.id, e.status, e.attempt_count, e.max_attempts
                          FROM organization o LEFT JOIN entry e ON true
                          LEFT JOIN campaign k ON k.organization_id = :org AND k.id = CAST(:campaign AS uuid)
                         WHERE o.organization_id = :org""")
                .param("org", organization.value())
                .param("entry", Sql.id(call.queueEntryId()))
                .param("campaign", Sql.id(call.campaignId()))
                .query(Rows.of(Row.class))
                .single();
        return new Grounds(
                row.retryRules() == null ? RetryRules.DEFAULT : new RetryRules(row.retryRules()),
                row.wrapUpSeconds(),
                Jurisdiction.of(row.preset()).dropLockout(),
                row.id() == null || row.status() == null
                        ? null
                        : new Entry(row.id(), row.status(), row.attemptCount(), row.maxAttempts()));
    }

    /// What becomes of a place in the queue; the values are those of [#bindEntry].
    static final String ENTRY = """
            UPDATE queue_entry SET status = :entryStatus, last_outcome = coalesce(:entryOutcome, last_outcome),
                  was_contacted = was_contacted OR :touched, was_answered = was_answered OR :nowAnswered,
                  attempt_count = attempt_count - :uncount,
                  next_attempt_at = coalesce(:retryAt, next_attempt_at),
                  waits_for = CASE WHEN :retryAt > app_now() THEN :waitsFor END,
                  priority = CASE WHEN :raised THEN 9 WHEN agent_guaranteed AND NOT :unharmed THEN 5 ELSE priority END,
                  agent_guaranteed = CASE WHEN :unharmed THEN agent_guaranteed ELSE :guaranteed END,
                  callback_user_id = CASE WHEN :unharmed THEN callback_user_id END
               WHERE organization_id = :org AND id = :entry""";

    /// Adds the values of [#ENTRY], but for `org`, `entry`, and the first touches `touched` and `nowAnswered`.
    ///
    /// @param now the clock of the transaction
    static MapSqlParameterSource bindEntry(
            MapSqlParameterSource values,
            AfterCall.LeadNext next,
            @Nullable String outcome,
            boolean attemptCounted,
            Instant now) {
        boolean unharmed = next instanceof AfterCall.Unharmed;
        AfterCall.Retry retry = switch (next) {
            case AfterCall.Retry again -> again;
            case AfterCall.OtherNumber _ -> new AfterCall.Retry(now, false, false, "retry");
            case AfterCall.Unharmed _, AfterCall.Completed _, AfterCall.Failed _ -> null;
        };
        return values.addValue(
                        "entryStatus",
                        switch (next) {
                            case AfterCall.Completed _ -> "COMPLETED";
                            case AfterCall.Failed _ -> "FAILED";
                            case AfterCall.Unharmed _, AfterCall.OtherNumber _, AfterCall.Retry _ -> "PENDING";
                        })
                .addValue("entryOutcome", unharmed ? null : outcome, Types.VARCHAR)
                .addValue("uncount", attemptCounted ? 0 : 1)
                .addValue("retryAt", retry == null ? null : Sql.time(retry.at()), Types.TIMESTAMP_WITH_TIMEZONE)
                .addValue("waitsFor", retry == null ? null : retry.waitsFor(), Types.VARCHAR)
                .addValue("raised", retry != null && retry.priorityRaised())
                .addValue("guaranteed", retry != null && retry.agentGuaranteed())
                .addValue("unharmed", unharmed);
    }

    /// What somebody's word means for a place in the queue.
    void entry(OrganizationId organization, Entry entry, AfterCall.LeadNext next, String outcome, Instant now) {
        if (next instanceof AfterCall.OtherNumber) {
            nextPhone(organization, entry.id());
        }
        var values = new MapSqlParameterSource()
                .addValue("org", organization.value())
                .addValue("entry", entry.id().value())
                .addValue("touched", false)
                .addValue("nowAnswered", false);
        jdbc.sql(ENTRY).paramSource(bindEntry(values, next, outcome, true, now)).update();
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

    /// What an outcome says about the lead; the values are `org`, `lead`, and `leadStatus` by [#leadStatus].
    static final String LEAD = """
            UPDATE lead SET status = :leadStatus, do_not_call = do_not_call OR :leadStatus = 'DNC', updated_at = app_now()
               WHERE organization_id = :org AND id = :lead AND (status <> :leadStatus OR :leadStatus = 'DNC')""";

    /// Null: the outcome says nothing about the lead.
    static @Nullable String leadStatus(String outcome) {
        return switch (outcome) {
            case "connected" -> "CONTACTED";
            case "callback" -> "CALLBACK";
            case "not-interested" -> "DONE";
            case "wrong-number" -> "INVALID";
            case "dnc" -> "DNC";
            default -> null;
        };
    }

    public void lead(OrganizationId organization, LeadId lead, String outcome) {
        String status = leadStatus(outcome);
        if (status != null) {
            jdbc.sql(LEAD)
                    .param("org", organization.value())
                    .param("lead", lead.value())
                    .param("leadStatus", status)
                    .update();
        }
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

    /// When the greeting of somebody who is in the ledger already was over.
    public void greeting(OrganizationId organization, Call call, Instant at) {
        jdbc.sql("UPDATE abandon_ledger SET greeting_ended_at = :at WHERE organization_id = :org AND call_id = :call")
                .param("org", organization.value())
                .param("call", call.id().value())
                .param("at", Sql.time(at))
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

package dev.trunkline.calls;

import dev.trunkline.ids.CallId;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.SessionId;
import dev.trunkline.ids.UserId;
import dev.trunkline.store.Rows;
import dev.trunkline.store.Sql;
import dev.trunkline.store.Store;
import java.sql.Types;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Calls and their log in SQL. Launching is in `dialing`; here a call is read, moved on and written about.
@Repository
public class CallRepository {

    private final JdbcClient jdbc;

    CallRepository(Store store) {
        this.jdbc = store.jdbc();
    }

    public Optional<Call> find(OrganizationId organization, CallId id) {
        return jdbc.sql("SELECT * FROM call WHERE organization_id = :org AND id = :id")
                .param("org", organization.value())
                .param("id", id.value())
                .query(CallRow::call)
                .optional();
    }

    /// A call as it stands when a message about it comes.
    ///
    /// @param locked no agent is changed by the message: nothing had to be locked before
    /// @param known whether the provider's message was taken already; then nothing is locked
    /// @param messageId the message of its unattended campaign, if it has one
    /// @param endpoint where its unattended campaign hands answered calls to, if it does
    /// @param now the clock of this transaction
    public record Peek(
            Call call,
            boolean locked,
            boolean known,
            @Nullable String messageId,
            @Nullable String endpoint,
            Instant now) {}

    /// Looks at a call, and locks it at once where the order of locks lets it.
    ///
    /// @param dedupeKey names the provider's message; null: it is not from a provider
    /// @param ends whether the message is that it has ended
    /// @param joins whether the message is that the agent was joined
    public Optional<Peek> peek(
            OrganizationId organization, CallId id, @Nullable String dedupeKey, boolean ends, boolean joins) {
        return jdbc.sql("""
                        WITH peek AS (
                          SELECT c.*, k.unattended ->> 'messageId' AS message, k.unattended ->> 'endpoint' AS endpoint, app_now() AS now,
                                 EXISTS (SELECT FROM call_event e WHERE e.organization_id = :org
                                    AND e.provider = c.provider AND e.dedupe_key = CAST(:key AS text)) AS known
                            FROM call c LEFT JOIN campaign k
                              ON k.organization_id = :org AND k.id = c.campaign_id AND c.mode = 'unattended'
                           WHERE c.organization_id = :org AND c.id = :id
                        ), locked AS (
                          SELECT c.* FROM call c CROSS JOIN peek p
                           WHERE c.organization_id = :org AND c.id = :id AND NOT p.known
                             AND ((p.user_id IS NULL AND p.mode <> 'predictive') OR :joins
                              OR (:ends AND p.mode = 'power' AND p.answered_at IS NULL))
                             FOR NO KEY UPDATE OF c
                        )
                        SELECT l.*, p.message, p.endpoint, p.now, p.known, true AS locked FROM locked l CROSS JOIN peek p
                        UNION ALL
                        SELECT p.*, false FROM peek p WHERE NOT EXISTS (SELECT FROM locked)""")
                .param("org", organization.value())
                .param("id", id.value())
                .param("key", dedupeKey)
                .param("ends", ends)
                .param("joins", joins)
                .query((rs, row) -> new Peek(
                        CallRow.call(rs, row),
                        rs.getBoolean("locked"),
                        rs.getBoolean("known"),
                        rs.getString("message"),
                        rs.getString("endpoint"),
                        rs.getTimestamp("now").toInstant()))
                .optional();
    }

    public Optional<Call> lock(OrganizationId organization, CallId id) {
        return jdbc.sql("SELECT * FROM call WHERE organization_id = :org AND id = :id FOR NO KEY UPDATE")
                .param("org", organization.value())
                .param("id", id.value())
                .query(CallRow::call)
                .optional();
    }

    /// Appends a line to the call's log. False when the provider's message with this key is in it already.
    public boolean log(OrganizationId organization, Call call, CallLine line) {
        return jdbc.sql(CallLineSql.INSERT + " VALUES (" + CallLineSql.VALUES + ") " + CallLineSql.ONCE)
                        .paramSource(CallLineSql.bind(new MapSqlParameterSource(), organization, call, line))
                        .update()
                == 1;
    }

    /// The live calls of a campaign, in lock order.
    public List<Call> live(OrganizationId organization, CampaignId campaign) {
        return jdbc.sql(
                        "SELECT * FROM call WHERE organization_id = :org AND campaign_id = :campaign AND ended_at IS NULL ORDER BY id")
                .param("org", organization.value())
                .param("campaign", campaign.value())
                .query(CallRow::call)
                .list();
    }

    /// A live call as far as lines go.
    ///
    /// @param sessionId whose line it is; null: the campaign's own
    /// @param lineNumber 0: none
    /// @param leftAgent as [Call#hasLeftAgent] says
    public record LineInUse(@Nullable SessionId sessionId, int lineNumber, boolean leftAgent) {}

    /// The lines of a campaign that are in use.
    public List<LineInUse> linesInUse(OrganizationId organization, CampaignId campaign) {
        return jdbc.sql("""
                        SELECT session_id, line_number, transfer_state = 'transferred'
                               OR (connected_at IS NOT NULL AND status = 'voicemail-detected') AS left_agent
                          FROM call WHERE organization_id = :org AND campaign_id = :campaign AND ended_at IS NULL""")
                .param("org", organization.value())
                .param("campaign", campaign.value())
                .query(Rows.of(LineInUse.class))
                .list();
    }

    /// Lines of the session in which a call was answered that its campaign gives up for it, as long as the agent has
    /// that call; in lock order.
    public List<Call> givenUpFor(OrganizationId organization, CallId answered) {
        return jdbc.sql("""
                        SELECT o.* FROM call c
                          JOIN campaign k ON k.organization_id = :org AND k.id = c.campaign_id AND k.busy_line_policy = 'CANCEL_RINGING'
                          JOIN agent a ON a.organization_id = :org AND a.user_id = c.user_id AND a.call_id = c.id
                          JOIN call o ON o.organization_id = :org AND o.campaign_id = c.campaign_id AND o.session_id = c.session_id
                           AND o.id <> c.id AND o.ended_at IS NULL AND o.answered_at IS NULL AND o.cancel_reason IS NULL
                         WHERE c.organization_id = :org AND c.id = :call ORDER BY o.id""")
                .param("org", organization.value())
                .param("call", answered.value())
                .query(CallRow::call)
                .list();
    }

    /// Live calls to these numbers that nobody has answered, in lock order.
    public List<CallId> unanswered(OrganizationId organization, List<String> numbers) {
        return jdbc.sql("""
                        SELECT id FROM call WHERE organization_id = :org AND to_e164 = ANY (:numbers)
                           AND ended_at IS NULL AND answered_at IS NULL ORDER BY id""")
                .param("org", organization.value())
                .param("numbers", numbers.toArray(String[]::new))
                .query(Sql.as(CallId::new))
                .list();
    }

    /// Numbers that are on the do-not-call list and to which a call is on its way that nobody gave up.
    public List<String> blocked(OrganizationId organization) {
        return jdbc.sql("""
                        SELECT c.to_e164 FROM call c
                          JOIN number_state n ON n.organization_id = c.organization_id AND n.e164 = c.to_e164 AND n.dnc_at IS NOT NULL
                         WHERE c.organization_id = :org AND c.ended_at IS NULL AND c.answered_at IS NULL
                           AND c.cancel_reason IS NULL""")
                .param("org", organization.value())
                .query(String.class)
                .list();
    }

    /// Saves the notes typed so far; the lead's activity is written when the call is dispositioned.
    public void notes(OrganizationId organization, CallId call, String notes) {
        jdbc.sql("UPDATE call SET notes = :notes WHERE organization_id = :org AND id = :call")
                .param("org", organization.value())
                .param("call", call.value())
                .param("notes", notes)
                .update();
    }

    /// Notes that we want the line to end, and why. The first reason stays.
    public boolean askCancel(OrganizationId organization, CallId call, CancelReason reason, @Nullable Instant checkAt) {
        return jdbc.sql("""
                        UPDATE call SET cancel_reason = :reason, cancel_asked_at = app_now(), check_at = coalesce(:check, check_at)
                         WHERE organization_id = :org AND id = :call AND ended_at IS NULL AND cancel_reason IS NULL""")
                        .param("org", organization.value())
                        .param("call", call.value())
                        .param("reason", reason.toString())
                        .param("check", Sql.time(checkAt), Types.TIMESTAMP_WITH_TIMEZONE)
                        .update()
                == 1;
    }

    /// What the provider said to the order.
    public void launched(
            OrganizationId organization,
            CallId call,
            Launch launch,
            @Nullable String providerCallId,
            @Nullable String error) {
        jdbc.sql("""
                        UPDATE call SET launch = :launch, provider_call_id = coalesce(:providerCallId, provider_call_id),
                            accepted_at = CASE WHEN :launch = 'accepted' THEN coalesce(accepted_at, app_now()) ELSE accepted_at END,
                            last_error = coalesce(:error, last_error)
                         WHERE organization_id = :org AND id = :call AND launch IN ('intent', 'unknown')""")
                .param("org", organization.value())
                .param("call", call.value())
                .param("launch", launch.toString())
                .param("providerCallId", providerCallId)
                .param("error", error)
                .update();
    }

    /// The agent who takes the call, in their session.
    public void assign(
            OrganizationId organization,
            CallId call,
            UserId agent,
            @Nullable SessionId session,
            @Nullable Instant checkAt) {
        jdbc.sql("""
                        UPDATE call SET user_id = :agent, session_id = coalesce(session_id, :session), check_at = :check
                         WHERE organization_id = :org AND id = :call""")
                .param("org", organization.value())
                .param("call", call.value())
                .param("agent", agent.value())
                .param("session", Sql.id(session), Types.OTHER)
                .param("check", Sql.time(checkAt))
                .update();
    }

    /// A human answered and no agent takes the call.
    public void drop(OrganizationId organization, CallId call, String reason) {
        jdbc.sql("""
                        UPDATE call SET dropped = true, drop_reason = :reason, cancel_reason = coalesce(cancel_reason, 'drop')
                         WHERE organization_id = :org AND id = :call""")
                .param("org", organization.value())
                .param("call", call.value())
                .param("reason", reason)
                .update();
    }

    /// Sets the outcome and keeps it in the history of dispositions.
    public void disposition(
            OrganizationId organization,
            CallId call,
            String outcome,
            String source,
            @Nullable UserId user,
            @Nullable String notes,
            @Nullable Instant callbackAt) {
        jdbc.sql("""
                        INSERT INTO disposition (organization_id, call_id, outcome, source, user_id, notes, callback_at)
                        VALUES (:org, :call, :outcome, :source, :user, :notes, :callbackAt)""")
                .param("org", organization.value())
                .param("call", call.value())
                .param("outcome", outcome)
                .param("source", source)
                .param("user", Sql.id(user))
                .param("notes", notes)
                .param("callbackAt", Sql.time(callbackAt), Types.TIMESTAMP_WITH_TIMEZONE)
                .update();
        jdbc.sql(
                        "UPDATE call SET outcome = :outcome, notes = coalesce(:notes, notes) WHERE organization_id = :org AND id = :call")
                .param("org", organization.value())
                .param("call", call.value())
                .param("outcome", outcome)
                .param("notes", notes)
                .update();
    }

    /// Live calls whose silence has lasted as long as their state allows.
    public List<CallId> toCheck(OrganizationId organization, Instant now, int limit) {
        return jdbc.sql("""
                        SELECT id FROM call WHERE organization_id = :org AND ended_at IS NULL AND check_at <= :now
                         ORDER BY check_at LIMIT :limit""")
                .param("org", organization.value())
                .param("now", Sql.time(now))
                .param("limit", limit)
                .query(Sql.as(CallId::new))
                .list();
    }

    /// Puts off the next look at a call.
    public void checkLater(OrganizationId organization, CallId call, @Nullable Instant at) {
        jdbc.sql("UPDATE call SET check_at = :at WHERE organization_id = :org AND id = :call AND ended_at IS NULL")
                .param("org", organization.value())
                .param("call", call.value())
                .param("at", Sql.time(at))
                .update();
    }

    static <E extends Enum<E>> @Nullable E word(Class<E> type, @Nullable String word) {
        return word == null
                ? null
                : Arrays.stream(type.getEnumConstants())
                        .filter(constant -> constant.toString().equals(word))
                        .findFirst()
                        .orElseThrow();
    }
}

package dev.trunkline.agents;

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
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Agents in SQL. Every change of status closes one interval and opens the next, so that the intervals tile the time.
@Repository
public class AgentRepository {

    private static final String COLUMNS =
            "user_id, status, reason, since, campaign_id, session_id, call_id, audio, wrap_up_until, "
                    + "break_wish, disconnected, version";

    private final JdbcClient jdbc;

    AgentRepository(Store store) {
        this.jdbc = store.jdbc();
    }

    /// Takes the agent's row, making it on the first call.
    public Agent lock(OrganizationId organization, UserId user) {
        return find(organization, user, " FOR NO KEY UPDATE").orElseGet(() -> {
            jdbc.sql("""
                            INSERT INTO agent (organization_id, user_id, audio)
                            SELECT u.organization_id, u.id, CASE WHEN u.use_mock_dialer THEN 'none' ELSE o.agent_audio END
                              FROM app_user u JOIN organization o ON o.organization_id = u.organization_id
                             WHERE u.organization_id = :org AND u.id = :user
                            ON CONFLICT DO NOTHING""")
                    .param("org", organization.value())
                    .param("user", user.value())
                    .update();
            return find(organization, user, " FOR NO KEY UPDATE").orElseThrow();
        });
    }

    public Optional<Agent> find(OrganizationId organization, UserId user) {
        return find(organization, user, "");
    }

    /// Those of these users who have a row, in no order.
    public List<Agent> find(OrganizationId organization, Collection<UserId> users) {
        return jdbc.sql("SELECT " + COLUMNS + " FROM agent WHERE organization_id = :org AND user_id = ANY (:users)")
                .param("org", organization.value())
                .param("users", Sql.ids(users))
                .query(Rows.of(Agent.class))
                .list();
    }

    private Optional<Agent> find(OrganizationId organization, UserId user, String suffix) {
        return jdbc.sql("SELECT " + COLUMNS + " FROM agent WHERE organization_id = :org AND user_id = :user" + suffix)
                .param("org", organization.value())
                .param("user", user.value())
                .query(Rows.of(Agent.class))
                .optional();
    }

    /// The status an agent moves to, with all that goes with it.
    public record Move(
            AgentStatus status,
            @Nullable String reason,
            @Nullable CampaignId campaignId,
            @Nullable SessionId sessionId,
            @Nullable CallId callId,
            @Nullable Instant wrapUpUntil) {}

    /// Moves a locked agent on. A transaction that waited for the agent began before the one it waited for; its clock
    /// must not take the agent back in time, so the new interval begins where the last one ends.
    public void move(OrganizationId organization, Agent was, Move to) {
        jdbc.sql("""
                        WITH closed AS (
                          UPDATE agent_state SET ended_at = greatest(app_now(), began_at)
                           WHERE organization_id = :org AND user_id = :user AND ended_at IS NULL RETURNING ended_at
                        ), opened AS (
                          INSERT INTO agent_state (organization_id, user_id, began_at, status, reason, campaign_id, session_id, call_id)
                          VALUES (:org, :user, coalesce((SELECT ended_at FROM closed), app_now()), :status, :reason,
                                  CAST(:campaign AS uuid), CAST(:session AS uuid), CAST(:call AS uuid))
                        )
                        UPDATE agent SET status = :status, reason = :reason, campaign_id = :campaign, session_id = :session,
                            call_id = :call, wrap_up_until = :wrapUp,
                            break_wish = CASE WHEN CAST(:call AS uuid) IS NOT NULL THEN break_wish END,
                            since = coalesce((SELECT ended_at FROM closed), app_now())
                         WHERE organization_id = :org AND user_id = :user""").params(values(organization, was, to)).update();
    }

    /// The same for an agent who takes the call `call`, as parts of a larger statement: `taken` is the agent's row,
    /// locked, and `moved` has a row if they take it. The old interval ends first because the others read its end.
    public static final String ON_CALL = """
            closed AS (
              UPDATE agent_state s SET ended_at = greatest(app_now(), s.began_at) FROM taken t, moved
               WHERE s.organization_id = :org AND s.user_id = t.agent_id AND s.ended_at IS NULL RETURNING s.ended_at
            ), opened AS (
              INSERT INTO agent_state (organization_id, user_id, began_at, status, campaign_id, session_id, call_id)
              SELECT :org, t.agent_id, coalesce((SELECT ended_at FROM closed), app_now()), 'on-call', t.agent_campaign,
                     t.agent_session, :call FROM taken t, moved
            ), on_call AS (
              UPDATE agent a SET status = 'on-call', reason = NULL, call_id = :call, wrap_up_until = NULL,
                  since = coalesce((SELECT ended_at FROM closed), app_now()) FROM taken t, moved
               WHERE a.organization_id = :org AND a.user_id = t.agent_id)""";

    /// That a call may be given to an agent now, as [Agent#isFree] says.
    public static final String IS_FREE =
            "status = 'available' AND call_id IS NULL AND NOT disconnected AND audio <> 'pending'";

    /// That an agent was set apart for the call `call`, as [Agent#isReservedFor] says.
    public static final String IS_RESERVED = "call_id = :call AND status IN ('dialing', 'ringing')";

    /// What an agent was doing.
    public record Doing(AgentStatus status, @Nullable String reason) {}

    /// What the agent did before this call: the history knows.
    public Optional<Doing> before(OrganizationId organization, UserId user, CallId call) {
        return jdbc.sql("""
                        SELECT status, reason FROM agent_state
                         WHERE organization_id = :org AND user_id = :user AND call_id IS DISTINCT FROM :call
                         ORDER BY began_at DESC, id DESC LIMIT 1""")
                .param("org", organization.value())
                .param("user", user.value())
                .param("call", call.value())
                .query(Rows.of(Doing.class))
                .optional();
    }

    private static java.util.Map<String, @Nullable Object> values(OrganizationId organization, Agent was, Move to) {
        var values = new java.util.HashMap<String, @Nullable Object>();
        values.put("org", organization.value());
        values.put("user", was.userId().value());
        values.put("status", to.status().toString());
        values.put("reason", to.reason());
        values.put("campaign", Sql.id(to.campaignId()));
        values.put("session", Sql.id(to.sessionId()));
        values.put("call", Sql.id(to.callId()));
        values.put("wrapUp", Sql.time(to.wrapUpUntil()));
        return values;
    }

    /// Wrap-ups whose limit is over.
    public List<UserId> wrapUpsOver(OrganizationId organization, Instant now, int limit) {
        return jdbc.sql("""
                        SELECT user_id FROM agent
                         WHERE organization_id = :org AND status = 'wrap-up' AND wrap_up_until <= :now
                         ORDER BY wrap_up_until LIMIT :limit""")
                .param("org", organization.value())
                .param("now", Sql.time(now))
                .param("limit", limit)
                .query(Sql.as(UserId::new))
                .list();
    }

    /// Says that the agent is still typing: the wrap-up limit begins again.
    public void extendWrapUp(OrganizationId organization, UserId user, Instant until) {
        jdbc.sql("""
                        UPDATE agent SET wrap_up_until = :until
                         WHERE organization_id = :org AND user_id = :user AND status = 'wrap-up' AND wrap_up_until < :until""")
                .param("org", organization.value())
                .param("user", user.value())
                .param("until", Sql.time(until))
                .update();
    }

    /// All agents who have a row, by name; null for all of them.
    public List<AgentView> views(OrganizationId organization, @Nullable Collection<UserId> users) {
        return jdbc.sql("""
                        SELECT a.user_id AS id, a.user_id, u.name, a.status, a.reason, a.since, a.campaign_id, a.session_id,
                               a.call_id, a.audio, a.wrap_up_until, a.disconnected, a.version
                          FROM agent a JOIN app_user u ON u.organization_id = a.organization_id AND u.id = a.user_id
                         WHERE a.organization_id = :org AND (CAST(:users AS uuid[]) IS NULL OR a.user_id = ANY (CAST(:users AS uuid[])))
                         ORDER BY u.name, a.user_id LIMIT 2000""")
                .param("org", organization.value())
                .param("users", users == null ? null : Sql.ids(users), users == null ? Types.NULL : Types.ARRAY)
                .query(Rows.of(AgentView.class))
                .list();
    }

    /// The break that begins when the call at hand is over; null: none after all. A row that says so already is not
    /// locked, for an answer passes over an agent whose row is.
    public void wishBreak(OrganizationId organization, UserId user, @Nullable String reason) {
        jdbc.sql("""
                        UPDATE agent SET break_wish = :reason
                         WHERE organization_id = :org AND user_id = :user AND break_wish IS DISTINCT FROM :reason""")
                .param("org", organization.value())
                .param("user", user.value())
                .param("reason", reason)
                .update();
    }

    /// A line that will carry the agent's audio once it is confirmed. Never news for anybody else.
    public boolean audioOpened(OrganizationId organization, UserId user, String leg, Instant checkAt) {
        jdbc.sql("""
                        UPDATE agent SET audio_opened_leg_id = :leg, audio_check_at = :check
                         WHERE organization_id = :org AND user_id = :user""")
                .param("org", organization.value())
                .param("user", user.value())
                .param("leg", leg)
                .param("check", Sql.time(checkAt))
                .update();
        return false;
    }

    /// The agent's audio is there by the line that was opened last. Answers whether that is news.
    public boolean audioCame(OrganizationId organization, UserId user, String leg, Instant checkAt) {
        return jdbc.sql("""
                        UPDATE agent SET audio = 'live', audio_leg_id = :leg, audio_check_at = :check
                         WHERE organization_id = :org AND user_id = :user AND audio_opened_leg_id = :leg
                           AND (audio <> 'live' OR audio_leg_id IS DISTINCT FROM :leg)""")
                        .param("org", organization.value())
                        .param("user", user.value())
                        .param("leg", leg)
                        .param("check", Sql.time(checkAt))
                        .update()
                == 1;
    }

    /// This leg is gone; if another one has come meanwhile, that one stays.
    public boolean audioWent(OrganizationId organization, UserId user, String leg) {
        return jdbc.sql("""
                        UPDATE agent SET audio = CASE WHEN audio_leg_id = :leg THEN 'pending' ELSE audio END,
                            audio_leg_id = nullif(audio_leg_id, :leg), audio_opened_leg_id = nullif(audio_opened_leg_id, :leg)
                         WHERE organization_id = :org AND user_id = :user AND :leg IN (audio_leg_id, audio_opened_leg_id)""")
                        .param("org", organization.value())
                        .param("user", user.value())
                        .param("leg", leg)
                        .update()
                == 1;
    }

    /// Nobody's audio is there any more.
    public void allAudioWent(OrganizationId organization) {
        jdbc.sql("""
                        UPDATE agent SET audio = CASE WHEN audio = 'live' THEN 'pending' ELSE audio END,
                            audio_leg_id = NULL, audio_opened_leg_id = NULL
                         WHERE organization_id = :org AND audio_opened_leg_id IS NOT NULL""").param("org", organization.value()).update();
    }

    /// @param legId the line that was opened last, or else the one that is up
    /// @param live whether it is the one that is up
    public record Leg(UserId userId, String legId, boolean live) {}

    /// Lines that it is time to ask about, longest due first.
    public List<Leg> legsToCheck(OrganizationId organization, Instant now, int limit) {
        return jdbc.sql("""
                        SELECT user_id, audio_opened_leg_id AS leg_id,
                               audio = 'live' AND audio_leg_id = audio_opened_leg_id AS live
                          FROM agent
                         WHERE organization_id = :org AND audio_check_at <= :now AND audio_opened_leg_id IS NOT NULL
                         ORDER BY audio_check_at LIMIT :limit""")
                .param("org", organization.value())
                .param("now", Sql.time(now))
                .param("limit", limit)
                .query(Rows.of(Leg.class))
                .list();
    }

    /// Never news for anybody.
    public boolean checkLegLater(OrganizationId organization, UserId user, Instant at) {
        jdbc.sql("UPDATE agent SET audio_check_at = :at WHERE organization_id = :org AND user_id = :user")
                .param("org", organization.value())
                .param("user", user.value())
                .param("at", Sql.time(at))
                .update();
        return false;
    }

    /// Notes a sign of life. Answers whether the agent had been taken for disconnected.
    public boolean seen(OrganizationId organization, UserId user) {
        return jdbc.sql("""
                        WITH seen AS (
                          INSERT INTO presence (organization_id, user_id, seen_at) VALUES (:org, :user, app_now())
                          ON CONFLICT (organization_id, user_id) DO UPDATE SET seen_at = greatest(presence.seen_at, app_now())
                        )
                        SELECT EXISTS (SELECT FROM agent
                         WHERE organization_id = :org AND user_id = :user AND disconnected)""")
                .param("org", organization.value())
                .param("user", user.value())
                .query(Boolean.class)
                .single();
    }

    /// Agents at work of whom nothing was seen since `limit`, and who are not yet marked so.
    public List<UserId> vanished(OrganizationId organization, Instant limit, int atMost) {
        return jdbc.sql("""
                        SELECT a.user_id FROM agent a
                          LEFT JOIN presence p ON p.organization_id = a.organization_id AND p.user_id = a.user_id
                         WHERE a.organization_id = :org AND a.status <> 'offline' AND NOT a.disconnected
                           AND coalesce(p.seen_at, '-infinity') < :limit
                         ORDER BY a.user_id LIMIT :atMost""")
                .param("org", organization.value())
                .param("limit", Sql.time(limit))
                .param("atMost", atMost)
                .query(Sql.as(UserId::new))
                .list();
    }

    /// Marks a locked agent as gone, if nothing was seen of them since `limit` after all.
    public boolean disconnect(OrganizationId organization, UserId user, Instant limit) {
        return jdbc.sql("""
                        UPDATE agent SET disconnected = true
                         WHERE organization_id = :org AND user_id = :user AND NOT disconnected AND NOT EXISTS (
                           SELECT FROM presence WHERE organization_id = :org AND user_id = :user AND seen_at >= :limit)""")
                        .param("org", organization.value())
                        .param("user", user.value())
                        .param("limit", Sql.time(limit))
                        .update()
                == 1;
    }

    public void reconnect(OrganizationId organization, UserId user) {
        jdbc.sql(
                        "UPDATE agent SET disconnected = false WHERE organization_id = :org AND user_id = :user AND disconnected")
                .param("org", organization.value())
                .param("user", user.value())
                .update();
    }
}

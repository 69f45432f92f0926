package dev.trunkline.dialing;

import dev.trunkline.agents.AgentRepository;
import dev.trunkline.agents.SessionRepository;
import dev.trunkline.calls.Call;
import dev.trunkline.calls.CallLineSql;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.UserId;
import dev.trunkline.pacing.Outcome;
import dev.trunkline.store.Store;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.stereotype.Repository;

/// An answer and the agent who takes it, in one statement: the step of [StepRepository], the agent and the interval
/// they are in, the lead in front of them, and what pacing learns. Whoever answered hears silence meanwhile.
///
/// As there, parts that no other part reads are carried out from the last to the first.
@Repository
class JoinRepository {

    /// Whoever in the campaign's pool has been free longest, past those whom another transaction holds.
    private static final String FROM_POOL = "campaign_id = :campaign AND " + AgentRepository.IS_FREE
            + " ORDER BY since, user_id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED";

    /// The agent whose line it is, if they are free.
    private static final String OWN = "user_id = :agent AND " + AgentRepository.IS_FREE;

    /// The agent who was set apart for it, still in the session they were in.
    private static final String SET_APART =
            "user_id = :agent AND session_id = :session AND " + AgentRepository.IS_RESERVED;

    /// Taken by a statement of its own, so that the next one sees what whoever held the agent has done; not for a row
    /// that is known to be another by now.
    private static final String LOCK_OWN = """
            SELECT true FROM agent WHERE organization_id = :org AND user_id = :agent
               AND EXISTS (SELECT FROM call WHERE organization_id = :org AND id = :call AND version = :version)
               FOR NO KEY UPDATE;
            """;

    private static final String LEARNT = ", learnt AS (" + PacingRepository.RESOLVED + "moved)";

    private final Store store;

    JoinRepository(Store store) {
        this.store = store;
    }

    /// Writes the answer of a call, which goes to an agent, in a transaction of its own and without a look before.
    ///
    /// @param step with the time within which the agent must have been joined
    /// @param rang from the order to the answer, in seconds
    /// @return who takes the call. Empty, and nothing is written: the row is not as `step` has it, or nobody is
    ///     free
    Optional<UserId> joinAtOnce(OrganizationId organization, StepRepository.Step step, double rang) {
        boolean pooled = ConnectDesk.isPooled(step.was());
        boolean anyone = step.was().userId() == null;
        MapSqlParameterSource values = values(organization, step, rang);
        String who = anyone ? FROM_POOL : pooled ? SET_APART : OWN;
        String join = join(who, StepRepository.parts(step) + (pooled ? LEARNT : ""));
        return store.atOnce(organization, anyone ? join : LOCK_OWN + join, values, UUID.class)
                .map(UserId::new);
    }

    /// Writes the answer of a call of a pool in which nobody is free, likewise. False, and nothing is written: the row
    /// is not as `step` has it.
    ///
    /// @param step with the time within which an agent must have been found
    boolean waitAtOnce(OrganizationId organization, StepRepository.Step step, double rang) {
        String wait = """
                WITH moved AS (
                  %s %s RETURNING call.*
                ), line AS (
                  %s
                  SELECT %s FROM moved
                  RETURNING 1
                )%s%s
                SELECT EXISTS (SELECT FROM moved)""".formatted(
                        StepRepository.SET,
                        StepRepository.AS_KNOWN,
                        CallLineSql.INSERT,
                        CallLineSql.VALUES,
                        StepRepository.parts(step),
                        LEARNT);
        return store.atOnce(organization, wait, values(organization, step, rang), Boolean.class)
                .orElse(false);
    }

    private static MapSqlParameterSource values(OrganizationId organization, StepRepository.Step step, double rang) {
        Call call = step.was();
        return StepRepository.values(organization, step)
                .addValue("agent", call.userId() == null ? null : call.userId().value())
                .addValue("ringOutcome", Outcome.HUMAN.name())
                .addValue("rang", rang);
    }

    private static String join(String who, String parts) {
        return """
                WITH taken AS (
                  SELECT user_id AS agent_id, session_id AS agent_session, campaign_id AS agent_campaign FROM agent
                   WHERE organization_id = :org AND %s
                ), moved AS (
                  %s, user_id = agent_id, session_id = coalesce(session_id, agent_session) FROM taken
                  %s RETURNING call.*
                ), line AS (
                  %s
                  SELECT %s FROM moved
                  RETURNING 1
                ), shown AS (
                  %s(SELECT session_id FROM moved) AND CAST(:lead AS uuid) IS NOT NULL
                )%s, %s
                SELECT (SELECT user_id FROM moved)""".formatted(
                        who,
                        StepRepository.SET,
                        StepRepository.AS_KNOWN,
                        CallLineSql.INSERT,
                        CallLineSql.VALUES,
                        SessionRepository.CURRENT,
                        parts,
                        AgentRepository.ON_CALL);
    }
}

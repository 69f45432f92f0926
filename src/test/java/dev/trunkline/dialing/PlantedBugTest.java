package dev.trunkline.dialing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trunkline.campaigns.CampaignMode;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.store.TestDatabase;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Proves the provers. Each guard is taken away on a throw-away database: with it the wrong thing is refused or made
/// good, without it the wrong thing happens and is found. And every invariant finds something that breaks it.
@Tag("slow")
class PlantedBugTest {

    /// The carrier places each call that is there.
    private static final String PLACED = """
            INSERT INTO simulator_call (organization_id, call_id, from_e164, to_e164, attempt, status, script, claimed_at, placed_at)
            SELECT organization_id, id, from_e164, to_e164, attempt, 'ringing', '{}', app_now(), app_now() FROM call""";

    /// And nobody answers it.
    private static final String PLACED_AND_OVER = """
            INSERT INTO simulator_call (organization_id, call_id, from_e164, to_e164, attempt, status, script, claimed_at, placed_at, ended_at)
            SELECT organization_id, id, from_e164, to_e164, attempt, 'no-answer', '{}', app_now(), app_now(), app_now() FROM call""";

    /// A guard: what takes it away, and what then goes wrong unseen by the database.
    enum Guard {
        ONE_LIVE_CALL_PER_LEAD(
                "DROP INDEX call_one_live_per_lead",
                "a lead has two live calls",
                ring(1, "+12125550001"),
                ring(1, "+12125550002")),
        ONE_LIVE_CALL_PER_NUMBER(
                "DROP INDEX call_one_live_per_number",
                "a number has two live calls",
                ring(1, "+12125550001"),
                ring(2, "+12125550001")),
        ONE_TALK_PER_AGENT("DROP INDEX call_one_live_per_agent", "talks of an agent overlap", talk(1), talk(2)),
        ONE_AGENT_PER_CALL(
                "DROP INDEX agent_one_call",
                "two agents have one call",
                ring(1, "+12125550001"),
                "INSERT INTO agent (organization_id, user_id, status, call_id)"
                        + " SELECT current_organization(), u.id, 'on-call', c.id FROM app_user u, call c"),
        ONE_OPEN_SESSION_PER_USER(
                "DROP INDEX session_one_open_per_user",
                "a user has two open sessions",
                "INSERT INTO session (organization_id, user_id, campaign_id, mode, lines, number_ids)"
                        + " SELECT current_organization(), (SELECT id FROM app_user ORDER BY id LIMIT 1), id, 'power', 1, '{}'"
                        + " FROM campaign, generate_series(1, 2)"),
        ONE_OPEN_INTERVAL_PER_AGENT(
                "DROP INDEX agent_state_one_open",
                "the intervals of an agent do not tile the time",
                "INSERT INTO agent_state (organization_id, user_id, began_at, status)"
                        + " SELECT current_organization(), (SELECT id FROM app_user ORDER BY id LIMIT 1),"
                        + " app_now() + make_interval(secs => i), 'available' FROM generate_series(1, 2) i"),
        ATTEMPTS_WITHOUT_REPEAT(
                "DROP INDEX call_attempts_without_repeat",
                "attempts of an entry are not 1..n, or more than allowed",
                tried(1),
                tried(1)),
        ATTEMPTS_WITHIN_THEIR_LIMIT(
                "SELECT drop_check('queue_entry', 'attempt_count <= max_attempts')",
                "attempts of an entry are not 1..n, or more than allowed",
                tried(1),
                tried(2),
                "UPDATE queue_entry SET attempt_count = 2, max_attempts = 1 WHERE attempt_count = 2"),
        ONE_CALL_PER_PROVIDER_ID(
                "DROP INDEX call_provider_id",
                "two calls have one provider id",
                ring(1, "+12125550001"),
                ring(2, "+12125550002"),
                "UPDATE call SET provider_call_id = 'same'"),
        AN_END_IS_A_TERMINAL_STATE(
                "ALTER TABLE call DISABLE TRIGGER call_guarded",
                "a call has not exactly one terminal transition when it is over, and none before",
                ring(1, "+12125550001"),
                "UPDATE call SET ended_at = app_now()"),
        NO_END_BEFORE_THE_TALK(
                "ALTER TABLE call DISABLE TRIGGER call_guarded",
                "the clocks of a call are out of order",
                talk(1),
                "UPDATE call SET status = 'completed', ended_at = connected_at - interval '1 second'"),
        NO_ANSWER_BEFORE_THE_DIALING(
                "ALTER TABLE call DISABLE TRIGGER call_guarded",
                "the clocks of a call are out of order",
                talk(1),
                "UPDATE call SET answered_at = started_at - interval '1 second'"),
        A_MESSAGE_COUNTS_ONCE(
                "DROP INDEX call_event_once",
                "a message of the provider was taken twice",
                ring(1, "+12125550001"),
                log("RINGING", "'key'"),
                log("RINGING", "'key'")),
        THE_LOG_IS_NOT_REWRITTEN(
                "GRANT DELETE ON call_event TO trunkline_runtime",
                "a call has not exactly one terminal transition when it is over, and none before",
                tried(1),
                "DELETE FROM call_event"),
        CALLS_ARE_COUNTED(
                "ALTER TABLE call DISABLE TRIGGER call_changed",
                "the figures of a campaign are not what a count says",
                ring(1, "+12125550001"),
                "UPDATE call SET status = 'busy', ended_at = app_now()"),
        NEW_CALLS_ARE_COUNTED(
                "ALTER TABLE call DISABLE TRIGGER calls_added",
                "the figures of a campaign are not what a count says",
                ring(1, "+12125550001")),
        ENTRIES_ARE_COUNTED(
                "ALTER TABLE queue_entry DISABLE TRIGGER entries_changed",
                "the figures of a campaign are not what a count says",
                "UPDATE queue_entry SET status = 'COMPLETED'"),
        ABANDONS_ARE_COUNTED(
                "ALTER TABLE abandon_ledger DISABLE TRIGGER abandon_ledger_tally",
                "the abandon figures are not what the ledger says",
                talk(1),
                "INSERT INTO abandon_ledger (organization_id, call_id, campaign_id, is_mock, day, answered_at)"
                        + " SELECT organization_id, id, campaign_id, true, current_date, answered_at FROM call"),
        ROW_LEVEL_SECURITY(
                "ALTER TABLE lead NO FORCE ROW LEVEL SECURITY", "a table is not closed to other organizations"),
        A_POLICY("DROP POLICY own_organization ON lead", "a table is not closed to other organizations"),
        ROWS_OF_ONE_ORGANIZATION(
                "ALTER TABLE lead DISABLE ROW LEVEL SECURITY", "a row of another organization is readable");

        private final String removal;
        private final String found;
        private final List<String> wrong;

        Guard(String removal, String found, String... wrong) {
            this.removal = removal;
            this.found = found;
            this.wrong = List.of(wrong);
        }

        /// Guards that keep figures right or rows out of sight refuse nothing.
        boolean refuses() {
            return !Set.of(
                            CALLS_ARE_COUNTED,
                            NEW_CALLS_ARE_COUNTED,
                            ENTRIES_ARE_COUNTED,
                            ABANDONS_ARE_COUNTED,
                            ROW_LEVEL_SECURITY,
                            A_POLICY,
                            ROWS_OF_ONE_ORGANIZATION)
                    .contains(this);
        }
    }

    /// What no guard of the database prevents and only the engine's own order of things does.
    enum Slip {
        ASKED_TWICE("the carrier was asked twice for a call", ring(1, "+12125550001"), PLACED, PLACED),
        ASKED_FOR_NOTHING(
                "the carrier was asked before there was a call",
                ring(1, "+12125550001"),
                PLACED,
                "UPDATE simulator_call SET call_id = id"),
        TWO_AT_A_TIME("the carrier had two calls to a number at a time", ring(1, "+12125550001"), PLACED, PLACED),
        A_STEP_AFTER_THE_END("a call took a step after its end", tried(1), log("RINGING", "NULL")),
        AN_AGENT_BESIDE_THE_LOG(
                "an agent is not what the last interval says",
                "INSERT INTO agent (organization_id, user_id, status)"
                        + " SELECT current_organization(), id, 'available' FROM app_user",
                "INSERT INTO agent_state (organization_id, user_id, began_at, status)"
                        + " SELECT current_organization(), id, app_now(), 'break' FROM app_user"),
        AN_ANSWER_BESIDE_THE_LEDGER("an answer of a person is not in the ledger, or something else is", talk(1)),
        A_VERDICT_OUT_OF_NOTHING(
                "a verdict contradicts its call",
                talk(1),
                "UPDATE call SET connected_at = NULL",
                "INSERT INTO abandon_ledger (organization_id, call_id, campaign_id, is_mock, day, answered_at, verdict)"
                        + " SELECT organization_id, id, campaign_id, true, current_date, answered_at, 'connected' FROM call"),
        NO_VERDICT(
                "somebody is not connected, dropped or abandoned",
                talk(1),
                "UPDATE call SET status = 'completed', ended_at = app_now() + interval '1 minute'",
                "INSERT INTO abandon_ledger (organization_id, call_id, campaign_id, is_mock, day, answered_at)"
                        + " SELECT organization_id, id, campaign_id, true, current_date, answered_at FROM call"),
        AN_UNCOUNTED_CALL("a lead was called more or less often than it says", ring(1, "+12125550001")),
        AN_UNGUARDED_NUMBER("a number is held by no live call, or not by its own", ring(1, "+12125550001")),
        A_CALL_TO_A_BLOCKED_NUMBER(
                "a number was called after it was blocked",
                ring(1, "+12125550001"),
                "INSERT INTO number_state (organization_id, e164, dnc_at)"
                        + " SELECT organization_id, to_e164, app_now() - interval '1 hour' FROM call",
                PLACED),
        HALF_A_BLOCK(
                "a number is blocked in one place only",
                "INSERT INTO dnc (organization_id, e164) VALUES (current_organization(), '+12125550001')"),
        A_CALL_OF_A_STOPPED_CAMPAIGN(
                "a campaign that is paused or over called somebody",
                ring(1, "+12125550001"),
                "UPDATE campaign SET status = 'STOPPED', completed_at = app_now() - interval '1 hour'",
                PLACED),
        A_CALL_OF_A_PAUSED_CAMPAIGN(
                "a campaign that is paused or over called somebody",
                ring(1, "+12125550001"),
                "UPDATE campaign SET status = 'PAUSED', paused_at = app_now() - interval '1 hour'",
                PLACED),
        A_CALL_AT_NIGHT(
                "somebody was called outside the calling window",
                ring(1, "+12125550001"),
                "UPDATE call SET is_mock = false, queued_at = '2026-01-15 03:00 America/New_York'"),
        A_CALL_WITHOUT_A_ZONE(
                "somebody was called outside the calling window",
                "UPDATE lead_phone SET window_key = ''",
                ring(1, "+12125550001"),
                "UPDATE call SET is_mock = false, queued_at = '2026-01-15 12:00 America/New_York'"),
        A_SESSION_WITHOUT_ITS_AGENT(
                "a session dialed without its agent",
                "INSERT INTO session (organization_id, user_id, campaign_id, mode, lines, number_ids)"
                        + " SELECT current_organization(), (SELECT id FROM app_user ORDER BY id LIMIT 1), id, 'power', 1, '{}' FROM campaign",
                ring(1, "+12125550001"),
                "UPDATE call SET session_id = (SELECT id FROM session)"),
        A_POOL_WITHOUT_AGENTS(
                "a pool dialed without anybody in it", ring(1, "+12125550001"), "UPDATE call SET mode = 'predictive'"),
        TOO_MANY_AT_A_TIME(
                "more calls at a time than allowed",
                ring(1, "+12125550001"),
                ring(2, "+12125550002"),
                "UPDATE organization SET max_concurrent_calls = 1"),
        TOO_OFTEN_A_DAY(
                "a lead was called more often than a day allows",
                tried(1),
                tried(2),
                "UPDATE organization SET max_attempts_per_day = 1",
                "UPDATE call SET is_mock = false"),
        A_CALL_ABROAD(
                "a call went to a country that is not allowed",
                "UPDATE lead_phone SET region = 'GB', e164 = '+12125550001' WHERE lead_id = (SELECT id FROM lead"
                        + " WHERE organization_id = current_organization() ORDER BY id LIMIT 1)",
                ring(1, "+12125550001")),
        A_BORROWED_CALLER_ID(
                "a call showed a number that is not ours",
                ring(1, "+12125550001"),
                "UPDATE call SET from_e164 = '+12025550199'"),
        TWO_OUTCOMES(
                "an outcome is not what was said of the call last",
                tried(1),
                "INSERT INTO disposition (organization_id, call_id, outcome, source)"
                        + " SELECT organization_id, id, 'busy', 'rule' FROM call",
                "UPDATE call SET outcome = 'connected'"),
        A_WISH_UNHEARD(
                "somebody asked not to be called and is not blocked",
                tried(1),
                "INSERT INTO disposition (organization_id, call_id, outcome, source)"
                        + " SELECT organization_id, id, 'dnc', 'agent' FROM call",
                "UPDATE call SET outcome = 'dnc'"),
        A_CALL_THAT_GOES_ON(
                "a call that is over at the carrier goes on here, or the other way round",
                ring(1, "+12125550001"),
                PLACED_AND_OVER),
        A_WRONG_END("a call is not what the carrier says", tried(1), PLACED_AND_OVER),
        A_CALL_NOBODY_PLACED(
                "a call was launched that the carrier does not know",
                ring(1, "+12125550001"),
                "UPDATE call SET launch = 'accepted'"),
        AN_OPEN_LAUNCH("a call has no settled launch", tried(1)),
        A_STUCK_LEAD("a lead is stuck in a call that is over", "UPDATE queue_entry SET status = 'CALLING'"),
        AN_EARLY_END(
                "a campaign is over before its leads are",
                "UPDATE campaign SET status = 'COMPLETED', completed_at = app_now()"),
        NO_OUTCOME("a call that is over has no outcome", tried(1));

        private final String found;
        private final List<String> wrong;

        Slip(String found, String... wrong) {
            this.found = found;
            this.wrong = List.of(wrong);
        }
    }

    private TestDatabase database;
    private OrganizationId organization;
    private OrganizationId other;

    @BeforeEach
    void open() throws SQLException {
        database = TestDatabase.fresh();
        try (Floor floor = new Floor(database)) {
            organization = floor.organization(database, "{}");
            other = floor.organization(database, "{}");
            floor.leads(other, 1);
            floor.user(organization, "Ada");
            floor.user(organization, "Bob");
            floor.number(organization, "+12025550100");
            floor.campaign(organization, CampaignMode.POWER, floor.leads(organization, 3), s -> s);
        }
        asOwner("""
                CREATE FUNCTION drop_check(of text, part text) RETURNS void LANGUAGE plpgsql AS $$
                DECLARE c text;
                BEGIN
                  FOR c IN SELECT conname FROM pg_constraint WHERE conrelid = of::regclass AND contype = 'c'
                              AND position(part IN pg_get_constraintdef(oid)) > 0 LOOP
                    EXECUTE format('ALTER TABLE %I DROP CONSTRAINT %I', of, c);
                  END LOOP;
                END $$""");
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void a_floor_where_nothing_happened_breaks_nothing() {
        assertThat(Invariants.brokenNames(database.store(), organization)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void with_its_guard_it_can_not_happen(Guard guard) {
        if (guard.refuses()) {
            assertThatThrownBy(() -> run(guard.wrong)).isInstanceOf(RuntimeException.class);
        } else {
            run(guard.wrong);
        }
        assertThat(Invariants.brokenNames(database.store(), organization)).doesNotContain(guard.found);
    }

    @ParameterizedTest
    @EnumSource
    void without_its_guard_it_happens_and_is_found(Guard guard) throws SQLException {
        asOwner(guard.removal);
        run(guard.wrong);
        assertThat(Invariants.brokenNames(database.store(), organization)).contains(guard.found);
    }

    @ParameterizedTest
    @EnumSource
    void a_slip_of_the_engine_is_found(Slip slip) {
        run(slip.wrong);
        assertThat(Invariants.brokenNames(database.store(), organization)).contains(slip.found);
    }

    @Test
    void every_invariant_is_known_to_bite() {
        var bitten = new TreeSet<String>();
        Stream.concat(
                        Arrays.stream(Guard.values()).map(guard -> guard.found),
                        Arrays.stream(Slip.values()).map(slip -> slip.found))
                .forEach(bitten::add);
        assertThat(bitten).containsExactlyInAnyOrderElementsOf(Invariants.names());
    }

    /// Each statement in a transaction of its own, by the role that serves requests.
    private void run(List<String> statements) {
        for (String statement : statements) {
            database.store()
                    .engine(
                            organization,
                            () -> database.store().jdbc().sql(statement).update());
        }
    }

    private void asOwner(String statement) throws SQLException {
        var address = database.address();
        try (var connection = DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password());
                var ddl = connection.createStatement()) {
            ddl.execute(statement);
        }
    }

    private static String call(int lead, String columns, String values) {
        return """
                INSERT INTO call (organization_id, campaign_id, mode, number_id, from_e164, provider, is_mock, queued_at, started_at, lead_id, %s)
                SELECT current_organization(), (SELECT id FROM campaign), 'power', (SELECT id FROM number), '+12025550100', 'simulator', true,
                       app_now(), app_now(), (SELECT id FROM lead WHERE organization_id = current_organization() ORDER BY id OFFSET %d LIMIT 1), %s""".formatted(columns, lead - 1, values);
    }

    /// A line that rings.
    private static String ring(int lead, String number) {
        return call(lead, "status, to_e164", "'ringing', '" + number + "'");
    }

    /// The first agent talks to somebody.
    private static String talk(int lead) {
        return call(
                lead,
                "status, to_e164, answered_at, connected_at, user_id",
                "'in-progress', '+1212555000" + lead
                        + "', app_now(), app_now(), (SELECT id FROM app_user ORDER BY id LIMIT 1)");
    }

    /// The first lead was called in vain, for the nth time, and all books but one say so.
    private static String tried(int attempt) {
        return """
                WITH entry AS (UPDATE queue_entry SET attempt_count = attempt_count + 1
                                WHERE lead_id = (SELECT id FROM lead WHERE organization_id = current_organization() ORDER BY id LIMIT 1)
                               RETURNING id), called AS (
                """
                + call(
                        1,
                        "status, ended_at, to_e164, attempt, queue_entry_id",
                        "'busy', app_now(), '+12125550001', " + attempt + ", (SELECT id FROM entry)")
                + """
                 RETURNING organization_id, id)
                INSERT INTO call_event (organization_id, call_id, event, at, source, provider)
                SELECT organization_id, id, 'BUSY', app_now(), 'simulator', 'simulator' FROM called""";
    }

    private static String log(String event, String key) {
        return """
                INSERT INTO call_event (organization_id, call_id, event, at, source, provider, dedupe_key)
                SELECT organization_id, id, '%s', app_now(), 'simulator', 'simulator', %s FROM call""".formatted(event, key);
    }
}

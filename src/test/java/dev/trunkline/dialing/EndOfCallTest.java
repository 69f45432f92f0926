package dev.trunkline.dialing;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.calls.AnswerType;
import dev.trunkline.calls.Call;
import dev.trunkline.calls.CallEventType;
import dev.trunkline.calls.CallLine;
import dev.trunkline.calls.CallRepository;
import dev.trunkline.calls.CallStatus;
import dev.trunkline.calls.EndCause;
import dev.trunkline.calls.EventSource;
import dev.trunkline.calls.Signal;
import dev.trunkline.campaigns.CampaignMode;
import dev.trunkline.ids.CallId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.store.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the end of a call leaves in all the tables that it is written to at once.
class EndOfCallTest {

    private static final String COUNTED_WHEN_HEARD = "/db/migration/V025__counted_when_heard.sql";
    private static final String COUNTED_WHEN_CONNECTED = "/db/migration/V026__counted_when_connected.sql";

    private TestDatabase database;
    private final HandCarrier carrier = new HandCarrier();
    private Floor floor;
    private OrganizationId organization;
    private CallId call;

    @BeforeEach
    void open() {
        database = TestDatabase.fresh();
        floor = carrier.floor(database);
        organization = floor.business(database, "{}");
        floor.number(organization, "+12025550100");
        var campaign = floor.campaign(organization, CampaignMode.UNATTENDED, floor.leads(organization, 1), s -> s);
        call = carrier.intended(floor, organization, campaign).getFirst();
    }

    @AfterEach
    void close() {
        floor.close();
        database.close();
    }

    @Test
    void an_end_that_tells_of_dialing_and_answer_as_well_leaves_what_all_three_leave() {
        Instant answered = now();
        tell(new Signal.Ended(
                answered.plusSeconds(2), CallStatus.COMPLETED, EndCause.HANGUP_CUSTOMER, answered, "hung up"));

        assertThat(left())
                .isEqualTo("completed failed PENDING waits for retry, contacted, answered, last failed;"
                        + " failed by rule; abandoned, ended; day 1 1; lead IN_PROGRESS; number free");
        Invariants.assertAlways(floor.store, organization);
    }

    @Test
    void who_heard_the_message_to_its_end_is_done() {
        tell(new Signal.Answered(now()));
        tell(new Signal.MessageStarted(now()));
        hangUp();

        assertThat(left())
                .isEqualTo("completed connected COMPLETED waits for nothing, contacted, answered, last connected;"
                        + " connected by rule; connected, ended; day 1 0; lead CONTACTED; number free");
        Invariants.assertAlways(floor.store, organization);
    }

    @Test
    void an_answer_counts_from_the_message_on() {
        tell(new Signal.Answered(now()));
        assertThat(answers()).isEqualTo("0 0 of 0");
        Invariants.assertAlways(floor.store, organization);

        tell(new Signal.MessageStarted(now()));
        assertThat(answers()).isEqualTo("1 1 of 1");
        Invariants.assertAlways(floor.store, organization);
    }

    @Test
    void an_answer_counts_from_the_verdict_on_if_that_comes_first() {
        tell(new Signal.Answered(now()));
        tell(new Signal.AnswerDetected(now(), AnswerType.MACHINE));
        assertThat(answers()).isEqualTo("1 0 of 0");
        tell(new Signal.MessageStarted(now()));
        hangUp();
        assertThat(answers()).isEqualTo("1 0 of 0");
        Invariants.assertAlways(floor.store, organization);
    }

    @ParameterizedTest
    @CsvSource({COUNTED_WHEN_HEARD + ",unattended", COUNTED_WHEN_CONNECTED + ",power"})
    void an_answer_that_was_counted_by_the_rule_before_is_taken_back(String rule, String mode) throws IOException {
        tell(new Signal.Answered(now()));
        floor.sql(organization, "UPDATE call SET mode = :x", mode);
        String migration;
        try (InputStream file = requireNonNull(getClass().getResourceAsStream(rule))) {
            migration = new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
        String shard = "(SELECT max(shard) FROM campaign_tally WHERE organization_id = :x)";
        floor.sql(
                organization,
                "UPDATE campaign_tally SET answered = 1, human_answered = 1 WHERE shard = " + shard,
                organization.value());
        floor.sql(
                organization,
                "INSERT INTO directory (kind, key, organization_id, ref) SELECT 'organization', 'o', o.id, o.id FROM (VALUES (:x)) o(id)",
                organization.value());
        floor.store.engine(organization, () -> {
            floor.store
                    .jdbc()
                    .sql(migration.substring(migration.indexOf("DO $$")))
                    .update();
        });

        assertThat(answers()).isEqualTo("0 0 of 0");
        Invariants.assertAlways(floor.store, organization);
    }

    /// That they answered is marked with the message, which they did not wait for.
    @Test
    void who_hung_up_before_the_message_has_answered_all_the_same() {
        tell(new Signal.Answered(now()));
        hangUp();

        assertThat(left())
                .isEqualTo("completed failed PENDING waits for retry, contacted, answered, last failed;"
                        + " failed by rule; abandoned, ended; day 1 1; lead IN_PROGRESS; number free");
        Invariants.assertAlways(floor.store, organization);
    }

    @Test
    void a_busy_line_leaves_no_ledger_row_and_nobody_answered() {
        tell(new Signal.Ended(now(), CallStatus.BUSY, EndCause.BUSY, null, "busy"));

        assertThat(left())
                .isEqualTo("busy busy PENDING waits for retry, contacted, not answered, last busy;"
                        + " busy by rule; lead IN_PROGRESS; number free");
        Invariants.assertAlways(floor.store, organization);
    }

    /// Two of them at once: the second has looked before the first was committed, and finds its line in the log.
    @Test
    void a_message_that_is_in_the_log_already_leaves_nothing() {
        tell(new Signal.Answered(now()));
        hangUp();
        floor.sql(organization, "UPDATE number_state SET live_call_id = :x", call.value());
        floor.sql(organization, "UPDATE abandon_ledger SET verdict = NULL, ended_at = NULL WHERE is_mock = :x", true);
        String before = left();

        Call row = floor.store.engine(
                organization,
                () -> floor.get(CallRepository.class).find(organization, call).orElseThrow());
        var told =
                new CallLine(CallEventType.COMPLETED, now(), EventSource.SIMULATOR, "again", null, true, call + ":2");
        var closing = new StepRepository.Closing(
                EndCause.UNKNOWN, "connected", true, new AfterCall.Completed(), now(), "connected", now());
        var step = new StepRepository.Step(row, row.state(), told, null, false, null, closing);
        assertThat(floor.store.<Boolean>engine(
                        organization, () -> floor.get(StepRepository.class).write(organization, step)))
                .isFalse();

        assertThat(left()).isEqualTo(before).contains("failed by rule; open, on; day 1 0", "number in use");
    }

    private void hangUp() {
        tell(new Signal.Ended(now(), CallStatus.COMPLETED, EndCause.HANGUP_CUSTOMER, null, "hung up"));
    }

    private void tell(Signal signal) {
        carrier.tell(floor, organization, call, signal);
    }

    /// By whomever, by people, and people in the ledger.
    private String answers() {
        return floor.one(
                organization,
                String.class,
                "SELECT concat(sum(answered), ' ', sum(human_answered), ' of ', (SELECT count(*) FROM abandon_ledger)) FROM campaign_tally");
    }

    private String left() {
        return floor.one(organization, String.class, """
                        SELECT concat_ws(' ', c.status, c.outcome, q.status, 'waits for', coalesce(q.waits_for, 'nothing') || ',',
                                 CASE WHEN q.was_contacted THEN 'contacted,' ELSE 'not contacted,' END,
                                 CASE WHEN q.was_answered THEN 'answered,' ELSE 'not answered,' END, 'last', q.last_outcome || ';',
                                 (SELECT string_agg(d.outcome || ' by ' || d.source || ';', ' ') FROM disposition d),
                                 (SELECT coalesce(verdict, 'open') || CASE WHEN ended_at IS NULL THEN ', on;' ELSE ', ended;' END FROM abandon_ledger),
                                 (SELECT concat('day ', sum(human_answered), ' ', sum(abandoned), ';') FROM abandon_day HAVING count(*) > 0),
                                 'lead', l.status || ';', CASE WHEN n.live_call_id IS NULL THEN 'number free' ELSE 'number in use' END,
                                 n.drop_lockout_until)
                          FROM call c JOIN queue_entry q ON q.id = c.queue_entry_id JOIN lead l ON l.id = c.lead_id
                          JOIN number_state n ON n.e164 = c.to_e164""");
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }
}

package dev.trunkline.dialing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.campaigns.CampaignMode;
import dev.trunkline.campaigns.CampaignStatus;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.store.TestDatabase;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What each call needs must not take longer the more leads and calls there are. The engine's plans are made once, for
/// every parameter, so PostgreSQL guesses how many rows a statement is about; where it guesses too many, it reads a
/// table as a whole.
@Tag("slow")
class LargeTablesTest {

    private static final int MANY = 20_000;

    /// Of the pool.
    private static final int CONNECTIONS = 10;

    private static final String LARGE =
            "(lead|lead_phone|list_lead|queue_entry|number_state|call|call_event|disposition|abandon_ledger)";

    /// All rows, or all of the organization. The lines in use are few.
    private static final Pattern WHOLE =
            Pattern.compile("Seq Scan on " + LARGE + "\\b|Scan using (?!call_live|call_one_live)\\w+ on " + LARGE
                    + "\\b.*\\n *Index Cond: \\(organization_id = [^()]*\\)(\\n|$)");

    private TestDatabase database;
    private Floor floor;
    private OrganizationId organization;

    @BeforeEach
    void open() {
        database = TestDatabase.fresh();
        floor = new Floor(database);
        organization = floor.organization(
                database,
                "{\"speed\": 60, \"answerRate\": 0.5, \"machineRate\": 0, \"talkSeconds\": {\"min\": 5, \"max\": 10}}");
        floor.number(organization, "+12025550100");
    }

    @AfterEach
    void close() {
        floor.close();
        database.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nothing_the_engine_asks_for_is_looked_for_in_a_whole_table(boolean analyzed) throws Exception {
        var leads = floor.leads(organization, MANY);
        floor.campaign(organization, CampaignMode.POWER, leads, s -> s);
        var some = leads.subList(0, 40);
        CampaignId unattended = floor.campaign(organization, CampaignMode.UNATTENDED, some, s -> s.attempts(1));
        CampaignId predictive =
                floor.campaign(organization, CampaignMode.PREDICTIVE, leads.subList(40, 80), s -> s.attempts(1));
        past();
        if (analyzed) {
            asOwner("ANALYZE");
        }

        var staff = new ScriptedAgents(floor, organization, predictive, () -> Duration.ofMillis(50));
        staff.sitDown();
        staff.sitDown();
        floor.get(ControlDesk.class).start(organization, unattended);
        floor.get(ControlDesk.class).start(organization, predictive);
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    staff.step(Instant.now());
                    return floor.status(organization, unattended) == CampaignStatus.COMPLETED
                            && floor.status(organization, predictive) == CampaignStatus.COMPLETED;
                });

        assertThat(statementsThatReadAll()).isEmpty();
    }

    /// Each lead was called once, and is on a list of each campaign.
    private void past() {
        database.store()
                .web(organization, () -> database.store().jdbc().sql("""
                WITH called AS (
                  INSERT INTO call (organization_id, mode, from_e164, to_e164, lead_id, provider, is_mock, provider_call_id,
                         status, started_at, ended_at, end_cause, outcome)
                  SELECT organization_id, 'manual', '+12025550100', e164, lead_id, 'simulator', true, lead_id::text,
                         'no-answer', app_now(), app_now(), 'no-answer', 'no-answer' FROM lead_phone
                  RETURNING *
                ), numbers AS (
                  INSERT INTO number_state (organization_id, e164) SELECT organization_id, to_e164 FROM called
                ), ruled AS (
                  INSERT INTO disposition (organization_id, call_id, outcome, source)
                  SELECT organization_id, id, outcome, 'rule' FROM called
                ), judged AS (
                  INSERT INTO abandon_ledger (organization_id, call_id, is_mock, day, answered_at)
                  SELECT organization_id, id, true, CAST(app_now() AS date), app_now() FROM called
                ), logged AS (
                  INSERT INTO call_event (organization_id, call_id, lead_id, event, at, source, provider, dedupe_key)
                  SELECT organization_id, id, lead_id, 'NO_ANSWER', app_now(), 'system', 'simulator', id::text FROM called
                ), listed AS (
                  INSERT INTO list (organization_id, name, region) VALUES (current_organization(), 'All', 'US') RETURNING *
                ), leads AS (
                  INSERT INTO list_lead (organization_id, list_id, lead_id)
                  SELECT c.organization_id, l.id, c.lead_id FROM called c CROSS JOIN listed l
                )
                INSERT INTO campaign_list (organization_id, campaign_id, list_id, filled)
                SELECT k.organization_id, k.id, l.id, true FROM campaign k CROSS JOIN listed l""").update());
    }

    /// @return what some connection of the engine has prepared and looks for in a whole table, with its plan
    private Map<String, String> statementsThatReadAll() throws Exception {
        var wrong = new ConcurrentSkipListMap<String, String>();
        var all = new CyclicBarrier(CONNECTIONS);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var asked = IntStream.range(0, CONNECTIONS)
                    .mapToObj(_ -> threads.submit(() -> {
                        database.store().engine(organization, () -> {
                            await(all);
                            wrong.putAll(ofThisConnection());
                        });
                    }))
                    .toList();
            for (var one : asked) {
                one.get();
            }
        }
        return wrong;
    }

    private Map<String, String> ofThisConnection() {
        record Prepared(String name, String statement, int parameters) {}
        var jdbc = database.store().jdbc();
        return jdbc
                .sql("SELECT name, statement, cardinality(parameter_types) AS parameters FROM pg_prepared_statements")
                .query(Prepared.class)
                .list()
                .stream()
                .filter(p -> p.statement().strip().matches("(?s)(SELECT|INSERT|UPDATE|DELETE|WITH).*"))
                .collect(Collectors.toMap(
                        Prepared::statement,
                        p -> String.join(
                                "\n",
                                jdbc.sql("EXPLAIN EXECUTE \"" + p.name() + "\""
                                                + IntStream.range(0, p.parameters())
                                                        .mapToObj(_ -> "NULL")
                                                        .collect(Collectors.joining(", ", "(", ")"))
                                                        .replace("()", ""))
                                        .query(String.class)
                                        .list()),
                        (one, _) -> one))
                .entrySet()
                .stream()
                .filter(e -> WHOLE.matcher(e.getValue()).find())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static void await(CyclicBarrier all) {
        try {
            all.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void asOwner(String statement) throws SQLException {
        var address = database.address();
        try (var connection = DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password());
                var prepared = connection.createStatement()) {
            prepared.execute(statement);
        }
    }
}

package dev.trunkline.dialing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.campaigns.CampaignMode;
import dev.trunkline.campaigns.CampaignStatus;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.pacing.Decision;
import dev.trunkline.pacing.DecisionLog;
import dev.trunkline.store.TestDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A pool of agents over one queue: each answer meets an agent or the message, whatever the size of the floor.
@Tag("slow")
class PoolTest {

    private static TestDatabase database;
    private static Floor floor;

    @BeforeAll
    static void open() {
        database = TestDatabase.fresh();
        floor = new Floor(database);
    }

    @AfterAll
    static void close() {
        floor.close();
        database.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 30})
    void a_pool_works_the_queue_to_its_end(int agents) {
        var organization = floor.organization(
                database,
                "{\"speed\": 60, \"answerRate\": 0.4, \"machineRate\": 0, \"talkSeconds\": {\"min\": 10, \"max\": 60}}");
        int leads = 20 + 10 * agents;
        var campaign = floor.campaign(
                organization,
                CampaignMode.PREDICTIVE,
                floor.leads(organization, leads),
                s -> s.concurrent(200).attempts(1));
        floor.number(organization, "+12025550100");
        var staff = new ScriptedAgents(floor, organization, campaign, () -> Duration.ofMillis(150));
        for (int i = 0; i < agents; i++) {
            staff.sitDown();
        }
        floor.get(ControlDesk.class).start(organization, campaign);

        Awaitility.await()
                .atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    staff.step(Instant.now());
                    return floor.status(organization, campaign) == CampaignStatus.COMPLETED;
                });

        assertThat(count(organization, "SELECT count(*) FROM call WHERE ended_at IS NULL"))
                .isZero();
        assertThat(count(organization, "SELECT count(DISTINCT lead_id) FROM call WHERE attempt_counted"))
                .isEqualTo(leads);
        assertThat(count(organization, """
                SELECT count(*) FROM call WHERE answered_at IS NOT NULL AND
                  (connected_at IS NOT NULL)::int + (outcome = 'dropped')::int <> 1"""))
                .as("a human who answered is connected or dropped, never both, never neither")
                .isZero();
        assertThat(count(organization, "SELECT count(*) FROM call WHERE connected_at IS NOT NULL AND outcome IS NULL"))
                .isZero();
        assertThat(count(organization, """
                SELECT count(*) FROM call a JOIN call b ON a.user_id = b.user_id AND a.id < b.id
                 WHERE a.connected_at < b.ended_at AND b.connected_at < a.ended_at"""))
                .as("talks of one agent that overlap")
                .isZero();
        assertThat(count(organization, "SELECT count(*) FROM session WHERE status <> 'ENDED'"))
                .isZero();
        assertThat(count(organization, "SELECT count(DISTINCT user_id) FROM call WHERE connected_at IS NOT NULL"))
                .isEqualTo(agents);
        replays(organization, campaign);
        Invariants.assertAlways(floor.store, organization);
    }

    /// The engine's own log, read by the code behind the pipe, gives the decisions that were made.
    private static void replays(OrganizationId organization, CampaignId campaign) {
        List<String> lines = log(organization, campaign);
        List<Integer> decided = lines.stream()
                .filter(line -> line.contains("\"decided\":"))
                .map(line -> Integer.valueOf(line.replaceFirst("(?s).*\"decided\":([0-9]+).*", "$1")))
                .toList();
        assertThat(decided).hasSizeGreaterThan(20).anyMatch(launch -> launch > 0);
        assertThat(DecisionLog.replay(lines).stream().map(Decision::launch).toList())
                .isEqualTo(decided);
    }

    private static List<String> log(OrganizationId organization, CampaignId campaign) {
        // The tick that completed the campaign may still be about to close it.
        floor.get(PacingDesk.class).forget(organization, campaign);
        Path log = floor.get(PacingDesk.class).log(organization, campaign).orElseThrow();
        try (var in = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(log)), StandardCharsets.UTF_8))) {
            return in.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long count(OrganizationId organization, String query) {
        return floor.one(organization, Long.class, query);
    }
}

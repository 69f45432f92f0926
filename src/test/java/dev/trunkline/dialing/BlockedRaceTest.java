package dev.trunkline.dialing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.WholeApp;
import dev.trunkline.WholeApp.Answer;
import dev.trunkline.WholeApp.Client;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.leads.TestLeads;
import dev.trunkline.store.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// A thousand numbers go on the do-not-call list by every way there is, while two servers call them again and again.
/// PostgreSQL's own commit times say what came first.
@Tag("slow")
class BlockedRaceTest {

    private static final int LEADS = 4_000;
    private static final int BY_HAND = 400;
    private static final int BY_FILE = 300;
    private static final int BY_DISPOSITION = 300;

    private TestDatabase database;
    private WholeApp one;
    private WholeApp two;
    private OrganizationId organization;

    @BeforeEach
    void open() {
        database = TestDatabase.fresh();
        one = WholeApp.start(database.address(), Map.of());
        two = WholeApp.start(database.address(), Map.of());
        organization = one.organization();
    }

    @AfterEach
    void close() {
        one.close();
        two.close();
        database.close();
    }

    @Test
    void nobody_is_called_once_the_entry_is_committed() throws Exception {
        String campaign = begin();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = List.of(
                    threads.submit(() -> byHand(one.owner(), 1, BY_HAND / 2)),
                    threads.submit(() -> byHand(two.owner(), 1 + BY_HAND / 2, BY_HAND)),
                    threads.submit(() -> byFile(two.owner(), 1 + BY_HAND, BY_HAND + BY_FILE)),
                    threads.submit(() -> byDisposition(one.owner(), campaign)));
            for (Future<?> each : all) {
                each.get();
            }
        }
        patiently(() -> two.owner().patch("/api/campaigns/" + campaign + "/pause", Map.of()))
                .expect(200);
        Awaitility.await("every call ends")
                .atMost(Duration.ofSeconds(60))
                .until(() -> count("SELECT count(*) FROM call WHERE ended_at IS NULL") == 0);
        Awaitility.await("the carrier has nothing left to tell")
                .atMost(Duration.ofSeconds(60))
                .until(() -> count("SELECT count(*) FROM simulator_call WHERE next_at IS NOT NULL") == 0);

        assertThat(count("SELECT count(*) FROM dnc")).isGreaterThanOrEqualTo(BY_HAND + BY_FILE + BY_DISPOSITION);
        assertThat(rows("SELECT DISTINCT source FROM dnc")).contains("manual", "import", "disposition");
        assertThat(count("SELECT count(DISTINCT c.to_e164) FROM call c JOIN dnc d ON d.e164 = c.to_e164"))
                .as("they met: many of the blocked had been called before")
                .isGreaterThan(BY_DISPOSITION);
        assertThat(rows("""
                SELECT c.to_e164 || ' intent ' || pg_xact_commit_timestamp(i.xmin) || ' entry ' || pg_xact_commit_timestamp(d.xmin)
                  FROM call c JOIN call_event i ON i.call_id = c.id AND i.event = 'INITIATED' JOIN dnc d ON d.e164 = c.to_e164
                 WHERE pg_xact_commit_timestamp(i.xmin) > pg_xact_commit_timestamp(d.xmin)""")).as("intents that committed after the entry").isEmpty();
        assertThat(rows("""
                SELECT s.to_e164 || ' placed ' || s.placed_at || ' entry ' || pg_xact_commit_timestamp(d.xmin)
                  FROM simulator_call s JOIN dnc d ON d.e164 = s.to_e164
                 WHERE s.placed_at > pg_xact_commit_timestamp(d.xmin) + interval '1 second'"""))
                .as("requests that left more than a second after the entry")
                .isEmpty();
        Invariants.assertAlways(database.store(), organization);
    }

    /// A hundred lines over people who are called up to five times, at ten times the speed of life.
    private String begin() {
        Client owner = one.owner();
        owner.put("/api/settings", Map.of("mockConfig", Map.of("speed", 10, "seed", 7), "maxCallsPerSecond", 200))
                .expect(200);
        String number = owner.post("/api/numbers", Map.of("number", "+12025550100", "label", "Line"))
                .expect(201)
                .at("/id");
        List<String> leads = TestLeads.add(one.store(), owner.organization(), 1, LEADS).stream()
                .map(Object::toString)
                .toList();
        var rule = Map.of("delayMinutes", 0, "stop", false);
        return owner.post(
                        "/api/campaigns",
                        Map.of(
                                "name",
                                "Race",
                                "mode",
                                "unattended",
                                "leadIds",
                                leads,
                                "numberIds",
                                List.of(number),
                                "callingWindow",
                                Map.of("alwaysOpen", true),
                                "maxConcurrentCalls",
                                100,
                                "maxAttempts",
                                5,
                                "retryRules",
                                Map.of("busy", rule, "no-answer", rule, "voicemail", rule, "failed", rule),
                                "start",
                                true))
                .expect(201)
                .at("/id");
    }

    private static String number(int i) {
        return "+1212" + (5550000 + i);
    }

    private void byHand(Client client, int first, int last) {
        for (int i = first; i <= last; i++) {
            var entry = Map.of("number", number(i), "reason", "asked");
            patiently(() -> client.post("/api/dnc", entry)).expect(201);
        }
    }

    private void byFile(Client client, int first, int last) {
        for (int from = first; from <= last; from += 50) {
            String file = IntStream.range(from, from + 50)
                    .mapToObj(BlockedRaceTest::number)
                    .collect(Collectors.joining("\n", "phone\n", "\n"));
            byte[] bytes = file.getBytes(StandardCharsets.UTF_8);
            String id = patiently(() -> client.upload("/api/dnc/import", "dnc.csv", bytes, Map.of()))
                    .expect(202)
                    .at("/id");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> client.get("/api/imports/" + id).at("/status").equals("COMPLETED"));
        }
    }

    /// The people who were called last ask not to be called again.
    private void byDisposition(Client client, String campaign) {
        var asked = new HashSet<String>();
        while (asked.size() < BY_DISPOSITION) {
            int before = asked.size();
            for (JsonNode call : patiently(() -> client.get("/api/calls?campaignId=" + campaign + "&limit=200"))
                    .expect(200)
                    .json()
                    .at("/items")) {
                String number = call.at("/to").asString();
                boolean anothers = number.compareTo(number(BY_HAND + BY_FILE)) <= 0;
                if (asked.size() < BY_DISPOSITION
                        && !anothers
                        && !call.at("/endedAt").isNull()
                        && asked.add(number)) {
                    var said = Map.of("callId", call.at("/id").asString(), "outcome", "dnc");
                    patiently(() -> client.post("/api/calls/disposition", said)).expect(200);
                }
            }
            assertThat(asked.size() > before || status(client, campaign).equals("RUNNING"))
                    .as("the campaign still calls somebody")
                    .isTrue();
        }
    }

    private static String status(Client client, String campaign) {
        return patiently(() -> client.get("/api/campaigns/" + campaign))
                .expect(200)
                .at("/status");
    }

    /// As the answer 503 asks for: nothing was changed, try again.
    private static Answer patiently(Supplier<Answer> request) {
        return Awaitility.await()
                .pollDelay(Duration.ZERO)
                .atMost(Duration.ofSeconds(60))
                .until(request::get, answer -> answer.status() != 503);
    }

    private long count(String query) {
        return Long.parseLong(rows(query).getFirst());
    }

    private List<String> rows(String query) {
        return database.store()
                .engine(
                        organization,
                        () -> database.store()
                                .jdbc()
                                .sql(query)
                                .query(String.class)
                                .list());
    }
}

package dev.trunkline.dialing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.WholeApp;
import dev.trunkline.WholeApp.Answer;
import dev.trunkline.WholeApp.Client;
import dev.trunkline.live.EventReader;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Every mode from the first lead to the last, by nothing but the API and the event stream, with one agent, three and
/// thirty: afterwards counters, ledger, log and stream tell of the same calls.
@Tag("slow")
class EveryModeTest {

    private final WholeApp app = WholeApp.shared();
    private Client owner;
    private EventReader stream;
    private List<String> numbers;

    @BeforeEach
    void open() {
        owner = app.freshOrganization();
        owner.put(
                        "/api/settings",
                        Map.of(
                                "maxCallsPerSecond",
                                100,
                                "maxConcurrentCalls",
                                500,
                                "callingWindow",
                                Map.of("alwaysOpen", true),
                                "mockConfig",
                                Map.of("speed", 60, "seed", 11, "talkSeconds", Map.of("min", 5, "max", 40))))
                .expect(200);
        numbers = IntStream.range(0, 3)
                .mapToObj(i -> owner.post("/api/numbers", Map.of("number", "+1202555010" + i, "label", "Line " + i))
                        .expect(201)
                        .at("/id"))
                .toList();
        stream = EventReader.open(
                URI.create(app.address() + "/api/events?topics=call,campaign"),
                Map.of("Authorization", owner.headerValue("Authorization")));
    }

    @AfterEach
    void close() {
        stream.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 30})
    void by_hand(int agents) throws Exception {
        List<String> leads = leads(6 * agents);
        List<Client> people = people(agents);
        Map<String, Queue<String>> shares = new HashMap<>();
        for (int i = 0; i < leads.size(); i++) {
            shares.computeIfAbsent(people.get(i % agents).userId(), _ -> new ArrayDeque<>())
                    .add(leads.get(i));
        }
        new ScriptedClients(app.address(), () -> ended() == leads.size() && free(people)).work(people, agent -> () -> {
            Queue<String> mine = shares.get(agent.userId());
            if (!mine.isEmpty()
                    && agent.post("/api/calls", Map.of("leadId", mine.element()))
                                    .status()
                            == 201) {
                mine.remove();
            }
        });
        agreed(null, leads.size());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 30})
    void preview(int agents) throws Exception {
        List<Client> people = people(agents);
        String campaign = campaign("preview", leads(6 * agents), Map.of());
        untilCompleted(campaign).work(people, agent -> {
            String session = agent.post("/api/sessions", Map.of("mode", "preview", "campaignId", campaign))
                    .expect(201)
                    .at("/id");
            agent.patch("/api/sessions/" + session, Map.of("action", "start")).expect(200);
            return () -> {
                Answer offer = agent.get("/api/sessions/next-lead");
                if (offer.status() == 200) {
                    agent.post("/api/calls", Map.of("leadId", offer.at("/lead/id"), "sessionId", session));
                }
            };
        });
        agreed(campaign, 6 * agents);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 30})
    void power(int agents) throws Exception {
        List<Client> people = people(agents);
        String campaign = campaign("power", leads(10 * agents), Map.of("lines", 2));
        untilCompleted(campaign).work(people, agent -> {
            String session = agent.post("/api/sessions", Map.of("mode", "power", "campaignId", campaign, "lines", 2))
                    .expect(201)
                    .at("/id");
            agent.patch("/api/sessions/" + session, Map.of("action", "start")).expect(200);
            return () -> {};
        });
        agreed(campaign, 10 * agents);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 30})
    void predictive(int agents) throws Exception {
        List<Client> people = people(agents);
        String campaign = campaign("predictive", leads(10 * agents), Map.of());
        untilCompleted(campaign).work(people, agent -> {
            agent.put("/api/agents/me/status", Map.of("status", "available", "campaignId", campaign))
                    .expect(200);
            return () -> {};
        });
        agreed(campaign, 10 * agents);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 30})
    void unattended(int lines) throws Exception {
        String campaign = campaign("unattended", leads(10 * lines), Map.of("maxConcurrentCalls", lines));
        untilCompleted(campaign).work(List.of(), _ -> () -> {});
        Awaitility.await().atMost(Duration.ofMinutes(4)).until(() -> isCompleted(campaign));
        agreed(campaign, 10 * lines);
    }

    private ScriptedClients untilCompleted(String campaign) {
        return new ScriptedClients(app.address(), () -> isCompleted(campaign));
    }

    private boolean isCompleted(String campaign) {
        return stream.of("campaign").stream()
                .map(EventReader.Received::data)
                .anyMatch(one -> one.at("/id").asString().equals(campaign)
                        && one.at("/status").asString().equals("COMPLETED"));
    }

    private List<Client> people(int count) {
        return IntStream.range(0, count).mapToObj(_ -> owner.colleague("agent")).toList();
    }

    private boolean free(List<Client> people) {
        return people.stream()
                .allMatch(agent ->
                        agent.get("/api/agents/me/status").json().at("/callId").isNull());
    }

    private String campaign(String mode, List<String> leads, Map<String, Object> more) {
        var body = new HashMap<String, Object>(more);
        body.putAll(Map.of(
                "name",
                "All of " + mode,
                "mode",
                mode,
                "leadIds",
                leads,
                "numberIds",
                numbers,
                "callingWindow",
                Map.of("alwaysOpen", true),
                "maxAttempts",
                1,
                "wrapUpSeconds",
                60,
                "start",
                true));
        return owner.post("/api/campaigns", body).expect(201).at("/id");
    }

    private List<String> leads(int count) {
        var ids = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            ids.add(owner.post(
                            "/api/leads",
                            Map.of(
                                    "firstName", "Lead",
                                    "lastName", String.valueOf(i),
                                    "phones", List.of(Map.of("number", "+1212" + (5550000 + i)))))
                    .expect(201)
                    .at("/id"));
        }
        return ids;
    }

    /// Calls that the stream has told the end of.
    private long ended() {
        return lastTold().values().stream()
                .filter(call -> !call.at("/endedAt").isNull())
                .count();
    }

    private Map<String, JsonNode> lastTold() {
        var last = new TreeMap<String, JsonNode>();
        stream.of("call")
                .forEach(event -> last.merge(
                        event.data().at("/id").asString(),
                        event.data(),
                        (a, b) -> a.at("/version").asLong() > b.at("/version").asLong() ? a : b));
        return last;
    }

    /// @param campaign null: calls outside of any
    /// @param leads each has been called once
    private void agreed(String campaign, int leads) {
        List<JsonNode> calls = all(campaign == null ? "/api/calls?" : "/api/calls?campaignId=" + campaign + "&");
        assertThat(calls).allMatch(call -> !call.at("/endedAt").isNull());
        // Whom nobody was free for, or who was canceled with others, is called again: the attempt does not count.
        assertThat(calls.stream().map(call -> call.at("/leadId").asString()).distinct())
                .hasSize(leads);
        var stored = calls.stream()
                .collect(Collectors.toMap(
                        call -> call.at("/id").asString(), EveryModeTest::told, (a, _) -> a, TreeMap::new));
        Awaitility.await("the stream has told of every call as it is")
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> {
                    var told = new TreeMap<String, String>();
                    lastTold().forEach((id, call) -> told.put(id, told(call)));
                    assertThat(told).isEqualTo(stored);
                });
        if (campaign != null) {
            countersAgree(campaign, calls, leads);
            ledgerAgrees(campaign, calls);
            logAgrees(campaign, calls);
        }
        Invariants.assertAlways(app.store(), owner.organization());
    }

    private static String told(JsonNode call) {
        return call.at("/status").asString() + " " + call.at("/outcome").asString("") + " "
                + call.at("/dropped").asBoolean() + " " + call.at("/endedAt").asString();
    }

    private void countersAgree(String campaign, List<JsonNode> calls, int leads) {
        JsonNode seen = owner.get("/api/campaigns/" + campaign).expect(200).json();
        assertThat(seen.at("/status").asString()).isEqualTo("COMPLETED");
        assertThat(seen.at("/totalLeads").asInt()).isEqualTo(leads);
        assertThat(seen.at("/completedLeads").asInt()).isEqualTo(leads);
        assertThat(seen.at("/pendingLeads").asInt() + seen.at("/callingLeads").asInt())
                .isZero();
        JsonNode stats =
                owner.get("/api/campaigns/" + campaign + "/stats").expect(200).json();
        assertThat(stats.at("/callsMade").asLong())
                .isEqualTo(calls.stream()
                        .filter(call -> !call.at("/launch").asString().equals("refused"))
                        .count());
        assertThat(stats.at("/busy").asLong()).isEqualTo(with(calls, "/status", "busy"));
        assertThat(stats.at("/noAnswer").asLong()).isEqualTo(with(calls, "/status", "no-answer"));
        assertThat(stats.at("/activeCalls").asLong()).isZero();
        assertThat(stats.at("/dropped").asLong())
                .isEqualTo(calls.stream()
                        .filter(call -> call.at("/dropped").asBoolean())
                        .count());
    }

    private void ledgerAgrees(String campaign, List<JsonNode> calls) {
        JsonNode ledger = owner.get("/api/campaigns/" + campaign + "/abandonment")
                .expect(200)
                .json();
        JsonNode stats = owner.get("/api/campaigns/" + campaign + "/stats").json();
        assertThat(ledger.at("/day/abandoned").asLong())
                .as("dropped, or joined too late")
                .isEqualTo(count("SELECT count(*) FROM abandon_ledger WHERE verdict IN ('dropped', 'abandoned')"));
        assertThat(count("""
                SELECT count(*) FROM abandon_ledger l JOIN call c ON c.id = l.call_id
                 WHERE l.verdict IS NULL OR (l.verdict = 'connected') <> (NOT c.dropped AND (l.message_at IS NOT NULL
                    OR l.connected_at <= coalesce(l.greeting_ended_at, l.answered_at) + interval '2 seconds') IS TRUE)"""))
                .as("verdicts that the clocks beside them do not bear out")
                .isZero();
        assertThat(ledger.at("/day/humanAnswered").asLong())
                .isEqualTo(stats.at("/humanAnswered").asLong());
    }

    private void logAgrees(String campaign, List<JsonNode> calls) {
        Map<String, Long> events = all("/api/campaigns/" + campaign + "/logs?").stream()
                // What came too late to change anything is in the log too, and says so.
                .filter(event -> event.at("/applied").asBoolean())
                .collect(Collectors.groupingBy(event -> event.at("/event").asString(), Collectors.counting()));
        assertThat(events.get("INITIATED")).isEqualTo(calls.size());
        assertThat(events.getOrDefault("BUSY", 0L)).isEqualTo(with(calls, "/status", "busy"));
        assertThat(events.getOrDefault("NO_ANSWER", 0L)).isEqualTo(with(calls, "/status", "no-answer"));
        assertThat(events.getOrDefault("COMPLETED", 0L)).isEqualTo(with(calls, "/status", "completed"));
        assertThat(events.getOrDefault("CONNECTED", 0L))
                .isEqualTo(calls.stream()
                        .filter(call -> !call.at("/connectedAt").isNull())
                        .count());
    }

    private long count(String query) {
        return app.store()
                .engine(
                        owner.organization(),
                        () -> app.store().jdbc().sql(query).query(Long.class).single());
    }

    private static long with(List<JsonNode> calls, String pointer, String value) {
        return calls.stream()
                .filter(call -> call.at(pointer).asString("").equals(value))
                .count();
    }

    private List<JsonNode> all(String path) {
        var items = new ArrayList<JsonNode>();
        String cursor = "";
        do {
            JsonNode page = owner.get(path + "limit=500" + cursor).expect(200).json();
            StreamSupport.stream(page.at("/items").spliterator(), false).forEach(items::add);
            cursor = page.at("/nextCursor").isNull()
                    ? null
                    : "&cursor=" + page.at("/nextCursor").asString();
        } while (cursor != null);
        return items;
    }
}

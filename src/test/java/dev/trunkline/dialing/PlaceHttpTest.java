package dev.trunkline.dialing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.WholeApp;
import dev.trunkline.WholeApp.Answer;
import dev.trunkline.WholeApp.Client;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Calls by hand, previews and appointments as an agent's program uses them.
class PlaceHttpTest {

    private final WholeApp app = WholeApp.shared();
    private final Client owner = app.freshOrganization();
    private final Client agent = owner.colleague("agent");

    @BeforeEach
    void open() {
        owner.put(
                        "/api/settings",
                        Map.of(
                                "callingWindow",
                                Map.of("alwaysOpen", true),
                                "mockConfig",
                                Map.of("speed", 100, "answerRate", 1)))
                .expect(200);
        owner.post("/api/numbers", Map.of("number", "+12025550100", "label", "Line 1"))
                .expect(201);
    }

    @Test
    void an_agent_dials_talks_and_says_what_came_of_it() {
        Answer placed = agent.post("/api/calls", Map.of("to", "(212) 555-0001")).expect(201);
        assertThat(placed.at("/to")).isEqualTo("+12125550001");
        assertThat(placed.at("/userId")).isEqualTo(agent.userId());
        assertThat(placed.json().get("campaignId").isNull()).isTrue();
        String call = placed.at("/id");
        assertThat(agent.get("/api/agents/me/status").expect(200).at("/callId")).isEqualTo(call);
        await(() -> agent.get("/api/agents/me/status").at("/status").equals("wrap-up"));
        agent.post("/api/calls/disposition", Map.of("callId", call, "outcome", "connected"))
                .expect(200);
        assertThat(agent.get("/api/agents/me/status").at("/status")).isEqualTo("offline");
        assertThat(agent.get("/api/calls/" + call + "/events").expect(200).body())
                .contains("INITIATED", "DIALING", "RINGING", "ANSWERED", "CONNECTED", "COMPLETED", "DISPOSITIONED");
    }

    @Test
    void what_cannot_be_called_says_why() {
        agent.post("/api/calls", Map.of()).expectProblem(422, "validation");
        agent.post("/api/calls", Map.of("to", "12")).expectProblem(422, "invalid-number");
        agent.post("/api/calls", Map.of("to", "+442079460018")).expectProblem(409, "blocked-by-rule");
        agent.post("/api/calls", Map.of("leadId", UUID.randomUUID())).expectProblem(404, "not-found");
        agent.post("/api/calls", Map.of("to", "+12125550001", "sessionId", UUID.randomUUID()))
                .expectProblem(404, "not-found");
        agent.post("/api/calls", Map.of("to", "+12125550001", "numberId", UUID.randomUUID()))
                .expectProblem(422, "validation");
        agent.post("/api/calls", Map.of("to", "+12125550001", "mockConfig", Map.of("answerRate", 7)))
                .expectProblem(422, "validation");
        assertThat(owner.get("/api/calls").json().get("items")).isEmpty();
    }

    @Test
    void a_repeated_request_places_one_call() {
        Client once = agent.header("Idempotency-Key", "call-1");
        var request = Map.of("to", "+12125550001", "mockConfig", Map.of("talkSeconds", Map.of("min", 600)));
        String first = once.post("/api/calls", request).expect(201).at("/id");
        Answer again = once.post("/api/calls", request).expect(201);
        assertThat(again.at("/id")).isEqualTo(first);
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        agent.post("/api/calls", Map.of("to", "+12125550002")).expectProblem(409, "not-in-state");
        assertThat(owner.get("/api/calls").json().get("items")).hasSize(1);
        agent.post("/api/calls/" + first + "/hangup", null).expect(200);
    }

    @Test
    void an_agents_preview_from_the_first_lead_to_the_last() {
        List<String> leads = leads(3);
        String session = agent.post(
                        "/api/sessions",
                        Map.of("mode", "preview", "leadIds", leads, "callingWindow", Map.of("alwaysOpen", true)))
                .expect(201)
                .at("/id");
        agent.get("/api/sessions/next-lead").expectProblem(409, "not-in-state");
        agent.patch("/api/sessions/" + session, Map.of("action", "start")).expect(200);

        Answer offer = agent.get("/api/sessions/next-lead").expect(200);
        assertThat(offer.at("/lead/id")).isEqualTo(leads.getFirst());
        assertThat(offer.at("/lead/phones/0/number")).isEqualTo("+12125550100");
        assertThat(agent.get("/api/sessions/next-lead").at("/entry/id")).isEqualTo(offer.at("/entry/id"));
        Answer active = agent.get("/api/sessions/active").expect(200);
        assertThat(active.at("/currentLead/id") + " " + active.at("/currentIndex") + "/" + active.at("/totalLeads"))
                .isEqualTo(leads.getFirst() + " 1/3");

        var skip = Map.of(
                "sessionId", session, "leadId", leads.getFirst(), "outcome", "skipped", "reason", "not my language");
        String attempt =
                agent.post("/api/sessions/mark-attempted", skip).expect(200).body();
        assertThat(agent.post("/api/sessions/mark-attempted", skip).expect(200).body())
                .isEqualTo(attempt);
        assertThat(agent.get("/api/sessions/next-lead").at("/lead/id")).isEqualTo(leads.get(1));

        String call = agent.post("/api/calls", Map.of("leadId", leads.get(1), "sessionId", session))
                .expect(201)
                .at("/id");
        await(() -> agent.get("/api/agents/me/status").at("/status").equals("wrap-up"));
        assertThat(agent.get("/api/sessions/next-lead").at("/lead/id")).isEqualTo(leads.get(1));
        agent.post("/api/calls/disposition", Map.of("callId", call, "outcome", "not-interested"))
                .expect(200);
        assertThat(agent.get("/api/sessions/next-lead").at("/lead/id")).isEqualTo(leads.get(2));
        agent.post(
                        "/api/sessions/mark-attempted",
                        Map.of("sessionId", session, "leadId", leads.get(2), "outcome", "skipped"))
                .expect(200);
        await(() -> agent.get("/api/sessions/" + session).at("/status").equals("ENDED"));
        assertThat(agent.get("/api/sessions/" + session + "/attempts").body())
                .contains("skipped", "not my language", "not-interested");
        agent.get("/api/sessions/active").expect(204);
    }

    @Test
    void appointments_are_seen_moved_and_cancelled_by_those_they_concern() {
        List<String> leads = leads(2);
        Client other = owner.colleague("agent");
        String at = Instant.now().plus(Duration.ofDays(1)).toString();
        String mine = agent.post(
                        "/api/callbacks", Map.of("leadId", leads.getFirst(), "dueAt", at, "notes", "after lunch"))
                .expect(201)
                .at("/id");
        other.get("/api/callbacks/" + mine).expectProblem(404, "not-found");
        other.delete("/api/callbacks/" + mine).expectProblem(404, "not-found");
        assertThat(owner.get("/api/callbacks?userId=" + agent.userId()).json().get("items"))
                .hasSize(1);
        agent.patch("/api/callbacks/" + mine, "{\"userId\": \"" + other.userId() + "\"}")
                .expectProblem(403, "forbidden");
        assertThat(agent.patch("/api/callbacks/" + mine, "{\"userId\": null}")
                        .expect(200)
                        .json()
                        .get("userId")
                        .isNull())
                .isTrue();
        assertThat(other.get("/api/callbacks?status=PENDING").json().get("items"))
                .hasSize(1);
        other.patch("/api/callbacks/" + mine, Map.of("userId", other.userId())).expect(200);
        agent.get("/api/callbacks/" + mine).expectProblem(404, "not-found");
        other.patch("/api/callbacks/" + mine, Map.of("dueAt", "2020-01-01T00:00:00Z"))
                .expectProblem(422, "validation");
        other.delete("/api/callbacks/" + mine).expect(204);
        assertThat(other.get("/api/callbacks/" + mine).at("/status")).isEqualTo("CANCELED");
        other.patch("/api/callbacks/" + mine, Map.of("notes", "late")).expectProblem(409, "not-in-state");
        agent.post("/api/callbacks", Map.of("leadId", UUID.randomUUID(), "dueAt", at))
                .expectProblem(404, "not-found");
    }

    @Test
    void callbacks_come_page_by_page_in_the_order_of_their_time() {
        List<String> leads = leads(5);
        var made = new ArrayList<String>();
        for (int i = 0; i < 5; i++) {
            made.add(agent.post(
                            "/api/callbacks",
                            Map.of(
                                    "leadId",
                                    leads.get(i),
                                    "dueAt",
                                    Instant.now().plus(Duration.ofHours(10 - i)).toString()))
                    .expect(201)
                    .at("/id"));
        }
        var seen = new ArrayList<String>();
        String cursor = "";
        do {
            var page = agent.get("/api/callbacks?limit=2" + cursor).expect(200).json();
            page.get("items").forEach(item -> seen.add(item.get("id").asString()));
            cursor = page.get("nextCursor").isNull()
                    ? null
                    : "&cursor=" + page.get("nextCursor").asString();
        } while (cursor != null);
        assertThat(seen).isEqualTo(made.reversed());
    }

    @Test
    void an_outcome_that_asks_for_a_time_makes_an_appointment() {
        String lead = leads(1).getFirst();
        String call =
                agent.post("/api/calls", Map.of("leadId", lead)).expect(201).at("/id");
        await(() -> agent.get("/api/agents/me/status").at("/status").equals("wrap-up"));
        agent.post("/api/calls/disposition", Map.of("callId", call, "outcome", "callback"))
                .expectProblem(422, "validation");
        String at = Instant.now().plus(Duration.ofDays(1)).toString();
        agent.post(
                        "/api/calls/disposition",
                        Map.of("callId", call, "outcome", "callback", "callbackAt", at, "anyone", true))
                .expect(200);
        var callback = owner.get("/api/callbacks").json().get("items").get(0);
        assertThat(callback.at("/callId").asString()).isEqualTo(call);
        assertThat(callback.at("/lead/phone").asString()).isEqualTo("+12125550100");
        assertThat(callback.get("userId").isNull()).isTrue();
        assertThat(owner.get("/api/leads/" + lead).at("/status")).isEqualTo("CALLBACK");
    }

    private List<String> leads(int count) {
        var ids = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            ids.add(owner.post(
                            "/api/leads",
                            Map.of(
                                    "firstName",
                                    "Lead" + i,
                                    "phones",
                                    List.of(Map.of("number", "+121255501" + "%02d".formatted(i)))))
                    .expect(201)
                    .at("/id"));
        }
        return ids;
    }

    private static void await(java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .until(condition);
    }
}

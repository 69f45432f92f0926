package dev.trunkline.dialing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.WholeApp;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Agents say over HTTP what they are doing; sessions and the pool follow.
class AgentStatusTest {

    private static final String ME = "/api/agents/me/status";

    private WholeApp.Client owner;
    private WholeApp.Client agent;
    private String campaign;

    @BeforeEach
    void setUp() {
        owner = WholeApp.shared().freshOrganization();
        agent = owner.colleague("agent").withToken();
        owner.post("/api/numbers", Map.of("number", "+12025550143", "label", "Line"))
                .expect(201);
        campaign = campaign("predictive");
    }

    private String campaign(String mode) {
        return owner.post(
                        "/api/campaigns",
                        Map.of("name", mode, "mode", mode, "callingWindow", Map.of("alwaysOpen", true)))
                .expect(201)
                .at("/id");
    }

    private static Map<String, Object> wish(String status, String campaign, String reason) {
        var wish = new HashMap<String, Object>();
        wish.put("status", status);
        wish.put("campaignId", campaign);
        wish.put("reason", reason);
        wish.put("audio", "none");
        return wish;
    }

    @Test
    void being_available_for_a_pool_begins_a_session_in_it_and_repeating_it_changes_nothing() {
        agent.put(ME, wish("available", campaign, null)).expect(200);
        var session = agent.get("/api/sessions/active").expect(200);
        assertThat(session.at("/mode")).isEqualTo("predictive");
        assertThat(session.at("/status")).isEqualTo("ACTIVE");
        assertThat(session.at("/campaignId")).isEqualTo(campaign);

        var again = agent.put(ME, wish("available", campaign, null)).expect(200);
        assertThat(again.at("/status")).isEqualTo("available");
        assertThat(again.at("/sessionId")).isEqualTo(session.at("/id"));
        assertThat(again.at("/disconnected")).isEqualTo("false");
    }

    @Test
    void a_break_has_a_reason_and_pauses_the_session() {
        agent.put(ME, wish("available", campaign, null)).expect(200);
        var resting = agent.put(ME, wish("break", null, "lunch")).expect(200);
        assertThat(resting.at("/status")).isEqualTo("break");
        assertThat(resting.at("/reason")).isEqualTo("lunch");
        assertThat(agent.get("/api/sessions/active").at("/status")).isEqualTo("PAUSED");

        assertThat(agent.put(ME, wish("available", null, null)).expect(200).at("/status"))
                .isEqualTo("available");
        assertThat(agent.get("/api/sessions/active").at("/status")).isEqualTo("ACTIVE");
    }

    @Test
    void another_pool_takes_the_agent_over() {
        agent.put(ME, wish("available", campaign, null)).expect(200);
        String other = campaign("predictive");
        agent.put(ME, wish("available", other, null)).expect(200);
        assertThat(agent.get("/api/sessions/active").at("/campaignId")).isEqualTo(other);
    }

    @Test
    void offline_leaves_the_pool_and_the_session_can_be_resumed() {
        agent.put(ME, wish("available", campaign, null)).expect(200);
        assertThat(agent.put(ME, wish("offline", null, null)).expect(200).at("/status"))
                .isEqualTo("offline");
        assertThat(agent.get("/api/sessions/active").at("/status")).isEqualTo("PAUSED");
        agent.post("/api/sessions/resume", Map.of()).expect(200);
        assertThat(agent.get(ME).at("/status")).isEqualTo("available");
    }

    @Test
    void without_a_campaign_the_status_is_the_agents_own() {
        assertThat(agent.put(ME, wish("available", null, null)).expect(200).at("/status"))
                .isEqualTo("available");
        assertThat(agent.put(ME, wish("break", null, null)).expect(200).at("/reason"))
                .isEqualTo("break");
        assertThat(agent.put(ME, wish("offline", null, null)).expect(200).at("/status"))
                .isEqualTo("offline");
    }

    @Test
    void nonsense_gets_an_answer() {
        agent.put(ME, wish("on-call", null, null)).expectProblem(422, "validation");
        agent.put(ME, Map.of()).expectProblem(422, "validation");
        agent.put(ME, wish("break", null, "x".repeat(101))).expectProblem(422, "validation");
        agent.put(ME, wish("available", "00000000-0000-0000-0000-000000000001", null))
                .expectProblem(404, "not-found");
        agent.put(ME, wish("available", campaign("unattended"), null)).expectProblem(422, "validation");
    }

    @Test
    void the_pacing_of_a_campaign_explains_itself() {
        owner.get("/api/campaigns/" + campaign("power") + "/pacing").expectProblem(409, "not-in-state");
        var silent = owner.get("/api/campaigns/" + campaign + "/pacing").expect(200);
        assertThat(silent.json().get("latest").isNull()).isTrue();

        String list =
                owner.post("/api/lists", Map.of("name", "people")).expect(201).at("/id");
        owner.post(
                        "/api/leads",
                        Map.of(
                                "firstName",
                                "Ada",
                                "phones",
                                List.of(Map.of("number", "+12125550123")),
                                "listIds",
                                List.of(list)))
                .expect(201);
        owner.post("/api/campaigns/" + campaign + "/queue", Map.of("listId", list))
                .expect(201);
        agent.put(ME, wish("available", campaign, null)).expect(200);
        owner.post("/api/campaigns/" + campaign + "/start", Map.of()).expect(200);
        org.awaitility.Awaitility.await()
                .until(() -> !owner.get("/api/campaigns/" + campaign + "/pacing")
                        .json()
                        .get("latest")
                        .isNull());
        var pacing = owner.get("/api/campaigns/" + campaign + "/pacing").expect(200);
        assertThat(pacing.at("/latest/sentence")).startsWith("dial level ");
        assertThat(pacing.json().get("latest").get("agents").get("total").asInt())
                .isEqualTo(1);
        assertThat(owner.get("/api/campaigns/" + campaign + "/pacing/log")
                        .expect(200)
                        .body())
                .startsWith("{\"type\":\"start\"");
        owner.delete("/api/campaigns/" + campaign).expect(200);
    }
}

package dev.trunkline.leads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trunkline.WholeApp;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class LeadsHttpTest {

    private static final byte[] FILE = """
            first name;last name;phone 1;phone 2;company;=evil
            James;Butt;504-621-8927;504-845-1427;Benton;=1+1
            Nobody;Here;12;;;
            """.getBytes(StandardCharsets.UTF_8);

    private final WholeApp app = WholeApp.shared();
    private final WholeApp.Client owner = app.freshOrganization();
    private final WholeApp.Client supervisor = owner.colleague("supervisor");
    private final WholeApp.Client agent = owner.colleague("agent");

    @Test
    void a_list_is_made_filled_and_deleted() {
        String list = newList();
        JsonNode lead = supervisor
                .post(
                        "/api/leads",
                        Map.of(
                                "firstName", "Ada",
                                "phones", List.of(Map.of("number", "(213) 555-0142")),
                                "listIds", List.of(list)))
                .expect(201)
                .json();
        assertThat(lead.at("/phones/0/number").asString()).isEqualTo("+12135550142");
        assertThat(lead.at("/phones/0/type").asString()).isEqualTo("fixed-or-mobile");
        assertThat(lead.at("/phones/0/primary").asBoolean()).isTrue();
        assertThat(lead.get("timeZone").asString()).isEqualTo("America/Los_Angeles");
        assertThat(supervisor
                        .get("/api/lists/" + list)
                        .expect(200)
                        .json()
                        .get("leadCount")
                        .asInt())
                .isEqualTo(1);
        supervisor.patch("/api/lists/" + list, Map.of("name", "Renamed")).expect(200);
        supervisor.delete("/api/lists/" + list).expect(204);
        supervisor.get("/api/lists/" + list).expect(404);
        JsonNode left =
                agent.get("/api/leads/" + lead.get("id").asString()).expect(200).json();
        assertThat(left.get("listIds").isEmpty()).isTrue();
    }

    @Test
    void a_list_that_a_campaign_uses_stays() {
        String list = newList();
        UUID campaign = app.store()
                .web(
                        owner.organization(),
                        () -> app.store().jdbc().sql("""
                        INSERT INTO campaign (organization_id, name, mode, retry_rules, calling_window)
                        VALUES (current_organization(), 'Spring offer', 'preview', '{}', '{}') RETURNING id""").query(UUID.class).single());
        app.store().web(owner.organization(), () -> {
            app.store()
                    .jdbc()
                    .sql("INSERT INTO campaign_list (organization_id, campaign_id, list_id)"
                            + " VALUES (current_organization(), :campaign, :list)")
                    .param("campaign", campaign)
                    .param("list", UUID.fromString(list))
                    .update();
        });
        var refused = supervisor.delete("/api/lists/" + list).expect(409);
        assertThat(refused.at("/code")).isEqualTo("not-in-state");
        assertThat(refused.at("/detail")).contains("Spring offer");
    }

    @Test
    void a_wrong_number_is_an_invalid_number_and_several_faults_are_named_at_once() {
        assertThat(supervisor
                        .post("/api/leads", Map.of("phones", List.of(Map.of("number", "123"))))
                        .expect(422)
                        .at("/code"))
                .isEqualTo("invalid-number");
        var many = supervisor
                .post(
                        "/api/leads",
                        Map.of("phones", List.of(Map.of("number", "123")), "email", "nope", "timeZone", "Mars"))
                .expect(422);
        assertThat(many.at("/code")).isEqualTo("validation");
        assertThat(many.body()).contains("phones[0].number", "email", "timeZone");
        supervisor.post("/api/leads", Map.of("firstName", "Nobody")).expect(422);
        supervisor.get("/api/leads?sort=shoeSize").expect(422);
        supervisor.post("/api/lists", Map.of("name", "x", "region", "XX")).expect(422);
    }

    @Test
    void agents_read_leads_and_write_notes_only() {
        String id = newLead("Grace", "213-555-0177");
        agent.get("/api/leads/" + id).expect(200);
        agent.patch("/api/leads/" + id, Map.of("notes", "likes mornings")).expect(200);
        agent.patch("/api/leads/" + id, Map.of("firstName", "X")).expect(403);
        agent.post("/api/leads", Map.of("phones", List.of(Map.of("number", "213-555-0178"))))
                .expect(403);
        agent.delete("/api/leads/" + id).expect(403);
        agent.post("/api/leads/" + id + "/activities", Map.of("text", "called her"))
                .expect(201);
        JsonNode activities =
                agent.get("/api/leads/" + id + "/activities").expect(200).json();
        assertThat(activities.at("/items/0/kind").asString()).isEqualTo("note");
        assertThat(activities.at("/items/0/text").asString()).isEqualTo("called her");
    }

    @Test
    void a_changed_lead_is_found_by_its_new_words_and_its_zone_follows_its_address() {
        String id = newLead("Zebulon", "213-555-0188");
        JsonNode changed = supervisor
                .patch(
                        "/api/leads/" + id,
                        Map.of(
                                "lastName",
                                "Quixley",
                                "state",
                                "NY",
                                "phones",
                                List.of(Map.of("number", "212-555-0188"))))
                .expect(200)
                .json();
        assertThat(changed.get("timeZone").asString()).isEqualTo("America/New_York");
        assertThat(changed.get("firstName").asString()).isEqualTo("Zebulon");
        assertThat(search("quix zeb")).containsExactly(id);
        assertThat(search("2125550188")).containsExactly(id);
        supervisor.delete("/api/leads/" + id).expect(204);
        supervisor.get("/api/leads/" + id).expect(404);
        assertThat(search("quix")).isEmpty();
    }

    @Test
    void pages_follow_each_other_without_gap_in_every_order() {
        String list = newList();
        for (int i = 0; i < 7; i++) {
            supervisor
                    .post(
                            "/api/leads",
                            Map.of(
                                    "lastName", "Pager" + (i % 3),
                                    "phones", List.of(Map.of("number", "213-555-02" + (10 + i))),
                                    "listIds", List.of(list)))
                    .expect(201);
        }
        for (String query : List.of("sort=name", "sort=-createdAt", "sort=createdAt", "search=pager")) {
            var seen = new java.util.LinkedHashSet<String>();
            String cursor = "";
            int pages = 0;
            do {
                JsonNode page = agent.get("/api/leads?limit=3&listId=" + list + "&" + query + "&cursor=" + cursor)
                        .expect(200)
                        .json();
                page.get("items")
                        .forEach(lead ->
                                assertThat(seen.add(lead.get("id").asString())).isTrue());
                cursor = page.path("nextCursor").asString("");
                pages++;
            } while (!cursor.isEmpty());
            assertThat(seen).as(query).hasSize(7);
            assertThat(pages).isEqualTo(3);
        }
    }

    @Test
    void a_file_is_previewed_imported_followed_and_its_rejects_fetched() {
        String list = newList();
        JsonNode preview = supervisor
                .upload("/api/lists/" + list + "/import/preview", "a.csv", FILE, Map.of())
                .expect(200)
                .json();
        assertThat(preview.get("delimiter").asString()).isEqualTo(";");
        assertThat(preview.get("totalRowsEstimate").asInt()).isEqualTo(2);
        assertThat(preview.at("/columns/2/mappedTo").asString()).isEqualTo("phone");
        assertThat(preview.at("/columns/5/mappedTo").asString()).isEqualTo("custom:=evil");

        JsonNode accepted = supervisor
                .upload(
                        "/api/lists/" + list + "/import",
                        "a.csv",
                        FILE,
                        Map.of("mapping", "{\"company\": \"custom:Firm\"}", "onDuplicate", "update"))
                .expect(202)
                .json();
        String path = "/api/imports/" + accepted.get("id").asString();
        await().atMost(Duration.ofMinutes(1))
                .until(() -> supervisor.get(path).expect(200).at("/status").equals("COMPLETED"));
        JsonNode done = supervisor.get(path).json();
        assertThat(done.get("totalRows").asInt()).isEqualTo(2);
        assertThat(done.get("importedRows").asInt()).isEqualTo(1);
        assertThat(done.get("rejectedRows").asInt()).isEqualTo(1);
        assertThat(done.get("onDuplicate").asString()).isEqualTo("update");
        assertThat(supervisor.get(path + "/rejects.csv").expect(200).body())
                .isEqualTo("first name,last name,phone 1,phone 2,company,'=evil,reason\r\n"
                        + "Nobody,Here,12,,,,“12” does not exist in the numbering plan of United States.\r\n");
        JsonNode lead = agent.get("/api/leads?listId=" + list).json().at("/items/0");
        assertThat(lead.at("/customFields/Firm").asString()).isEqualTo("Benton");
        String activities = agent.get("/api/leads/" + lead.get("id").asString() + "/activities")
                .body();
        assertThat(activities).contains("Imported from a.csv");
        assertThat(supervisor.get("/api/imports?listId=" + list).json().get("items"))
                .hasSize(1);
        String export = supervisor
                .get("/api/leads/export.csv?listId=" + list)
                .expect(200)
                .body();
        assertThat(export)
                .contains("James,Butt")
                .contains("+15046218927,+15048451427")
                .contains("'=1+1");
        supervisor.delete(path).expect(409);
    }

    @Test
    void a_wrong_file_gets_a_plain_answer_at_the_upload() {
        String list = newList();
        String import_ = "/api/lists/" + list + "/import";
        for (byte[] file : List.of(
                "%PDF-1.7".getBytes(StandardCharsets.UTF_8),
                new byte[0],
                "PK\u0003\u0004".getBytes(StandardCharsets.UTF_8))) {
            assertThat(supervisor
                            .upload(import_, "x.csv", file, Map.of())
                            .expect(422)
                            .at("/code"))
                    .isEqualTo("unreadable-file");
        }
        assertThat(supervisor
                        .upload(import_, "x.csv", "name,city\nAda,Paris\n".getBytes(StandardCharsets.UTF_8), Map.of())
                        .expect(422)
                        .at("/detail"))
                .contains("No column holds phone numbers");
        supervisor.upload(import_, "x.csv", FILE, Map.of("mapping", "[")).expect(422);
        supervisor
                .upload(import_, "x.csv", FILE, Map.of("onDuplicate", "whatever"))
                .expect(422);
        supervisor
                .upload("/api/lists/" + UUID.randomUUID() + "/import", "x.csv", FILE, Map.of())
                .expect(404);
        agent.upload(import_, "x.csv", FILE, Map.of()).expect(403);
    }

    @Test
    void a_do_not_call_list_is_imported() {
        String id = newLead("Blocked", "213-555-0199");
        String dnc = supervisor
                .upload("/api/dnc/import", "dnc.csv", "213-555-0199\n".getBytes(StandardCharsets.UTF_8), Map.of())
                .expect(202)
                .at("/id");
        await().atMost(Duration.ofMinutes(1))
                .until(() -> supervisor.get("/api/imports/" + dnc).at("/status").equals("COMPLETED"));
        assertThat(agent.get("/api/leads/" + id).json().get("doNotCall").asBoolean())
                .isTrue();
    }

    private String newList() {
        return supervisor
                .post("/api/lists", Map.of("name", "List", "region", "US"))
                .expect(201)
                .at("/id");
    }

    private String newLead(String firstName, String number) {
        return supervisor
                .post("/api/leads", Map.of("firstName", firstName, "phones", List.of(Map.of("number", number))))
                .expect(201)
                .at("/id");
    }

    private List<String> search(String query) {
        JsonNode page = agent.get("/api/leads?search=" + query.replace(" ", "%20"))
                .expect(200)
                .json();
        return page.get("items")
                .valueStream()
                .map(lead -> lead.get("id").asString())
                .toList();
    }
}

package dev.trunkline.numbers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.WholeApp;
import dev.trunkline.WholeApp.Client;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumberTest {

    private final WholeApp app = WholeApp.shared();
    private final Client owner = app.freshOrganization();

    private String add(String number) {
        return owner.post("/api/numbers", Map.of("number", number, "label", "Main"))
                .expect(201)
                .at("/id");
    }

    private void sql(String sql, String id) {
        app.store().web(owner.organization(), () -> {
            app.store()
                    .jdbc()
                    .sql(sql)
                    .param("organization", owner.organization().value())
                    .param("id", UUID.fromString(id))
                    .update();
        });
    }

    @Test
    void a_number_is_kept_as_e164_however_it_was_written() {
        var made = owner.post("/api/numbers", Map.of("number", "(202) 555-0143", "label", " Main "))
                .expect(201)
                .json();
        assertThat(made.get("number").asString()).isEqualTo("+12025550143");
        assertThat(made.get("label").asString()).isEqualTo("Main");
        assertThat(made.get("status").asString()).isEqualTo("active");
        assertThat(owner.get("/api/numbers").expect(200).json().at("/items/0")).isEqualTo(made);
    }

    @Test
    void a_national_number_is_one_of_the_organizations_country() {
        owner.put("/api/settings", Map.of("country", "GB")).expect(200);
        assertThat(owner.post("/api/numbers", Map.of("number", "020 7946 0018"))
                        .expect(201)
                        .at("/number"))
                .isEqualTo("+442079460018");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello", "+1202", "+999123456789", "12345678901234567890"})
    void what_is_no_number_is_refused_in_plain_words(String text) {
        var answer = owner.post("/api/numbers", Map.of("number", text)).expectProblem(422, "invalid-number");
        assertThat(answer.at("/detail")).isNotBlank();
    }

    @Test
    void the_same_number_twice_is_a_conflict_and_another_organization_may_have_it() {
        add("+12025550143");
        var answer =
                owner.post("/api/numbers", Map.of("number", "+1 202-555-0143")).expectProblem(409, "number-taken");
        assertThat(answer.at("/detail")).isEqualTo("The number +12025550143 is there already.");
        app.freshOrganization()
                .post("/api/numbers", Map.of("number", "+12025550143"))
                .expect(201);
    }

    @Test
    void label_status_and_cap_can_be_changed_and_the_cap_be_taken_off() {
        String id = add("+12025550143");
        var changed = owner.patch("/api/numbers/" + id, Map.of("status", "disabled", "dailyCap", 50))
                .expect(200)
                .json();
        assertThat(changed.get("status").asString()).isEqualTo("disabled");
        assertThat(changed.get("dailyCap").asInt()).isEqualTo(50);
        assertThat(owner.patch("/api/numbers/" + id, Map.of("label", "New"))
                        .json()
                        .get("dailyCap")
                        .asInt())
                .isEqualTo(50);
        assertThat(owner.patch("/api/numbers/" + id, "{\"dailyCap\":null}")
                        .json()
                        .get("dailyCap")
                        .isNull())
                .isTrue();
        owner.patch("/api/numbers/" + id, Map.of("dailyCap", 0)).expectProblem(422, "validation");
        owner.patch("/api/numbers/" + id, Map.of("dailyCap", "many")).expectProblem(422, "validation");
        owner.patch("/api/numbers/" + id, Map.of("status", "lost")).expectProblem(422, "validation");
    }

    @Test
    void a_number_nobody_uses_can_be_deleted() {
        String id = add("+12025550143");
        owner.delete("/api/numbers/" + id).expect(204);
        owner.delete("/api/numbers/" + id).expectProblem(404, "not-found");
    }

    @Test
    void a_number_that_a_running_campaign_calls_from_cannot_be_deleted() {
        String id = add("+12025550143");
        sql("""
                WITH c AS (INSERT INTO campaign (organization_id, name, mode, status, retry_rules, calling_window)
                  VALUES (:organization, 'Spring', 'power', 'RUNNING', '{}', '{}') RETURNING id)
                INSERT INTO campaign_number (organization_id, campaign_id, number_id, position)
                SELECT :organization, c.id, :id, 0 FROM c""", id);
        var answer = owner.delete("/api/numbers/" + id).expectProblem(409, "number-in-use");
        assertThat(answer.at("/detail")).startsWith("Spring calls from +12025550143.");
        owner.patch("/api/numbers/" + id, Map.of("status", "disabled")).expect(200);
    }

    @Test
    void a_number_that_calls_name_is_disabled_instead() {
        String id = add("+12025550143");
        sql("""
                INSERT INTO call (organization_id, number_id, mode, from_e164, to_e164, provider, is_mock, status, ended_at)
                VALUES (:organization, :id, 'manual', '+12025550143', '+12025550101', 'simulator', true, 'failed', app_now())""", id);
        assertThat(owner.delete("/api/numbers/" + id).expect(200).at("/status")).isEqualTo("disabled");
    }

    @Test
    void numbers_of_another_organization_are_not_there() {
        String id = add("+12025550143");
        Client other = app.freshOrganization();
        other.patch("/api/numbers/" + id, Map.of("label", "Mine")).expectProblem(404, "not-found");
        other.delete("/api/numbers/" + id).expectProblem(404, "not-found");
        assertThat(other.get("/api/numbers").json().get("items")).isEmpty();
    }
}

package dev.trunkline.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.WholeApp;
import dev.trunkline.WholeApp.Answer;
import dev.trunkline.WholeApp.Client;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProblemTest {

    private final WholeApp app = WholeApp.shared();
    private final Client owner = app.owner();

    private static String fields(Answer answer) {
        return StreamSupport.stream(answer.json().get("fields").spliterator(), false)
                .map(field -> field.get("field").asString())
                .sorted()
                .toList()
                .toString();
    }

    @Test
    void a_problem_has_all_members_of_rfc_9457_and_our_code() {
        Answer answer = owner.get("/api/nothing-here").expectProblem(404, "no-such-route");
        assertThat(answer.json().propertyNames()).contains("type", "title", "status", "detail", "code", "fields");
        assertThat(answer.at("/status")).isEqualTo("404");
        owner.post("/api/nothing-here", Map.of()).expectProblem(404, "no-such-route");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{\"name\" \"x\"}", "{\"name\":\"x\"} trailing", "{\"a\":1,\"a\":2}", "\u0001", ""})
    void broken_json_is_400(String body) {
        owner.put("/api/settings", body).expectProblem(400, "malformed-json");
    }

    @Test
    void deep_nesting_is_refused() {
        owner.put("/api/settings", "{\"mockConfig\":" + "[".repeat(5000) + "]".repeat(5000) + "}")
                .expectProblem(400, "malformed-json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"recordingEnabled\":\"yes\"}",
                "{\"recordingEnabled\":1}",
                "{\"maxConcurrentCalls\":\"5\"}",
                "{\"maxConcurrentCalls\":1.5}",
                "{\"maxConcurrentCalls\":99999999999}",
                "{\"name\":5}",
                "{\"name\":{}}",
                "{\"allowedCountries\":\"US\"}",
                "{\"provider\":\"carrier-pigeon\"}",
                "[]",
                "5"
            })
    void a_value_of_the_wrong_kind_names_its_field(String body) {
        Answer answer = owner.put("/api/settings", body).expectProblem(422, "validation");
        if (body.startsWith("{")) {
            String field = body.replaceFirst("\\{\"([^\"]+)\".*", "$1");
            assertThat(fields(answer)).isEqualTo("[" + field + "]");
            assertThat(answer.at("/detail")).startsWith(field + " must be ");
        }
    }

    @Test
    void an_unknown_word_is_answered_with_the_known_ones() {
        assertThat(owner.put("/api/settings", Map.of("provider", "SIMULATOR")).at("/detail"))
                .isEqualTo("provider must be one of simulator, twilio, telnyx, aircall, pbx, sip.");
    }

    @Test
    void members_nobody_knows_are_ignored() {
        owner.put("/api/settings", Map.of("version", 99, "nonsense", Map.of())).expect(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"name\":\"a\\u0000b\"}", "{\"name\":\"\\ud800\"}"})
    void text_that_cannot_be_kept_is_refused(String body) {
        assertThat(fields(owner.put("/api/settings", body).expectProblem(422, "validation")))
                .isEqualTo("[name]");
    }

    @Test
    void a_nul_in_a_parameter_is_refused() {
        owner.get("/api/audit?action=a%00b").expectProblem(422, "validation");
    }

    @Test
    void a_malformed_id_in_a_path_is_not_found_and_in_a_parameter_invalid() {
        owner.patch("/api/numbers/not-an-id", Map.of()).expectProblem(404, "not-found");
        owner.patch("/api/numbers/" + UUID.randomUUID(), Map.of()).expectProblem(404, "not-found");
        assertThat(fields(owner.get("/api/audit?userId=x").expectProblem(422, "validation")))
                .isEqualTo("[userId]");
        owner.get("/api/audit?limit=many").expectProblem(422, "validation");
    }

    @Test
    void a_strange_cursor_and_a_huge_limit_harm_nothing() {
        owner.get("/api/audit?cursor=%F0%9F%98%80&limit=1000000").expect(200);
        owner.get("/api/numbers?cursor=!!!&limit=-5").expect(200);
    }

    @Test
    void the_wrong_method_says_the_right_ones() {
        Answer answer = owner.delete("/api/settings").expectProblem(405, "method-not-allowed");
        assertThat(answer.header("allow")).contains("GET").contains("PUT");
    }

    @Test
    void the_wrong_media_type_is_415() {
        owner.header("Content-Type", "text/plain")
                .put("/api/settings", "name")
                .expectProblem(415, "unsupported-media-type");
    }

    @Test
    void a_request_above_one_megabyte_is_413() {
        owner.put("/api/settings", Map.of("name", "x".repeat(1_100_000))).expectProblem(413, "too-large");
    }

    @Test
    void a_malformed_address_is_a_problem_too() {
        assertThat(owner.get("/api/%2e%2e/secret").status()).isBetween(400, 404);
        assertThat(owner.get("/api/numbers;jsessionid=1").status()).isBetween(400, 404);
    }

    @Test
    void a_route_that_broke_gives_an_incident_number_and_no_story() {
        Answer answer = app.owner().get("/api/test/broken").expectProblem(500, "internal");
        assertThat(answer.body()).doesNotContain("Exception", "secret story");
        assertThat(answer.at("/incident")).hasSize(8);
    }

    @Test
    void a_route_that_says_nothing_about_itself_is_closed_to_owners_too() {
        app.anonymous().get("/api/test/silent").expectProblem(401, "not-signed-in");
        app.owner().get("/api/test/silent").expectProblem(403, "forbidden");
    }
}

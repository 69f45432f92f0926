package dev.trunkline.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.WholeApp;
import dev.trunkline.WholeApp.Client;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    private final WholeApp app = WholeApp.shared();
    private final Client owner = app.freshOrganization();

    @Test
    void a_new_organization_calls_by_the_simulator() {
        var settings = owner.get("/api/settings").expect(200).json();
        assertThat(settings.get("provider").asString()).isEqualTo("simulator");
        assertThat(settings.get("useMockDialer").asBoolean()).isTrue();
        assertThat(settings.at("/mockConfig/ringSeconds/max").isNumber()).isTrue();
        assertThat(settings.get("allowedCountries")).isEmpty();
        assertThat(settings.get("preset").asString()).isEqualTo("us-consumer");
    }

    @Test
    void a_change_is_partial_and_answers_the_whole() {
        var before = owner.get("/api/settings").json();
        var answer = owner.put(
                        "/api/settings",
                        Map.of("maxCallsPerSecond", 2.5, "country", "gb", "allowedCountries", List.of("ie", "GB")))
                .expect(200)
                .json();
        assertThat(answer.get("maxCallsPerSecond").asDouble()).isEqualTo(2.5);
        assertThat(answer.get("country").asString()).isEqualTo("GB");
        assertThat(answer.get("allowedCountries")).extracting(c -> c.asString()).containsExactly("GB", "IE");
        assertThat(answer.get("name")).isEqualTo(before.get("name"));
        assertThat(answer.get("version").asLong())
                .isGreaterThan(before.get("version").asLong());
        assertThat(owner.get("/api/settings").json()).isEqualTo(answer);
    }

    @Test
    void every_wrong_field_is_named_at_once() {
        var answer = owner.put(
                        "/api/settings",
                        Map.of(
                                "country",
                                "Atlantis",
                                "timeZone",
                                "Mars/Olympus",
                                "maxCallsPerSecond",
                                0,
                                "maxConcurrentCalls",
                                0,
                                "sessionTimeoutSeconds",
                                5,
                                "preset",
                                "anything-goes",
                                "allowedCountries",
                                List.of("US", "XX"),
                                "mockConfig",
                                Map.of("answerRate", 1.5, "speed", 5000)))
                .expectProblem(422, "validation");
        assertThat(answer.json().get("fields"))
                .extracting(field -> field.get("field").asString())
                .contains(
                        "country",
                        "timeZone",
                        "maxCallsPerSecond",
                        "maxConcurrentCalls",
                        "sessionTimeoutSeconds",
                        "preset",
                        "allowedCountries",
                        "mockConfig.answerRate",
                        "mockConfig.speed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"mockConfig\":{\"answerRate\":0.6,\"machineRate\":0.5}}",
                "{\"mockConfig\":{\"ringSeconds\":{\"min\":9,\"max\":3}}}",
                "{\"mockConfig\":{\"busyRate\":\"often\"}}",
                "{\"mockConfig\":[1]}",
                "{\"mockConfig\":\"fast\"}",
                "{\"useMockDialer\":true,\"provider\":\"twilio\"}"
            })
    void nonsense_is_refused_and_changes_nothing(String body) {
        var before = owner.get("/api/settings").body();
        owner.put("/api/settings", body).expectProblem(422, "validation");
        assertThat(owner.get("/api/settings").body()).isEqualTo(before);
    }

    @Test
    void the_simulators_settings_are_merged_and_a_null_is_the_default_again() {
        owner.put("/api/settings", Map.of("mockConfig", Map.of("speed", 50, "seed", 7)))
                .expect(200);
        var both = owner.put("/api/settings", Map.of("mockConfig", Map.of("answerRate", 1)))
                .expect(200)
                .json();
        assertThat(both.at("/mockConfig/speed").asDouble()).isEqualTo(50);
        assertThat(both.at("/mockConfig/answerRate").asDouble()).isEqualTo(1);
        assertThat(both.at("/mockConfig/busyRate").asDouble()).isZero();
        var rates = owner.put("/api/settings", Map.of("mockConfig", Map.of("busyRate", 0.5)))
                .expect(200)
                .json();
        assertThat(rates.at("/mockConfig/busyRate").asDouble()).isEqualTo(0.5);
        assertThat(rates.at("/mockConfig/answerRate").asDouble()).isLessThan(1);
        var reset = owner.put("/api/settings", "{\"mockConfig\":{\"speed\":null}}")
                .expect(200)
                .json();
        assertThat(reset.at("/mockConfig/speed").asDouble()).isEqualTo(1);
        assertThat(reset.at("/mockConfig/seed").asLong()).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource({"twilio,Twilio", "telnyx,Telnyx", "aircall,Aircall", "pbx,The HTTP PBX", "sip,The SIP trunk"})
    void a_provider_that_is_not_set_up_is_refused_with_both_ways_out(String provider, String name) {
        var answer =
                owner.put("/api/settings", Map.of("provider", provider)).expectProblem(409, "provider-not-configured");
        assertThat(answer.at("/detail"))
                .startsWith(name + " is not set up. Enter its credentials")
                .contains("simulator");
        assertThat(owner.get("/api/settings").at("/provider")).isEqualTo("simulator");
    }

    @Test
    void switching_the_mock_dialer_off_without_a_provider_is_refused_the_same_way() {
        owner.put("/api/settings", Map.of("useMockDialer", false)).expectProblem(409, "provider-not-configured");
        owner.put("/api/settings", Map.of("useMockDialer", true)).expect(200);
    }

    @Test
    void a_user_has_their_own_part_and_sees_what_follows_from_it() {
        Client agent = owner.colleague("agent");
        owner.put("/api/settings", Map.of("recordingEnabled", true, "mockConfig", Map.of("speed", 20)))
                .expect(200);
        var inherited = agent.get("/api/settings/me").expect(200).json();
        assertThat(inherited.get("recordingEnabled").isNull()).isTrue();
        assertThat(inherited.at("/effective/recordingEnabled").asBoolean()).isTrue();
        var own = agent.put(
                        "/api/settings/me",
                        Map.of("useMockDialer", true, "recordingEnabled", false, "mockConfig", Map.of("seed", 5)))
                .expect(200)
                .json();
        assertThat(own.get("useMockDialer").asBoolean()).isTrue();
        assertThat(own.at("/effective/recordingEnabled").asBoolean()).isFalse();
        assertThat(own.at("/effective/mockConfig/seed").asLong()).isEqualTo(5);
        assertThat(own.at("/effective/mockConfig/speed").asDouble()).isEqualTo(20);
        assertThat(own.at("/effective/isMock").asBoolean()).isTrue();
        var nothing = new HashMap<String, Object>();
        nothing.put("recordingEnabled", null);
        assertThat(agent.put("/api/settings/me", nothing)
                        .expect(200)
                        .json()
                        .at("/effective/recordingEnabled")
                        .asBoolean())
                .isTrue();
        agent.put("/api/settings/me", Map.of("mockConfig", Map.of("speed", -1))).expectProblem(422, "validation");
    }

    @Test
    void every_change_is_in_the_audit_log_with_what_was_and_what_is() {
        owner.put("/api/settings", Map.of("maxConcurrentCalls", 7)).expect(200);
        var entry = owner.get("/api/audit?action=settings-changed")
                .expect(200)
                .json()
                .at("/items/0");
        assertThat(entry.at("/detail/maxConcurrentCalls/to").asInt()).isEqualTo(7);
        assertThat(entry.at("/detail/maxConcurrentCalls/from").asInt()).isEqualTo(500);
        assertThat(entry.at("/detail").size()).isEqualTo(1);
    }
}

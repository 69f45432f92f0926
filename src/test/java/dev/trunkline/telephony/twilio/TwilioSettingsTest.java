package dev.trunkline.telephony.twilio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.WholeApp;
import dev.trunkline.WholeApp.Client;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.UserId;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Setting Twilio up: by environment, by page, and what comes back.
class TwilioSettingsTest {

    private static TwilioWorld world;

    @BeforeAll
    static void open() {
        world = new TwilioWorld();
    }

    @AfterAll
    static void close() {
        world.close();
    }

    @Test
    void the_environment_alone_sets_it_up() {
        assertThat(world.owner.get("/api/settings").at("/provider")).isEqualTo("twilio");
        var view = world.owner.get("/api/providers/twilio").expect(200);
        assertThat(view.at("/source")).isEqualTo("installation");
        assertThat(view.at("/voiceUrl")).isEqualTo("https://dialer.example.com/webhooks/twilio/voice");
        assertThat(view.at("/fallbackUrl")).isEqualTo("https://dialer.example.com/webhooks/twilio/fallback");
        assertThat(view.body()).doesNotContain(FakeTwilio.TOKEN).doesNotContain(FakeTwilio.SECRET);
    }

    @Test
    void simulator_and_twilio_are_one_switch() {
        world.owner.put("/api/settings", Map.of("useMockDialer", true)).expect(200);
        assertThat(world.owner.get("/api/softphone").at("/audio")).isEqualTo("none");
        assertThat(world.owner.get("/api/agents/me/status").at("/audio")).isEqualTo("none");
        world.owner.put("/api/settings", Map.of("provider", "twilio")).expect(200);
        assertThat(world.owner.get("/api/agents/me/status").at("/audio")).isEqualTo("pending");
    }

    @Test
    void an_installation_without_twilio_says_both_ways_out() {
        Client other = WholeApp.shared().freshOrganization();
        other.put("/api/settings", Map.of("provider", "twilio")).expectProblem(409, "provider-not-configured");
        other.post("/api/providers/twilio/test", Map.of()).expectProblem(409, "provider-not-configured");
        assertThat(other.get("/api/providers/twilio").at("/source")).isEqualTo("none");
    }

    @Test
    void credentials_go_in_and_never_come_out() {
        Client other = world.app.freshOrganization();
        other.put("/api/providers/twilio", Map.of("accountSid", "nonsense", "apiKeySid", "SK1"))
                .expectProblem(422, "validation");
        String token = "a token of its own";
        var saved = other.put("/api/providers/twilio", Map.of("accountSid", "AC" + "a".repeat(32), "authToken", token))
                .expect(200);
        assertThat(saved.at("/source")).isEqualTo("organization");
        assertThat(saved.body()).doesNotContain(token);
        assertThat(other.get("/api/audit").body()).contains("provider-changed").doesNotContain(token);
        var test = other.post("/api/providers/twilio/test", Map.of()).expect(200);
        assertThat(test.at("/ok")).isEqualTo("false");
        assertThat(test.at("/detail")).contains("refuses the credentials");
        other.delete("/api/providers/twilio").expect(204);
        assertThat(other.get("/api/providers/twilio").at("/source")).isEqualTo("installation");
    }

    @Test
    void the_connection_and_a_call_can_be_tried() {
        assertThat(world.owner.post("/api/providers/twilio/test", Map.of()).at("/ok"))
                .isEqualTo("true");
        var ringing = world.owner
                .post("/api/providers/twilio/test-call", Map.of("from", "+12025550100", "to", "+12125559990"))
                .expect(200);
        assertThat(ringing.at("/providerCallId")).startsWith("CA");
        assertThat(world.twilio.placed("+12125559990")).isEqualTo(1);
        world.owner.post("/api/providers/twilio/test-call", Map.of("from", "x")).expectProblem(422, "validation");
    }

    @Test
    void a_browser_gets_a_token_that_twilio_believes() throws Exception {
        Client agent = world.owner.colleague("agent");
        var phone = agent.get("/api/softphone").expect(200);
        assertThat(phone.at("/audio")).isEqualTo("twilio");
        String[] parts = phone.at("/phone/token").split("\\.", -1);
        JsonNode header = json(parts[0]);
        JsonNode claims = json(parts[1]);
        assertThat(header.get("cty").asString()).isEqualTo("twilio-fpa;v=1");
        assertThat(claims.get("iss").asString()).isEqualTo(FakeTwilio.KEY);
        assertThat(claims.get("sub").asString()).isEqualTo(FakeTwilio.ACCOUNT);
        assertThat(claims.get("exp").asLong() - claims.get("iat").asLong()).isLessThanOrEqualTo(86_400);
        assertThat(claims.at("/grants/voice/outgoing/application_sid").asString())
                .isEqualTo(FakeTwilio.APP);
        assertThat(claims.at("/grants/identity").asString()).isEqualTo(phone.at("/phone/identity"));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(FakeTwilio.SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        assertThat(Base64.getUrlDecoder().decode(parts[2]))
                .isEqualTo(mac.doFinal((parts[0] + "." + parts[1]).getBytes(StandardCharsets.UTF_8)));
    }

    private static JsonNode json(String part) {
        return JsonMapper.shared().readTree(new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8));
    }

    @Test
    void an_identity_is_read_back_and_nothing_else_is_one() {
        var identity = new AccessToken.Identity(new OrganizationId(UUID.randomUUID()), new UserId(UUID.randomUUID()));
        assertThat(AccessToken.Identity.of(identity.toString())).isEqualTo(identity);
        assertThat(AccessToken.Identity.of("somebody")).isNull();
    }
}

package dev.trunkline.telephony.twilio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.WholeApp.Client;
import dev.trunkline.secrets.Secrets;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Who may tell us anything: Twilio, about a call of ours, to the address that we gave it.
class TwilioWebhookTest {

    private static TwilioWorld world;
    private static String call;
    private static String path;

    @BeforeAll
    static void open() {
        world = new TwilioWorld();
        var organization = world.owner.organization();
        UUID id = UUID.randomUUID();
        world.app.store().web(organization, () -> {
            world.app
                    .store()
                    .jdbc()
                    .sql("""
                            INSERT INTO call (organization_id, id, mode, from_e164, to_e164, provider, is_mock, launch, provider_call_id)
                            VALUES (:org, :call, 'manual', '+12025550100', '+12125550100', 'twilio', false, 'accepted', :sid)""")
                    .params(Map.of("org", organization.value(), "call", id, "sid", sid(1)))
                    .update();
        });
        call = id.toString();
        path = "/webhooks/twilio/status?k="
                + new Callback(organization, id, "answered").seal(world.app.bean(Secrets.class));
    }

    @AfterAll
    static void close() {
        world.close();
    }

    private static String sid(int number) {
        return "CA%032x".formatted(number);
    }

    private static TreeMap<String, List<String>> form(String status) {
        var form = new TreeMap<String, List<String>>();
        form.put("AccountSid", List.of(FakeTwilio.ACCOUNT));
        form.put("CallSid", List.of(sid(1)));
        form.put("CallStatus", List.of(status));
        form.put("SequenceNumber", List.of("1"));
        form.put("Caption", List.of("Grüße, with=signs & more +1"));
        return form;
    }

    private static int post(String target, Map<String, List<String>> form, Map<String, String> headers) {
        return world.post(world.app.address() + target, TwilioWorld.encoded(form), headers)
                .statusCode();
    }

    private static Map<String, String> signed(String token, String url, TreeMap<String, List<String>> form) {
        return Map.of("X-Twilio-Signature", Signature.of(token, url, form));
    }

    private static String trace() {
        return world.count("SELECT count(*) FROM call_event") + "/" + world.count("SELECT sum(version) FROM call") + "/"
                + world.count("SELECT count(*) FROM change_log");
    }

    /// Twilio's own example, with the value computed from the published rule.
    @Test
    void the_signature_is_the_published_one() {
        var form = new TreeMap<String, List<String>>();
        Map.of(
                        "CallSid", "CA1234567890ABCDE",
                        "Caller", "+12349013030",
                        "Digits", "1234",
                        "From", "+12349013030",
                        "To", "+18005551212")
                .forEach((name, value) -> form.put(name, List.of(value)));
        String url = "https://mycompany.com/myapp.php?foo=1&bar=2";
        assertThat(Signature.of("12345", url, form)).isEqualTo("0/KCTR6DLpKmkAf8muzZqo1nDgQ=");
        assertThat(Signature.isGenuine(
                        "0/KCTR6DLpKmkAf8muzZqo1nDgQ=", "12345", url.replace(".com/", ".com:443/"), form))
                .isTrue();
        // Twilio may leave any port out of what it signs, as its own libraries expect; another host it never does.
        assertThat(Signature.isGenuine(
                        "0/KCTR6DLpKmkAf8muzZqo1nDgQ=", "12345", url.replace(".com/", ".com:8443/"), form))
                .isTrue();
        assertThat(Signature.isGenuine("0/KCTR6DLpKmkAf8muzZqo1nDgQ=", "12345", url.replace(".com/", ".org/"), form))
                .isFalse();
        assertThat(Signature.isGenuine("0/KCTR6DLpKmkAf8muzZqo1nDgQ=", "12346", url, form))
                .isFalse();
    }

    @Test
    void ten_thousand_forged_webhooks_change_nothing() {
        var random = new Random(1);
        String before = trace();
        var statuses = new TreeMap<Integer, Integer>();
        for (int i = 0; i < 10_000; i++) {
            var form = form("ringing");
            String url = TwilioWorld.PUBLIC + path;
            String target = path;
            Map<String, String> headers = signed(FakeTwilio.TOKEN, url, form);
            switch (i % 10) {
                case 0 -> headers = Map.of();
                case 1 ->
                    headers = Map.of("X-Twilio-Signature", UUID.randomUUID().toString());
                case 2 -> headers = signed(FakeTwilio.TOKEN, url.replace("example.com", "example.org"), form);
                case 3 -> form.put("CallStatus", List.of("completed"));
                case 4 -> headers = signed("another tenant's token", url, form);
                case 5 -> headers = signed(FakeTwilio.TOKEN, world.app.address() + path, form);
                case 6 -> target = flipped(path, random);
                case 7 -> {
                    form.put("AccountSid", List.of("AC" + "f".repeat(32)));
                    headers = signed(FakeTwilio.TOKEN, url, form);
                }
                case 8 -> target = path.replaceFirst("\\?.*", "");
                default -> form.put("CallSid", List.of(sid(1), sid(2)));
            }
            statuses.merge(post(target, form, headers), 1, Integer::sum);
        }
        assertThat(statuses.keySet()).allMatch(status -> status >= 400 && status < 500);
        assertThat(trace()).isEqualTo(before);
    }

    private static String flipped(String path, Random random) {
        int at = path.indexOf("k=") + 2 + random.nextInt(40);
        return path.substring(0, at) + (path.charAt(at) == 'A' ? 'B' : 'A') + path.substring(at + 1);
    }

    @Test
    void what_is_larger_than_any_webhook_is_not_read() {
        String before = trace();
        var form = form("ringing");
        form.put("Padding", List.of("x".repeat(70_000)));
        assertThat(post(path, form, signed(FakeTwilio.TOKEN, TwilioWorld.PUBLIC + path, form)))
                .isEqualTo(413);
        form.put("Padding", List.of("x".repeat(1_200_000)));
        assertThat(post(path, form, signed(FakeTwilio.TOKEN, TwilioWorld.PUBLIC + path, form)))
                .isEqualTo(413);
        assertThat(trace()).isEqualTo(before);
    }

    @Test
    void ten_thousand_genuine_ones_pass_behind_the_proxy_and_a_repetition_changes_nothing() {
        var form = form("ringing");
        String url = TwilioWorld.PUBLIC + path;
        var headers = signed(FakeTwilio.TOKEN, url, form);
        assertThat(post(path, form, headers)).isEqualTo(204);
        assertThat(world.count("SELECT count(*) FROM call WHERE id = '" + call + "' AND status = 'ringing'"))
                .isEqualTo(1);
        String before = trace();
        var withPort = signed(FakeTwilio.TOKEN, url.replace(".com/", ".com:443/"), form);
        for (int i = 0; i < 10_000; i++) {
            assertThat(post(path, form, i % 2 == 0 ? headers : withPort)).isEqualTo(204);
        }
        assertThat(trace()).isEqualTo(before);
    }

    @Test
    void what_no_webhook_is_gets_an_answer_of_its_own() {
        Client stranger = world.app.anonymous();
        stranger.put("/webhooks/twilio/voice", Map.of()).expectProblem(405, "method-not-allowed");
        stranger.get("/webhooks/twilio/%76oice").expect(403);
        stranger.get("/webhooks/twilio/voicemail").expect(404);
        assertThat(world.owner.get("/metrics").expect(200).body())
                .containsPattern("trunkline_webhook_seconds_count\\{.*kind=\"voice\".*status=\"403\"");
    }

    @Test
    void an_order_whose_answer_was_lost_is_adopted_by_its_first_webhook() {
        var organization = world.owner.organization();
        UUID id = UUID.randomUUID();
        world.app.store().web(organization, () -> {
            world.app
                    .store()
                    .jdbc()
                    .sql("""
                            INSERT INTO call (organization_id, id, mode, from_e164, to_e164, provider, is_mock, launch)
                            VALUES (:org, :call, 'manual', '+12025550100', '+12125550101', 'twilio', false, 'unknown')""")
                    .params(Map.of("org", organization.value(), "call", id))
                    .update();
        });
        String target = "/webhooks/twilio/status?k="
                + new Callback(organization, id, "answered").seal(world.app.bean(Secrets.class));
        var form = form("ringing");
        form.put("CallSid", List.of(sid(7)));
        assertThat(post(target, form, signed(FakeTwilio.TOKEN, TwilioWorld.PUBLIC + target, form)))
                .isEqualTo(204);
        assertThat(world.owner.get("/api/calls/" + id).expect(200).at("/providerCallId"))
                .isEqualTo(sid(7));
        assertThat(world.owner.get("/api/calls/" + id).at("/launch")).isEqualTo("accepted");
    }

    @Test
    void a_webhook_by_get_and_one_signed_with_the_fragment_of_its_address_pass() throws Exception {
        var form = form("initiated");
        String whole = TwilioWorld.PUBLIC + path + "#rc=3&rp=5xx,ct,rt&rt=5000&ct=3000";
        assertThat(post(path, form, signed(FakeTwilio.TOKEN, whole, form))).isEqualTo(204);
        String target = path + "&" + TwilioWorld.encoded(form);
        var request = HttpRequest.newBuilder(URI.create(world.app.address() + target))
                .header(
                        "X-Twilio-Signature",
                        Signature.of(FakeTwilio.TOKEN, TwilioWorld.PUBLIC + target, new TreeMap<>()))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            assertThat(http.send(request, HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(204);
        }
    }

    /// Every event of the conference is lost: the line itself is asked about.
    @Test
    void an_agent_whose_coming_and_going_is_never_told_is_found_by_asking() {
        Client agent = world.owner.colleague("agent");
        assertThat(agent.get("/api/agents/me/status").at("/audio")).isEqualTo("pending");
        world.twilio.faults = new FakeTwilio.Faults(1, 0, 0);
        FakeLine phone = world.phone(agent);
        awaitAudio(agent, "live");
        phone.end("completed");
        // The next look is half a minute away.
        world.app
                .store()
                .web(
                        world.owner.organization(),
                        () -> world.app
                                .store()
                                .jdbc()
                                .sql("UPDATE agent SET audio_check_at = app_now()")
                                .update());
        awaitAudio(agent, "pending");
        world.twilio.faults = FakeTwilio.Faults.NONE;
    }

    private static void awaitAudio(Client agent, String audio) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> agent.get("/api/agents/me/status").at("/audio").equals(audio));
    }
}

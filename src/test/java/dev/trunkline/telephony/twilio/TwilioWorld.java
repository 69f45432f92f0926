package dev.trunkline.telephony.twilio;

import dev.trunkline.WholeApp;
import dev.trunkline.WholeApp.Client;
import dev.trunkline.ids.LeadId;
import dev.trunkline.leads.TestLeads;
import dev.trunkline.store.DatabaseAddress;
import dev.trunkline.store.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/// The whole application behind a proxy that ends TLS, set up for Twilio by environment, in front of the fake.
final class TwilioWorld implements AutoCloseable {

    static final String PUBLIC = "https://dialer.example.com";

    final FakeTwilio twilio;
    final WholeApp app;
    final Client owner;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(3))
            .build();

    TwilioWorld() {
        this(Map.of());
    }

    /// @param more settings
    TwilioWorld(Map<String, String> more) {
        this(TestDatabase.freshAddress(), more, 40);
    }

    /// @param millisPerSecond how long a second of a line's life takes
    TwilioWorld(DatabaseAddress database, Map<String, String> more, long millisPerSecond) {
        twilio = new FakeTwilio(this::deliver, TwilioWorld::willDo, millisPerSecond).live();
        // Time is compressed, our machine is not.
        twilio.patience = 150;
        twilio.spread = 15;
        twilio.labels = false;
        var settings = new LinkedHashMap<String, String>();
        settings.put("trunkline.public-url", PUBLIC);
        settings.put("trunkline.provider", "twilio");
        settings.put("trunkline.twilio.account-sid", FakeTwilio.ACCOUNT);
        settings.put("trunkline.twilio.auth-token", FakeTwilio.TOKEN);
        settings.put("trunkline.twilio.api-key-sid", FakeTwilio.KEY);
        settings.put("trunkline.twilio.api-key-secret", FakeTwilio.SECRET);
        settings.put("trunkline.twilio.app-sid", FakeTwilio.APP);
        settings.put("trunkline.twilio.api-url", twilio.url());
        settings.putAll(more);
        app = WholeApp.start(database, settings);
        owner = app.owner();
        owner.put("/api/settings", Map.of("maxCallsPerSecond", 500, "preset", "b2b"))
                .expect(200);
    }

    /// The last digit of a number says who answers it.
    static FakeTwilio.Behaviour willDo(String to) {
        return switch (to.charAt(to.length() - 1)) {
            case '5' -> FakeTwilio.Behaviour.MACHINE;
            case '6' -> FakeTwilio.Behaviour.BUSY;
            case '7' -> FakeTwilio.Behaviour.NOBODY;
            case '8' -> FakeTwilio.Behaviour.FAILURE;
            default -> FakeTwilio.Behaviour.HUMAN;
        };
    }

    FakeTwilio.Received deliver(FakeTwilio.Delivery delivery) {
        HttpResponse<String> response = post(
                delivery.url().replace(PUBLIC, app.address()),
                encoded(delivery.form()),
                Map.of("X-Twilio-Signature", delivery.signature()));
        return new FakeTwilio.Received(response.statusCode(), response.body());
    }

    static String encoded(Map<String, List<String>> form) {
        return form.entrySet().stream()
                .flatMap(entry -> entry.getValue().stream()
                        .map(value -> URLEncoder.encode(entry.getKey(), StandardCharsets.UTF_8) + "="
                                + URLEncoder.encode(value, StandardCharsets.UTF_8)))
                .collect(Collectors.joining("&"));
    }

    HttpResponse<String> post(String url, String body, Map<String, String> headers) {
        var request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(15))
                .header("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    List<LeadId> leads(int first, int count) {
        return TestLeads.add(app.store(), owner.organization(), first, count);
    }

    static Map<String, Object> alwaysOpen() {
        var days = new LinkedHashMap<String, Object>();
        for (String day : List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun")) {
            days.put(day, List.of("00:00-24:00"));
        }
        return Map.of("days", days);
    }

    List<String> numbers(int count) {
        return java.util.stream.IntStream.range(0, count)
                .mapToObj(i ->
                        owner.post("/api/numbers", Map.of("number", "+120255501" + (10 + i), "label", "Line " + i)))
                .map(answer -> answer.expect(201).at("/id"))
                .toList();
    }

    long count(String query) {
        return app.store()
                .web(
                        owner.organization(),
                        () -> app.store().jdbc().sql(query).query(Long.class).single());
    }

    /// An agent's browser takes its token and calls in.
    FakeLine phone(Client agent) {
        var softphone = agent.get("/api/softphone").expect(200);
        String claims = new String(
                Base64.getUrlDecoder().decode(softphone.at("/phone/token").split("\\.", -1)[1]),
                StandardCharsets.UTF_8);
        return twilio.browser(
                JsonMapper.shared().readTree(claims).get("sub").asString(),
                softphone.at("/phone/identity"),
                PUBLIC + "/webhooks/twilio/voice");
    }

    @Override
    public void close() {
        app.close();
        twilio.close();
    }
}

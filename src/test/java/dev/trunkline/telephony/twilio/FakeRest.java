package dev.trunkline.telephony.twilio;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.trunkline.telephony.twilio.FakeTwilio.Behaviour;
import dev.trunkline.telephony.twilio.FakeTwilio.Health;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;

/// The REST API of the fake Twilio, over real HTTP. Each request is held against the official description.
final class FakeRest implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String BASE = "/2010-04-01/Accounts/";

    private record Answer(int status, Object body) {}

    /// The connection is cut before an answer.
    private static final class CutOff extends RuntimeException {}

    /// A request, with the path below the account in parts.
    private record Asked(
            String account, String method, List<String> path, SortedMap<String, List<String>> form, String query) {

        String part(int index) {
            return index < path.size() ? path.get(index) : "";
        }

        String text(String name) {
            return form.getOrDefault(name, List.of("")).getFirst();
        }
    }

    private final FakeTwilio twilio;
    private final Function<String, Behaviour> behaviour;
    private final HttpServer server;
    private final Map<String, Integer> throttled = new ConcurrentHashMap<>();
    private final Optional<SpecCheck> spec = SpecCheck.find();

    FakeRest(FakeTwilio twilio, Function<String, Behaviour> behaviour) {
        this.twilio = twilio;
        this.behaviour = behaviour;
        try {
            server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 200);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        String method = exchange.getRequestMethod();
        var form =
                TwilioWebhookFilter.form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        String query = exchange.getRequestURI().getRawQuery();
        String account = path.replaceFirst("^" + BASE, "").replaceFirst("[/.].*", "");
        String rest = path.replaceFirst("^" + BASE + account, "");
        twilio.requests.add(method + " " + rest);
        if (!path.endsWith(".wav")) {
            spec.ifPresent(check ->
                    twilio.violations.addAll(check.violations(method, path, query == null ? "" : query, form)));
        }
        Answer answer;
        try {
            answer = serve(
                    exchange,
                    new Asked(
                            account,
                            method,
                            List.of(rest.replaceFirst("\\.(json|wav)$", "").split("/", -1)),
                            form,
                            query == null ? "" : query));
        } catch (CutOff e) {
            exchange.close();
            return;
        } catch (RuntimeException e) {
            answer = error(500, 20500, String.valueOf(e));
        }
        byte[] body = answer.body instanceof byte[] bytes
                ? bytes
                : JSON.writeValueAsString(answer.body).getBytes(StandardCharsets.UTF_8);
        if (body.length > 0) {
            exchange.getResponseHeaders()
                    .set("Content-Type", answer.body instanceof byte[] ? "audio/x-wav" : "application/json");
        }
        exchange.sendResponseHeaders(answer.status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static boolean isAuthorized(HttpExchange exchange, String account) {
        String given = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        List<String> pairs = account.equals(FakeTwilio.SECOND)
                ? List.of(
                        FakeTwilio.SECOND + ":" + FakeTwilio.SECOND_TOKEN,
                        FakeTwilio.SECOND_KEY + ":" + FakeTwilio.SECOND_SECRET)
                : List.of(FakeTwilio.ACCOUNT + ":" + FakeTwilio.TOKEN, FakeTwilio.KEY + ":" + FakeTwilio.SECRET);
        return pairs.stream()
                .map(pair -> "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)))
                .anyMatch(given::equals);
    }

    private Answer serve(HttpExchange exchange, Asked asked) {
        Health health = twilio.health.getOrDefault(asked.account, Health.WELL);
        if (health == Health.DOWN) {
            return error(503, 20503, "Service unavailable");
        }
        if (health == Health.REFUSED || !isAuthorized(exchange, asked.account)) {
            return error(401, 20003, "Authenticate");
        }
        boolean itself = asked.part(1).isEmpty();
        if (health == Health.SUSPENDED && !itself) {
            return error(403, 20005, "Account not active");
        }
        return switch (asked.part(1)) {
            case "" ->
                new Answer(
                        200,
                        Map.of("sid", asked.account, "status", health == Health.SUSPENDED ? "suspended" : "active"));
            case "Calls" ->
                asked.path.size() > 2 ? call(asked) : asked.method.equals("POST") ? create(asked) : list(asked);
            case "Conferences" -> asked.path.size() == 2 ? conferences(asked) : participants(asked);
            case "Recordings" -> new Answer(200, FakeLine.wav());
            default -> error(404, 20404, "not found");
        };
    }

    private static Answer error(int status, int code, String message) {
        return new Answer(status, Map.of("code", code, "message", message, "status", status));
    }

    private static Answer gone() {
        return error(404, 20404, "The requested resource was not found");
    }

    private Answer create(Asked asked) {
        String to = asked.text("To");
        Behaviour will = behaviour.apply(to);
        if (will == Behaviour.REFUSED) {
            return error(400, 21217, "Phone number does not appear to be valid.");
        }
        if (will == Behaviour.ORDER_LOST) {
            throw new CutOff();
        }
        if (will == Behaviour.THROTTLED && throttled.merge(to, 1, Integer::sum) <= 2) {
            return error(429, 20429, "Too Many Requests");
        }
        Map<String, String> flat = new LinkedHashMap<>();
        asked.form.forEach((name, values) -> flat.put(name, String.join(",", values)));
        var line = new FakeLine(twilio, asked.account, asked.text("From"), to, flat, will);
        twilio.lines.put(line.sid, line);
        line.begin();
        if (will == Behaviour.ANSWER_LOST) {
            throw new CutOff();
        }
        return will == Behaviour.SERVER_ERROR
                ? error(503, 20503, "Service unavailable")
                : new Answer(201, line.resource());
    }

    private Answer list(Asked asked) {
        String status = TwilioWebhookFilter.form(asked.query).get("Status").getFirst();
        var calls = twilio.lines.values().stream()
                .filter(line -> line.account.equals(asked.account))
                .map(FakeLine::resource)
                .filter(call -> status.equals(call.get("status")))
                .toList();
        var page = new LinkedHashMap<String, Object>();
        page.put("calls", calls);
        page.put("next_page_uri", null);
        return new Answer(200, page);
    }

    private Answer call(Asked asked) {
        FakeLine line = twilio.lines.get(asked.part(2));
        if (line == null || !line.account.equals(asked.account)) {
            return gone();
        }
        return switch (asked.part(3)) {
            case "Events" -> {
                var events = line.told.stream()
                        .map(body -> Map.of("request", Map.of(), "response", Map.of("response_body", body)))
                        .toList();
                yield new Answer(200, Map.of("events", events));
            }
            case "Recordings" -> recording(line, asked);
            default -> asked.method.equals("GET") ? new Answer(200, line.resource()) : update(line, asked);
        };
    }

    private static Answer recording(FakeLine line, Asked asked) {
        if (line.ended != null || line.answered == null) {
            return error(400, 21220, "Call is not in-progress");
        }
        boolean begins = asked.path.size() == 4;
        return line.record(begins ? "start" : asked.text("Status"), asked.form)
                ? new Answer(begins ? 201 : 200, Map.of("sid", "RE" + line.sid.substring(2)))
                : error(404, 20404, "There is no recording");
    }

    private static Answer update(FakeLine line, Asked asked) {
        if (line.ended != null) {
            return error(400, 21220, "Call is not in-progress. Cannot redirect.");
        }
        switch (asked.text("Status")) {
            // Only what nobody has answered: calls in progress are not affected.
            case "canceled" -> line.cancel();
            case "completed" -> {
                line.cut = line.answered != null;
                line.end(line.answered == null ? "canceled" : "completed");
            }
            default -> {
                if (line.answered == null) {
                    return error(400, 21220, "Call is not in-progress. Cannot redirect.");
                }
                line.redirect(asked.text("Url"));
            }
        }
        return new Answer(200, line.resource());
    }

    private Answer conferences(Asked asked) {
        String name = TwilioWebhookFilter.form(asked.query).get("FriendlyName").getFirst();
        var found = here(asked, name).isEmpty()
                ? List.of()
                : List.of(Map.of("sid", FakeTwilio.conference(name), "friendly_name", name, "status", "in-progress"));
        return new Answer(200, Map.of("conferences", found));
    }

    private List<FakeLine> here(Asked asked, String room) {
        return twilio.inRoom(asked.account, room);
    }

    private Answer participants(Asked asked) {
        String room = twilio.rooms.keySet().stream()
                .filter(key -> key.startsWith(asked.account))
                .map(key -> key.substring(asked.account.length()))
                .filter(name -> FakeTwilio.conference(name).equals(asked.part(2)))
                .findFirst()
                .orElse("");
        if (asked.path.size() == 4) {
            var third = new FakeLine(
                    twilio, asked.account, asked.text("From"), asked.text("To"), Map.of(), Behaviour.HUMAN);
            third.answered = twilio.clock().instant();
            twilio.lines.put(third.sid, third);
            third.join(room, asked.text("Label"), null);
            return new Answer(201, Map.of("call_sid", third.sid, "label", asked.text("Label")));
        }
        List<FakeLine> found = new ArrayList<>(here(asked, room));
        found.removeIf(line -> !line.sid.equals(asked.part(4)) && !line.label.equals(asked.part(4)));
        if (found.isEmpty()) {
            return gone();
        }
        FakeLine line = found.getFirst();
        if (asked.method.equals("DELETE")) {
            line.end("completed");
            return new Answer(204, new byte[0]);
        }
        asked.form.forEach((name, values) -> line.participant.put(name, values.getFirst()));
        return new Answer(200, Map.of("call_sid", line.sid));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

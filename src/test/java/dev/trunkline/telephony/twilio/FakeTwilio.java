package dev.trunkline.telephony.twilio;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.trunkline.telephony.twilio.FakeLine.Verb;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;

/// A stateful Twilio: calls that ring, people who answer, conferences, TwiML fetched and carried out, webhooks with
/// genuine signatures, recordings; and faults. Its book of who was called how often is its own. Time passes by
/// {@link #pass}, or really by {@link #live}.
final class FakeTwilio implements AutoCloseable {

    static final String ACCOUNT = "AC" + "0123456789abcdef".repeat(2);
    static final String TOKEN = "token-of-the-fake-account";
    static final String KEY = "SK" + "0123456789abcdef".repeat(2);
    static final String SECRET = "secret-of-the-key";
    static final String APP = "AP" + "0123456789abcdef".repeat(2);
    private static final JsonMapper JSON = JsonMapper.shared();

    enum Behaviour {
        HUMAN,
        MACHINE,
        BUSY,
        NOBODY,
        FAILURE,
        REFUSED,
        /// Placed, and the connection is cut before the answer.
        ANSWER_LOST,
        /// The connection is cut before anything is placed.
        ORDER_LOST,
        /// Answered with 503, and placed all the same.
        SERVER_ERROR,
        /// The first two requests are over the limit.
        THROTTLED
    }

    /// A webhook on its way.
    record Delivery(String url, String signature, SortedMap<String, List<String>> form) {}

    /// What came of it.
    record Received(int status, String body) {}

    /// Shares of webhooks, of those that nobody waits for the answer of.
    record Faults(double lost, double doubled, double late) {
        static final Faults NONE = new Faults(0, 0, 0);
    }

    private record Task(Instant due, long number, Runnable work) {}

    private final HttpServer server;
    private final Function<Delivery, Received> deliver;
    private final Function<String, Behaviour> behaviour;
    private final long millisPerSecond;
    private final Random random = new Random(7);
    final Map<String, FakeLine> lines = new ConcurrentHashMap<>();
    final Map<String, Map<String, FakeLine>> rooms = new ConcurrentHashMap<>();
    /// Every request, as `POST /Calls.json`, in order.
    final List<String> requests = new CopyOnWriteArrayList<>();

    final List<String> violations = new CopyOnWriteArrayList<>();
    /// How long each answer to a line's question took, ms.
    final List<Double> answerMillis = new CopyOnWriteArrayList<>();

    private final Map<String, Integer> throttled = new ConcurrentHashMap<>();
    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparing(Task::due).thenComparing(Task::number));
    private final ReentrantLock lock = new ReentrantLock();
    private final Optional<SpecCheck> spec = SpecCheck.find();
    volatile Faults faults = Faults.NONE;
    /// How long a person waits for somebody to say something, s.
    volatile double patience = 9;

    /// Ring times differ by up to so many seconds from number to number.
    volatile int spread = 1;

    private long number;
    private volatile Instant now = Instant.parse("2026-03-02T15:00:00Z");
    private volatile boolean live;
    private volatile boolean open = true;

    /// @param millisPerSecond how long a second of a line's life takes; 1000 on a clock of its own
    FakeTwilio(Function<Delivery, Received> deliver, Function<String, Behaviour> behaviour, long millisPerSecond) {
        this.deliver = deliver;
        this.behaviour = behaviour;
        this.millisPerSecond = millisPerSecond;
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

    InstantSource clock() {
        return () -> live ? Instant.now() : now;
    }

    /// From now on time is real.
    FakeTwilio live() {
        live = true;
        Thread.ofPlatform().daemon().name("fake-twilio").start(() -> {
            var threads = Executors.newVirtualThreadPerTaskExecutor();
            while (open) {
                Task due = due(Instant.now());
                if (due == null) {
                    java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
                } else {
                    threads.execute(due.work);
                }
            }
            threads.close();
        });
        return this;
    }

    /// Lets time go by on the fake's own clock.
    void pass(Duration time) {
        Instant end = now.plus(time);
        for (Task task = due(end); task != null; task = due(end)) {
            now = task.due.isAfter(now) ? task.due : now;
            task.work.run();
        }
        now = end;
    }

    private Task due(Instant until) {
        lock.lock();
        try {
            return tasks.isEmpty() || tasks.peek().due.isAfter(until) ? null : tasks.poll();
        } finally {
            lock.unlock();
        }
    }

    void after(double seconds, Runnable work) {
        lock.lock();
        try {
            Instant due = clock().instant().plusMillis(Math.round(seconds * millisPerSecond));
            tasks.add(new Task(due, number++, work));
        } finally {
            lock.unlock();
        }
    }

    int placed(String to) {
        return (int) lines.values().stream().filter(line -> line.to.equals(to)).count();
    }

    /// Posts without waiting for what is answered; this is what faults happen to.
    void tell(String url, Map<String, String> form) {
        if (url == null || url.isEmpty()) {
            return;
        }
        double fate = random.nextDouble();
        if (fate < faults.lost) {
            return;
        }
        boolean late = fate < faults.lost + faults.doubled + faults.late;
        after(0, () -> post(url, form));
        if (fate < faults.lost + faults.doubled) {
            after(random.nextDouble(), () -> post(url, form));
        } else if (late) {
            after(random.nextDouble() * 3, () -> post(url, form));
        }
    }

    Received post(String url, Map<String, String> form) {
        String address = url.contains("#") ? url.substring(0, url.indexOf('#')) : url;
        var sorted = new TreeMap<String, List<String>>();
        form.forEach((name, value) -> sorted.put(name, List.of(value)));
        try {
            return deliver.apply(new Delivery(address, Signature.of(TOKEN, address, sorted), sorted));
        } catch (RuntimeException e) {
            return new Received(0, String.valueOf(e));
        }
    }

    /// What a line is told to do, by its address or else the fallback; empty: hang up.
    List<Verb> ask(FakeLine line, String url, String fallback) {
        long began = System.nanoTime();
        Received received = post(url, line.parameters());
        answerMillis.add((System.nanoTime() - began) / 1e6);
        if (received.status != 200 && fallback != null) {
            received = post(fallback, line.parameters());
        }
        if (received.status != 200) {
            return List.of();
        }
        line.told.add(received.body);
        return FakeLine.verbs(received.body);
    }

    /// An agent's browser calls in through the TwiML App.
    FakeLine browser(String identity, String voiceUrl) {
        var line = new FakeLine(this, "client:" + identity, "", Map.of("Url", voiceUrl), null);
        line.inbound = true;
        lines.put(line.sid, line);
        after(0, line::answered);
        return line;
    }

    String rfc(Instant at) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(at.atZone(ZoneOffset.UTC));
    }

    // ------------------------------------------------------------------------------------------ the REST API

    private record Answer(int status, Object body) {}

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        String method = exchange.getRequestMethod();
        var form = TwilioWebhookApi.form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        String query = exchange.getRequestURI().getRawQuery();
        requests.add(method + " " + path.replaceFirst("^/2010-04-01/Accounts/" + ACCOUNT, ""));
        if (!path.endsWith(".wav")) {
            spec.ifPresent(check -> violations.addAll(check.violations(method, path, form)));
        }
        Answer answer;
        try {
            answer = authorized(exchange)
                    ? serve(method, path, form, query == null ? "" : query)
                    : error(401, 20003, "Authenticate");
        } catch (CutOff e) {
            exchange.close();
            return;
        } catch (RuntimeException e) {
            answer = error(500, 20500, String.valueOf(e));
        }
        byte[] body = answer.body instanceof byte[] bytes
                ? bytes
                : JSON.writeValueAsString(answer.body).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(answer.status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static final class CutOff extends RuntimeException {}

    private static boolean authorized(HttpExchange exchange) {
        String given = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        return List.of(ACCOUNT + ":" + TOKEN, KEY + ":" + SECRET).stream()
                .map(pair ->
                        "Basic " + java.util.Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)))
                .anyMatch(given::equals);
    }

    private Answer serve(String method, String path, SortedMap<String, List<String>> form, String query) {
        String rest = path.replaceFirst("^/2010-04-01/Accounts/" + ACCOUNT, "");
        String[] parts = rest.replaceFirst("\\.(json|wav)$", "").split("/", -1);
        Callable<Answer> what = () -> switch (parts.length < 2 ? "" : parts[1]) {
            case "" -> new Answer(200, Map.of("sid", ACCOUNT, "status", "active"));
            case "Calls" -> parts.length == 2 ? create(form) : call(method, parts, form);
            case "Conferences" -> parts.length == 2 ? conferences(query) : participants(method, parts, form);
            case "Recordings" -> new Answer(200, FakeLine.wav());
            default -> error(404, 20404, "not found");
        };
        try {
            return what.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Answer error(int status, int code, String message) {
        return new Answer(status, Map.of("code", code, "message", message, "status", status));
    }

    private Answer create(SortedMap<String, List<String>> form) {
        String to = form.get("To").getFirst();
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
        form.forEach((name, values) -> flat.put(name, String.join(",", values)));
        var line = new FakeLine(this, form.get("From").getFirst(), to, flat, will);
        lines.put(line.sid, line);
        line.begin();
        if (will == Behaviour.ANSWER_LOST) {
            throw new CutOff();
        }
        return will == Behaviour.SERVER_ERROR
                ? error(503, 20503, "Service unavailable")
                : new Answer(201, line.resource());
    }

    private Answer call(String method, String[] parts, SortedMap<String, List<String>> form) {
        FakeLine line = lines.get(parts[2]);
        if (line == null) {
            return error(404, 20404, "The requested resource was not found");
        }
        if (parts.length > 3 && parts[3].equals("Events")) {
            var events = line.told.stream()
                    .map(body -> Map.of("request", Map.of(), "response", Map.of("response_body", body)))
                    .toList();
            return new Answer(200, Map.of("events", events));
        }
        if (parts.length > 3) {
            if (line.ended != null || line.answered == null) {
                return error(400, 21220, "Call is not in-progress");
            }
            return line.record(parts.length > 4 ? form.get("Status").getFirst() : "start", form)
                    ? new Answer(parts.length > 4 ? 200 : 201, Map.of("sid", "RE" + line.sid.substring(2)))
                    : error(404, 20404, "There is no recording");
        }
        if (method.equals("GET")) {
            return new Answer(200, line.resource());
        }
        if (line.ended != null) {
            return error(400, 21220, "Call is not in-progress. Cannot redirect.");
        }
        if (form.containsKey("Status")) {
            line.cut = line.answered != null;
            line.end(line.answered == null ? "canceled" : "completed");
        } else {
            if (line.answered == null) {
                return error(400, 21220, "Call is not in-progress. Cannot redirect.");
            }
            line.redirect(form.get("Url").getFirst());
        }
        return new Answer(200, line.resource());
    }

    private Answer conferences(String query) {
        String name = TwilioWebhookApi.form(query).get("FriendlyName").getFirst();
        var found = rooms.getOrDefault(name, Map.of()).isEmpty()
                ? List.of()
                : List.of(Map.of("sid", conference(name), "friendly_name", name, "status", "in-progress"));
        return new Answer(200, Map.of("conferences", found));
    }

    static String conference(String room) {
        return "CF"
                + UUID.nameUUIDFromBytes(room.getBytes(StandardCharsets.UTF_8))
                        .toString()
                        .replace("-", "");
    }

    private Answer participants(String method, String[] parts, SortedMap<String, List<String>> form) {
        String room = rooms.keySet().stream()
                .filter(name -> conference(name).equals(parts[2]))
                .findFirst()
                .orElse("");
        Map<String, FakeLine> in = rooms.getOrDefault(room, new ConcurrentHashMap<>());
        if (parts.length == 4) {
            String label = form.get("Label").getFirst();
            var third = new FakeLine(
                    this, form.get("From").getFirst(), form.get("To").getFirst(), Map.of(), Behaviour.HUMAN);
            third.answered = clock().instant();
            lines.put(third.sid, third);
            third.join(room, label, null);
            return new Answer(201, Map.of("call_sid", third.sid, "label", label));
        }
        FakeLine line = in.get(parts[4]);
        if (line == null) {
            return error(404, 20404, "The requested resource was not found");
        }
        if (method.equals("DELETE")) {
            line.end("completed");
            return new Answer(204, new byte[0]);
        }
        form.forEach((name, values) -> line.participant.put(name, values.getFirst()));
        return new Answer(200, Map.of("call_sid", line.sid));
    }

    /// Who is together with others in a room now.
    List<FakeLine> inRoom(String room) {
        return new ArrayList<>(rooms.getOrDefault(room, Map.of()).values());
    }

    @Override
    public void close() {
        open = false;
        server.stop(0);
    }
}

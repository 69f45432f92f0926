package dev.trunkline.telephony.twilio;

import dev.trunkline.telephony.twilio.FakeTwiml.Verb;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.regex.Pattern;

/// A stateful Twilio: calls that ring, people who answer, conferences, TwiML fetched and carried out, webhooks with
/// genuine signatures, recordings; and faults. Its book of who was called how often is its own. Time passes by
/// {@link #pass}, or really by {@link #live}.
final class FakeTwilio implements AutoCloseable {

    static final String ACCOUNT = "AC" + "0123456789abcdef".repeat(2);
    static final String TOKEN = "token-of-the-fake-account";
    static final String KEY = "SK" + "0123456789abcdef".repeat(2);
    static final String SECRET = "secret-of-the-key";
    static final String APP = "AP" + "0123456789abcdef".repeat(2);
    /// A second account, for when the first can't be used.
    static final String SECOND = "AC" + "fedcba9876543210".repeat(2);

    static final String SECOND_TOKEN = "token-of-the-second-account";
    static final String SECOND_KEY = "SK" + "fedcba9876543210".repeat(2);
    static final String SECOND_SECRET = "secret-of-the-second-key";

    /// How an account is.
    enum Health {
        WELL,
        /// Its credentials are refused.
        REFUSED,
        SUSPENDED,
        /// Every request is answered with 503, and nothing is done.
        DOWN
    }

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

    private final FakeRest rest;
    private final Function<Delivery, Received> deliver;
    private final long millisPerSecond;
    private final Random random = new Random(7);
    final Map<String, FakeLine> lines = new ConcurrentHashMap<>();
    final Map<String, Map<String, FakeLine>> rooms = new ConcurrentHashMap<>();
    /// Who tells of a conference: the callback of the one who came first, as long as it lasts.
    final Map<String, String> roomCallbacks = new ConcurrentHashMap<>();
    final Map<String, Health> health = new ConcurrentHashMap<>();
    /// Every request, as `POST /Calls.json`, in order.
    final List<String> requests = new CopyOnWriteArrayList<>();

    final List<String> violations = new CopyOnWriteArrayList<>();
    /// How long each answer to a line's first question took, ms: somebody has picked up and hears nothing yet.
    final List<Double> answerMillis = new CopyOnWriteArrayList<>();

    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparing(Task::due).thenComparing(Task::number));
    private final ReentrantLock lock = new ReentrantLock();
    volatile Faults faults = Faults.NONE;
    /// Whether conferences tell their participants' labels; nothing may depend on it.
    volatile boolean labels = true;

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
        this.millisPerSecond = millisPerSecond;
        this.rest = new FakeRest(this, behaviour);
    }

    String url() {
        return rest.url();
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

    /// On a fake whose lines live differently, what takes seconds takes up to one more: lines don't beat in step.
    void after(double seconds, Runnable work) {
        lock.lock();
        try {
            double more = spread > 1 && seconds >= 1 ? random.nextDouble() : 0;
            Instant due = clock().instant().plusMillis(Math.round((seconds + more) * millisPerSecond));
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

    /// Posts, and again as the address's connection overrides say: `#rc=3&rp=5xx,ct,rt`.
    Received post(String url, Map<String, String> form) {
        String address = url.contains("#") ? url.substring(0, url.indexOf('#')) : url;
        var retries = Pattern.compile("#(?:.*&)?rc=([0-5])").matcher(url);
        int left = retries.find() ? Integer.parseInt(retries.group(1)) : 0;
        var sorted = new TreeMap<String, List<String>>();
        form.forEach((name, value) -> sorted.put(name, List.of(value)));
        var delivery = new Delivery(address, Signature.of(token(form.get("AccountSid")), address, sorted), sorted);
        Received received = deliver(delivery);
        for (; left > 0 && (received.status == 0 || received.status >= 500); left--) {
            received = deliver(delivery);
        }
        return received;
    }

    private Received deliver(Delivery delivery) {
        try {
            return deliver.apply(delivery);
        } catch (RuntimeException e) {
            return new Received(0, String.valueOf(e));
        }
    }

    static String token(String account) {
        return SECOND.equals(account) ? SECOND_TOKEN : TOKEN;
    }

    /// What a line is told to do, by its address or else the fallback; empty: hang up.
    List<Verb> ask(FakeLine line, String url, String fallback) {
        long began = System.nanoTime();
        Received received = post(url, line.parameters());
        if (line.told.isEmpty()) {
            answerMillis.add((System.nanoTime() - began) / 1e6);
        }
        if (received.status != 200 && fallback != null) {
            received = post(fallback, line.parameters());
        }
        if (received.status != 200) {
            return List.of();
        }
        line.told.add(received.body);
        return FakeTwiml.verbs(received.body);
    }

    /// An agent's browser calls in through the TwiML App.
    FakeLine browser(String account, String identity, String voiceUrl) {
        var line = new FakeLine(this, account, "client:" + identity, "", Map.of("Url", voiceUrl), null);
        line.inbound = true;
        lines.put(line.sid, line);
        after(0, line::answered);
        return line;
    }

    String rfc(Instant at) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(at.atZone(ZoneOffset.UTC));
    }

    /// Rooms are each account's own, whatever they are called.
    void enter(FakeLine line, String room, String callback) {
        Map<String, FakeLine> there = rooms.computeIfAbsent(line.account + room, _ -> new ConcurrentHashMap<>());
        synchronized (there) {
            if (there.isEmpty() && callback != null) {
                roomCallbacks.put(line.account + room, callback);
            }
            there.values().forEach(other -> other.met = true);
            line.met |= !there.isEmpty();
            there.put(line.sid, line);
        }
    }

    /// Who is together with others in a room now.
    List<FakeLine> inRoom(String account, String room) {
        return new ArrayList<>(rooms.getOrDefault(account + room, Map.of()).values());
    }

    static String conference(String room) {
        return "CF"
                + UUID.nameUUIDFromBytes(room.getBytes(StandardCharsets.UTF_8))
                        .toString()
                        .replace("-", "");
    }

    @Override
    public void close() {
        open = false;
        rest.close();
    }
}

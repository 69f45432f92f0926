package dev.trunkline.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A client of the event stream that keeps what it was sent.
public final class EventReader implements AutoCloseable {

    public record Received(String event, String id, JsonNode data) {}

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();
    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpResponse<InputStream> response;
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private volatile boolean ended;

    static EventReader open(URI uri) {
        return open(uri, Map.of());
    }

    /// Opens a stream and waits for its hello.
    public static EventReader open(URI uri, Map<String, String> headers) {
        var reader = new EventReader(uri, headers);
        assertThat(reader.response.statusCode()).isEqualTo(200);
        reader.awaitEvent(event -> event.event().equals("hello"));
        return reader;
    }

    private EventReader(URI uri, Map<String, String> headers) {
        var request = HttpRequest.newBuilder(uri)
                .header("Accept", "text/event-stream")
                .header("Accept-Encoding", "gzip");
        headers.forEach(request::header);
        try {
            this.response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        Thread.ofVirtual().start(this::read);
    }

    HttpResponse<?> response() {
        return response;
    }

    public List<Received> received() {
        return received;
    }

    public List<Received> of(String event) {
        return received.stream().filter(one -> one.event().equals(event)).toList();
    }

    String lastId() {
        return received.getLast().id();
    }

    public Received awaitEvent(Predicate<Received> wanted) {
        await().atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> received.stream().anyMatch(wanted));
        return received.stream().filter(wanted).findFirst().orElseThrow();
    }

    /// Waits until more than `known` events have come, or the time is up.
    public void awaitMore(int known, Duration atMost) throws InterruptedException {
        synchronized (received) {
            if (received.size() <= known) {
                received.wait(atMost.toMillis());
            }
        }
    }

    void awaitEnd() {
        await().atMost(Duration.ofMinutes(1)).until(() -> ended);
    }

    @Override
    public void close() {
        try {
            response.body().close();
        } catch (IOException _) {
            // Gone already.
        }
    }

    private void read() {
        try (var lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            String event = "";
            String id = "";
            String data = "";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("event: ")) {
                    event = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    data = line.substring(6);
                } else if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.isEmpty()) {
                    synchronized (received) {
                        received.add(new Received(event, id, JSON.readTree(data)));
                        received.notifyAll();
                    }
                }
            }
        } catch (IOException _) {
            // Cut off, like any stream may be.
        } finally {
            ended = true;
        }
    }
}

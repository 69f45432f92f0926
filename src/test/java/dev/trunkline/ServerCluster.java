package dev.trunkline;

import dev.trunkline.store.DatabaseAddress;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Servers on one database, as a proxy in front of them sees them: a request goes to any.
public final class ServerCluster implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path scratch;
    private final Map<String, String> settings;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final List<ServerProcess> nodes = new CopyOnWriteArrayList<>();

    /// @param scratch where they keep their files
    /// @param settings on top of what every test server has, as environment
    public ServerCluster(Path scratch, Map<String, String> settings) {
        this.scratch = scratch;
        this.settings = settings;
    }

    public HttpClient http() {
        return http;
    }

    /// One more, once it is healthy.
    public void add(DatabaseAddress address) throws IOException {
        ServerProcess node = ServerProcess.start(address, scratch, settings);
        nodes.add(node);
        node.awaitHealthy(http);
    }

    /// Several more, which start at the same time.
    public void add(DatabaseAddress address, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            nodes.add(ServerProcess.start(address, scratch, settings));
        }
        nodes.forEach(node -> node.awaitHealthy(http));
    }

    public int size() {
        return nodes.size();
    }

    public void kill(int index) throws Exception {
        ServerProcess victim = nodes.get(index);
        victim.kill();
        nodes.remove(victim);
    }

    /// In the order in which a request tries them.
    public List<ServerProcess> shuffled() {
        var order = new ArrayList<>(nodes);
        Collections.shuffle(order);
        return order;
    }

    /// Must succeed, at once or soon.
    public JsonNode call(String method, String path, String token, @Nullable Object body) {
        return Awaitility.await(method + " " + path)
                .atMost(Duration.ofSeconds(60))
                .until(() -> request(method, path, token, body), answer -> answer != null);
    }

    /// By whichever node answers; null: none did, or it said no.
    public @Nullable JsonNode request(String method, String path, String token, @Nullable Object body)
            throws InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(shuffled().getFirst().url() + path))
                .timeout(Duration.ofSeconds(10))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)));
        try {
            HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() / 100 == 2
                    ? JSON.readTree(answer.body().isEmpty() ? "{}" : answer.body())
                    : null;
        } catch (IOException e) {
            return null;
        }
    }

    /// Another person who works as an agent; answers their token.
    public String agent(int number) {
        String user = call(
                        "POST",
                        "/api/users",
                        ServerProcess.TOKEN,
                        Map.of(
                                "email",
                                "agent" + number + "@example.com",
                                "name",
                                "Agent " + number,
                                "role",
                                "agent",
                                "password",
                                "a long password"))
                .at("/id")
                .asString();
        return call("POST", "/api/tokens", ServerProcess.TOKEN, Map.of("name", "test", "userId", user))
                .at("/token")
                .asString();
    }

    @Override
    public void close() throws Exception {
        for (ServerProcess node : nodes) {
            node.kill();
        }
    }
}

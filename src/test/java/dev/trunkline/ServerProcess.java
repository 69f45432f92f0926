package dev.trunkline;

import dev.trunkline.store.DatabaseAddress;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/// A server in a process of its own, so that it can be killed.
///
/// @param log what it says
public record ServerProcess(int port, Process process, Path log) {

    public static final String TOKEN = "bootstrap-token-of-tests";

    /// @param scratch where it keeps its files
    /// @param settings on top of what every test server has, as environment
    public static ServerProcess start(DatabaseAddress address, Path scratch, Map<String, String> settings)
            throws IOException {
        int port;
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        var builder = new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath(),
                "dev.trunkline.Trunkline");
        Map<String, String> environment = builder.environment();
        environment.put(
                "TRUNKLINE_DATABASE_URL",
                address.jdbcUrl()
                        .replace(
                                "jdbc:postgresql://",
                                "postgresql://" + address.user() + ":" + address.password() + "@"));
        environment.put(
                "TRUNKLINE_DATA_DIR",
                Files.createDirectories(scratch.resolve("node-" + port)).toString());
        environment.put("TRUNKLINE_PORT", String.valueOf(port));
        environment.put("TRUNKLINE_SECRET_KEY", "a secret key of tests, the same on all nodes");
        environment.put("TRUNKLINE_BOOTSTRAP_TOKEN", TOKEN);
        environment.put("TRUNKLINE_OWNER_EMAIL", "owner@example.com");
        environment.put("TRUNKLINE_OWNER_PASSWORD", "owner's password");
        environment.putAll(settings);
        Path log = scratch.resolve("node-" + port + ".log");
        return new ServerProcess(
                port,
                builder.redirectErrorStream(true).redirectOutput(log.toFile()).start(),
                log);
    }

    /// The built classes and what they need, as a release has them; nothing of the tests' own.
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(":", -1))
                .filter(entry -> !entry.contains("test-classes"))
                .collect(Collectors.joining(":"));
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    public void awaitHealthy(HttpClient http) {
        Awaitility.await("node " + port + " answers")
                .atMost(Duration.ofMinutes(3))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> {
                    if (!process.isAlive()) {
                        throw new AssertionError("node " + port + " died; it said: " + Files.readString(log));
                    }
                    var request = HttpRequest.newBuilder(URI.create(url() + "/health"))
                            .timeout(Duration.ofSeconds(5))
                            .build();
                    return http.send(request, HttpResponse.BodyHandlers.discarding())
                                    .statusCode()
                            == 200;
                });
    }

    /// As by `kill -9`.
    public void kill() throws Exception {
        process.destroyForcibly();
        process.onExit().get(20, TimeUnit.SECONDS);
    }
}

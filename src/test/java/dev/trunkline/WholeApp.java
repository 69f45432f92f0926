package dev.trunkline;

import dev.trunkline.ids.OrganizationId;
import dev.trunkline.security.OrganizationRepository;
import dev.trunkline.security.OrganizationRepository.Owner;
import dev.trunkline.store.DatabaseAddress;
import dev.trunkline.store.Store;
import dev.trunkline.store.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.security.crypto.password.PasswordEncoder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The whole application on a random port over a fresh database. {@link #shared()} is one for all test classes of a
/// run: each test makes what it needs, in an organization of its own where it counts things. A test that needs other
/// settings, or an application of its own, calls {@link #start}.
public final class WholeApp implements AutoCloseable {

    public static final String OWNER_TOKEN = "bootstrap-token-of-tests";
    public static final String OWNER_EMAIL = "owner@example.com";
    public static final String OWNER_PASSWORD = "owner's password";
    /// Of every {@link Client#colleague}.
    public static final String PASSWORD = "a long password";

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final ConfigurableApplicationContext context;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private WholeApp(ConfigurableApplicationContext context) {
        this.context = context;
    }

    private static final class Shared {
        private static final WholeApp APP = start(Map.of());
    }

    public static WholeApp shared() {
        return Shared.APP;
    }

    /// A fresh database and the settings of tests, with `settings` on top (`trunkline.organization`, …).
    public static WholeApp start(Map<String, String> settings) {
        return start(TestDatabase.freshAddress(), settings);
    }

    /// The same on a database that is there.
    public static WholeApp start(DatabaseAddress database, Map<String, String> settings) {
        var all = new LinkedHashMap<String, Object>();
        all.put("trunkline.database-url", url(database));
        all.put("trunkline.data-dir", freshDirectory().toString());
        all.put("trunkline.owner-email", OWNER_EMAIL);
        all.put("trunkline.owner-password", OWNER_PASSWORD);
        all.put("trunkline.bootstrap-token", OWNER_TOKEN);
        all.put("trunkline.anonymous-requests-per-second", "10000");
        all.put("trunkline.anonymous-requests-burst", "10000");
        all.put("server.port", "0");
        all.put("spring.main.register-shutdown-hook", "true");
        all.put("logging.level.root", "WARN");
        all.putAll(settings);
        var context = new SpringApplicationBuilder(Trunkline.class)
                .environment(new org.springframework.core.env.StandardEnvironment())
                .initializers(c -> c.getEnvironment()
                        .getPropertySources()
                        .addFirst(new org.springframework.core.env.MapPropertySource("test", all)))
                .run();
        return new WholeApp(context);
    }

    private static String url(DatabaseAddress database) {
        return database.jdbcUrl()
                .replace("jdbc:postgresql://", "postgresql://" + database.user() + ":" + database.password() + "@");
    }

    private static Path freshDirectory() {
        try {
            return Files.createTempDirectory("trunkline-test");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public <T> Collection<T> beans(Class<T> type) {
        return context.getBeansOfType(type).values();
    }

    public Store store() {
        return bean(Store.class);
    }

    public String address() {
        return "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port");
    }

    /// A client with the owner's bootstrap token.
    public Client owner() {
        return new Client().bearer(OWNER_TOKEN);
    }

    /// A client that sends no credentials.
    public Client anonymous() {
        return new Client();
    }

    /// The owner of a new organization, by an API token: nobody else's numbers disturb what is counted there.
    public Client freshOrganization() {
        String email = "owner" + COUNT.incrementAndGet() + "@fresh.example.com";
        String hash = bean(PasswordEncoder.class).encode(OWNER_PASSWORD);
        bean(OrganizationRepository.class).create("Fresh", new Owner(email, "Owner", hash));
        return signIn(email, OWNER_PASSWORD).withToken();
    }

    /// A browser after signing in: it sends the cookies, and the CSRF header with every request.
    public Client signIn(String email, String password) {
        Answer answer = anonymous()
                .post("/api/auth/login", Map.of("email", email, "password", password))
                .expect(200);
        return anonymous().browser(answer);
    }

    /// The organization of {@link #owner()}.
    public OrganizationId organization() {
        return owner().organization();
    }

    @Override
    public void close() {
        context.close();
    }

    /// Sends requests as one caller. Immutable.
    public final class Client {
        private final Map<String, String> headers;
        private final String userId;
        private final String email;

        private Client() {
            this(Map.of(), "", "");
        }

        private Client(Map<String, String> headers, String userId, String email) {
            this.headers = headers;
            this.userId = userId;
            this.email = email;
        }

        public String userId() {
            return userId;
        }

        public String email() {
            return email;
        }

        /// The organization this client's user belongs to.
        public OrganizationId organization() {
            return OrganizationId.of(get("/api/me").expect(200).at("/organization/id"));
        }

        /// A new user with this role in the same organization, by an API token of theirs.
        public Client colleague(String role) {
            String name = role + COUNT.incrementAndGet() + "-"
                    + UUID.randomUUID().toString().substring(0, 8);
            var wanted = Map.of("email", name + "@example.com", "name", name, "role", role, "password", PASSWORD);
            String id = post("/api/users", wanted).expect(201).at("/id");
            String token = post("/api/tokens", Map.of("name", "test", "userId", id))
                    .expect(201)
                    .at("/token");
            return new Client(Map.of("Authorization", "Bearer " + token), id, name + "@example.com");
        }

        /// The same user by a new API token instead.
        public Client withToken() {
            String token =
                    post("/api/tokens", Map.of("name", "test")).expect(201).at("/token");
            return new Client(
                    Map.of("Authorization", "Bearer " + token),
                    get("/api/me").at("/id"),
                    get("/api/me").at("/email"));
        }

        /// Takes the cookies of an answer on, as a browser does.
        public Client browser(Answer answer) {
            var cookies = new LinkedHashMap<String, String>();
            for (String cookie : answer.response().headers().allValues("set-cookie")) {
                String pair = cookie.substring(0, cookie.indexOf(';'));
                cookies.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
            }
            String header = cookies.entrySet().stream()
                    .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                    .collect(Collectors.joining("; "));
            return header("Cookie", header).header("X-XSRF-TOKEN", cookies.getOrDefault("XSRF-TOKEN", ""));
        }

        public String headerValue(String name) {
            return headers.getOrDefault(name, "");
        }

        public Client without(String header) {
            var fewer = new LinkedHashMap<>(headers);
            fewer.remove(header);
            return new Client(fewer, userId, email);
        }

        public Client header(String name, String value) {
            var more = new LinkedHashMap<>(headers);
            more.put(name, value);
            return new Client(more, userId, email);
        }

        public Client bearer(String token) {
            return header("Authorization", "Bearer " + token);
        }

        public Answer get(String path) {
            return send("GET", path, null);
        }

        public Answer post(String path, Object body) {
            return send("POST", path, body);
        }

        public Answer put(String path, Object body) {
            return send("PUT", path, body);
        }

        public Answer patch(String path, Object body) {
            return send("PATCH", path, body);
        }

        public Answer delete(String path) {
            return send("DELETE", path, null);
        }

        /// `body`: null for none, a text as it is, anything else as JSON. Of an event stream, which never ends, nothing
        /// is read.
        public Answer send(String method, String path, Object body) {
            var request = request(path);
            if (body == null) {
                request.method(method, HttpRequest.BodyPublishers.noBody());
            } else {
                String text = body instanceof String raw ? raw : JSON.writeValueAsString(body);
                if (!headers.containsKey("Content-Type")) {
                    request.header("Content-Type", "application/json");
                }
                request.method(method, HttpRequest.BodyPublishers.ofString(text));
            }
            return answer(request.build());
        }

        /// Sends `file` as multipart/form-data with further fields.
        public Answer upload(String path, String fileName, byte[] file, Map<String, String> fields) {
            String boundary = "boundary-of-tests";
            var body = new java.io.ByteArrayOutputStream();
            fields.forEach((name, value) -> body.writeBytes(("--" + boundary
                            + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n")
                    .getBytes(StandardCharsets.UTF_8)));
            body.writeBytes(("--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\""
                            + fileName + "\"\r\nContent-Type: text/csv\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            body.writeBytes(file);
            body.writeBytes(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
            return answer(request(path)
                    .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                    .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
                    .build());
        }

        private HttpRequest.Builder request(String path) {
            var request = HttpRequest.newBuilder(URI.create(address() + path)).timeout(Duration.ofMinutes(1));
            headers.forEach(request::header);
            return request;
        }

        private Answer answer(HttpRequest request) {
            try {
                var response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
                try (InputStream body = response.body()) {
                    boolean endless = response.headers()
                            .firstValue("content-type")
                            .orElse("")
                            .startsWith("text/event-stream");
                    String text = endless ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8);
                    return new Answer(request, response, text);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    /// What came back.
    public record Answer(HttpRequest request, HttpResponse<?> response, String body) {

        public int status() {
            return response.statusCode();
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        public JsonNode json() {
            return JSON.readTree(body());
        }

        /// The text at a JSON pointer such as `/organization/id`.
        public String at(String pointer) {
            return json().at(pointer).asString();
        }

        /// Fails with the whole answer unless the status is this one.
        public Answer expect(int status) {
            if (status() != status) {
                throw new AssertionError(request.method() + " " + request.uri() + " answered " + status()
                        + " instead of " + status + ": " + body());
            }
            return this;
        }

        /// Fails unless this is a problem with this status and code.
        public Answer expectProblem(int status, String code) {
            expect(status);
            if (!header("content-type").startsWith("application/problem+json")
                    || !at("/code").equals(code)) {
                throw new AssertionError("not the problem " + code + ": " + body());
            }
            return this;
        }
    }
}

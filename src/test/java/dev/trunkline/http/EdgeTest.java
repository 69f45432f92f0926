package dev.trunkline.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.WholeApp;
import dev.trunkline.WholeApp.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EdgeTest {

    private final WholeApp app = WholeApp.shared();

    @Test
    void health_tells_up_and_nothing_else() {
        assertThat(app.anonymous().get("/health").expect(200).body())
                .isEqualTo("{\"status\":\"up\",\"database\":\"up\"}");
        app.anonymous().get("/health/live").expect(200);
        app.anonymous().get("/health/ready").expect(200);
    }

    @Test
    void metrics_are_for_this_machine_and_for_admins() {
        assertThat(app.anonymous().get("/metrics").expect(200).body()).contains("jvm_memory_used_bytes");
        app.anonymous().header("X-Forwarded-For", "203.0.113.9").get("/metrics").expectProblem(401, "not-signed-in");
        app.owner().header("X-Forwarded-For", "203.0.113.9").get("/metrics").expect(200);
        app.owner().colleague("supervisor").get("/metrics").expectProblem(403, "forbidden");
    }

    @Test
    void nothing_of_the_actuator_is_exposed() {
        app.owner().get("/actuator/env.x").expect(404);
        assertThat(app.owner().get("/actuator/health").body()).doesNotContain("\"status\":\"UP\"");
    }

    @Test
    void every_answer_to_a_browser_carries_the_security_headers() {
        for (Answer answer : List.of(
                app.owner().get("/api/me"),
                app.anonymous().get("/api/me"),
                app.anonymous().get("/nothing.txt"))) {
            assertThat(answer.header("content-security-policy"))
                    .contains("default-src 'self'", "script-src 'self'", "frame-ancestors 'none'")
                    .doesNotContain("script-src 'self' 'unsafe");
            assertThat(answer.header("x-content-type-options")).isEqualTo("nosniff");
            assertThat(answer.header("x-frame-options")).isEqualTo("DENY");
            assertThat(answer.header("referrer-policy")).isEqualTo("no-referrer");
            assertThat(answer.header("permissions-policy")).contains("microphone=(self)");
            assertThat(answer.header("cache-control")).contains("no-");
            assertThat(answer.header("strict-transport-security")).isEmpty();
        }
    }

    @Test
    void an_answer_to_a_provider_is_kept_by_no_proxy() {
        Answer answer = app.anonymous().get("/webhooks/twilio/voice").expect(403);
        assertThat(answer.header("cache-control")).isEqualTo("no-store");
        assertThat(answer.header("x-content-type-options")).isEqualTo("nosniff");
    }

    @Test
    void behind_https_cookies_are_secure_and_browsers_are_told_to_stay_there() {
        try (WholeApp https = WholeApp.start(Map.of("trunkline.public-url", "https://dialer.example.com/"))) {
            Answer answer = https.anonymous()
                    .post("/api/auth/login", Map.of("email", WholeApp.OWNER_EMAIL, "password", WholeApp.OWNER_PASSWORD))
                    .expect(200);
            assertThat(answer.header("strict-transport-security")).startsWith("max-age=31536000");
            assertThat(answer.response().headers().allValues("set-cookie")).allMatch(c -> c.contains("; Secure"));
        }
    }

    @Test
    void too_many_requests_are_told_when_to_come_back() {
        try (WholeApp strict = WholeApp.start(
                Map.of("trunkline.anonymous-requests-per-second", "0.5", "trunkline.anonymous-requests-burst", "3"))) {
            for (int i = 0; i < 3; i++) {
                strict.anonymous().get("/api/me").expect(401);
            }
            Answer refused = strict.anonymous().get("/api/me").expectProblem(429, "too-many-requests");
            assertThat(refused.header("retry-after")).isEqualTo("2");
            strict.owner().get("/api/me").expect(200);
            strict.anonymous().get("/health").expect(200);
        }
    }

    @Test
    void the_description_of_the_api_names_ids_and_words_as_they_travel() {
        var api = app.anonymous().get("/api/openapi.json").expect(200).json();
        assertThat(api.at("/openapi").asString()).startsWith("3.1");
        assertThat(api.at("/components/schemas/CallerNumber/properties/id/format")
                        .asString())
                .isEqualTo("uuid");
        assertThat(api.at("/components/schemas/User/properties/role/enum"))
                .extracting(word -> word.asString())
                .containsExactly("owner", "admin", "supervisor", "agent");
        assertThat(api.at("/paths/~1api~1numbers/get/parameters"))
                .extracting(parameter -> parameter.get("name").asString())
                .containsExactlyInAnyOrder("cursor", "limit");
        assertThat(api.at("/paths/~1api~1numbers/get/description").asString()).isEqualTo("Least role: agent.");
    }

    @Test
    void the_description_can_be_browsed() {
        Answer docs = app.anonymous().get("/api/docs");
        assertThat(docs.status()).isEqualTo(302);
        Answer page = app.anonymous().get(docs.header("location")).expect(200);
        assertThat(page.body()).contains("swagger-ui").doesNotContain("<script>");
    }

    @Test
    void every_page_is_the_web_app_the_first_one_included() {
        for (String address : List.of("/", "/?from=mail", "/index.html", "/leads", "/campaigns/new")) {
            Answer page =
                    app.anonymous().header("Accept", "text/html").get(address).expect(200);
            assertThat(page.header("content-type")).as(address).startsWith("text/html");
            assertThat(page.header("cache-control")).as(address).contains("no-");
            assertThat(page.body()).as(address).contains("The web app");
        }
    }

    @Test
    void pages_and_files_and_routes_are_told_apart() {
        assertThat(PagesConfig.isPage("campaigns/42")).isTrue();
        assertThat(PagesConfig.isPage("")).isTrue();
        assertThat(PagesConfig.isPage("logo.svg")).isFalse();
        assertThat(PagesConfig.isPage("assets/index-1234.js")).isFalse();
        assertThat(PagesConfig.isPage("api/nothing")).isFalse();
        assertThat(PagesConfig.isPage("webhooks/twilio/status")).isFalse();
    }

    @Test
    void the_web_app_answers_for_every_page_of_it_and_its_hashed_files_are_kept(@TempDir Path files)
            throws IOException {
        Files.createDirectory(files.resolve("assets"));
        Files.writeString(files.resolve("index.html"), "<!doctype html><title>Trunkline</title>");
        Files.writeString(files.resolve("assets/index-1a2b.js"), "1");
        Files.writeString(files.getParent().resolve("outside.txt"), "secret");
        try (WholeApp web =
                WholeApp.start(Map.of("trunkline.web-files", files.toUri().toString()))) {
            for (String page : java.util.List.of("/", "/campaigns/42", "/sign-in?token=x", "/index.html")) {
                Answer answer = web.anonymous().get(page).expect(200);
                assertThat(answer.body()).contains("<title>Trunkline</title>");
                assertThat(answer.header("content-type")).startsWith("text/html");
                assertThat(answer.header("cache-control")).isEqualTo("no-cache");
            }
            assertThat(web.anonymous().get("/assets/index-1a2b.js").expect(200).header("cache-control"))
                    .contains("immutable");
            for (String nothing :
                    java.util.List.of("/assets/gone.js", "/logo.png", "/..%2foutside.txt", "/%2e%2e/outside.txt")) {
                assertThat(web.anonymous().get(nothing).status()).isBetween(400, 404);
            }
            web.anonymous().get("/api/none").expectProblem(404, "no-such-route");
        } finally {
            Files.delete(files.getParent().resolve("outside.txt"));
        }
    }

    @Test
    void a_build_without_the_web_app_says_so() {
        try (WholeApp bare = WholeApp.start(Map.of("trunkline.web-files", "file:/nowhere/"))) {
            bare.anonymous().get("/").expectProblem(404, "no-web-app");
            bare.anonymous().get("/campaigns").expectProblem(404, "no-web-app");
        }
    }

    @Test
    void times_have_milliseconds_and_end_in_z() {
        assertThat(app.owner().get("/api/users").expect(200).at("/items/0/createdAt"))
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    }
}

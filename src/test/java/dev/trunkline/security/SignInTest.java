package dev.trunkline.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.WholeApp;
import dev.trunkline.WholeApp.Answer;
import dev.trunkline.WholeApp.Client;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SignInTest {

    private final WholeApp app = WholeApp.shared();

    private static String someEmail() {
        return UUID.randomUUID() + "@example.com";
    }

    private Answer login(String email, String password) {
        return app.anonymous().post("/api/auth/login", Map.of("email", email, "password", password));
    }

    @Test
    void the_right_password_opens_a_session_that_says_who_i_am() {
        Answer answer = login(" Owner@Example.com ", WholeApp.OWNER_PASSWORD).expect(200);
        assertThat(answer.at("/role")).isEqualTo("owner");
        assertThat(answer.at("/organization/timeZone")).isEqualTo("America/New_York");
        Client browser = app.anonymous().browser(answer);
        assertThat(browser.get("/api/me").expect(200).body()).isEqualTo(answer.body());
    }

    @Test
    void the_session_cookie_is_unreadable_for_scripts_and_the_csrf_cookie_is_not() {
        List<String> cookies = login(WholeApp.OWNER_EMAIL, WholeApp.OWNER_PASSWORD)
                .response()
                .headers()
                .allValues("set-cookie");
        assertThat(cookies).hasSize(2).allMatch(cookie -> cookie.contains("SameSite=Lax") && cookie.contains("Path=/"));
        assertThat(cookies.get(0)).startsWith("trunkline_session=").contains("HttpOnly");
        assertThat(cookies.get(1)).startsWith("XSRF-TOKEN=").doesNotContain("HttpOnly");
    }

    @Test
    void signing_out_ends_the_session_at_once() {
        Client browser = app.signIn(WholeApp.OWNER_EMAIL, WholeApp.OWNER_PASSWORD);
        browser.get("/api/me").expect(200);
        browser.post("/api/auth/logout", Map.of()).expect(204);
        browser.get("/api/me").expectProblem(401, "not-signed-in");
    }

    @Test
    void a_wrong_password_and_an_unknown_address_look_the_same() {
        Client agent = app.owner().colleague("agent");
        Answer wrong = login(agent.email(), "not the password").expectProblem(401, "sign-in-failed");
        Answer unknown = login(someEmail(), "not the password").expectProblem(401, "sign-in-failed");
        assertThat(wrong.body()).isEqualTo(unknown.body());
    }

    @Test
    void ten_wrong_passwords_make_the_right_one_wait_and_unknown_addresses_wait_the_same() {
        String known = app.owner().colleague("agent").email();
        String unknown = someEmail();
        for (String email : List.of(known, unknown)) {
            for (int i = 0; i < 10; i++) {
                login(email, "wrong").expectProblem(401, "sign-in-failed");
            }
        }
        for (String email : List.of(known, unknown)) {
            Answer blocked = login(email, WholeApp.PASSWORD).expectProblem(429, "too-many-attempts");
            assertThat(Integer.parseInt(blocked.header("retry-after"))).isBetween(20, 30);
        }
    }

    @Test
    void the_right_password_takes_wrong_tries_back() {
        Client agent = app.owner().colleague("agent");
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 9; i++) {
                login(agent.email(), "wrong").expect(401);
            }
            login(agent.email(), WholeApp.PASSWORD).expect(200);
        }
    }

    @Test
    void a_browser_must_send_its_csrf_token_to_change_anything() {
        Client browser = app.signIn(WholeApp.OWNER_EMAIL, WholeApp.OWNER_PASSWORD);
        browser.put("/api/settings", Map.of()).expect(200);
        browser.without("X-XSRF-TOKEN").put("/api/settings", Map.of()).expectProblem(403, "csrf");
        browser.header("X-XSRF-TOKEN", "guess").put("/api/settings", Map.of()).expectProblem(403, "csrf");
        browser.without("X-XSRF-TOKEN").get("/api/settings").expect(200);
    }

    @Test
    void a_csrf_cookie_planted_by_a_neighbour_is_no_use() {
        String cookie = "trunkline_session=" + sessionOf(login(WholeApp.OWNER_EMAIL, WholeApp.OWNER_PASSWORD))
                + "; XSRF-TOKEN=planted";
        app.anonymous()
                .header("Cookie", cookie)
                .header("X-XSRF-TOKEN", "planted")
                .put("/api/settings", Map.of())
                .expectProblem(403, "csrf");
    }

    @Test
    void a_lost_csrf_cookie_is_given_again() {
        String session = sessionOf(login(WholeApp.OWNER_EMAIL, WholeApp.OWNER_PASSWORD));
        Answer answer = app.anonymous()
                .header("Cookie", "trunkline_session=" + session)
                .get("/api/me")
                .expect(200);
        assertThat(answer.response().headers().allValues("set-cookie"))
                .anyMatch(cookie -> cookie.startsWith("XSRF-TOKEN="));
    }

    private static String sessionOf(Answer answer) {
        String cookie = answer.response().headers().allValues("set-cookie").getFirst();
        return cookie.substring(cookie.indexOf('=') + 1, cookie.indexOf(';'));
    }

    @Test
    void only_hashes_of_secrets_are_stored() {
        String session = sessionOf(login(WholeApp.OWNER_EMAIL, WholeApp.OWNER_PASSWORD));
        Client owner = app.owner();
        var stored = app.store()
                .web(
                        owner.organization(),
                        () -> app.store()
                                .jdbc()
                                .sql(
                                        "SELECT hash FROM token UNION ALL SELECT password_hash FROM app_user WHERE password_hash IS NOT NULL")
                                .query(String.class)
                                .list());
        assertThat(stored).contains(Bearer.hash(session)).doesNotContain(session, WholeApp.OWNER_TOKEN);
        assertThat(stored).noneMatch(text -> text.contains(WholeApp.OWNER_PASSWORD));
    }

    @Test
    void a_new_password_needs_the_old_one_and_ends_other_sessions() {
        Client agent = app.owner().colleague("agent");
        Client here = app.signIn(agent.email(), WholeApp.PASSWORD);
        Client elsewhere = app.signIn(agent.email(), WholeApp.PASSWORD);
        here.post("/api/auth/password", Map.of("newPassword", "another password"))
                .expectProblem(422, "validation");
        here.post("/api/auth/password", Map.of("currentPassword", "no", "newPassword", "another password"))
                .expectProblem(422, "validation");
        here.post("/api/auth/password", Map.of("currentPassword", WholeApp.PASSWORD, "newPassword", "short"))
                .expectProblem(422, "validation");
        here.post("/api/auth/password", Map.of("currentPassword", WholeApp.PASSWORD, "newPassword", "another password"))
                .expect(204);
        here.get("/api/me").expect(200);
        elsewhere.get("/api/me").expect(401);
        login(agent.email(), WholeApp.PASSWORD).expect(401);
        login(agent.email(), "another password").expect(200);
    }

    @Test
    void an_api_token_cannot_change_the_password_of_its_user() {
        app.owner()
                .colleague("agent")
                .post("/api/auth/password", Map.of("newPassword", "another password"))
                .expectProblem(403, "forbidden");
    }

    @Test
    void a_sign_in_link_works_once_and_lets_its_user_choose_a_password() {
        String email = someEmail();
        Answer made = app.owner()
                .post("/api/users", Map.of("email", email, "name", "New", "role", "supervisor"))
                .expect(201);
        String token = made.at("/signInLink").replaceFirst(".*token=", "");
        Answer entered =
                app.anonymous().post("/api/auth/link", Map.of("token", token)).expect(200);
        assertThat(entered.json().get("mustSetPassword").asBoolean()).isTrue();
        app.anonymous().post("/api/auth/link", Map.of("token", token)).expectProblem(401, "link-used");
        Client browser = app.anonymous().browser(entered);
        browser.post("/api/auth/password", Map.of("newPassword", "chosen by myself"))
                .expect(204);
        assertThat(login(email, "chosen by myself")
                        .expect(200)
                        .json()
                        .get("mustSetPassword")
                        .asBoolean())
                .isFalse();
    }

    @Test
    void neither_a_link_nor_a_session_works_as_an_api_token() {
        String session = sessionOf(login(WholeApp.OWNER_EMAIL, WholeApp.OWNER_PASSWORD));
        app.anonymous().bearer(session).get("/api/me").expect(401);
        app.anonymous()
                .header("Cookie", "trunkline_session=" + WholeApp.OWNER_TOKEN)
                .get("/api/me")
                .expect(401);
    }

    @Test
    void an_expired_session_is_over() {
        Client agent = app.owner().colleague("agent");
        Client browser = app.signIn(agent.email(), WholeApp.PASSWORD);
        app.store().web(agent.organization(), () -> {
            app.store()
                    .jdbc()
                    .sql(
                            "UPDATE token SET expires_at = app_now() - interval '1 second' WHERE user_id = :user AND kind = 'session'")
                    .param("user", UUID.fromString(agent.userId()))
                    .update();
        });
        // Nobody asked for this session yet, so nothing about it is remembered.
        browser.get("/api/me").expectProblem(401, "not-signed-in");
    }

    @Test
    void sessions_that_ended_long_ago_are_forgotten_at_the_next_sign_in() {
        Client agent = app.owner().colleague("agent");
        app.signIn(agent.email(), WholeApp.PASSWORD)
                .post("/api/auth/logout", Map.of())
                .expect(204);
        app.store().web(agent.organization(), () -> {
            app.store()
                    .jdbc()
                    .sql(
                            "UPDATE token SET revoked_at = revoked_at - interval '31 days' WHERE user_id = :user AND kind = 'session'")
                    .param("user", UUID.fromString(agent.userId()))
                    .update();
        });
        app.signIn(agent.email(), WholeApp.PASSWORD);
        long kept = app.store()
                .web(
                        agent.organization(),
                        () -> app.store()
                                .jdbc()
                                .sql("SELECT count(*) FROM token WHERE user_id = :user")
                                .param("user", UUID.fromString(agent.userId()))
                                .query(Long.class)
                                .single());
        assertThat(kept).as("the API token and the new session").isEqualTo(2);
        agent.get("/api/me").expect(200);
    }
}

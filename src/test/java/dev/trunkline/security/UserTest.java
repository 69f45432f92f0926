package dev.trunkline.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.WholeApp;
import dev.trunkline.WholeApp.Client;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class UserTest {

    private final WholeApp app = WholeApp.shared();
    private final Client owner = app.freshOrganization();

    private static Map<String, String> somebody(String role) {
        return Map.of(
                "email",
                UUID.randomUUID() + "@example.com",
                "name",
                "Some Body",
                "role",
                role,
                "password",
                "a password");
    }

    @Test
    void users_are_listed_by_pages_without_their_secrets() {
        owner.colleague("agent");
        owner.colleague("agent");
        var first = owner.get("/api/users?limit=2").expect(200);
        assertThat(first.json().get("items")).hasSize(2);
        assertThat(first.body()).doesNotContain("password_hash", "passwordHash", "bcrypt");
        var second = owner.get("/api/users?limit=2&cursor=" + first.at("/nextCursor"))
                .expect(200);
        assertThat(second.json().get("items")).hasSize(1);
        assertThat(second.json().get("nextCursor").isNull()).isTrue();
    }

    @Test
    void an_address_signs_in_to_one_organization() {
        Client other = app.freshOrganization();
        Client taken = owner.colleague("agent");
        other.post("/api/users", Map.of("email", taken.email().toUpperCase(), "name", "Again", "role", "agent"))
                .expectProblem(409, "email-taken");
    }

    @Test
    void every_wrong_field_is_named() {
        var answer =
                owner.post("/api/users", Map.of("email", "nobody", "name", " ")).expectProblem(422, "validation");
        assertThat(answer.json().get("fields"))
                .extracting(field -> field.get("field").asString())
                .containsExactlyInAnyOrder("email", "name", "role");
    }

    @Test
    void only_an_owner_makes_or_changes_owners() {
        Client admin = owner.colleague("admin");
        admin.post("/api/users", somebody("owner")).expectProblem(403, "forbidden");
        String someone = admin.post("/api/users", somebody("agent")).expect(201).at("/id");
        admin.patch("/api/users/" + someone, Map.of("role", "owner")).expectProblem(403, "forbidden");
        String ownerId = owner.get("/api/me").at("/id");
        admin.patch("/api/users/" + ownerId, Map.of("name", "Demoted")).expectProblem(403, "forbidden");
        admin.post("/api/users/" + ownerId + "/sign-in-link", Map.of()).expectProblem(403, "forbidden");
        admin.post("/api/tokens", Map.of("name", "steal", "userId", ownerId)).expectProblem(403, "forbidden");
        owner.patch("/api/users/" + someone, Map.of("role", "owner")).expect(200);
    }

    @Test
    void the_last_owner_stays() {
        String id = owner.get("/api/me").at("/id");
        owner.delete("/api/users/" + id).expectProblem(409, "last-owner");
        owner.patch("/api/users/" + id, Map.of("role", "admin")).expectProblem(409, "last-owner");
        owner.patch("/api/users/" + id, Map.of("status", "disabled")).expectProblem(409, "last-owner");
        owner.post("/api/users", somebody("owner")).expect(201);
        owner.patch("/api/users/" + id, Map.of("role", "admin")).expect(200);
    }

    @Test
    void a_disabled_user_is_out_at_once_and_can_come_back() {
        Client agent = owner.colleague("agent");
        Client browser = app.signIn(agent.email(), WholeApp.PASSWORD);
        browser.get("/api/me").expect(200);
        agent.get("/api/me").expect(200);
        owner.patch("/api/users/" + agent.userId(), Map.of("status", "disabled"))
                .expect(200);
        browser.get("/api/me").expect(401);
        agent.get("/api/me").expect(401);
        app.anonymous()
                .post("/api/auth/login", Map.of("email", agent.email(), "password", WholeApp.PASSWORD))
                .expect(401);
        owner.patch("/api/users/" + agent.userId(), Map.of("status", "active")).expect(200);
        app.signIn(agent.email(), WholeApp.PASSWORD).get("/api/me").expect(200);
    }

    @Test
    void a_role_that_was_taken_away_counts_at_once() {
        Client admin = owner.colleague("admin");
        admin.get("/api/audit").expect(200);
        owner.patch("/api/users/" + admin.userId(), Map.of("role", "agent")).expect(200);
        admin.get("/api/audit").expectProblem(403, "forbidden");
    }

    @Test
    void a_user_without_history_is_deleted_and_one_with_calls_is_disabled() {
        Client fresh = owner.colleague("agent");
        owner.delete("/api/users/" + fresh.userId()).expect(204);
        owner.patch("/api/users/" + fresh.userId(), Map.of("name", "x")).expectProblem(404, "not-found");
        Client busy = owner.colleague("agent");
        app.store().web(owner.organization(), () -> {
            app.store()
                    .jdbc()
                    .sql("""
                            INSERT INTO call (organization_id, user_id, mode, from_e164, to_e164, provider, is_mock, status, ended_at)
                            VALUES (:organization, :user, 'manual', '+12025550100', '+12025550101', 'simulator', true, 'failed', app_now())""")
                    .param("organization", owner.organization().value())
                    .param("user", UUID.fromString(busy.userId()))
                    .update();
        });
        assertThat(owner.delete("/api/users/" + busy.userId()).expect(200).at("/status"))
                .isEqualTo("disabled");
        busy.get("/api/me").expect(401);
    }

    @Test
    void a_token_is_shown_once_and_ends_when_it_is_revoked() {
        var made = owner.post("/api/tokens", Map.of("name", "CRM")).expect(201);
        Client program = app.anonymous().bearer(made.at("/token"));
        program.get("/api/me").expect(200);
        assertThat(owner.get("/api/tokens").expect(200).body()).contains("CRM").doesNotContain(made.at("/token"));
        owner.delete("/api/tokens/" + made.at("/id")).expect(204);
        program.get("/api/me").expect(401);
        owner.delete("/api/tokens/" + made.at("/id")).expectProblem(404, "not-found");
    }

    @Test
    void a_read_only_token_changes_nothing() {
        String token = owner.post("/api/tokens", Map.of("name", "reports", "scopes", List.of("read")))
                .expect(201)
                .at("/token");
        Client reader = app.anonymous().bearer(token);
        reader.get("/api/settings").expect(200);
        reader.put("/api/settings", Map.of()).expectProblem(403, "read-only-token");
        owner.post("/api/tokens", Map.of("name", "x", "scopes", List.of("all"))).expectProblem(422, "validation");
        owner.post("/api/tokens", Map.of("name", "x", "expiresAt", "2001-01-01T00:00:00Z"))
                .expectProblem(422, "validation");
    }

    @Test
    void agents_see_and_revoke_only_their_own_tokens() {
        Client one = owner.colleague("agent");
        Client two = owner.colleague("agent");
        var made = one.post("/api/tokens", Map.of("name", "mine")).expect(201);
        assertThat(two.get("/api/tokens").expect(200).body()).doesNotContain(made.at("/id"));
        two.delete("/api/tokens/" + made.at("/id")).expectProblem(404, "not-found");
        two.post("/api/tokens", Map.of("name", "theirs", "userId", one.userId()))
                .expectProblem(403, "forbidden");
        one.delete("/api/tokens/" + made.at("/id")).expect(204);
    }

    @Test
    void objects_of_another_organization_are_not_there() {
        Client other = app.freshOrganization();
        Client agent = owner.colleague("agent");
        String token = owner.post("/api/tokens", Map.of("name", "mine")).at("/id");
        other.patch("/api/users/" + agent.userId(), Map.of("name", "Stolen")).expectProblem(404, "not-found");
        other.delete("/api/users/" + agent.userId()).expectProblem(404, "not-found");
        other.post("/api/users/" + agent.userId() + "/sign-in-link", Map.of()).expectProblem(404, "not-found");
        other.post("/api/tokens", Map.of("name", "x", "userId", agent.userId())).expectProblem(404, "not-found");
        other.delete("/api/tokens/" + token).expectProblem(404, "not-found");
        assertThat(other.get("/api/users").body()).doesNotContain(agent.userId());
        assertThat(other.get("/api/audit").body()).doesNotContain(agent.userId());
    }
}

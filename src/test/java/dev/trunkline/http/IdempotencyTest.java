package dev.trunkline.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trunkline.WholeApp;
import dev.trunkline.WholeApp.Answer;
import dev.trunkline.WholeApp.Client;
import dev.trunkline.access.Caller;
import dev.trunkline.access.Role;
import dev.trunkline.http.IdempotencyRepository.Claim;
import dev.trunkline.ids.UserId;
import dev.trunkline.store.Store;
import java.util.ArrayList;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class IdempotencyTest {

    private final WholeApp app = WholeApp.shared();
    private final Client owner = app.freshOrganization();
    private final Client repeating =
            owner.header("Idempotency-Key", UUID.randomUUID().toString());
    private final IdempotencyRepository keys = app.bean(IdempotencyRepository.class);

    private static Map<String, String> number(String number) {
        return Map.of("number", number, "label", "Main");
    }

    private long count(String table) {
        return app.store()
                .web(
                        owner.organization(),
                        () -> app.store()
                                .jdbc()
                                .sql("SELECT count(*) FROM " + table)
                                .query(Long.class)
                                .single());
    }

    @Test
    void a_repeated_request_gets_the_first_answer_and_creates_nothing() {
        Answer first = repeating.post("/api/numbers", number("+12025550143")).expect(201);
        Answer second = repeating.post("/api/numbers", number("+12025550143")).expect(201);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.header("idempotent-replayed")).isEqualTo("true");
        assertThat(count("number")).isEqualTo(1);
    }

    @Test
    void twenty_at_once_create_one() throws Exception {
        var statuses = new ArrayList<Integer>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = new ArrayList<Callable<Answer>>();
            for (int i = 0; i < 20; i++) {
                calls.add(() -> repeating.post("/api/tokens", Map.of("name", "one")));
            }
            for (var answer : threads.invokeAll(calls)) {
                statuses.add(answer.get().status());
                if (answer.get().status() == 409) {
                    answer.get().expectProblem(409, "idempotency-in-progress");
                }
            }
        }
        assertThat(statuses).contains(201).allMatch(status -> status == 201 || status == 409);
        assertThat(count("token WHERE name = 'one'")).isEqualTo(1);
    }

    @Test
    void the_same_key_with_another_body_is_refused() {
        repeating.post("/api/numbers", number("+12025550143")).expect(201);
        repeating.post("/api/numbers", number("+12025550144")).expectProblem(422, "idempotency-key-reused");
        repeating.post("/api/tokens", Map.of("name", "x")).expectProblem(422, "idempotency-key-reused");
    }

    @Test
    void a_refusal_that_saved_nothing_frees_the_key() {
        repeating.post("/api/numbers", number("+1202")).expectProblem(422, "invalid-number");
        repeating.post("/api/numbers", number("+12025550143")).expect(201);
    }

    @Test
    void keys_of_different_users_are_different_keys() {
        Client colleague = owner.colleague("admin");
        repeating.post("/api/tokens", Map.of("name", "x")).expect(201);
        Answer other = colleague
                .header("Idempotency-Key", repeating.headerValue("Idempotency-Key"))
                .post("/api/tokens", Map.of("name", "x"))
                .expect(201);
        assertThat(other.header("idempotent-replayed")).isEmpty();
    }

    @Test
    void a_secret_in_a_kept_answer_is_not_readable_in_the_database() {
        String token =
                repeating.post("/api/tokens", Map.of("name", "x")).expect(201).at("/token");
        assertThat(repeating.post("/api/tokens", Map.of("name", "x")).at("/token"))
                .isEqualTo(token);
        assertThat(count("idempotency_key WHERE position(convert_to('" + token + "', 'UTF8') IN body) > 0"))
                .isZero();
    }

    @Test
    void an_absurd_key_is_refused() {
        owner.header("Idempotency-Key", "k".repeat(201))
                .post("/api/tokens", Map.of("name", "x"))
                .expectProblem(422, "validation");
    }

    // What a node leaves behind that dies in the middle is made by hand: claims whose owner never comes back.

    private Caller me() {
        return new Caller(owner.organization(), UserId.of(owner.get("/api/me").at("/id")), Role.OWNER);
    }

    private void age(String key) {
        app.store().web(owner.organization(), () -> {
            app.store()
                    .jdbc()
                    .sql("UPDATE idempotency_key SET created_at = created_at - interval '6 minutes' WHERE key = :key")
                    .param("key", key)
                    .update();
        });
    }

    private void save(Claim claim, String name) {
        Store.alongside(
                () -> {
                    if (!keys.note(claim)) {
                        throw new IllegalStateException("the key is no longer ours");
                    }
                },
                () -> {
                    app.store().web(owner.organization(), () -> {
                        app.store()
                                .jdbc()
                                .sql(
                                        "INSERT INTO list (organization_id, name, region) VALUES (:organization, :name, 'US')")
                                .param("organization", owner.organization().value())
                                .param("name", name)
                                .update();
                    });
                    return null;
                });
    }

    @Test
    void after_a_crash_that_saved_nothing_the_request_runs_again() {
        Caller me = me();
        keys.claim(me, "crashed", "hash").orElseThrow();
        assertThat(keys.claim(me, "crashed", "hash")).isEmpty();
        age("crashed");
        assertThat(keys.claim(me, "crashed", "other")).isEmpty();
        assertThat(keys.claim(me, "crashed", "hash")).isPresent();
    }

    @Test
    void after_a_crash_that_saved_something_nobody_runs_it_again() {
        Caller me = me();
        save(keys.claim(me, "crashed", "hash").orElseThrow(), "Saved");
        age("crashed");
        assertThat(keys.claim(me, "crashed", "hash")).isEmpty();
        assertThat(keys.known(me, "crashed")).hasValueSatisfying(known -> {
            assertThat(known.status()).isZero();
            assertThat(known.stale()).isTrue();
        });
    }

    @Test
    void a_first_owner_that_was_only_slow_cannot_save_after_another_took_over() {
        Caller me = me();
        Claim slow = keys.claim(me, "slow", "hash").orElseThrow();
        age("slow");
        Claim second = keys.claim(me, "slow", "hash").orElseThrow();
        assertThatThrownBy(() -> save(slow, "Late")).isInstanceOf(IllegalStateException.class);
        save(second, "In time");
        assertThat(count("list WHERE name = 'Late'")).isZero();
        assertThat(count("list WHERE name = 'In time'")).isEqualTo(1);
    }
}

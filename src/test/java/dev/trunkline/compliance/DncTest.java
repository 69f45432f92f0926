package dev.trunkline.compliance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.WholeApp;
import dev.trunkline.WholeApp.Client;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class DncTest {

    private final WholeApp app = WholeApp.shared();
    private final Client owner = app.freshOrganization();

    private List<String> blocked() {
        return app.store()
                .web(
                        owner.organization(),
                        () -> app.store()
                                .jdbc()
                                .sql("SELECT e164 FROM number_state WHERE dnc_at IS NOT NULL ORDER BY e164")
                                .query(String.class)
                                .list());
    }

    @Test
    void an_entry_blocks_the_number_for_launches_in_the_same_commit() {
        var entry = owner.colleague("agent")
                .post("/api/dnc", Map.of("number", "(504) 621-8927", "reason", "asked by mail"))
                .expect(201)
                .json();
        assertThat(entry.get("number").asString()).isEqualTo("+15046218927");
        assertThat(entry.get("reason").asString()).isEqualTo("asked by mail");
        assertThat(entry.get("source").asString()).isEqualTo("manual");
        assertThat(blocked()).containsExactly("+15046218927");
    }

    @Test
    void blocking_twice_keeps_the_first_entry() {
        owner.post("/api/dnc", Map.of("number", "+15046218927", "reason", "first"))
                .expect(201);
        assertThat(owner.post("/api/dnc", Map.of("number", "+15046218927", "reason", "second"))
                        .expect(201)
                        .at("/reason"))
                .isEqualTo("first");
    }

    @Test
    void several_are_blocked_at_once_or_none() {
        var answer = owner.post("/api/dnc", Map.of("numbers", List.of("+15046218927", "504-845-1427", "+15046218927")))
                .expect(201)
                .json();
        assertThat(answer.get("added").asInt()).isEqualTo(2);
        assertThat(answer.get("items")).hasSize(2);
        var wrong = owner.post("/api/dnc", Map.of("numbers", List.of("+12125550199", "nonsense", "+1")))
                .expectProblem(422, "validation");
        assertThat(wrong.json().get("fields"))
                .extracting(field -> field.get("field").asString())
                .containsExactly("numbers[1]", "numbers[2]");
        assertThat(blocked()).containsExactly("+15046218927", "+15048451427");
    }

    @Test
    void two_requests_over_the_same_numbers_in_different_order_both_succeed() throws Exception {
        var numbers = new ArrayList<String>();
        for (int i = 0; i < 100; i++) {
            numbers.add("+1202555%04d".formatted(100 + i));
        }
        var calls = new ArrayList<Callable<Integer>>();
        for (int i = 0; i < 6; i++) {
            var order = i % 2 == 0 ? numbers : numbers.reversed();
            calls.add(() -> owner.post("/api/dnc", Map.of("numbers", List.copyOf(order)))
                    .status());
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var status : threads.invokeAll(calls)) {
                assertThat(status.get()).isEqualTo(201);
            }
        }
        assertThat(blocked()).hasSize(100);
    }

    @Test
    void only_admins_take_a_number_off_and_then_it_may_be_called_again() {
        owner.post("/api/dnc", Map.of("number", "+15046218927")).expect(201);
        owner.colleague("supervisor").delete("/api/dnc/%2B15046218927").expectProblem(403, "forbidden");
        owner.delete("/api/dnc/%2B15046218927").expect(204);
        assertThat(blocked()).isEmpty();
        owner.delete("/api/dnc/%2B15046218927").expectProblem(404, "not-found");
        assertThat(owner.get("/api/audit?objectKind=dnc").json().get("items"))
                .extracting(entry -> entry.get("action").asString())
                .containsExactly("dnc-removed", "dnc-added");
    }

    @Test
    void the_list_is_searched_by_digits_and_cut_in_pages() {
        owner.post("/api/dnc", Map.of("numbers", List.of("+15046218927", "+15048451427", "+12125550199")))
                .expect(201);
        assertThat(owner.get("/api/dnc?search=504-8").json().get("items")).hasSize(1);
        var page = owner.get("/api/dnc?limit=2").expect(200);
        assertThat(page.json().get("items")).hasSize(2);
        assertThat(owner.get("/api/dnc?limit=2&cursor=" + page.at("/nextCursor"))
                        .json()
                        .at("/items/0/number")
                        .asString())
                .isEqualTo("+15048451427");
        assertThat(app.freshOrganization().get("/api/dnc").json().get("items")).isEmpty();
    }

    @Test
    void what_is_no_number_is_refused() {
        owner.post("/api/dnc", Map.of("number", "call me")).expectProblem(422, "invalid-number");
        owner.post("/api/dnc", Map.of()).expectProblem(422, "validation");
    }
}

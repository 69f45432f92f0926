package dev.trunkline.http;

import dev.trunkline.access.Open;
import dev.trunkline.store.Store;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.dao.DataAccessException;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// For load balancers and supervisors of processes: is it alive, may it get requests.
@Tag(name = "Running it")
@RestController
class HealthApi {

    private final Store store;
    private final ApplicationAvailability availability;

    HealthApi(Store store, ApplicationAvailability availability) {
        this.store = store;
        this.availability = availability;
    }

    /// `status` is `up` or `down`; `database` is absent where it was not asked.
    record Health(String status, @Nullable String database) {}

    @Open(because = "it tells up or down and nothing else")
    @GetMapping({"/health", "/health/ready"})
    ResponseEntity<Health> ready() {
        boolean accepting = availability.getReadinessState() == ReadinessState.ACCEPTING_TRAFFIC;
        boolean database = databaseAnswers();
        var health = new Health(accepting && database ? "up" : "down", database ? "up" : "down");
        return ResponseEntity.status(health.status().equals("up") ? 200 : 503).body(health);
    }

    @Open(because = "it tells that the process answers and nothing else")
    @GetMapping("/health/live")
    Health live() {
        return new Health("up", null);
    }

    private boolean databaseAnswers() {
        try {
            return store.across(
                    () -> store.jdbc().sql("SELECT 1").query(Integer.class).single() == 1);
        } catch (DataAccessException | TransactionException e) {
            return false;
        }
    }
}

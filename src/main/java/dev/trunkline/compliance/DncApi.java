package dev.trunkline.compliance;

import dev.trunkline.access.Caller;
import dev.trunkline.access.Requires;
import dev.trunkline.access.Role;
import dev.trunkline.audit.AuditRepository;
import dev.trunkline.paging.Page;
import dev.trunkline.phone.PhoneNumber;
import dev.trunkline.phone.PhoneParser;
import dev.trunkline.phone.PhoneReading;
import dev.trunkline.problem.Problem;
import dev.trunkline.problem.Wrong;
import dev.trunkline.store.Store;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// The do-not-call list. Everybody may block a number, which harms nobody; taking one off is an admin's decision.
@Tag(name = "Do not call")
@RestController
class DncApi {

    private final Store store;
    private final DncRepository dnc;
    private final AuditRepository audit;
    private final List<Consumer<NumbersBlocked>> numbersBlocked;

    DncApi(Store store, DncRepository dnc, AuditRepository audit, List<Consumer<NumbersBlocked>> numbersBlocked) {
        this.store = store;
        this.dnc = dnc;
        this.audit = audit;
        this.numbersBlocked = numbersBlocked;
    }

    /// One `number`, or up to 1000 `numbers`, with one reason. More go by file: POST /api/dnc/import.
    record Block(
            @Nullable @Size(max = 100) String number,
            @Nullable @Size(max = 1000) List<@Size(max = 100) String> numbers,
            @Nullable @Size(max = 500) String reason) {

        boolean single() {
            return numbers == null;
        }
    }

    /// @param items the entries as they are now
    /// @param added how many are new
    record Blocked(List<DncEntry> items, int added) {}

    @Requires(Role.SUPERVISOR)
    @GetMapping("/api/dnc")
    Page<DncEntry> list(
            Caller caller,
            @RequestParam @Nullable String search,
            @RequestParam @Nullable String cursor,
            @RequestParam @Nullable Integer limit) {
        return store.web(
                caller.organization(), () -> dnc.page(caller.organization(), search, cursor, Page.limit(limit)));
    }

    /// Answers the entry for one number, `{items, added}` for several.
    @Requires(Role.AGENT)
    @PostMapping("/api/dnc")
    ResponseEntity<?> block(Caller caller, @RequestBody @Valid Block wanted) {
        return store.web(caller.organization(), () -> {
            List<String> numbers = read(wanted, dnc.country(caller.organization()));
            String reason = wanted.reason() == null ? "" : wanted.reason().strip();
            var reasons = new TreeMap<String, String>();
            numbers.forEach(number -> reasons.put(number, reason));
            List<String> added = dnc.add(caller.organization(), reasons, "manual", caller.user());
            for (String number : reasons.keySet()) {
                audit.record(caller, "dnc-added", "dnc", number, Map.of("reason", reason));
            }
            var blocked = new NumbersBlocked(caller.organization(), added);
            store.afterCommit(() -> numbersBlocked.forEach(listener -> listener.accept(blocked)));
            List<DncEntry> entries = dnc.among(caller.organization(), reasons.keySet());
            return ResponseEntity.status(HttpStatus.CREATED)
                    .body(wanted.single() ? entries.getFirst() : new Blocked(entries, added.size()));
        });
    }

    private static List<String> read(Block wanted, String country) {
        List<String> texts = wanted.numbers() != null
                ? wanted.numbers()
                : wanted.number() == null ? List.of() : List.of(wanted.number());
        if (texts.isEmpty()) {
            throw Problem.validation("number", "Name a number, or several in numbers.");
        }
        var wrong = new Wrong();
        var numbers = new java.util.ArrayList<String>();
        for (int i = 0; i < texts.size(); i++) {
            switch (PhoneParser.read(texts.get(i), country)) {
                case PhoneNumber number -> numbers.add(number.e164());
                case PhoneReading.NotANumber not
                when wanted.single() -> throw Problem.of(422, "invalid-number", not.reason());
                case PhoneReading.NotANumber not -> wrong.unless(false, "numbers[" + i + "]", not.reason());
            }
        }
        wrong.refuse();
        return numbers;
    }

    @Requires(Role.ADMIN)
    @DeleteMapping("/api/dnc/{number}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void unblock(Caller caller, @PathVariable String number) {
        store.web(caller.organization(), () -> {
            PhoneNumber read = PhoneParser.numberOrNull(number, dnc.country(caller.organization()));
            String e164 = read == null ? number : read.e164();
            dnc.remove(caller.organization(), e164);
            audit.record(caller, "dnc-removed", "dnc", e164, Map.of());
        });
    }
}

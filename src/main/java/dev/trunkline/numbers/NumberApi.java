package dev.trunkline.numbers;

import dev.trunkline.access.Caller;
import dev.trunkline.access.Requires;
import dev.trunkline.access.Role;
import dev.trunkline.audit.AuditRepository;
import dev.trunkline.http.Given;
import dev.trunkline.ids.NumberId;
import dev.trunkline.paging.Page;
import dev.trunkline.phone.PhoneNumber;
import dev.trunkline.phone.PhoneParser;
import dev.trunkline.phone.PhoneReading;
import dev.trunkline.problem.Problem;
import dev.trunkline.settings.SettingsRepository;
import dev.trunkline.store.Store;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// The numbers an organization calls from.
@Tag(name = "Numbers")
@RestController
class NumberApi {

    private final Store store;
    private final NumberRepository numbers;
    private final SettingsRepository settings;
    private final AuditRepository audit;

    NumberApi(Store store, NumberRepository numbers, SettingsRepository settings, AuditRepository audit) {
        this.store = store;
        this.numbers = numbers;
        this.settings = settings;
        this.audit = audit;
    }

    /// @param number as people write it; without a country code it is one of the organization's country
    /// @param dailyCap calls a day at most; null or absent: no cap
    record NewNumber(
            @NotBlank @Size(max = 100) String number,
            @Nullable @Size(max = 100) String label,
            @Nullable @Min(1) Integer dailyCap) {}

    /// @param dailyCap null: no cap
    record Change(
            @Nullable @Size(max = 100) String label,

            @Nullable @Pattern(regexp = "active|disabled", message = "must be active or disabled")
            String status,

            @Nullable @Schema(implementation = Integer.class, nullable = true)
            Given<Integer> dailyCap) {}

    @Requires(Role.AGENT)
    @GetMapping("/api/numbers")
    Page<CallerNumber> list(
            Caller caller, @RequestParam @Nullable String cursor, @RequestParam @Nullable Integer limit) {
        return store.web(caller.organization(), () -> numbers.page(caller.organization(), cursor, Page.limit(limit)));
    }

    @Requires(Role.ADMIN)
    @PostMapping("/api/numbers")
    @ResponseStatus(HttpStatus.CREATED)
    CallerNumber add(Caller caller, @RequestBody @Valid NewNumber wanted) {
        return store.web(caller.organization(), () -> {
            String e164 = read(
                    wanted.number(),
                    settings.organization(caller.organization()).country());
            String label = wanted.label() == null ? "" : wanted.label().strip();
            NumberId id = numbers.add(caller.organization(), e164, label, wanted.dailyCap());
            audit.record(caller, "number-created", "number", id, Map.of("number", e164, "label", label));
            return numbers.get(caller.organization(), id);
        });
    }

    private static String read(String text, String country) {
        return switch (PhoneParser.read(text, country)) {
            case PhoneNumber number -> number.e164();
            case PhoneReading.NotANumber wrong -> throw Problem.of(422, "invalid-number", wrong.reason());
        };
    }

    @Requires(Role.ADMIN)
    @PatchMapping("/api/numbers/{id}")
    CallerNumber change(Caller caller, @PathVariable NumberId id, @RequestBody @Valid Change change) {
        return store.web(caller.organization(), () -> {
            numbers.lock(caller.organization(), id);
            CallerNumber before = numbers.get(caller.organization(), id);
            Integer cap = Given.or(change.dailyCap(), before.dailyCap());
            if (cap != null && cap < 1) {
                throw Problem.validation("dailyCap", "dailyCap is at least 1, or null for no cap.");
            }
            numbers.change(
                    caller.organization(),
                    new CallerNumber(
                            id,
                            before.number(),
                            change.label() == null
                                    ? before.label()
                                    : change.label().strip(),
                            change.status() == null ? before.status() : change.status(),
                            cap,
                            before.createdAt(),
                            before.version()));
            CallerNumber after = numbers.get(caller.organization(), id);
            audit.record(
                    caller,
                    "number-changed",
                    "number",
                    id,
                    Map.of(
                            "number",
                            after.number(),
                            "label",
                            after.label(),
                            "status",
                            after.status(),
                            "dailyCap",
                            cap == null ? "none" : cap));
            return after;
        });
    }

    /// A number that calls name is disabled and answered; one without calls is gone (204).
    @Requires(Role.ADMIN)
    @DeleteMapping("/api/numbers/{id}")
    ResponseEntity<CallerNumber> remove(Caller caller, @PathVariable NumberId id) {
        return store.web(caller.organization(), () -> {
            numbers.lock(caller.organization(), id);
            CallerNumber number = numbers.get(caller.organization(), id);
            numbers.user(caller.organization(), id).ifPresent(user -> {
                throw Problem.of(
                        409,
                        "number-in-use",
                        "%s calls from %s. Stop it first, or disable the number.".formatted(user, number.number()));
            });
            if (numbers.hasCalls(caller.organization(), id)) {
                numbers.change(
                        caller.organization(),
                        new CallerNumber(
                                id,
                                number.number(),
                                number.label(),
                                "disabled",
                                number.dailyCap(),
                                number.createdAt(),
                                number.version()));
                audit.record(caller, "number-disabled", "number", id, Map.of("number", number.number()));
                return ResponseEntity.ok(numbers.get(caller.organization(), id));
            }
            numbers.delete(caller.organization(), id);
            audit.record(caller, "number-deleted", "number", id, Map.of("number", number.number()));
            return ResponseEntity.noContent().build();
        });
    }
}

package dev.trunkline.security;

import dev.trunkline.access.Caller;
import dev.trunkline.access.Requires;
import dev.trunkline.access.Role;
import dev.trunkline.audit.AuditRepository;
import dev.trunkline.ids.UserId;
import dev.trunkline.paging.Page;
import dev.trunkline.problem.Problem;
import dev.trunkline.security.UserRepository.User;
import dev.trunkline.store.Store;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.LinkedHashMap;
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

/// The people of an organization. Only an owner makes, changes or removes owners; the last one stays.
@Tag(name = "Users")
@RestController
class UserApi {

    private final Store store;
    private final UserRepository users;
    private final SignInDesk desk;
    private final AuditRepository audit;

    UserApi(Store store, UserRepository users, SignInDesk desk, AuditRepository audit) {
        this.store = store;
        this.users = users;
        this.desk = desk;
        this.audit = audit;
    }

    /// @param password absent: the answer carries a one-time sign-in link instead
    record NewUser(
            @NotBlank @Email @Size(min = 3, max = 254) String email,
            @NotBlank @Size(max = 200) String name,
            @NotNull Role role,
            @Nullable @Size(max = 200) String password) {}

    record Change(
            @Nullable @Email @Size(min = 3, max = 254) String email,

            @Nullable @Pattern(regexp = ".*\\S.*", message = "must not be blank") @Size(max = 200)
            String name,

            @Nullable Role role,

            @Nullable @Pattern(regexp = "active|disabled", message = "must be active or disabled")
            String status,

            @Nullable @Size(max = 200) String password) {}

    /// The user made, and how they sign in first; shown once.
    record Welcome(
            UserId id,
            String email,
            String name,
            Role role,
            String status,
            boolean passwordSet,
            java.time.Instant createdAt,
            long version,
            @Nullable String signInLink) {}

    record SignInLink(String signInLink) {}

    @Requires(Role.SUPERVISOR)
    @GetMapping("/api/users")
    Page<User> list(Caller caller, @RequestParam @Nullable String cursor, @RequestParam @Nullable Integer limit) {
        return store.web(caller.organization(), () -> users.page(caller.organization(), cursor, Page.limit(limit)));
    }

    @Requires(Role.ADMIN)
    @PostMapping("/api/users")
    @ResponseStatus(HttpStatus.CREATED)
    Welcome add(Caller caller, @RequestBody @Valid NewUser wanted) {
        requireOwnerFor(caller, wanted.role());
        String hash = wanted.password() == null ? null : desk.encode(wanted.password(), "password");
        return store.web(caller.organization(), () -> {
            UserId id = users.add(
                    caller.organization(), wanted.email(), wanted.name().strip(), wanted.role(), hash);
            String link = hash == null ? desk.newLink(caller.organization(), id) : null;
            User user = users.get(caller.organization(), id);
            audit.record(caller, "user-created", "user", id, Map.of("email", user.email(), "role", user.role()));
            return new Welcome(
                    id,
                    user.email(),
                    user.name(),
                    user.role(),
                    user.status(),
                    user.passwordSet(),
                    user.createdAt(),
                    user.version(),
                    link);
        });
    }

    @Requires(Role.ADMIN)
    @PatchMapping("/api/users/{id}")
    User change(Caller caller, @PathVariable UserId id, @RequestBody @Valid Change change) {
        if (change.role() != null) {
            requireOwnerFor(caller, change.role());
        }
        String hash = change.password() == null ? null : desk.encode(change.password(), "password");
        return store.web(caller.organization(), () -> {
            User before = changeable(caller, id);
            boolean leaves = before.role() == Role.OWNER
                    && ((change.role() != null && change.role() != Role.OWNER) || "disabled".equals(change.status()));
            if (leaves) {
                requireAnotherOwner(caller, id);
            }
            if (change.email() != null && !UserRepository.normal(change.email()).equals(before.email())) {
                users.changeEmail(caller.organization(), id, change.email());
            }
            users.change(caller.organization(), id, change.name(), change.role(), change.status(), hash);
            if (hash != null || "disabled".equals(change.status())) {
                desk.endSessions(caller.organization(), id, "disabled".equals(change.status()), null);
            } else {
                desk.forget(id);
            }
            audit.record(caller, "user-changed", "user", id, said(change));
            return users.get(caller.organization(), id);
        });
    }

    private static Map<String, Object> said(Change change) {
        var said = new LinkedHashMap<String, Object>();
        putIfGiven(said, "email", change.email());
        putIfGiven(said, "name", change.name());
        putIfGiven(said, "role", change.role());
        putIfGiven(said, "status", change.status());
        if (change.password() != null) {
            said.put("password", "changed");
        }
        return said;
    }

    private static void putIfGiven(Map<String, Object> said, String name, @Nullable Object value) {
        if (value != null) {
            said.put(name, value);
        }
    }

    /// A user whom the log names is disabled and answered; one without history is gone (204).
    @Requires(Role.ADMIN)
    @DeleteMapping("/api/users/{id}")
    ResponseEntity<User> remove(Caller caller, @PathVariable UserId id) {
        return store.web(caller.organization(), () -> {
            User user = changeable(caller, id);
            if (user.role() == Role.OWNER) {
                requireAnotherOwner(caller, id);
            }
            desk.endSessions(caller.organization(), id, true, null);
            if (users.hasHistory(caller.organization(), id)) {
                users.change(caller.organization(), id, null, null, "disabled", null);
                audit.record(caller, "user-disabled", "user", id, Map.of("email", user.email()));
                return ResponseEntity.ok(users.get(caller.organization(), id));
            }
            users.delete(caller.organization(), id);
            audit.record(caller, "user-deleted", "user", id, Map.of("email", user.email()));
            return ResponseEntity.noContent().build();
        });
    }

    /// A new one-time link for somebody who cannot sign in; ends the ones before.
    @Requires(Role.ADMIN)
    @PostMapping("/api/users/{id}/sign-in-link")
    @ResponseStatus(HttpStatus.CREATED)
    SignInLink link(Caller caller, @PathVariable UserId id) {
        return store.web(caller.organization(), () -> {
            changeable(caller, id);
            audit.record(caller, "sign-in-link-created", "user", id, Map.of());
            return new SignInLink(desk.newLink(caller.organization(), id));
        });
    }

    private User changeable(Caller caller, UserId id) {
        User user = users.get(caller.organization(), id);
        requireOwnerFor(caller, user.role());
        return user;
    }

    private static void requireOwnerFor(Caller caller, Role role) {
        if (role == Role.OWNER && caller.role() != Role.OWNER) {
            throw Problem.forbidden("Only an owner may make, change or remove owners.");
        }
    }

    private void requireAnotherOwner(Caller caller, UserId id) {
        if (users.lockOwners(caller.organization()).stream().allMatch(id::equals)) {
            throw Problem.of(
                    409, "last-owner", "This is the last owner. Make somebody else an owner first, then try again.");
        }
    }
}

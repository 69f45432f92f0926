package dev.trunkline.security;

import dev.trunkline.access.Caller;
import dev.trunkline.access.Requires;
import dev.trunkline.access.Role;
import dev.trunkline.audit.AuditRepository;
import dev.trunkline.ids.TokenId;
import dev.trunkline.ids.UserId;
import dev.trunkline.paging.Page;
import dev.trunkline.problem.Problem;
import dev.trunkline.security.TokenRepository.ApiToken;
import dev.trunkline.store.Store;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Future;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// API tokens: a program's way in, with the role of the user it belongs to. Everybody has their own; admins see all.
@Tag(name = "Users")
@RestController
class TokenApi {

    private final Store store;
    private final TokenRepository tokens;
    private final UserRepository users;
    private final SignIns signIns;
    private final AuditRepository audit;

    TokenApi(Store store, TokenRepository tokens, UserRepository users, SignIns signIns, AuditRepository audit) {
        this.store = store;
        this.tokens = tokens;
        this.users = users;
        this.signIns = signIns;
        this.audit = audit;
    }

    /// @param scopes `read` (GET only) and `write`; absent: both
    /// @param expiresAt absent: never
    /// @param userId whom it stands for; absent: the caller. Admins make tokens for others, owners for owners
    record NewToken(
            @NotBlank @Size(max = 200) String name,
            @Nullable List<@Pattern(regexp = "read|write", message = "must be read or write") String> scopes,
            @Nullable @Future Instant expiresAt,
            @Nullable UserId userId) {}

    /// @param token the secret itself: shown here, once, and kept nowhere
    record Issued(
            TokenId id,
            String name,
            UserId userId,
            List<String> scopes,
            Instant createdAt,
            @Nullable Instant expiresAt,
            String token) {}

    @Requires(Role.AGENT)
    @GetMapping("/api/tokens")
    Page<ApiToken> list(Caller caller, @RequestParam @Nullable String cursor, @RequestParam @Nullable Integer limit) {
        UserId whose = caller.role().atLeast(Role.ADMIN) ? null : caller.user();
        return store.web(
                caller.organization(), () -> tokens.page(caller.organization(), whose, cursor, Page.limit(limit)));
    }

    @Requires(Role.AGENT)
    @PostMapping("/api/tokens")
    @ResponseStatus(HttpStatus.CREATED)
    Issued add(Caller caller, @RequestBody @Valid NewToken wanted) {
        List<String> scopes = wanted.scopes() == null || wanted.scopes().isEmpty()
                ? List.of("read", "write")
                : wanted.scopes().stream().distinct().toList();
        UserId user = wanted.userId() == null ? caller.user() : wanted.userId();
        String secret = "tl_" + Bearer.random();
        return store.web(caller.organization(), () -> {
            requireMayActFor(caller, user);
            TokenId id = tokens.add(
                    caller.organization(),
                    user,
                    TokenKind.API,
                    wanted.name().strip(),
                    Bearer.hash(secret),
                    scopes,
                    wanted.expiresAt());
            audit.record(
                    caller,
                    "token-created",
                    "token",
                    id,
                    Map.of("name", wanted.name(), "userId", user, "scopes", scopes));
            ApiToken made = tokens.apiToken(caller.organization(), id).orElseThrow();
            return new Issued(id, made.name(), user, made.scopes(), made.createdAt(), made.expiresAt(), secret);
        });
    }

    @Requires(Role.AGENT)
    @DeleteMapping("/api/tokens/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revoke(Caller caller, @PathVariable TokenId id) {
        store.web(caller.organization(), () -> {
            ApiToken token = tokens.apiToken(caller.organization(), id)
                    .filter(found -> found.userId().equals(caller.user())
                            || caller.role().atLeast(Role.ADMIN))
                    .orElseThrow(() -> Problem.notFound("token"));
            requireMayActFor(caller, token.userId());
            tokens.revoke(caller.organization(), id);
            audit.record(caller, "token-revoked", "token", id, Map.of("name", token.name()));
            store.afterCommit(() -> signIns.forget(token.userId()));
        });
    }

    private void requireMayActFor(Caller caller, UserId user) {
        if (user.equals(caller.user())) {
            return;
        }
        if (!caller.role().atLeast(Role.ADMIN)) {
            throw Problem.forbidden("Only admins may handle the API tokens of others.");
        }
        if (users.get(caller.organization(), user).role() == Role.OWNER && caller.role() != Role.OWNER) {
            throw Problem.forbidden("Only an owner may handle the API tokens of an owner.");
        }
    }
}

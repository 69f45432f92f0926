package dev.trunkline.security;

import dev.trunkline.access.Caller;
import dev.trunkline.access.Open;
import dev.trunkline.access.Requires;
import dev.trunkline.access.Role;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.UserId;
import dev.trunkline.problem.Problem;
import dev.trunkline.store.Rows;
import dev.trunkline.store.Store;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Signing in and out, and who am I.
@Tag(name = "Sign-in")
@RestController
class AuthApi {

    private final Store store;
    private final SignInDesk desk;
    private final SignInCookies cookies;

    AuthApi(Store store, SignInDesk desk, SignInCookies cookies) {
        this.store = store;
        this.desk = desk;
        this.cookies = cookies;
    }

    record Login(
            @NotBlank @Size(max = 254) String email,
            @NotNull @Size(max = 200) String password) {}

    record Link(@NotBlank @Size(max = 200) String token) {}

    record Password(
            @Nullable @Size(max = 200) String currentPassword,
            @NotNull @Size(max = 200) String newPassword) {}

    /// @param mustSetPassword signed in by a link, and there is no password yet
    record Me(UserId id, String email, String name, Role role, boolean mustSetPassword, MyOrganization organization) {}

    record MyOrganization(OrganizationId id, String name, String country, String timeZone) {}

    @Open(because = "nobody is signed in before; tries are throttled")
    @PostMapping("/api/auth/login")
    Me login(@RequestBody @Valid Login login, HttpServletResponse response) {
        return enter(desk.byPassword(login.email(), login.password()), response);
    }

    @Open(because = "the one-time token is the proof")
    @PostMapping("/api/auth/link")
    Me link(@RequestBody @Valid Link link, HttpServletResponse response) {
        return enter(desk.byLink(link.token()), response);
    }

    private Me enter(SignInDesk.Session session, HttpServletResponse response) {
        setCookies(response, cookies.of(session.secret()));
        return me(session.caller());
    }

    @Requires(Role.AGENT)
    @PostMapping("/api/auth/logout")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void logout(HttpServletRequest request, HttpServletResponse response) {
        SignedIn who = SignInFilter.required(request);
        if (who.kind() == TokenKind.SESSION) {
            desk.signOut(who);
            setCookies(response, cookies.cleared());
        }
    }

    /// An API token must not be able to take its user's account over.
    @Requires(Role.AGENT)
    @PostMapping("/api/auth/password")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void password(@RequestBody @Valid Password password, HttpServletRequest request) {
        SignedIn who = SignInFilter.required(request);
        if (who.kind() != TokenKind.SESSION) {
            throw Problem.forbidden("A password is changed in the browser, not with an API token.");
        }
        desk.changePassword(who, password.currentPassword(), password.newPassword());
    }

    @Requires(Role.AGENT)
    @GetMapping("/api/me")
    Me me(Caller caller) {
        record Row(
                UserId id,
                String email,
                String name,
                Role role,
                boolean mustSetPassword,
                OrganizationId organizationId,
                String organizationName,
                String country,
                String timeZone) {}
        Row row = store.web(
                caller.organization(),
                () -> store.jdbc()
                        .sql("""
                        SELECT u.id, u.email, u.name, u.role, u.password_hash IS NULL AS must_set_password,
                               o.organization_id, o.name AS organization_name, o.country, o.time_zone
                          FROM app_user u JOIN organization o ON o.organization_id = u.organization_id
                         WHERE u.organization_id = :organization AND u.id = :id""")
                        .param("organization", caller.organization().value())
                        .param("id", caller.user().value())
                        .query(Rows.of(Row.class))
                        .single());
        return new Me(
                row.id(),
                row.email(),
                row.name(),
                row.role(),
                row.mustSetPassword(),
                new MyOrganization(row.organizationId(), row.organizationName(), row.country(), row.timeZone()));
    }

    private static void setCookies(HttpServletResponse response, List<String> cookies) {
        cookies.forEach(cookie -> response.addHeader(HttpHeaders.SET_COOKIE, cookie));
    }
}

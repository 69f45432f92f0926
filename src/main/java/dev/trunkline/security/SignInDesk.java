package dev.trunkline.security;

import dev.trunkline.access.Caller;
import dev.trunkline.audit.AuditRepository;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.TokenId;
import dev.trunkline.ids.UserId;
import dev.trunkline.problem.Problem;
import dev.trunkline.security.UserRepository.Login;
import dev.trunkline.store.Store;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/// Signs people in and out. Whether an address is known can be told neither from the answer nor from how long it takes:
/// every try reads the same rows and hashes once.
@Component
class SignInDesk {

    private final Store store;
    private final UserRepository users;
    private final TokenRepository tokens;
    private final ThrottleRepository throttle;
    private final OrganizationRepository organizations;
    private final AuditRepository audit;
    private final PasswordEncoder encoder;
    private final SignIns signIns;
    private final SecuritySettings settings;
    /// Compared with where there is no password.
    private final String nobodysHash;

    SignInDesk(
            Store store,
            UserRepository users,
            TokenRepository tokens,
            ThrottleRepository throttle,
            OrganizationRepository organizations,
            AuditRepository audit,
            PasswordEncoder encoder,
            SignIns signIns,
            SecuritySettings settings) {
        this.store = store;
        this.users = users;
        this.tokens = tokens;
        this.throttle = throttle;
        this.organizations = organizations;
        this.audit = audit;
        this.encoder = encoder;
        this.signIns = signIns;
        this.settings = settings;
        this.nobodysHash = String.valueOf(encoder.encode(Bearer.random()));
    }

    /// A new session: the secret for the cookie, and who is signed in.
    record Session(String secret, Caller caller) {}

    Session byPassword(String email, String password) {
        String address = UserRepository.normal(email);
        OrganizationId organization = store.across(() -> users.organizationOf(address)
                .or(() -> organizations.all().stream().findFirst())
                .orElseThrow(SignInDesk::wrong));
        Optional<Login> login = store.web(organization, () -> {
            throttle.tryOnce(organization, address).ifPresent(SignInDesk::refuse);
            return users.login(organization, address, null);
        });
        String hash = login.map(Login::passwordHash).orElse(nobodysHash);
        boolean right = encoder.matches(password, hash);
        if (!right || login.isEmpty()) {
            throw wrong();
        }
        return store.web(organization, () -> {
            throttle.forget(organization, address);
            if (encoder.upgradeEncoding(hash)) {
                users.change(organization, login.get().id(), null, null, null, encoder.encode(password));
            }
            return begin(organization, login.get(), "password");
        });
    }

    Session byLink(String link) {
        String hash = Bearer.hash(link);
        OrganizationId organization = tokens.organizationOf(hash).orElseThrow(SignInDesk::usedUp);
        return store.web(organization, () -> {
            UserId user = tokens.redeemLink(organization, hash).orElseThrow(SignInDesk::usedUp);
            Login login = users.login(organization, null, user).orElseThrow(SignInDesk::usedUp);
            return begin(organization, login, "link");
        });
    }

    private Session begin(OrganizationId organization, Login login, String by) {
        tokens.forgetEnded(organization, login.id());
        String secret = Bearer.random();
        var caller = new Caller(organization, login.id(), login.role());
        tokens.addFor(organization, login.id(), TokenKind.SESSION, by, Bearer.hash(secret), settings.signInLasts());
        audit.record(caller, "signed-in", "user", login.id(), Map.of("by", by));
        return new Session(secret, caller);
    }

    void signOut(SignedIn who) {
        OrganizationId organization = who.caller().organization();
        store.web(organization, () -> {
            tokens.revoke(organization, who.token());
        });
        signIns.forget(who.caller().user());
    }

    /// Sets the caller's own password, and ends their other sessions.
    ///
    /// @param current needed where there is one
    void changePassword(SignedIn who, @Nullable String current, String wanted) {
        Caller caller = who.caller();
        String hash = store.web(caller.organization(), () -> users.login(caller.organization(), null, caller.user()))
                .map(Login::passwordHash)
                .orElse(null);
        if (hash != null && (current == null || !encoder.matches(current, hash))) {
            throw Problem.validation("currentPassword", "The current password is not right.");
        }
        String encoded = encode(wanted, "newPassword");
        store.web(caller.organization(), () -> {
            users.change(caller.organization(), caller.user(), null, null, null, encoded);
            endSessions(caller.organization(), caller.user(), false, who.token());
            audit.record(caller, "password-changed", "user", caller.user(), Map.of());
        });
    }

    /// @throws Problem 422 naming `field` when the password is too short or too long
    String encode(String password, String field) {
        if (!Passwords.longEnough(password)) {
            throw Problem.validation(field, "A password must have " + Passwords.RULE + ".");
        }
        return String.valueOf(encoder.encode(password));
    }

    /// Ends sessions and links, and API tokens too where asked; effective here at once, elsewhere within 5 s.
    void endSessions(OrganizationId organization, UserId user, boolean apiTokens, @Nullable TokenId keep) {
        tokens.revokeAll(organization, user, apiTokens, keep);
        store.afterCommit(() -> signIns.forget(user));
    }

    /// Makes a changed role count here at once; elsewhere within 5 s.
    void forget(UserId user) {
        store.afterCommit(() -> signIns.forget(user));
    }

    /// A new one-time sign-in link of a user; the ones before end.
    String newLink(OrganizationId organization, UserId user) {
        String secret = Bearer.random();
        tokens.revokeLinks(organization, user);
        tokens.addFor(organization, user, TokenKind.SIGN_IN_LINK, "", Bearer.hash(secret), settings.linkLasts());
        return "/sign-in?token=" + secret;
    }

    private static void refuse(Duration wait) {
        throw Problem.of(
                        429,
                        "too-many-attempts",
                        "Too many wrong passwords for this address. Wait " + wait.toSeconds() + " s and try again.")
                .with("retryAfterSeconds", wait.toSeconds());
    }

    private static Problem wrong() {
        return Problem.of(401, "sign-in-failed", "The e-mail address or the password is wrong.");
    }

    private static Problem usedUp() {
        return Problem.of(
                401,
                "link-used",
                "This sign-in link was used, has ended, or is incomplete. Ask an admin for a new one, or restart the"
                        + " server to have one printed.");
    }
}

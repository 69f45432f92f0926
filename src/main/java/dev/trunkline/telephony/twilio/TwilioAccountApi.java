package dev.trunkline.telephony.twilio;

import dev.trunkline.access.Caller;
import dev.trunkline.access.Requires;
import dev.trunkline.access.Role;
import dev.trunkline.audit.AuditRepository;
import dev.trunkline.problem.Problem;
import dev.trunkline.problem.Wrong;
import dev.trunkline.store.Store;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// An organization's Twilio account. Secrets go in and never come out.
@Tag(name = "Settings")
@RestController
class TwilioAccountApi {

    private final Store store;
    private final TwilioAccountRepository accounts;
    private final TwilioProvider provider;
    private final Callbacks callbacks;
    private final AuditRepository audit;

    TwilioAccountApi(
            Store store,
            TwilioAccountRepository accounts,
            TwilioProvider provider,
            Callbacks callbacks,
            AuditRepository audit) {
        this.store = store;
        this.accounts = accounts;
        this.provider = provider;
        this.callbacks = callbacks;
        this.audit = audit;
    }

    /// @param source `organization`: entered here; `installation`: by environment; `none`
    /// @param hasPhone whether agents' browsers can carry audio: API key and TwiML App are there
    /// @param voiceUrl what to enter in the TwiML App as Voice request URL
    /// @param fallbackUrl its fallback
    record View(
            String source,
            @Nullable String accountSid,
            boolean hasAuthToken,
            @Nullable String apiKeySid,
            boolean hasApiKeySecret,
            @Nullable String appSid,
            boolean hasPhone,
            String voiceUrl,
            String fallbackUrl) {}

    @Requires(Role.ADMIN)
    @GetMapping("/api/providers/twilio")
    View get(Caller caller) {
        boolean own = accounts.own(caller.organization()).isPresent();
        TwilioAccount account = accounts.find(caller.organization()).orElse(null);
        String base = callbacks.base().get() + Callbacks.PATH;
        return new View(
                account == null ? "none" : own ? "organization" : "installation",
                account == null ? null : account.accountSid(),
                account != null,
                account == null ? null : account.apiKeySid(),
                account != null && account.apiKeySecret() != null,
                account == null ? null : account.appSid(),
                account != null && account.hasPhone(),
                base + "voice",
                base + "fallback");
    }

    /// Absent members stay as they are.
    record Change(
            @Nullable String accountSid,
            @Nullable String authToken,
            @Nullable String apiKeySid,
            @Nullable String apiKeySecret,
            @Nullable String appSid) {}

    @Requires(Role.ADMIN)
    @PutMapping("/api/providers/twilio")
    View change(Caller caller, @RequestBody Change wanted) {
        TwilioAccount was = accounts.own(caller.organization()).orElse(null);
        String accountSid = or(wanted.accountSid(), was == null ? null : was.accountSid());
        // A token of one account is no token of another.
        TwilioAccount kept = was != null && was.accountSid().equals(accountSid) ? was : null;
        String authToken = or(wanted.authToken(), kept == null ? null : kept.authToken());
        String apiKeySid = or(wanted.apiKeySid(), kept == null ? null : kept.apiKeySid());
        String apiKeySecret = or(wanted.apiKeySecret(), kept == null ? null : kept.apiKeySecret());
        String appSid = or(wanted.appSid(), kept == null ? null : kept.appSid());
        var wrong = new Wrong();
        wrong.unless(is(accountSid, "AC"), "accountSid", "The account SID begins with AC and has 34 characters.");
        wrong.unless(
                authToken != null, "authToken", "Enter the auth token; Twilio's console shows it on its first page.");
        wrong.unless(apiKeySid == null || is(apiKeySid, "SK"), "apiKeySid", "An API key SID begins with SK.");
        wrong.unless(
                (apiKeySid == null) == (apiKeySecret == null),
                "apiKeySecret",
                "An API key has a SID and a secret; enter both.");
        wrong.unless(appSid == null || is(appSid, "AP"), "appSid", "A TwiML App SID begins with AP.");
        wrong.refuse();
        var account = new TwilioAccount(
                String.valueOf(accountSid), String.valueOf(authToken), apiKeySid, apiKeySecret, appSid);
        store.web(caller.organization(), () -> {
            accounts.save(caller.organization(), account);
            audit.record(
                    caller,
                    "provider-changed",
                    "provider",
                    TwilioProvider.NAME,
                    Map.of("accountSid", account.accountSid(), "authTokenChanged", wanted.authToken() != null));
        });
        return get(caller);
    }

    private static boolean is(@Nullable String sid, String prefix) {
        return sid != null && sid.matches(prefix + "[0-9a-fA-F]{32}");
    }

    private static @Nullable String or(@Nullable String wanted, @Nullable String was) {
        return wanted == null ? was : wanted.isBlank() ? null : wanted.strip();
    }

    @Requires(Role.ADMIN)
    @DeleteMapping("/api/providers/twilio")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void forget(Caller caller) {
        store.web(caller.organization(), () -> {
            accounts.forget(caller.organization());
            audit.record(caller, "provider-forgotten", "provider", TwilioProvider.NAME, Map.of());
        });
    }

    /// @param detail a sentence for people
    record Test(boolean ok, String detail) {}

    /// Asks Twilio whether the credentials are good.
    @Requires(Role.ADMIN)
    @PostMapping("/api/providers/twilio/test")
    Test test(Caller caller) {
        TwilioAccount account = account(caller);
        String problem = provider.problemWith(account);
        if (problem != null) {
            return new Test(false, problem);
        }
        return new Test(
                true,
                account.hasPhone()
                        ? "Twilio knows the account, and agents can talk in their browser."
                        : "Twilio knows the account. For agents to talk in their browser, enter an API key and a TwiML App.");
    }

    /// @param from one of the account's numbers, E.164
    /// @param to a phone you can answer, E.164
    record TestCall(@Nullable String from, @Nullable String to) {}

    /// @param providerCallId Twilio's name of the call
    record Ringing(String providerCallId) {}

    @Requires(Role.ADMIN)
    @PostMapping("/api/providers/twilio/test-call")
    Ringing testCall(Caller caller, @RequestBody TestCall wanted) {
        var wrong = new Wrong();
        wrong.unless(isNumber(wanted.from()), "from", "Name one of your numbers, such as +12025550100.");
        wrong.unless(isNumber(wanted.to()), "to", "Name a phone that you can answer, such as +12025550100.");
        wrong.refuse();
        TwilioAccount account = account(caller);
        store.web(
                caller.organization(),
                () -> audit.record(
                        caller,
                        "test-call",
                        "provider",
                        TwilioProvider.NAME,
                        Map.of("to", String.valueOf(wanted.to()))));
        return new Ringing(provider.testCall(account, String.valueOf(wanted.from()), String.valueOf(wanted.to())));
    }

    private static boolean isNumber(@Nullable String text) {
        return text != null && text.matches("\\+[1-9][0-9]{6,14}");
    }

    private TwilioAccount account(Caller caller) {
        return accounts.find(caller.organization())
                .orElseThrow(() -> Problem.of(
                        409,
                        "provider-not-configured",
                        "There are no Twilio credentials yet. Enter account SID and auth token first, or go on with the"
                                + " simulator."));
    }
}

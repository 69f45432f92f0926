package dev.trunkline.telephony.twilio;

import dev.trunkline.access.Caller;
import dev.trunkline.access.Requires;
import dev.trunkline.access.Role;
import dev.trunkline.audit.AuditRepository;
import dev.trunkline.problem.Problem;
import dev.trunkline.problem.Wrong;
import dev.trunkline.store.Store;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
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
    private final TwilioFailoverDesk failover;
    private final AuditRepository audit;

    TwilioAccountApi(
            Store store,
            TwilioAccountRepository accounts,
            TwilioProvider provider,
            Callbacks callbacks,
            TwilioFailoverDesk failover,
            AuditRepository audit) {
        this.store = store;
        this.accounts = accounts;
        this.provider = provider;
        this.callbacks = callbacks;
        this.failover = failover;
        this.audit = audit;
    }

    /// @param hasPhone whether agents' browsers can carry audio: API key and TwiML App are there
    record AccountView(
            String accountSid,
            boolean hasAuthToken,
            @Nullable String apiKeySid,
            boolean hasApiKeySecret,
            @Nullable String appSid,
            boolean hasPhone) {

        static @Nullable AccountView of(@Nullable TwilioAccount account) {
            return account == null
                    ? null
                    : new AccountView(
                            account.accountSid(),
                            true,
                            account.apiKeySid(),
                            account.apiKeySecret() != null,
                            account.appSid(),
                            account.hasPhone());
        }
    }

    /// @param source `organization`: entered here; `installation`: by environment; `none`
    /// @param hasPhone whether agents' browsers can carry audio: API key and TwiML App are there
    /// @param voiceUrl what to enter in the TwiML App as Voice request URL
    /// @param fallbackUrl its fallback
    /// @param second the account that takes over while the first can't be used; null: none
    /// @param inUse which one places calls now: `first` or `second`
    /// @param inUseSince null: as ever
    /// @param inUseReason why, for people
    record View(
            String source,
            @Nullable String accountSid,
            boolean hasAuthToken,
            @Nullable String apiKeySid,
            boolean hasApiKeySecret,
            @Nullable String appSid,
            boolean hasPhone,
            String voiceUrl,
            String fallbackUrl,
            @Nullable AccountView second,
            String inUse,
            @Nullable Instant inUseSince,
            @Nullable String inUseReason) {}

    @Requires(Role.ADMIN)
    @GetMapping("/api/providers/twilio")
    View get(Caller caller) {
        TwilioAccounts all = accounts.all(caller.organization());
        TwilioAccount account = all.first();
        String base = callbacks.base().get() + Callbacks.PATH;
        return new View(
                account == null ? "none" : all.own() ? "organization" : "installation",
                account == null ? null : account.accountSid(),
                account != null,
                account == null ? null : account.apiKeySid(),
                account != null && account.apiKeySecret() != null,
                account == null ? null : account.appSid(),
                account != null && account.hasPhone(),
                base + "voice",
                base + "fallback",
                AccountView.of(all.second()),
                all.isSecond() ? "second" : "first",
                all.use().since(),
                all.use().reason());
    }

    /// Absent members stay as they are.
    record Change(
            @Nullable String accountSid,
            @Nullable String authToken,
            @Nullable String apiKeySid,
            @Nullable String apiKeySecret,
            @Nullable String appSid) {

        /// What the account is then.
        TwilioAccount to(@Nullable TwilioAccount was) {
            String sid = or(accountSid, was == null ? null : was.accountSid());
            // A token of one account is no token of another.
            TwilioAccount kept = was != null && was.accountSid().equals(sid) ? was : null;
            String token = or(authToken, kept == null ? null : kept.authToken());
            String keySid = or(apiKeySid, kept == null ? null : kept.apiKeySid());
            String keySecret = or(apiKeySecret, kept == null ? null : kept.apiKeySecret());
            String app = or(appSid, kept == null ? null : kept.appSid());
            var wrong = new Wrong();
            wrong.unless(is(sid, "AC"), "accountSid", "The account SID begins with AC and has 34 characters.");
            wrong.unless(
                    token != null, "authToken", "Enter the auth token; Twilio's console shows it on its first page.");
            wrong.unless(keySid == null || is(keySid, "SK"), "apiKeySid", "An API key SID begins with SK.");
            wrong.unless(
                    (keySid == null) == (keySecret == null),
                    "apiKeySecret",
                    "An API key has a SID and a secret; enter both.");
            wrong.unless(app == null || is(app, "AP"), "appSid", "A TwiML App SID begins with AP.");
            wrong.refuse();
            return new TwilioAccount(String.valueOf(sid), String.valueOf(token), keySid, keySecret, app);
        }

        private static boolean is(@Nullable String sid, String prefix) {
            return sid != null && sid.matches(prefix + "[0-9a-fA-F]{32}");
        }

        private static @Nullable String or(@Nullable String wanted, @Nullable String was) {
            return wanted == null ? was : wanted.isBlank() ? null : wanted.strip();
        }
    }

    @Requires(Role.ADMIN)
    @PutMapping("/api/providers/twilio")
    View change(Caller caller, @RequestBody Change wanted) {
        TwilioAccounts all = accounts.all(caller.organization());
        return save(caller, false, wanted, all.own() ? all.first() : null);
    }

    /// The account that takes over while the first can't be used.
    @Requires(Role.ADMIN)
    @PutMapping("/api/providers/twilio/second")
    View changeSecond(Caller caller, @RequestBody Change wanted) {
        TwilioAccounts all = accounts.all(caller.organization());
        if (!all.own()) {
            throw Problem.of(
                    409,
                    "provider-not-configured",
                    "Enter the first account here before the second; the installation's own accounts are set by"
                            + " environment.");
        }
        return save(caller, true, wanted, all.second());
    }

    private View save(Caller caller, boolean second, Change wanted, @Nullable TwilioAccount was) {
        TwilioAccount account = wanted.to(was);
        store.web(caller.organization(), () -> {
            accounts.save(caller.organization(), second, account);
            audit.record(
                    caller,
                    "provider-changed",
                    "provider",
                    TwilioProvider.NAME,
                    Map.of(
                            "account",
                            second ? "second" : "first",
                            "accountSid",
                            account.accountSid(),
                            "authTokenChanged",
                            wanted.authToken() != null));
        });
        return get(caller);
    }

    @Requires(Role.ADMIN)
    @DeleteMapping("/api/providers/twilio")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void forget(Caller caller) {
        forget(caller, false);
    }

    @Requires(Role.ADMIN)
    @DeleteMapping("/api/providers/twilio/second")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void forgetSecond(Caller caller) {
        forget(caller, true);
    }

    private void forget(Caller caller, boolean second) {
        store.web(caller.organization(), () -> {
            accounts.forget(caller.organization(), second);
            audit.record(
                    caller,
                    "provider-forgotten",
                    "provider",
                    TwilioProvider.NAME,
                    Map.of("account", second ? "second" : "first"));
        });
    }

    /// @param account `first` or `second`
    record Choice(@Nullable String account) {}

    /// Places calls by the other account from now on.
    @Requires(Role.ADMIN)
    @PostMapping("/api/providers/twilio/use")
    View use(Caller caller, @RequestBody Choice wanted) {
        var wrong = new Wrong();
        boolean second = "second".equals(wanted.account());
        wrong.unless(second || "first".equals(wanted.account()), "account", "Say first or second.");
        wrong.refuse();
        if (second && accounts.all(caller.organization()).second() == null) {
            throw Problem.of(409, "provider-not-configured", "There is no second Twilio account. Enter one first.");
        }
        if (failover.change(caller.organization(), second, "Chosen by hand.")) {
            store.web(
                    caller.organization(),
                    () -> audit.record(
                            caller,
                            "provider-switched",
                            "provider",
                            TwilioProvider.NAME,
                            Map.of("account", String.valueOf(wanted.account()))));
        }
        return get(caller);
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

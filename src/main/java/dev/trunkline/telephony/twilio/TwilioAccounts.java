package dev.trunkline.telephony.twilio;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The accounts an organization calls by: the first, and perhaps a second for when the first can't be used.
///
/// @param own whether the organization entered them, else they are the installation's
/// @param use which one places calls now
record TwilioAccounts(
        boolean own,
        @Nullable TwilioAccount first,
        @Nullable TwilioAccount second,
        Use use) {

    /// @param second whether it is the second one
    /// @param since when it was last switched; null: never
    /// @param reason why, for people
    record Use(
            boolean second,
            @Nullable Instant since,
            @Nullable String reason) {
        static final Use FIRST = new Use(false, null, null);
    }

    /// The one that places calls now; null: there is none.
    @Nullable
    TwilioAccount current() {
        return isSecond() ? second : first;
    }

    boolean isSecond() {
        return use.second() && second != null;
    }

    /// The one that is not in use.
    @Nullable
    TwilioAccount other() {
        return isSecond() ? first : second;
    }

    /// The one in use first.
    List<TwilioAccount> all() {
        return java.util.stream.Stream.of(Optional.ofNullable(current()), Optional.ofNullable(other()))
                .flatMap(Optional::stream)
                .toList();
    }

    /// The account that a webhook names.
    Optional<TwilioAccount> named(String accountSid) {
        return all().stream()
                .filter(account -> account.accountSid().equals(accountSid))
                .findFirst();
    }
}

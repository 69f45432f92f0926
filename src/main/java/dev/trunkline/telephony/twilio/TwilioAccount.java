package dev.trunkline.telephony.twilio;

import org.jspecify.annotations.Nullable;

/// Credentials of one Twilio account.
///
/// @param authToken signs webhooks, and signs in where no API key is given
/// @param apiKeySid signs browser tokens, and signs in to the REST API
/// @param appSid the TwiML App that browsers' calls go through
record TwilioAccount(
        String accountSid,
        String authToken,
        @Nullable String apiKeySid,
        @Nullable String apiKeySecret,
        @Nullable String appSid) {

    boolean hasPhone() {
        return apiKeySid != null && apiKeySecret != null && appSid != null;
    }

    /// Without the secrets, so that no log ever shows them.
    @Override
    public String toString() {
        return "Twilio account " + accountSid;
    }
}

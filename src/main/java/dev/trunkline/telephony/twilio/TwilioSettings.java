package dev.trunkline.telephony.twilio;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// The installation's own Twilio accounts, `TRUNKLINE_TWILIO_…`; an organization may enter accounts of its own.
///
/// @param apiUrl where the REST API is; another address than Twilio's is an emulator
/// @param callsPerSecond what Twilio allows the account (Voice → Settings → General)
/// @param second the account that takes over while the first can't be used
@ConfigurationProperties("trunkline.twilio")
public record TwilioSettings(
        @DefaultValue("") String accountSid,
        @DefaultValue("") String authToken,
        @DefaultValue("") String apiKeySid,
        @DefaultValue("") String apiKeySecret,
        @DefaultValue("") String appSid,
        @DefaultValue(REAL_API) String apiUrl,
        @DefaultValue("1") double callsPerSecond,
        @DefaultValue Second second) {

    static final String REAL_API = "https://api.twilio.com";

    /// `TRUNKLINE_TWILIO_SECOND_…`
    public record Second(
            @DefaultValue("") String accountSid,
            @DefaultValue("") String authToken,
            @DefaultValue("") String apiKeySid,
            @DefaultValue("") String apiKeySecret,
            @DefaultValue("") String appSid) {}

    public TwilioSettings {
        apiUrl = apiUrl.strip().replaceAll("/+$", "");
        if (!apiUrl.matches("https?://[^/\\s]+(/\\S*)?")) {
            throw new IllegalArgumentException("TRUNKLINE_TWILIO_API_URL is \"" + apiUrl
                    + "\"; it must be a whole address, such as https://api.twilio.com.");
        }
    }

    /// An emulator has no limit of its own; the organization's settings hold.
    boolean isReal() {
        return apiUrl.equals(REAL_API);
    }

    /// The variables without which no call can be placed and no webhook believed.
    List<String> missing() {
        var missing = new ArrayList<String>();
        if (accountSid.isBlank()) {
            missing.add("TRUNKLINE_TWILIO_ACCOUNT_SID");
        }
        if (authToken.isBlank()) {
            missing.add("TRUNKLINE_TWILIO_AUTH_TOKEN");
        }
        return missing;
    }

    Optional<TwilioAccount> first() {
        return account(accountSid, authToken, apiKeySid, apiKeySecret, appSid);
    }

    Optional<TwilioAccount> other() {
        return account(second.accountSid, second.authToken, second.apiKeySid, second.apiKeySecret, second.appSid);
    }

    private static Optional<TwilioAccount> account(
            String sid, String token, String keySid, String keySecret, String appSid) {
        return sid.isBlank() || token.isBlank()
                ? Optional.empty()
                : Optional.of(
                        new TwilioAccount(sid.strip(), token.strip(), given(keySid), given(keySecret), given(appSid)));
    }

    private static @Nullable String given(String text) {
        return text.isBlank() ? null : text.strip();
    }
}

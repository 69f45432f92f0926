package dev.trunkline.telephony.twilio;

import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// The installation's own Twilio account, `TRUNKLINE_TWILIO_…`; an organization may enter one of its own.
///
/// @param apiUrl where the REST API is; another address than Twilio's is an emulator
/// @param callsPerSecond what Twilio allows the account (Voice → Settings → General)
@ConfigurationProperties("trunkline.twilio")
public record TwilioSettings(
        @DefaultValue("") String accountSid,
        @DefaultValue("") String authToken,
        @DefaultValue("") String apiKeySid,
        @DefaultValue("") String apiKeySecret,
        @DefaultValue("") String appSid,
        @DefaultValue(REAL_API) String apiUrl,
        @DefaultValue("1") double callsPerSecond) {

    static final String REAL_API = "https://api.twilio.com";

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
}

package dev.trunkline.security;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// The sign-in's part of `trunkline.*`; application.yaml says what each is for.
@ConfigurationProperties("trunkline")
public record SecuritySettings(
        @DefaultValue("My company") String organization,
        @DefaultValue("") String ownerEmail,
        @DefaultValue("") String ownerPassword,
        @DefaultValue("") String bootstrapToken,
        @DefaultValue("7d") Duration signInLasts,
        @DefaultValue("24h") Duration linkLasts) {

    static final int TOKEN_MIN = 16;

    public SecuritySettings {
        ownerEmail = ownerEmail.strip();
        bootstrapToken = bootstrapToken.strip();
        organization = organization.isBlank() ? "My company" : organization.strip();
        if (!bootstrapToken.isEmpty() && bootstrapToken.length() < TOKEN_MIN) {
            throw new IllegalArgumentException("TRUNKLINE_BOOTSTRAP_TOKEN has " + bootstrapToken.length()
                    + " characters; it is an owner's key, so it needs at least " + TOKEN_MIN + ".");
        }
        if (!ownerPassword.isEmpty() && !Passwords.longEnough(ownerPassword)) {
            throw new IllegalArgumentException("TRUNKLINE_OWNER_PASSWORD must have " + Passwords.RULE + ".");
        }
        if (!ownerEmail.isEmpty() && !ownerEmail.matches("[^@\\s]+@[^@\\s]+")) {
            throw new IllegalArgumentException(
                    "TRUNKLINE_OWNER_EMAIL is \"" + ownerEmail + "\"; it is no e-mail address.");
        }
    }

    /// Keeps secrets out of logs.
    @Override
    public String toString() {
        return "SecuritySettings[organization=" + organization + "]";
    }
}

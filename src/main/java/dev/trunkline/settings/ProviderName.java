package dev.trunkline.settings;

import java.util.Locale;

/// Who carries an organization's calls.
public enum ProviderName {
    SIMULATOR("the simulator"),
    TWILIO("Twilio"),
    TELNYX("Telnyx"),
    AIRCALL("Aircall"),
    PBX("the HTTP PBX"),
    SIP("the SIP trunk");

    private final String spoken;

    ProviderName(String spoken) {
        this.spoken = spoken;
    }

    /// As sentences name it.
    public String spoken() {
        return spoken;
    }

    /// The word in SQL and JSON.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

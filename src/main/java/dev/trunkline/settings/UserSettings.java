package dev.trunkline.settings;

import dev.trunkline.telephony.MockConfig;
import org.jspecify.annotations.Nullable;

/// What a user decided for their own manual, preview and power sittings, and what follows from it.
///
/// @param useMockDialer only ever switches to the simulator: a real provider is the organization's to choose
/// @param mockConfig what the user set of it; null: nothing
/// @param recordingEnabled null: as the organization says
public record UserSettings(
        boolean useMockDialer,
        @Nullable Object mockConfig,
        @Nullable Boolean recordingEnabled,
        Effective effective) {

    /// What holds for a sitting of this user.
    public record Effective(ProviderName provider, boolean isMock, MockConfig mockConfig, boolean recordingEnabled) {}
}

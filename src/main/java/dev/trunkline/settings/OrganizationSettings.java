package dev.trunkline.settings;

import dev.trunkline.compliance.CallingWindow;
import dev.trunkline.telephony.MockConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an organization decided for all its campaigns and users.
///
/// @param country ISO 3166-1; the region of numbers written without a country code, and the only one called unless
///     `allowedCountries` names others
/// @param timeZone IANA; the day of caps, reports and ledgers
/// @param useMockDialer the same as `provider` being the simulator
/// @param mockConfig complete: what was not set is the default
/// @param maxCallsPerSecond launches per second over all campaigns
/// @param allowedCountries ISO 3166-1; empty: only `country`
/// @param preset `us-consumer` or `b2b`: which rules of dialing hold
/// @param callingWindow when people may be called by hand outside any campaign; each campaign has its own
/// @param sessionTimeoutSeconds after how long an idle sitting ends and frees its lead
public record OrganizationSettings(
        String name,
        String country,
        String timeZone,
        ProviderName provider,
        boolean useMockDialer,
        MockConfig mockConfig,
        boolean recordingEnabled,
        double maxCallsPerSecond,
        int maxConcurrentCalls,
        int maxAttemptsPerDay,
        int maxAttemptsPerWeek,
        List<String> allowedCountries,
        String preset,
        CallingWindow callingWindow,
        int sessionTimeoutSeconds,
        long version) {

    /// A row of `organization` and the layer of mockConfig that it keeps.
    record Row(
            String name,
            String country,
            String timeZone,
            ProviderName provider,
            String mockConfig,
            boolean recordingEnabled,
            double maxCallsPerSecond,
            int maxConcurrentCalls,
            int maxAttemptsPerDay,
            int maxAttemptsPerWeek,
            List<String> allowedCountries,
            String preset,
            CallingWindow callingWindow,
            int sessionTimeoutSeconds,
            long version) {

        OrganizationSettings settings() {
            return new OrganizationSettings(
                    name,
                    country,
                    timeZone,
                    provider,
                    provider == ProviderName.SIMULATOR,
                    MockConfig.parse(mockConfig),
                    recordingEnabled,
                    maxCallsPerSecond,
                    maxConcurrentCalls,
                    maxAttemptsPerDay,
                    maxAttemptsPerWeek,
                    allowedCountries,
                    preset,
                    callingWindow,
                    sessionTimeoutSeconds,
                    version);
        }
    }

    /// What a change may say; null leaves a setting as it is.
    record Change(
            @Nullable String name,
            @Nullable String country,
            @Nullable String timeZone,
            @Nullable ProviderName provider,
            @Nullable String mockConfig,
            @Nullable Boolean recordingEnabled,
            @Nullable Double maxCallsPerSecond,
            @Nullable Integer maxConcurrentCalls,
            @Nullable Integer maxAttemptsPerDay,
            @Nullable Integer maxAttemptsPerWeek,
            @Nullable List<String> allowedCountries,
            @Nullable String preset,
            @Nullable CallingWindow callingWindow,
            @Nullable Integer sessionTimeoutSeconds) {}
}

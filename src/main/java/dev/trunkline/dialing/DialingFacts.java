package dev.trunkline.dialing;

import dev.trunkline.compliance.CallingWindow;
import dev.trunkline.compliance.Gate;
import dev.trunkline.compliance.Jurisdiction;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What the engine needs of an organization's settings, and when it is.
///
/// @param provider who places calls, unless a user's own sitting is switched to the simulator
/// @param callingWindow for calls outside of any campaign
/// @param now the clock of the transaction that read them
/// @param options the provider's own wishes (the simulator's mockConfig), JSON
public record DialingFacts(
        String provider,
        String options,
        String country,
        String timeZone,
        boolean recordingEnabled,
        double maxCallsPerSecond,
        int maxConcurrentCalls,
        int maxAttemptsPerDay,
        int maxAttemptsPerWeek,
        List<String> allowedCountries,
        String preset,
        CallingWindow callingWindow,
        Instant now) {

    public Jurisdiction jurisdiction() {
        return Jurisdiction.of(preset);
    }

    public ZoneId zone() {
        return ZoneId.of(timeZone);
    }

    /// The organization's own country, and those it added.
    public Set<String> countries() {
        var countries = new HashSet<>(allowedCountries);
        countries.add(country);
        return countries;
    }

    /// @param automatic whether nobody in particular asks for the call
    public Gate.Limits limits(boolean automatic) {
        return new Gate.Limits(countries(), maxAttemptsPerDay, maxAttemptsPerWeek, automatic);
    }
}

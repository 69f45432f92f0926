package dev.trunkline.compliance;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What a place's law asks of dialing, as far as it is not a calling window. Each row is a preset of the organization.
///
/// @param minRing how long a line rings before we may give it up
/// @param dropLockout how long somebody who was dropped is left alone; null: may be called at once, with an agent
///     reserved for them
public record Jurisdiction(
        String preset, Duration minRing, @Nullable Duration dropLockout) {

    /// 16 CFR 310.4(b)(4)(ii): at least 15 s or four rings. US law names no lockout after a drop.
    public static final Jurisdiction US_CONSUMER = new Jurisdiction("us-consumer", Duration.ofSeconds(15), null);

    /// Business numbers: the telemarketing rules above don't bind; the abandon cap is kept all the same.
    public static final Jurisdiction B2B = new Jurisdiction("b2b", Duration.ZERO, null);

    public static Jurisdiction of(String preset) {
        return preset.equals(B2B.preset()) ? B2B : US_CONSUMER;
    }
}

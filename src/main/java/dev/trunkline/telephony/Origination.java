package dev.trunkline.telephony;

import dev.trunkline.ids.CallId;
import dev.trunkline.ids.OrganizationId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One order to call somebody.
///
/// @param from caller ID, E.164
/// @param to E.164
/// @param attempt 1 for the first real attempt of this lead in its campaign
/// @param ringTimeout how long it may ring
/// @param amd whether answering-machine detection runs
/// @param record whether the provider records from the answer
/// @param options wishes in the provider's own words (the simulator's mockConfig), JSON; absent for none
public record Origination(
        OrganizationId organization,
        CallId call,
        String from,
        String to,
        int attempt,
        Duration ringTimeout,
        boolean amd,
        boolean record,
        @Nullable String options) {}

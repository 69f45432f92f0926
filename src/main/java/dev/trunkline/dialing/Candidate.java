package dev.trunkline.dialing;

import dev.trunkline.ids.CallId;
import dev.trunkline.ids.EntryId;
import dev.trunkline.ids.LeadId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A claimed queue entry with the facts the gate asks for. `callId` is the ID its call will have.
///
/// @param region ISO country of the number
/// @param numberType the word of `lead_phone.type`
/// @param isLive the lead or the number is in another call
public record Candidate(
        CallId callId,
        EntryId entryId,
        LeadId leadId,
        String e164,
        String region,
        String numberType,
        String windowKey,
        int attemptCount,
        int maxAttempts,
        boolean agentGuaranteed,
        boolean doNotCall,
        boolean onDnc,
        boolean isLive,
        @Nullable Instant dropLockoutUntil,
        int attemptsDay,
        int attemptsWeek,
        @Nullable Instant oldestDay,
        @Nullable Instant oldestWeek) {}

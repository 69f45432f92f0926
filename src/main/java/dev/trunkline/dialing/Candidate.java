package dev.trunkline.dialing;

import dev.trunkline.ids.CallId;
import dev.trunkline.ids.EntryId;
import dev.trunkline.ids.LeadId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A claimed queue entry with the facts the gate asks for. `callId` is the ID its call will have.
///
/// @param region ISO country of the number
/// @param numberType the word of `lead_phone.type`
/// @param wasAnswered whether an earlier attempt was answered
/// @param listId a list of the campaign that the lead is in; asked for only where calls are paced
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
        boolean wasAnswered,
        @Nullable UUID listId,
        boolean doNotCall,
        boolean onDnc,
        boolean isLive,
        @Nullable Instant dropLockoutUntil,
        int attemptsDay,
        int attemptsWeek,
        @Nullable Instant oldestDay,
        @Nullable Instant oldestWeek) {}

package dev.trunkline.dialing;

import dev.trunkline.compliance.Gate;
import dev.trunkline.compliance.WindowState;
import dev.trunkline.ids.CallId;
import dev.trunkline.ids.EntryId;
import dev.trunkline.ids.LeadId;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Somebody who may be called now, with the facts the gate asks for. `callId` is the ID the call will have.
///
/// @param entryId the claimed queue entry; null for a call outside of any queue
/// @param leadId null for a number that is nobody's we know
/// @param region ISO country of the number
/// @param numberType the word of `lead_phone.type`
/// @param wasAnswered whether an earlier attempt was answered
/// @param listId a list of the campaign that the lead is in; asked for only where calls are paced
/// @param isLive the lead or the number is in another call
public record Candidate(
        CallId callId,
        @Nullable EntryId entryId,
        @Nullable LeadId leadId,
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
        @Nullable Instant oldestWeek) {

    /// The entry of a candidate that was claimed from a queue.
    EntryId entry() {
        return Objects.requireNonNull(entryId);
    }

    /// @param live beside what is known of the number: whether it is about to be called already
    Gate.Facts facts(WindowState window, boolean live) {
        return new Gate.Facts(
                doNotCall,
                onDnc,
                isLive || live,
                region,
                numberType,
                window,
                attemptsDay,
                attemptsWeek,
                oldestDay,
                oldestWeek,
                dropLockoutUntil,
                agentGuaranteed);
    }
}

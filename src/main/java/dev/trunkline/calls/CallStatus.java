package dev.trunkline.calls;

import java.util.Locale;

/// Where a call stands. The order is the order of life: a call only moves forward (SPEC §4).
public enum CallStatus {
    /// The intent is committed; the provider has not been asked, or has not answered.
    QUEUED,
    DIALING,
    RINGING,
    /// Somebody or something answered.
    IN_PROGRESS,
    /// A machine answered; the call may still play a message.
    VOICEMAIL_DETECTED,
    COMPLETED,
    BUSY,
    NO_ANSWER,
    CANCELED,
    FAILED;

    public boolean isLive() {
        return compareTo(COMPLETED) < 0;
    }

    public boolean isAnswered() {
        return this == IN_PROGRESS || this == VOICEMAIL_DETECTED;
    }

    /// The word in SQL and JSON.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

package dev.trunkline.telephony.twilio;

import dev.trunkline.calls.AnswerType;
import dev.trunkline.calls.CallStatus;
import dev.trunkline.calls.EndCause;
import dev.trunkline.calls.Signal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Twilio's words about a call in ours.
final class TwilioSignals {

    private TwilioSignals() {}

    /// What a status says, from a webhook or the call's own resource; empty for one that says nothing new.
    ///
    /// @param at when
    /// @param seconds how long it was answered, known at its end
    /// @param sip the network's last answer; 0: unknown
    static Optional<Signal> of(String status, Instant at, @Nullable Long seconds, int sip) {
        return Optional.ofNullable(
                switch (status) {
                    case "initiated", "dialing" -> new Signal.Dialing(at);
                    case "ringing" -> new Signal.Ringing(at);
                    case "in-progress", "answered" -> new Signal.Answered(at);
                    case "completed" ->
                        new Signal.Ended(
                                at,
                                CallStatus.COMPLETED,
                                EndCause.HANGUP_CUSTOMER,
                                seconds == null ? null : at.minusSeconds(seconds),
                                "The customer hung up.");
                    case "busy" -> ended(at, CallStatus.BUSY, EndCause.BUSY, "The line is busy.");
                    case "no-answer" -> ended(at, CallStatus.NO_ANSWER, EndCause.NO_ANSWER, "Nobody answered.");
                    case "canceled" -> ended(at, CallStatus.CANCELED, EndCause.CANCELED, "The call was canceled.");
                    case "failed" -> ended(at, CallStatus.FAILED, cause(sip), why(sip));
                    default -> null;
                });
    }

    private static Signal.Ended ended(Instant at, CallStatus status, EndCause cause, String detail) {
        return new Signal.Ended(at, status, cause, null, detail);
    }

    private static EndCause cause(int sip) {
        return switch (sip) {
            case 404, 484, 604 -> EndCause.INVALID_NUMBER;
            case 408, 410, 480 -> EndCause.UNREACHABLE;
            case 403, 603 -> EndCause.REJECTED;
            case 607, 608 -> EndCause.BLOCKED;
            default -> sip >= 500 ? EndCause.PROVIDER_ERROR : EndCause.UNREACHABLE;
        };
    }

    private static String why(int sip) {
        return switch (cause(sip)) {
            case INVALID_NUMBER -> "The number does not exist.";
            case REJECTED -> "The call was rejected.";
            case BLOCKED -> "The network blocked the call.";
            case PROVIDER_ERROR -> "The network could not carry the call (SIP " + sip + ").";
            default -> "The phone can't be reached.";
        };
    }

    /// The verdict of detection; unknown words are unknown.
    static AnswerType answerType(String answeredBy) {
        return switch (answeredBy) {
            case "human" -> AnswerType.HUMAN;
            case "fax" -> AnswerType.FAX;
            default -> answeredBy.startsWith("machine") ? AnswerType.MACHINE : AnswerType.UNKNOWN;
        };
    }

    /// A time as Twilio writes it, RFC 2822 in most places, ISO 8601 in some; null when there is none.
    static @Nullable Instant time(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        for (DateTimeFormatter format :
                List.of(DateTimeFormatter.RFC_1123_DATE_TIME, DateTimeFormatter.ISO_OFFSET_DATE_TIME)) {
            try {
                return format.parse(text.strip(), Instant::from);
            } catch (DateTimeException e) {
                // Then it is the other one, or none.
            }
        }
        return null;
    }

    /// Whole seconds; null when there are none.
    static @Nullable Long seconds(String text) {
        return text.matches("[0-9]{1,9}") ? Long.valueOf(text) : null;
    }
}

package dev.trunkline.telephony.twilio;

import dev.trunkline.calls.CallStatus;
import dev.trunkline.calls.EndCause;
import dev.trunkline.calls.EventSource;
import dev.trunkline.calls.Signal;
import dev.trunkline.telephony.AgentLeg;
import dev.trunkline.telephony.Announcement;
import dev.trunkline.telephony.CallRef;
import dev.trunkline.telephony.ProviderEvent;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How events are named, and the callbacks that carry an order to a line.
final class TwilioEvents {

    private TwilioEvents() {}

    /// @param word what happened: each once in a call's life, so a repetition has the same key by whatever way it comes
    static ProviderEvent event(CallRef call, String word, Signal signal, EventSource source, @Nullable String raw) {
        return new ProviderEvent(
                TwilioProvider.NAME,
                call.organization(),
                call.call(),
                call.providerCallId(),
                call.providerCallId() + ":" + word,
                signal,
                source,
                raw);
    }

    /// We ended it; empty when that is not certain, so that Twilio's own word is waited for.
    ///
    /// @param order `completed` ends any call, `canceled` only one that nobody has answered
    /// @param status what Twilio said the call was when it took the order
    static Optional<Signal.Ended> cut(Instant at, String order, String status) {
        if (order.equals("canceled")) {
            return status.equals("canceled")
                    ? Optional.of(new Signal.Ended(
                            at, CallStatus.CANCELED, EndCause.CANCELED, null, "The call was canceled."))
                    : Optional.empty();
        }
        return switch (status) {
            case "in-progress", "completed" ->
                Optional.of(new Signal.Ended(at, CallStatus.COMPLETED, EndCause.HANGUP_SYSTEM, null, "We hung up."));
            case "canceled", "no-answer", "busy" ->
                Optional.of(
                        new Signal.Ended(at, CallStatus.CANCELED, EndCause.CANCELED, null, "The call was canceled."));
            default -> Optional.empty();
        };
    }

    static Callback joined(CallRef call, AgentLeg agent) {
        return callback(call, "join", agent.agent().toString());
    }

    static Callback playing(CallRef call, Announcement announcement) {
        return callback(
                call,
                "play",
                announcement.kind().name(),
                announcement.endpoint() == null ? "" : announcement.endpoint());
    }

    static Callback callback(CallRef call, String step, String... arguments) {
        return new Callback(call.organization(), call.call().value(), step, arguments);
    }
}

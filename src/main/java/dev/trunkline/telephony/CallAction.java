package dev.trunkline.telephony;

/// What an agent wants done to a call that is on. Repeating one changes nothing.
public sealed interface CallAction {

    /// The customer hears music and is not heard.
    record Hold() implements CallAction {}

    record Resume() implements CallAction {}

    /// The customer does not hear the agent.
    record Mute() implements CallAction {}

    record Unmute() implements CallAction {}

    /// @param digits `0-9`, `*`, `#`, and `w` for a pause of half a second
    record SendDigits(String digits) implements CallAction {}

    /// The customer is connected to somebody else; the agent leaves.
    ///
    /// @param to E.164
    /// @param from the caller ID to show, E.164
    record Transfer(String to, String from) implements CallAction {}

    /// The agent talks to somebody else first; the customer waits.
    record Consult(String to, String from) implements CallAction {}

    /// The customer and the third party are joined; the agent leaves.
    record CompleteTransfer() implements CallAction {}

    /// The third party is let go; agent and customer talk again.
    record CancelTransfer() implements CallAction {}

    record StartRecording() implements CallAction {}

    record PauseRecording() implements CallAction {}

    record ResumeRecording() implements CallAction {}

    record StopRecording() implements CallAction {}
}

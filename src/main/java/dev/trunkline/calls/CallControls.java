package dev.trunkline.calls;

import org.jspecify.annotations.Nullable;

/// What people have done to a call that is on.
///
/// @param held the customer hears music
/// @param muted the customer doesn't hear the agent
/// @param transferTo whom it is or was handed to, as it was dialed
public record CallControls(
        boolean held,
        boolean muted,
        RecordingState recording,
        TransferState transfer,
        @Nullable String transferTo) {

    public static final CallControls NONE =
            new CallControls(false, false, RecordingState.NONE, TransferState.NONE, null);

    public CallControls held(boolean on) {
        return new CallControls(on, muted, recording, transfer, transferTo);
    }

    public CallControls muted(boolean on) {
        return new CallControls(held, on, recording, transfer, transferTo);
    }

    public CallControls recording(RecordingState state) {
        return new CallControls(held, muted, state, transfer, transferTo);
    }

    public CallControls transfer(TransferState state, @Nullable String to) {
        return new CallControls(held, muted, recording, state, to);
    }
}

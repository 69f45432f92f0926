package dev.trunkline.telephony;

/// What a provider can do; the web app shows, and the engine plans, only that.
///
/// @param simulated whether nobody real is called: such calls don't count in real caps and ledgers
/// @param parallelLines how many calls it can have in flight for one agent; 1 allows no power mode with lines
/// @param serverSideBridge whether the server can join customer and agent
/// @param amd whether it detects answering machines
/// @param playMessage whether it can play a message into a call
/// @param recording whether it records
/// @param mute whether the agent can be muted at the provider
/// @param hold whether a customer can be put on hold
/// @param dtmf whether digits can be sent into a call
/// @param transfer whether a call can be transferred
/// @param warmTransfer whether the agent can talk to the third party first
/// @param browserAudio what carries the agent's voice: `none` (nothing to carry), or a vendor's kit
/// @param lookupByCallId whether a call can be found by our own ID, so that a lost answer is resolved by asking
public record Capabilities(
        boolean simulated,
        int parallelLines,
        boolean serverSideBridge,
        boolean amd,
        boolean playMessage,
        boolean recording,
        boolean mute,
        boolean hold,
        boolean dtmf,
        boolean transfer,
        boolean warmTransfer,
        String browserAudio,
        boolean lookupByCallId) {}

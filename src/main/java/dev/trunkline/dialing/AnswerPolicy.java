package dev.trunkline.dialing;

import dev.trunkline.calls.AnswerType;
import dev.trunkline.campaigns.AmdMode;
import dev.trunkline.campaigns.CampaignMode;
import org.jspecify.annotations.Nullable;

/// What happens to a call that was just answered, or of which we just learnt who answered. Unknown counts as a human:
/// better an agent hears a greeting than a person hears silence.
public final class AnswerPolicy {

    private AnswerPolicy() {}

    public enum Action {
        /// The unattended campaign's message or endpoint.
        PLAY,
        /// An agent, at once; nobody free is the connect desk's to handle.
        JOIN_AGENT,
        /// Detection runs first, because the campaign says so.
        WAIT_FOR_VERDICT,
        /// A machine: the line is given up.
        HANG_UP_MACHINE,
        /// A machine: it gets the message.
        LEAVE_MESSAGE,
        NOTHING
    }

    public static Action answered(CampaignMode mode, AmdMode amd) {
        if (amd == AmdMode.BEFORE) {
            return Action.WAIT_FOR_VERDICT;
        }
        return toHuman(mode);
    }

    /// @param decided whether the answer was acted on: the call has an agent or its message, or was dropped
    public static Action detected(CampaignMode mode, AnswerType answer, boolean leaveMessage, boolean decided) {
        if (answer.isMachine()) {
            return leaveMessage ? Action.LEAVE_MESSAGE : Action.HANG_UP_MACHINE;
        }
        return decided ? Action.NOTHING : toHuman(mode);
    }

    private static Action toHuman(@Nullable CampaignMode mode) {
        return mode == CampaignMode.UNATTENDED ? Action.PLAY : Action.JOIN_AGENT;
    }
}

package dev.trunkline.dialing;

import dev.trunkline.agents.Agent;
import dev.trunkline.calls.AnswerType;
import dev.trunkline.calls.Call;
import dev.trunkline.calls.CallRepository;
import dev.trunkline.calls.CancelReason;
import dev.trunkline.campaigns.AmdMode;
import dev.trunkline.campaigns.Campaign;
import dev.trunkline.campaigns.CampaignRepository;
import dev.trunkline.campaigns.Unattended;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.telephony.Announcement;
import dev.trunkline.telephony.CallRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Somebody or something answered, or it became known who: what is done about it, in the transaction that heard it.
class AnswerDesk {

    private final CallRepository calls;
    private final CampaignRepository campaigns;
    private final SettleRepository settle;
    private final ConnectDesk connect;
    private final CheckTimes times;

    AnswerDesk(
            CallRepository calls,
            CampaignRepository campaigns,
            SettleRepository settle,
            ConnectDesk connect,
            CheckTimes times) {
        this.calls = calls;
        this.campaigns = campaigns;
        this.settle = settle;
        this.connect = connect;
        this.times = times;
    }

    /// @param message what an unattended campaign has its people hear
    List<Order> answered(
            OrganizationId organization, Call call, @Nullable Agent agent, Announcement message, Instant now) {
        if (call.cancelReason() == CancelReason.DNC || call.cancelReason() == CancelReason.STOPPED) {
            return List.of(new Order.HangUp(call.provider(), CallDesk.ref(organization, call)));
        }
        return act(
                organization,
                call,
                agent,
                AnswerPolicy.answered(CallDesk.mode(call), CallDesk.amd(call)),
                message,
                now);
    }

    List<Order> detected(
            OrganizationId organization,
            Call call,
            @Nullable Agent agent,
            AnswerType type,
            Announcement message,
            Instant now) {
        Campaign campaign = campaign(organization, call);
        boolean leaveMessage = campaign != null && campaign.machineAction().equals("message");
        // The verdict may overtake the answer, or be all that is heard of it; then the answer is acted on now.
        boolean actedOn = call.state().answeredAt() != null && CallDesk.amd(call) != AmdMode.BEFORE;
        boolean decided = actedOn
                || call.dropped()
                || call.state().messageStartedAt() != null
                || (agent != null && agent.has(call.id()));
        AnswerPolicy.Action action = AnswerPolicy.detected(CallDesk.mode(call), type, leaveMessage, decided);
        var orders = new ArrayList<Order>();
        if (type.isMachine()) {
            settle.ledgerMachine(organization, call);
            if (agent != null && call.id().equals(agent.callId())) {
                // The verdict takes the call away: no talk, no wrap-up, the next call at once.
                orders.addAll(connect.release(organization, agent));
            }
        }
        orders.addAll(act(organization, call, agent, action, message, now));
        return orders;
    }

    /// The agent heard a machine and leaves it the message: no talk, no wrap-up, the next call at once. The message
    /// itself is ordered by who knows which.
    List<Order> corrected(OrganizationId organization, Call call, @Nullable Agent agent) {
        settle.ledgerMachine(organization, call);
        return agent != null && call.id().equals(agent.callId()) ? connect.release(organization, agent) : List.of();
    }

    private List<Order> act(
            OrganizationId organization,
            Call call,
            @Nullable Agent agent,
            AnswerPolicy.Action action,
            Announcement message,
            Instant now) {
        CallRef ref = CallDesk.ref(organization, call);
        return switch (action) {
            case PLAY -> List.of(new Order.Play(call.provider(), ref, message));
            case JOIN_AGENT -> connect.join(organization, call, agent, now);
            case HANG_UP_MACHINE -> {
                calls.askCancel(organization, call.id(), CancelReason.MACHINE, now.plus(times.order()));
                yield List.of(new Order.HangUp(call.provider(), ref));
            }
            case LEAVE_MESSAGE ->
                List.of(new Order.Play(
                        call.provider(), ref, new Announcement(Announcement.Kind.VOICEMAIL, null, null)));
            case WAIT_FOR_VERDICT, NOTHING -> List.of();
        };
    }

    /// What an unattended campaign has its people hear.
    static Announcement message(@Nullable Campaign campaign) {
        Unattended wanted = campaign == null ? null : campaign.unattended();
        return new Announcement(
                Announcement.Kind.CAMPAIGN,
                wanted == null ? null : wanted.messageId(),
                wanted == null ? null : wanted.endpoint());
    }

    private @Nullable Campaign campaign(OrganizationId organization, Call call) {
        return call.campaignId() == null
                ? null
                : campaigns.find(organization, call.campaignId()).orElse(null);
    }
}

package dev.trunkline.dialing;

import dev.trunkline.calls.Call;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.telephony.AgentLeg;
import dev.trunkline.telephony.Announcement;
import dev.trunkline.telephony.CallAction;
import dev.trunkline.telephony.CallRef;
import java.time.Instant;
import java.util.List;

/// What a transaction decided that has to happen outside it, after its commit. Losing one in a crash is made good by
/// the reconciler, which repeats what the rows say was decided.
sealed interface Order {

    record HangUp(String provider, CallRef call) implements Order {}

    /// End it unless somebody has picked up: they get what is decided for them.
    record GiveUp(String provider, CallRef call) implements Order {}

    /// An agent has taken this call: give up the other lines of the session that the campaign doesn't keep. Lost in a
    /// crash, they ring until their time is over, and who answers hears the message.
    record GiveUpLines(CallRef taken) implements Order {}

    /// Give a ringing line up at a time, unless it is wanted again by then.
    record GiveUpAt(CallRef call, Instant at) implements Order {}

    record Join(String provider, CallRef call, AgentLeg agent) implements Order {}

    /// What an agent wants done to the call.
    record Control(String provider, CallRef call, AgentLeg agent, CallAction action) implements Order {}

    record Play(String provider, CallRef call, Announcement announcement) implements Order {}

    /// Somebody has begun to wait for an agent of the pool, for as long as the law lets them.
    record LetWait(String provider, CallRef call) implements Order {}

    /// Somebody waits for an agent of the pool: if nobody has come by then, they hear the message.
    record EndWaitAt(CallRef call, Instant at) implements Order {}

    /// In this pool somebody may wait, and somebody may be free: they must not miss each other.
    record Match(OrganizationId organization, CampaignId campaign) implements Order {}

    /// Something of this campaign changed that may allow or ask for more calls.
    record Wake(OrganizationId organization, CampaignId campaign) implements Order {}

    /// Ends a call that is not wanted. Who picks up at that very moment is not cut off in silence: the answer decides.
    static Order end(Call call, CallRef ref) {
        return call.state().answeredAt() == null ? new GiveUp(call.provider(), ref) : new HangUp(call.provider(), ref);
    }

    /// The same again for a call whose end was decided; nothing for one that goes on, or plays its message first.
    static List<Order> ending(Call call, CallRef ref) {
        return call.cancelReason() == null || call.dropped() ? List.of() : List.of(end(call, ref));
    }
}

package dev.trunkline.dialing;

import dev.trunkline.agents.Agent;
import dev.trunkline.agents.AgentRepository;
import dev.trunkline.calls.Call;
import dev.trunkline.calls.CallRepository;
import dev.trunkline.calls.CallStatus;
import dev.trunkline.campaigns.Campaign;
import dev.trunkline.campaigns.CampaignMode;
import dev.trunkline.campaigns.CampaignRepository;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.store.Store;
import dev.trunkline.telephony.AgentLeg;
import dev.trunkline.telephony.Announcement;
import dev.trunkline.telephony.CallDirector;
import dev.trunkline.telephony.CallRef;
import dev.trunkline.telephony.Directive;
import dev.trunkline.telephony.ProviderEvent;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Answers a line that asks what it is to hear: what it told is taken, like any event, and its transaction
/// decides; to whoever asks later, the call's row says what was decided. So a repeated question gets the same answer,
/// from any node.
@Component
class DirectDesk implements CallDirector {

    private final Store store;
    private final CallRepository calls;
    private final AgentRepository agents;
    private final CampaignRepository campaigns;
    private final CallDesk desk;
    private final ProviderDesk provider;

    DirectDesk(
            Store store,
            CallRepository calls,
            AgentRepository agents,
            CampaignRepository campaigns,
            CallDesk desk,
            ProviderDesk provider) {
        this.store = store;
        this.calls = calls;
        this.agents = agents;
        this.campaigns = campaigns;
        this.desk = desk;
        this.provider = provider;
    }

    @Override
    public Directive direct(CallRef call, @Nullable ProviderEvent news) {
        return news == null
                ? decided(call)
                : provider.withoutOrdersFor(call.call(), () -> desk.accept(news, orders -> decided(call, orders)));
    }

    @Override
    public void note(ProviderEvent news) {
        provider.withoutOrdersFor(news.call(), () -> {
            desk.accept(news);
            return news;
        });
    }

    /// The order that the news led to for this very call says it; without one the call's row does.
    private Directive decided(CallRef call, List<Order> orders) {
        return orders.stream()
                .flatMap(order -> directive(call, order).stream())
                .findFirst()
                .orElseGet(() -> decided(call));
    }

    private static Optional<Directive> directive(CallRef call, Order order) {
        return switch (order) {
            case Order.Play play
            when isAbout(call, play.call()) -> Optional.of(new Directive.Play(play.announcement()));
            case Order.Join join when isAbout(call, join.call()) -> Optional.of(new Directive.Join(join.agent()));
            case Order.LetWait wait when isAbout(call, wait.call()) -> Optional.of(new Directive.Wait());
            case Order.EndWaitAt wait when isAbout(call, wait.call()) -> Optional.of(new Directive.Wait());
            case Order.HangUp hangUp when isAbout(call, hangUp.call()) -> Optional.of(new Directive.HangUp());
            default -> Optional.empty();
        };
    }

    private static boolean isAbout(CallRef call, CallRef other) {
        return call.call().equals(other.call());
    }

    /// In the transaction that took the news, if that is still open.
    private Directive decided(CallRef call) {
        return store.engine(call.organization(), () -> stored(call));
    }

    private Directive stored(CallRef ref) {
        OrganizationId organization = ref.organization();
        Call call = calls.find(organization, ref.call()).orElse(null);
        if (call == null) {
            return new Directive.HangUp();
        }
        Agent agent = call.userId() == null
                ? null
                : agents.find(organization, call.userId()).orElse(null);
        Campaign campaign = call.campaignId() == null || CallDesk.mode(call) != CampaignMode.UNATTENDED
                ? null
                : campaigns.find(organization, call.campaignId()).orElse(null);
        return decided(call, agent, campaign);
    }

    /// @param agent of the call's user
    /// @param campaign of an unattended call
    static Directive decided(Call call, @Nullable Agent agent, @Nullable Campaign campaign) {
        if (!call.isLive()) {
            return new Directive.HangUp();
        }
        // Also who answered a line at the moment it was given up.
        if (call.dropped()) {
            return new Directive.Play(new Announcement(Announcement.Kind.DROP, null, null));
        }
        if (call.cancelReason() != null) {
            return new Directive.HangUp();
        }
        if (call.status() == CallStatus.VOICEMAIL_DETECTED) {
            return new Directive.Play(new Announcement(Announcement.Kind.VOICEMAIL, null, null));
        }
        boolean verdictAwaited = call.amd().equals("before") && call.state().answerType() == null;
        if (CallDesk.mode(call) == CampaignMode.UNATTENDED && !verdictAwaited) {
            return new Directive.Play(AnswerDesk.message(campaign));
        }
        return agent != null && call.id().equals(agent.callId())
                ? new Directive.Join(new AgentLeg(agent.userId(), call.agentLegId()))
                : new Directive.Wait();
    }
}

package dev.trunkline.live;

import dev.trunkline.access.ObjectKind;
import dev.trunkline.access.Visibility;
import dev.trunkline.agents.AgentRepository;
import dev.trunkline.agents.AgentView;
import dev.trunkline.agents.SessionView;
import dev.trunkline.calls.CallView;
import dev.trunkline.calls.CallViewRepository;
import dev.trunkline.campaigns.CampaignRepository;
import dev.trunkline.campaigns.CampaignView;
import dev.trunkline.campaigns.QueueEntry;
import dev.trunkline.campaigns.QueueRepository;
import dev.trunkline.dialing.SessionDesk;
import dev.trunkline.ids.CallId;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.EntryId;
import dev.trunkline.ids.Id;
import dev.trunkline.ids.ImportId;
import dev.trunkline.ids.RecordingId;
import dev.trunkline.ids.SessionId;
import dev.trunkline.ids.UserId;
import dev.trunkline.leads.ImportRepository;
import dev.trunkline.leads.LeadImport;
import dev.trunkline.recordings.RecordingRepository;
import dev.trunkline.recordings.RecordingView;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What the engine's objects look like on the stream: as their GET answers them.
@Configuration(proxyBeanMethods = false)
class LiveKindsConfig {

    @Bean
    LiveKind liveCalls(CallViewRepository calls) {
        return new LiveKind(
                ObjectKind.CALL,
                (organization, ids) -> objects(
                        calls.views(organization, ids.stream().map(CallId::new).toList())
                                .values(),
                        CallView::id,
                        view -> new LiveObject(view, Visibility.Facts.ownedBy(view.userId()))));
    }

    @Bean
    LiveKind liveCampaigns(CampaignRepository campaigns) {
        return new LiveKind(
                ObjectKind.CAMPAIGN,
                (organization, ids) -> objects(
                        campaigns
                                .views(
                                        organization,
                                        ids.stream().map(CampaignId::new).toList())
                                .values(),
                        CampaignView::id,
                        view -> new LiveObject(view, workers(view))));
    }

    @Bean
    LiveKind liveSessions(SessionDesk sessions) {
        return new LiveKind(
                ObjectKind.SESSION,
                (organization, ids) -> objects(
                        sessions.views(
                                        organization,
                                        ids.stream().map(SessionId::new).collect(Collectors.toSet()))
                                .values(),
                        SessionView::id,
                        view -> new LiveObject(view, Visibility.Facts.ownedBy(view.userId()))));
    }

    @Bean
    LiveKind liveAgents(AgentRepository agents) {
        return new LiveKind(
                ObjectKind.AGENT,
                (organization, ids) -> objects(
                        agents.views(organization, ids.stream().map(UserId::new).toList()),
                        AgentView::id,
                        view -> new LiveObject(view, Visibility.Facts.ownedBy(view.userId()))));
    }

    @Bean
    LiveKind liveQueue(QueueRepository queue, CampaignRepository campaigns) {
        return new LiveKind(ObjectKind.QUEUE, (organization, ids) -> {
            Collection<QueueEntry> entries = queue.views(
                            organization, ids.stream().map(EntryId::new).toList())
                    .values();
            Map<CampaignId, CampaignView> views = campaigns.views(
                    organization, entries.stream().map(QueueEntry::campaignId).collect(Collectors.toSet()));
            return objects(
                    entries,
                    QueueEntry::id,
                    entry -> new LiveObject(
                            entry, workers(views.get(entry.campaignId())), entry.campaignId(), entry.sessionId()));
        });
    }

    @Bean
    LiveKind liveImports(ImportRepository imports) {
        return new LiveKind(
                ObjectKind.IMPORT,
                (_, ids) -> objects(
                        ids.stream()
                                .map(id -> imports.find(new ImportId(id)))
                                .flatMap(Optional::stream)
                                .toList(),
                        LeadImport::id,
                        view -> new LiveObject(view, Visibility.Facts.ownedBy(null))));
    }

    @Bean
    LiveKind liveRecordings(RecordingRepository recordings) {
        return new LiveKind(
                ObjectKind.RECORDING,
                (organization, ids) -> objects(
                        recordings.views(
                                organization, ids.stream().map(RecordingId::new).toList()),
                        RecordingView::id,
                        view -> new LiveObject(view, Visibility.Facts.ownedBy(view.userId()))));
    }

    /// An ad-hoc campaign is its session's own.
    private static Visibility.Facts workers(@Nullable CampaignView campaign) {
        return campaign == null || campaign.adHoc()
                ? Visibility.Facts.ownedBy(campaign == null ? null : campaign.createdBy())
                : Visibility.Facts.workedBy(Set.copyOf(campaign.agentIds()));
    }

    private static <T> Map<UUID, LiveObject> objects(
            Collection<T> views, Function<T, ? extends Id> id, Function<T, LiveObject> object) {
        var objects = new HashMap<UUID, LiveObject>();
        views.forEach(view -> objects.put(id.apply(view).value(), object.apply(view)));
        return objects;
    }
}

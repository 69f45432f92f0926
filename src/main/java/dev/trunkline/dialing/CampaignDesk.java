package dev.trunkline.dialing;

import dev.trunkline.access.Caller;
import dev.trunkline.campaigns.Campaign;
import dev.trunkline.campaigns.CampaignDraft;
import dev.trunkline.campaigns.CampaignRepository;
import dev.trunkline.campaigns.CampaignView;
import dev.trunkline.campaigns.QueueRepository;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.LeadId;
import dev.trunkline.ids.ListId;
import dev.trunkline.ids.NumberId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.UserId;
import dev.trunkline.problem.Problem;
import dev.trunkline.store.Store;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Makes and changes campaigns, and fills their queues as far as a request may take.
@Component
public class CampaignDesk {

    /// Batches of a list that are put in the queue before the request is answered; the dialing loop does the rest.
    private static final int BATCHES_AT_ONCE = 5;

    private final Store store;
    private final CampaignRepository campaigns;
    private final QueueRepository queue;
    private final LaunchRepository launches;
    private final ReferenceRepository references;
    private final Providers providers;
    private final ControlDesk control;
    private final Wakes wakes;

    CampaignDesk(
            Store store,
            CampaignRepository campaigns,
            QueueRepository queue,
            LaunchRepository launches,
            ReferenceRepository references,
            Providers providers,
            ControlDesk control,
            Wakes wakes) {
        this.store = store;
        this.campaigns = campaigns;
        this.queue = queue;
        this.launches = launches;
        this.references = references;
        this.providers = providers;
        this.control = control;
        this.wakes = wakes;
    }

    public CampaignId create(Caller caller, CampaignDraft draft) {
        OrganizationId organization = caller.organization();
        CampaignId id = store.web(organization, () -> insert(caller, draft, false));
        fill(organization, id);
        if (Boolean.TRUE.equals(draft.start())) {
            control.start(organization, id);
        }
        return id;
    }

    /// Inside a transaction; lists are filled afterwards.
    CampaignId insert(Caller caller, CampaignDraft draft, boolean adHoc) {
        OrganizationId organization = caller.organization();
        Campaign campaign = draft.create(caller.user(), adHoc, simulated(organization));
        references.check(organization, draft);
        CampaignId id = campaigns.create(organization, campaign);
        campaigns.link(organization, id, lists(draft.listIds()), numbers(draft.numberIds()), users(draft.agentIds()));
        if (draft.leadIds() != null) {
            queue.add(
                    organization,
                    id,
                    draft.leadIds().stream().map(LeadId::new).distinct().toList(),
                    null,
                    null);
        }
        return id;
    }

    public void change(Caller caller, CampaignId id, CampaignDraft draft) {
        OrganizationId organization = caller.organization();
        store.web(organization, () -> {
            Campaign present = campaigns.lock(organization, id).orElseThrow(() -> Problem.notFound("campaign"));
            if (present.status().isOver()) {
                throw Problem.notInState("This campaign is over (" + present.status() + ") and can't be changed.");
            }
            Campaign changed = draft.over(present, simulated(organization));
            references.check(organization, draft);
            campaigns.update(organization, changed);
            campaigns.link(
                    organization, id, lists(draft.listIds()), numbers(draft.numberIds()), users(draft.agentIds()));
            if (draft.leadIds() != null) {
                queue.add(
                        organization,
                        id,
                        draft.leadIds().stream().map(LeadId::new).distinct().toList(),
                        null,
                        null);
            }
        });
        fill(organization, id);
        wakes.wake(organization, id);
    }

    /// New leads came into a list: the campaigns that take from it get them.
    public void listGrew(OrganizationId organization, ListId list) {
        for (CampaignId id : store.web(organization, () -> campaigns.fedBy(organization, list))) {
            fill(organization, id);
            wakes.wake(organization, id);
        }
    }

    private void fill(OrganizationId organization, CampaignId id) {
        for (int i = 0; i < BATCHES_AT_ONCE; i++) {
            if (store.web(organization, () -> queue.fill(organization, id)).isEmpty()) {
                return;
            }
        }
    }

    public CampaignView view(Caller caller, CampaignId id) {
        return store.web(caller.organization(), () -> campaigns.view(caller.organization(), id))
                .filter(view -> maySee(caller, view))
                .orElseThrow(() -> Problem.notFound("campaign"));
    }

    /// Agents see the campaigns they may work.
    static boolean maySee(Caller caller, CampaignView view) {
        if (view.adHoc()) {
            return caller.seesAll() || caller.user().equals(view.createdBy());
        }
        return caller.seesAll() || view.agentIds().isEmpty() || view.agentIds().contains(caller.user());
    }

    boolean simulated(OrganizationId organization) {
        return providers
                .get(launches.facts(organization).provider())
                .capabilities()
                .simulated();
    }

    private static @Nullable List<ListId> lists(@Nullable List<UUID> ids) {
        return ids == null ? null : ids.stream().distinct().map(ListId::new).toList();
    }

    private static @Nullable List<NumberId> numbers(@Nullable List<UUID> ids) {
        return ids == null ? null : ids.stream().distinct().map(NumberId::new).toList();
    }

    private static @Nullable List<UserId> users(@Nullable List<UUID> ids) {
        return ids == null ? null : ids.stream().distinct().map(UserId::new).toList();
    }
}

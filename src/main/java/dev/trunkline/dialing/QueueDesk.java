package dev.trunkline.dialing;

import dev.trunkline.access.Caller;
import dev.trunkline.callbacks.CallbackRepository;
import dev.trunkline.campaigns.CampaignRepository;
import dev.trunkline.campaigns.CampaignStatus;
import dev.trunkline.campaigns.EntryStatus;
import dev.trunkline.campaigns.QueueEntry;
import dev.trunkline.campaigns.QueueRepository;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.EntryId;
import dev.trunkline.ids.LeadId;
import dev.trunkline.ids.ListId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.paging.Page;
import dev.trunkline.problem.Problem;
import dev.trunkline.problem.Wrong;
import dev.trunkline.store.Store;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// What people do to a queue by hand: add, remove, skip, put first, put off.
@Component
public class QueueDesk {

    private static final int LEADS_AT_ONCE = 10_000;

    private final Store store;
    private final QueueRepository queue;
    private final CampaignRepository campaigns;
    private final ReferenceRepository references;
    private final CallbackRepository callbacks;
    private final Wakes wakes;

    QueueDesk(
            Store store,
            QueueRepository queue,
            CampaignRepository campaigns,
            ReferenceRepository references,
            CallbackRepository callbacks,
            Wakes wakes) {
        this.store = store;
        this.queue = queue;
        this.campaigns = campaigns;
        this.references = references;
        this.callbacks = callbacks;
        this.wakes = wakes;
    }

    /// Leads by name, or all of a list.
    public record Addition(
            @Nullable List<UUID> leadIds,
            @Nullable UUID listId,
            @Nullable Integer priority,
            @Nullable Instant nextAttemptAt) {}

    /// @param added how many are new in the queue
    public record Added(int added) {}

    /// Null: left as it is. SKIPPED completes the entry with that as its outcome; PENDING puts it back in line.
    public record Change(
            @Nullable String status,
            @Nullable Integer priority,
            @Nullable Instant nextAttemptAt,
            @Nullable Integer maxAttempts) {}

    public Page<QueueEntry> page(
            OrganizationId organization,
            CampaignId campaign,
            @Nullable EntryStatus status,
            @Nullable String cursor,
            int limit) {
        String key = Page.key(cursor);
        long offset = key == null || !key.matches("[0-9]{1,9}") ? 0 : Long.parseLong(key);
        List<QueueEntry> rows =
                store.web(organization, () -> queue.page(organization, campaign, status, offset, limit));
        return Page.of(rows, limit, _ -> Long.toString(offset + limit));
    }

    public Added add(Caller caller, CampaignId campaign, Addition addition) {
        OrganizationId organization = caller.organization();
        var wrong = new Wrong();
        wrong.unless(addition.leadIds() != null || addition.listId() != null, "leadIds", "Name leads, or a list.");
        wrong.unless(
                addition.leadIds() == null || addition.leadIds().size() <= LEADS_AT_ONCE,
                "leadIds",
                "At most 10,000 leads at once; use a list for more.");
        wrong.unless(priority(addition.priority()), "priority", "Priority goes from 0 to 9.");
        wrong.refuse();
        int added = store.web(organization, () -> {
            live(organization, campaign);
            references.check(organization, addition.leadIds(), addition.listId());
            if (addition.listId() != null) {
                campaigns.link(
                        organization,
                        campaign,
                        withList(organization, campaign, new ListId(addition.listId())),
                        null,
                        null);
            }
            return addition.leadIds() == null
                    ? 0
                    : queue.add(
                            organization,
                            campaign,
                            addition.leadIds().stream()
                                    .map(LeadId::new)
                                    .distinct()
                                    .toList(),
                            addition.priority(),
                            addition.nextAttemptAt());
        });
        if (addition.listId() != null) {
            OptionalInt batch = store.web(organization, () -> queue.fill(organization, campaign));
            while (batch.isPresent()) {
                added += batch.getAsInt();
                batch = store.web(organization, () -> queue.fill(organization, campaign));
            }
        }
        wakes.wake(organization, campaign);
        return new Added(added);
    }

    private List<ListId> withList(OrganizationId organization, CampaignId campaign, ListId list) {
        var lists = new java.util.ArrayList<>(
                campaigns.view(organization, campaign).orElseThrow().listIds());
        if (!lists.contains(list)) {
            lists.add(list);
        }
        return lists;
    }

    public QueueEntry change(OrganizationId organization, CampaignId campaign, EntryId id, Change change) {
        var wrong = new Wrong();
        boolean known = change.status() == null || List.of("PENDING", "SKIPPED").contains(change.status());
        wrong.unless(known, "status", "Set PENDING to put the lead back in line, or SKIPPED.");
        wrong.unless(priority(change.priority()), "priority", "Priority goes from 0 to 9.");
        wrong.unless(
                change.maxAttempts() == null || (change.maxAttempts() >= 1 && change.maxAttempts() <= 20),
                "maxAttempts",
                "Attempts go from 1 to 20.");
        wrong.refuse();
        QueueEntry changed = store.web(organization, () -> {
            live(organization, campaign);
            QueueEntry entry =
                    queue.lock(organization, campaign, id).orElseThrow(() -> Problem.notFound("queue entry"));
            if (entry.status() == EntryStatus.CALLING) {
                throw Problem.notInState("This lead is being called right now. Change it when the call is over.");
            }
            boolean skip = "SKIPPED".equals(change.status());
            boolean back = "PENDING".equals(change.status());
            int max = change.maxAttempts() == null ? entry.maxAttempts() : change.maxAttempts();
            if ((back || entry.status() == EntryStatus.PENDING) && !skip && entry.attemptCount() >= max) {
                throw Problem.validation(
                        "maxAttempts", "All " + entry.attemptCount() + " attempts are used up; allow more.");
            }
            if (skip) {
                callbacks.cancel(organization, entry.leadId(), campaign, false);
            }
            queue.change(
                    organization,
                    id,
                    skip ? EntryStatus.COMPLETED : back ? EntryStatus.PENDING : null,
                    skip ? "skipped" : null,
                    change.priority(),
                    change.nextAttemptAt(),
                    change.maxAttempts());
            return Objects.requireNonNull(queue.views(organization, List.of(id)).get(id));
        });
        wakes.wake(organization, campaign);
        return changed;
    }

    public void remove(OrganizationId organization, CampaignId campaign, EntryId id) {
        store.web(organization, () -> {
            QueueEntry entry =
                    queue.lock(organization, campaign, id).orElseThrow(() -> Problem.notFound("queue entry"));
            if (entry.status() == EntryStatus.CALLING) {
                throw Problem.notInState("This lead is being called right now. Hang up first.");
            }
            if (entry.status() == EntryStatus.PENDING) {
                queue.change(organization, id, EntryStatus.COMPLETED, "removed", null, null, null);
                callbacks.cancel(organization, entry.leadId(), campaign, false);
            }
        });
        wakes.wake(organization, campaign);
    }

    private void live(OrganizationId organization, CampaignId campaign) {
        CampaignStatus status = campaigns
                .find(organization, campaign)
                .orElseThrow(() -> Problem.notFound("campaign"))
                .status();
        if (status.isOver()) {
            throw Problem.notInState("This campaign is over: " + status + ".");
        }
    }

    private static boolean priority(@Nullable Integer priority) {
        return priority == null || (priority >= 0 && priority <= 9);
    }
}

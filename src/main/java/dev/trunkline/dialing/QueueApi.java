package dev.trunkline.dialing;

import dev.trunkline.access.Caller;
import dev.trunkline.access.Requires;
import dev.trunkline.access.Role;
import dev.trunkline.campaigns.EntryStatus;
import dev.trunkline.campaigns.QueueEntry;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.EntryId;
import dev.trunkline.paging.Page;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// A campaign's queue over HTTP; changes work live.
@RestController
@RequestMapping("/api/campaigns/{id}/queue")
class QueueApi {

    private final CampaignDesk campaigns;
    private final QueueDesk queue;

    QueueApi(CampaignDesk campaigns, QueueDesk queue) {
        this.campaigns = campaigns;
        this.queue = queue;
    }

    @GetMapping
    @Requires(Role.AGENT)
    Page<QueueEntry> list(
            Caller caller,
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable EntryStatus status,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        CampaignId campaign = campaigns.view(caller, new CampaignId(id)).id();
        return queue.page(caller.organization(), campaign, status, cursor, Page.limit(limit));
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Requires(Role.SUPERVISOR)
    QueueDesk.Added add(Caller caller, @PathVariable UUID id, @RequestBody QueueDesk.Addition addition) {
        CampaignId campaign = campaigns.view(caller, new CampaignId(id)).id();
        return queue.add(caller, campaign, addition);
    }

    @PatchMapping("/{entryId}")
    @Requires(Role.SUPERVISOR)
    QueueEntry change(
            Caller caller, @PathVariable UUID id, @PathVariable UUID entryId, @RequestBody QueueDesk.Change change) {
        CampaignId campaign = campaigns.view(caller, new CampaignId(id)).id();
        return queue.change(caller.organization(), campaign, new EntryId(entryId), change);
    }

    @DeleteMapping("/{entryId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Requires(Role.SUPERVISOR)
    void remove(Caller caller, @PathVariable UUID id, @PathVariable UUID entryId) {
        CampaignId campaign = campaigns.view(caller, new CampaignId(id)).id();
        queue.remove(caller.organization(), campaign, new EntryId(entryId));
    }
}

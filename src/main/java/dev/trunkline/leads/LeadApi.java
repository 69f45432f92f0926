package dev.trunkline.leads;

import dev.trunkline.access.Caller;
import dev.trunkline.access.Requires;
import dev.trunkline.access.Role;
import dev.trunkline.ids.LeadId;
import dev.trunkline.ids.ListId;
import dev.trunkline.paging.Page;
import dev.trunkline.problem.Problem;
import dev.trunkline.store.Store;
import java.util.List;
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

/// Leads over HTTP (SPEC §13). Agents read them and write notes; supervisors do the rest.
@RestController
@RequestMapping("/api/leads")
class LeadApi {

    private static final int NOTE_LIMIT = 10_000;

    record Note(@Nullable String text) {}

    private final Store store;
    private final LeadDesk desk;
    private final LeadRepository leads;
    private final LeadSearchRepository search;
    private final ActivityRepository activities;

    LeadApi(
            Store store,
            LeadDesk desk,
            LeadRepository leads,
            LeadSearchRepository search,
            ActivityRepository activities) {
        this.store = store;
        this.desk = desk;
        this.leads = leads;
        this.search = search;
        this.activities = activities;
    }

    /// With `search` the order is that of the words met, and `sort` is not used.
    @GetMapping
    @Requires(Role.AGENT)
    Page<Lead> list(
            Caller caller,
            @RequestParam(name = "search", required = false) @Nullable String text,
            @RequestParam(required = false) @Nullable UUID listId,
            @RequestParam(required = false) @Nullable LeadStatus status,
            @RequestParam(required = false) @Nullable String sort,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        int size = Page.limit(limit);
        ListId list = listId == null ? null : new ListId(listId);
        LeadOrder order = LeadOrder.of(sort);
        if (order == null) {
            throw Problem.validation(
                    "sort",
                    "Leads can be sorted by createdAt, name or lastCalledAt, each with a minus for the reverse.");
        }
        if (text == null || text.isBlank()) {
            return store.web(
                    caller.organization(),
                    () -> Page.of(leads.browse(list, status, order, Page.key(cursor), size + 1), size, order::place));
        }
        List<String> words = SearchWords.ofQuery(text);
        return store.web(caller.organization(), () -> {
            List<LeadSearchRepository.Hit> hits =
                    search.search(new LeadSearchRepository.Query(words, list, status, Page.key(cursor), size + 1));
            Page<LeadSearchRepository.Hit> page = Page.of(hits, size, LeadSearchRepository.Hit::place);
            List<Lead> found = leads.find(
                    page.items().stream().map(LeadSearchRepository.Hit::lead).toList());
            return new Page<>(found, page.nextCursor());
        });
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Requires(Role.SUPERVISOR)
    Lead create(Caller caller, @RequestBody LeadDraft draft) {
        return desk.create(caller, draft);
    }

    @GetMapping("/{id}")
    @Requires(Role.AGENT)
    Lead get(Caller caller, @PathVariable UUID id) {
        return store.web(caller.organization(), () -> desk.get(new LeadId(id)));
    }

    @PatchMapping("/{id}")
    @Requires(Role.AGENT)
    Lead change(Caller caller, @PathVariable UUID id, @RequestBody LeadDraft draft) {
        return desk.change(caller, new LeadId(id), draft);
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Requires(Role.SUPERVISOR)
    void delete(Caller caller, @PathVariable UUID id) {
        desk.delete(caller, new LeadId(id));
    }

    @GetMapping("/{id}/activities")
    @Requires(Role.AGENT)
    Page<Activity> activities(
            Caller caller,
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        int size = Page.limit(limit);
        return store.web(caller.organization(), () -> {
            desk.get(new LeadId(id));
            List<Activity> rows = activities.page(new LeadId(id), ListApi.uuid(cursor), size + 1);
            return Page.of(rows, size, activity -> activity.id().toString());
        });
    }

    @PostMapping("/{id}/activities")
    @ResponseStatus(HttpStatus.CREATED)
    @Requires(Role.AGENT)
    Activity addNote(Caller caller, @PathVariable UUID id, @RequestBody Note note) {
        String text = LeadDraft.filled(note.text());
        if (text.isEmpty() || text.length() > NOTE_LIMIT) {
            throw Problem.validation("text", "A note has 1 to " + NOTE_LIMIT + " characters.");
        }
        return store.web(caller.organization(), () -> {
            desk.get(new LeadId(id));
            activities.addNote(new LeadId(id), caller.user(), text);
            return activities.page(new LeadId(id), null, 1).getFirst();
        });
    }
}

package dev.trunkline.leads;

import dev.trunkline.access.Caller;
import dev.trunkline.access.Requires;
import dev.trunkline.access.Role;
import dev.trunkline.audit.AuditRepository;
import dev.trunkline.ids.ListId;
import dev.trunkline.paging.Page;
import dev.trunkline.phone.PhoneParser;
import dev.trunkline.problem.Problem;
import dev.trunkline.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

/// Lists over HTTP (SPEC §13).
@RestController
@RequestMapping("/api/lists")
class ListApi {

    private static final int NAME_LIMIT = 200;
    private static final int EMPTY_AT_ONCE = 2_000;

    /// @param region ISO 3166-1; the organization's country without one
    record ListDraft(@Nullable String name, @Nullable String region) {}

    private final Store store;
    private final ListRepository lists;
    private final AuditRepository audit;

    ListApi(Store store, ListRepository lists, AuditRepository audit) {
        this.store = store;
        this.lists = lists;
        this.audit = audit;
    }

    @GetMapping
    @Requires(Role.AGENT)
    Page<LeadList> list(
            Caller caller,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        int size = Page.limit(limit);
        return store.web(
                caller.organization(),
                () -> Page.of(
                        lists.page(uuid(cursor), size + 1),
                        size,
                        list -> list.id().toString()));
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Requires(Role.SUPERVISOR)
    LeadList create(Caller caller, @RequestBody ListDraft draft) {
        check(draft, true);
        return store.web(caller.organization(), () -> {
            String region = region(draft);
            LeadList made = lists.add(LeadDraft.filled(draft.name()), region == null ? lists.homeRegion() : region);
            audit.record(caller, "list-created", "list", made.id(), Map.of("name", made.name()));
            return made;
        });
    }

    @GetMapping("/{id}")
    @Requires(Role.AGENT)
    LeadList get(Caller caller, @PathVariable UUID id) {
        return store.web(
                caller.organization(), () -> lists.find(new ListId(id)).orElseThrow(() -> Problem.notFound("list")));
    }

    @PatchMapping("/{id}")
    @Requires(Role.SUPERVISOR)
    LeadList change(Caller caller, @PathVariable UUID id, @RequestBody ListDraft draft) {
        check(draft, false);
        return store.web(caller.organization(), () -> {
            LeadList changed = lists.update(
                            new ListId(id),
                            draft.name() == null ? null : draft.name().strip(),
                            region(draft))
                    .orElseThrow(() -> Problem.notFound("list"));
            audit.record(caller, "list-changed", "list", changed.id(), Map.of("name", changed.name()));
            return changed;
        });
    }

    /// The leads stay; only the list goes.
    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Requires(Role.SUPERVISOR)
    void delete(Caller caller, @PathVariable UUID id) {
        var list = new ListId(id);
        store.web(caller.organization(), () -> refuseIfUsed(list));
        while (store.web(caller.organization(), () -> lists.emptySome(list, EMPTY_AT_ONCE))) {
            // A long list goes in short transactions, so that nobody waits for it.
        }
        store.web(caller.organization(), () -> {
            LeadList gone = refuseIfUsed(list);
            lists.delete(list);
            audit.record(caller, "list-deleted", "list", list, Map.of("name", gone.name()));
        });
    }

    private LeadList refuseIfUsed(ListId list) {
        LeadList found = lists.find(list).orElseThrow(() -> Problem.notFound("list"));
        List<String> campaigns = lists.campaigns(list);
        if (!campaigns.isEmpty()) {
            throw Problem.notInState("The list is used by " + String.join(", ", campaigns)
                    + ". Stop that campaign first, or take the list out of it.");
        }
        if (lists.isImporting(list)) {
            throw Problem.notInState("A file is being imported into this list. Cancel the import first.");
        }
        return found;
    }

    private static void check(ListDraft draft, boolean creating) {
        List<Problem.Field> wrong = new ArrayList<>();
        String name = LeadDraft.filled(draft.name());
        if ((creating || draft.name() != null) && (name.isEmpty() || name.length() > NAME_LIMIT)) {
            wrong.add(new Problem.Field("name", "A list needs a name of 1 to " + NAME_LIMIT + " characters."));
        }
        String region = region(draft);
        if (region != null && !PhoneParser.knowsRegion(region)) {
            wrong.add(new Problem.Field("region", "“" + draft.region() + "” is no country code such as US or GB."));
        }
        if (!wrong.isEmpty()) {
            throw Problem.validation(wrong);
        }
    }

    private static @Nullable String region(ListDraft draft) {
        String region = LeadDraft.filled(draft.region()).toUpperCase(Locale.ROOT);
        return region.isEmpty() ? null : region;
    }

    /// The UUID inside a cursor; null for the first page and for a cursor that is not ours.
    static @Nullable UUID uuid(@Nullable String cursor) {
        String key = Page.key(cursor);
        try {
            return key == null ? null : UUID.fromString(key);
        } catch (IllegalArgumentException notOurs) {
            return null;
        }
    }
}

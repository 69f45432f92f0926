package dev.trunkline.leads;

import dev.trunkline.access.Caller;
import dev.trunkline.access.Role;
import dev.trunkline.audit.AuditRepository;
import dev.trunkline.ids.LeadId;
import dev.trunkline.ids.ListId;
import dev.trunkline.phone.PhoneNumber;
import dev.trunkline.phone.PhoneParser;
import dev.trunkline.phone.Places;
import dev.trunkline.phone.TimeZones;
import dev.trunkline.problem.Problem;
import dev.trunkline.store.Store;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Makes, changes and deletes single leads, each in one transaction with what follows from it.
@Component
class LeadDesk {

    private final Store store;
    private final LeadRepository leads;
    private final LeadRowRepository rows;
    private final LeadOverlayRepository overlays;
    private final ListRepository lists;
    private final AuditRepository audit;
    private final NewsDesk news;

    LeadDesk(
            Store store,
            LeadRepository leads,
            LeadRowRepository rows,
            LeadOverlayRepository overlays,
            ListRepository lists,
            AuditRepository audit,
            NewsDesk news) {
        this.store = store;
        this.leads = leads;
        this.rows = rows;
        this.overlays = overlays;
        this.lists = lists;
        this.audit = audit;
        this.news = news;
    }

    Lead create(Caller caller, LeadDraft draft) {
        Lead made = store.web(caller.organization(), () -> {
            List<LeadList> into = lists(draft.listIds());
            String region =
                    into.isEmpty() ? lists.homeRegion() : into.getFirst().region();
            List<LeadRow.Phone> phones = draft.check(region, true);
            PhoneNumber first = phones.getFirst().number();
            Map<String, Object> custom =
                    draft.customFields() == null ? Map.of() : new LinkedHashMap<>(draft.customFields());
            var row = new LeadRow(
                    LeadDraft.filled(draft.firstName()),
                    LeadDraft.filled(draft.lastName()),
                    LeadDraft.filled(draft.company()),
                    LeadDraft.filled(draft.email()),
                    LeadDraft.filled(draft.address()),
                    LeadDraft.filled(draft.city()),
                    LeadDraft.filled(draft.state()),
                    LeadDraft.filled(draft.postcode()),
                    LeadDraft.filled(draft.country()),
                    LeadDraft.filled(draft.notes()),
                    draft.zone(),
                    Places.zones(
                            LeadDraft.filled(draft.country()),
                            LeadDraft.filled(draft.state()),
                            LeadDraft.filled(draft.postcode()),
                            first.region(),
                            first.zones()),
                    phones,
                    custom);
            LeadId id = rows.add(List.of(row), null).getFirst();
            link(id, into);
            Lead added = get(id);
            if (draft.status() != null || draft.doNotCall() != null) {
                leads.update(merged(added, draft, added.timeZone()));
            }
            audit.record(caller, "lead-created", "lead", id, Map.of());
            return get(id);
        });
        tell(caller, made.listIds());
        return made;
    }

    Lead change(Caller caller, LeadId id, LeadDraft draft) {
        if (!caller.role().atLeast(Role.SUPERVISOR) && !draft.isOnlyNotes()) {
            throw Problem.forbidden("Agents may change a lead's notes only.");
        }
        Lead changed = store.web(caller.organization(), () -> {
            leads.lock(id);
            Lead present = get(id);
            List<LeadList> into = lists(draft.listIds());
            String region = regionOf(present, into);
            List<LeadRow.Phone> phones = draft.check(region, false);
            if (!phones.isEmpty()) {
                leads.replacePhones(id, phones);
            }
            leads.update(merged(present, draft, shownZone(present, draft, phones)));
            overlays.refresh(List.of(id));
            if (draft.listIds() != null) {
                leads.unlink(id, into.stream().map(LeadList::id).toList());
                link(id, into);
            }
            audit.record(caller, "lead-changed", "lead", id, Map.of());
            return get(id);
        });
        if (draft.listIds() != null) {
            tell(caller, changed.listIds());
        }
        return changed;
    }

    void delete(Caller caller, LeadId id) {
        store.web(caller.organization(), () -> {
            get(id);
            if (leads.isUsed(id)) {
                throw Problem.notInState("This lead has calls or a place in a campaign's queue, and those are kept."
                        + " Take it out of its lists and queues instead (listIds: []).");
            }
            leads.delete(id);
            audit.record(caller, "lead-deleted", "lead", id, Map.of());
        });
    }

    Lead get(LeadId id) {
        return leads.find(id).orElseThrow(() -> Problem.notFound("lead"));
    }

    private void link(LeadId id, List<LeadList> into) {
        into.forEach(list -> rows.link(list.id(), List.of(id)));
    }

    private void tell(Caller caller, List<ListId> lists) {
        lists.forEach(list -> news.tell(new LeadsAdded(caller.organization(), list)));
    }

    /// The lists named, in one order for everybody so that their counters never deadlock.
    private List<LeadList> lists(@Nullable List<UUID> ids) {
        List<LeadList> found = new ArrayList<>();
        List<Problem.Field> wrong = new ArrayList<>();
        List<UUID> sorted =
                ids == null ? List.of() : ids.stream().distinct().sorted().toList();
        for (UUID id : sorted) {
            lists.find(new ListId(id))
                    .ifPresentOrElse(
                            found::add, () -> wrong.add(new Problem.Field("listIds", "There is no list " + id + ".")));
        }
        if (!wrong.isEmpty()) {
            throw Problem.validation(wrong);
        }
        return found;
    }

    private String regionOf(Lead present, List<LeadList> into) {
        if (!into.isEmpty()) {
            return into.getFirst().region();
        }
        String region =
                present.phones().isEmpty() ? "" : present.phones().getFirst().region();
        return region.isEmpty() ? lists.homeRegion() : region;
    }

    private static Lead merged(Lead present, LeadDraft draft, @Nullable String zone) {
        boolean blocked = draft.doNotCall() == null ? present.doNotCall() : draft.doNotCall();
        return new Lead(
                present.id(),
                LeadDraft.or(draft.firstName(), present.firstName()),
                LeadDraft.or(draft.lastName(), present.lastName()),
                LeadDraft.or(draft.company(), present.company()),
                LeadDraft.or(draft.email(), present.email()),
                present.phones(),
                zone,
                draft.status() == null ? present.status() : draft.status(),
                present.lastCalledAt(),
                present.callCount(),
                blocked,
                draft.customFields() == null ? present.customFields() : draft.customFields(),
                present.listIds(),
                LeadDraft.or(draft.address(), present.address()),
                LeadDraft.or(draft.city(), present.city()),
                LeadDraft.or(draft.state(), present.state()),
                LeadDraft.or(draft.postcode(), present.postcode()),
                LeadDraft.or(draft.country(), present.country()),
                LeadDraft.or(draft.notes(), present.notes()),
                present.createdAt(),
                present.updatedAt(),
                present.version());
    }

    /// The zone to show: the stated one, or one told anew by number and address if it was not stated before either.
    private static @Nullable String shownZone(Lead present, LeadDraft draft, List<LeadRow.Phone> phones) {
        if (draft.zone() != null) {
            return draft.zone();
        }
        PhoneNumber before = present.phones().isEmpty()
                ? null
                : PhoneParser.numberOrNull(present.phones().getFirst().number(), "ZZ");
        String told = told(before, present.country(), present.state(), present.postcode());
        boolean stated = present.timeZone() != null && !present.timeZone().equals(told);
        if (stated && draft.timeZone() == null) {
            return present.timeZone();
        }
        return told(
                phones.isEmpty() ? before : phones.getFirst().number(),
                LeadDraft.or(draft.country(), present.country()),
                LeadDraft.or(draft.state(), present.state()),
                LeadDraft.or(draft.postcode(), present.postcode()));
    }

    private static @Nullable String told(@Nullable PhoneNumber number, String country, String state, String postcode) {
        List<String> zones = number == null ? List.of() : number.zones();
        String region = number == null ? "" : number.region();
        Set<String> address = Places.zones(country, state, postcode, region, zones);
        return TimeZones.shown(zones, address, null);
    }
}

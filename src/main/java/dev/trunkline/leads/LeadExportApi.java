package dev.trunkline.leads;

import dev.trunkline.access.Caller;
import dev.trunkline.access.Requires;
import dev.trunkline.access.Role;
import dev.trunkline.audit.AuditRepository;
import dev.trunkline.csv.CsvWriter;
import dev.trunkline.ids.ListId;
import dev.trunkline.problem.Problem;
import dev.trunkline.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/// All leads, or those of a list, as CSV: oldest first, page by page, so that any number fits. Its headers are ones
/// that an import maps by itself.
@RestController
class LeadExportApi {

    private static final int AT_ONCE = 500;

    private static final List<String> BEFORE_PHONES = List.of("id", "first name", "last name", "company", "email");
    private static final List<String> AFTER_PHONES = List.of(
            "address",
            "city",
            "state",
            "postcode",
            "country",
            "time zone",
            "status",
            "do not call",
            "call count",
            "last called at",
            "created at",
            "notes");

    private final Store store;
    private final LeadRepository leads;
    private final ListRepository lists;
    private final AuditRepository audit;

    LeadExportApi(Store store, LeadRepository leads, ListRepository lists, AuditRepository audit) {
        this.store = store;
        this.leads = leads;
        this.lists = lists;
        this.audit = audit;
    }

    @GetMapping("/api/leads/export.csv")
    @Requires(Role.SUPERVISOR)
    ResponseEntity<StreamingResponseBody> export(Caller caller, @RequestParam(required = false) @Nullable UUID listId) {
        ListId list = listId == null ? null : new ListId(listId);
        store.web(caller.organization(), () -> {
            if (list != null && lists.find(list).isEmpty()) {
                throw Problem.notFound("list");
            }
            audit.record(caller, "leads-exported", "list", list, Map.of());
        });
        LeadRepository.Extent extent = store.report(caller.organization(), () -> leads.extent(list));
        LeadOrder oldestFirst = Objects.requireNonNull(LeadOrder.of("createdAt"));
        return ImportApi.csv("leads.csv", out -> {
            var writer = new CsvWriter(out);
            writer.row(header(extent));
            String cursor = null;
            while (true) {
                String from = cursor;
                List<Lead> page =
                        store.web(caller.organization(), () -> leads.browse(list, null, oldestFirst, from, AT_ONCE));
                for (Lead lead : page) {
                    writer.row(cells(lead, extent));
                    cursor = oldestFirst.place(lead);
                }
                if (page.size() < AT_ONCE) {
                    return;
                }
            }
        });
    }

    private static List<String> header(LeadRepository.Extent extent) {
        List<String> header = new ArrayList<>(BEFORE_PHONES);
        for (int i = 1; i <= extent.phones(); i++) {
            header.add(i == 1 ? "phone" : "phone " + i);
        }
        header.addAll(AFTER_PHONES);
        header.addAll(extent.customFields());
        return header;
    }

    private static List<String> cells(Lead lead, LeadRepository.Extent extent) {
        List<String> cells = new ArrayList<>(
                List.of(lead.id().toString(), lead.firstName(), lead.lastName(), lead.company(), lead.email()));
        for (int i = 0; i < extent.phones(); i++) {
            cells.add(i < lead.phones().size() ? lead.phones().get(i).number() : "");
        }
        cells.addAll(List.of(
                lead.address(),
                lead.city(),
                lead.state(),
                lead.postcode(),
                lead.country(),
                Objects.requireNonNullElse(lead.timeZone(), ""),
                lead.status().toString(),
                lead.doNotCall() ? "yes" : "no",
                String.valueOf(lead.callCount()),
                lead.lastCalledAt() == null ? "" : lead.lastCalledAt().toString(),
                lead.createdAt().toString(),
                lead.notes()));
        for (String field : extent.customFields()) {
            cells.add(String.valueOf(
                    Objects.requireNonNullElse(lead.customFields().get(field), "")));
        }
        return cells;
    }
}

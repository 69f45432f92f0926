package dev.trunkline.dialing;

import dev.trunkline.access.Caller;
import dev.trunkline.access.Requires;
import dev.trunkline.access.Role;
import dev.trunkline.audit.AuditRepository;
import dev.trunkline.calls.CallEvent;
import dev.trunkline.calls.CallViewRepository;
import dev.trunkline.calls.Metrics;
import dev.trunkline.campaigns.Campaign;
import dev.trunkline.campaigns.CampaignDraft;
import dev.trunkline.campaigns.CampaignMode;
import dev.trunkline.campaigns.CampaignRepository;
import dev.trunkline.campaigns.CampaignStatus;
import dev.trunkline.campaigns.CampaignView;
import dev.trunkline.compliance.AbandonBudget;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.paging.Page;
import dev.trunkline.problem.Problem;
import dev.trunkline.store.Store;
import jakarta.servlet.http.HttpServletResponse;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
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

/// Campaigns over HTTP (SPEC §13).
@RestController
@RequestMapping("/api/campaigns")
class CampaignApi {

    private final Store store;
    private final CampaignDesk desk;
    private final ControlDesk control;
    private final CampaignRepository campaigns;
    private final CallViewRepository calls;
    private final BudgetDesk budgets;
    private final PacingDesk pacing;
    private final AuditRepository audit;

    CampaignApi(
            Store store,
            CampaignDesk desk,
            ControlDesk control,
            CampaignRepository campaigns,
            CallViewRepository calls,
            BudgetDesk budgets,
            PacingDesk pacing,
            AuditRepository audit) {
        this.store = store;
        this.desk = desk;
        this.control = control;
        this.campaigns = campaigns;
        this.calls = calls;
        this.budgets = budgets;
        this.pacing = pacing;
        this.audit = audit;
    }

    @GetMapping
    @Requires(Role.AGENT)
    Page<CampaignView> list(
            Caller caller,
            @RequestParam(required = false) @Nullable CampaignStatus status,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        int size = Page.limit(limit);
        return store.web(caller.organization(), () -> {
            Page<Campaign> page = Page.of(
                    campaigns.page(caller.organization(), status, Page.key(cursor), size),
                    size,
                    c -> c.id().toString());
            Map<CampaignId, CampaignView> views = campaigns.views(
                    caller.organization(),
                    page.items().stream().map(Campaign::id).toList());
            List<CampaignView> items = page.items().stream()
                    .map(c -> views.get(c.id()))
                    .filter(Objects::nonNull)
                    .filter(view -> CampaignDesk.maySee(caller, view))
                    .toList();
            return new Page<>(items, page.nextCursor());
        });
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Requires(Role.SUPERVISOR)
    CampaignView create(Caller caller, @RequestBody CampaignDraft draft) {
        CampaignId id = desk.create(caller, draft);
        audit(caller, "campaign-created", id, Map.of("name", String.valueOf(draft.name())));
        return desk.view(caller, id);
    }

    @GetMapping("/{id}")
    @Requires(Role.AGENT)
    CampaignView get(Caller caller, @PathVariable UUID id) {
        return desk.view(caller, new CampaignId(id));
    }

    @PatchMapping("/{id}")
    @Requires(Role.SUPERVISOR)
    CampaignView change(Caller caller, @PathVariable UUID id, @RequestBody CampaignDraft draft) {
        desk.change(caller, new CampaignId(id), draft);
        audit(caller, "campaign-changed", new CampaignId(id), Map.of());
        return desk.view(caller, new CampaignId(id));
    }

    @PostMapping("/{id}/start")
    @Requires(Role.SUPERVISOR)
    CampaignView start(Caller caller, @PathVariable UUID id) {
        control.start(caller.organization(), new CampaignId(id));
        return told(caller, "campaign-started", id);
    }

    @PatchMapping("/{id}/pause")
    @Requires(Role.SUPERVISOR)
    CampaignView pause(Caller caller, @PathVariable UUID id) {
        control.pause(caller.organization(), new CampaignId(id));
        return told(caller, "campaign-paused", id);
    }

    @PatchMapping("/{id}/resume")
    @Requires(Role.SUPERVISOR)
    CampaignView resume(Caller caller, @PathVariable UUID id) {
        control.resume(caller.organization(), new CampaignId(id));
        return told(caller, "campaign-resumed", id);
    }

    @DeleteMapping("/{id}")
    @Requires(Role.SUPERVISOR)
    CampaignView stop(Caller caller, @PathVariable UUID id) {
        control.stop(caller.organization(), new CampaignId(id));
        return told(caller, "campaign-stopped", id);
    }

    /// The campaign's call log, newest first.
    @GetMapping("/{id}/logs")
    @Requires(Role.AGENT)
    Page<CallEvent> logs(
            Caller caller,
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        CampaignId campaign = desk.view(caller, new CampaignId(id)).id();
        int size = Page.limit(limit);
        return store.web(
                caller.organization(),
                () -> Page.of(
                        calls.log(caller.organization(), campaign, Page.key(cursor), size),
                        size,
                        event -> event.id().toString()));
    }

    @GetMapping("/{id}/stats")
    @Requires(Role.AGENT)
    Metrics stats(Caller caller, @PathVariable UUID id) {
        return desk.view(caller, new CampaignId(id)).stats();
    }

    /// @param dropsLeft how many may still be dropped before the tighter window reaches its cap; negative: over it
    /// @param oneLine each agent dials one line until the rate is back under the cap
    record Abandonment(double cap, Window day, Window thirtyDays, long dropsLeft, boolean oneLine) {

        record Window(long humanAnswered, long abandoned, double rate) {
            static Window of(AbandonBudget.Window window) {
                return new Window(window.humanAnswered(), window.abandoned(), window.rate());
            }
        }
    }

    /// The abandon ledger in every window at once.
    @GetMapping("/{id}/abandonment")
    @Requires(Role.AGENT)
    Abandonment abandonment(Caller caller, @PathVariable UUID id) {
        CampaignView campaign = desk.view(caller, new CampaignId(id));
        AbandonBudget budget = store.web(
                caller.organization(),
                () -> budgets.of(caller.organization(), campaign.id(), campaign.maxAbandonRate()));
        return new Abandonment(
                budget.cap(),
                Abandonment.Window.of(budget.day()),
                Abandonment.Window.of(budget.month()),
                budget.dropsLeft(),
                budget.isGone());
    }

    /// Why a predictive campaign dials as it does.
    @GetMapping("/{id}/pacing")
    @Requires(Role.AGENT)
    PacingView pacing(Caller caller, @PathVariable UUID id) {
        CampaignView campaign = desk.view(caller, new CampaignId(id));
        if (campaign.mode() != CampaignMode.PREDICTIVE) {
            throw Problem.notInState("Only predictive campaigns are paced; this one is " + campaign.mode() + ".");
        }
        return store.web(caller.organization(), () -> pacing.view(caller.organization(), campaign.id()));
    }

    /// The inputs of the last decisions, as lines that `./trunkline pacing` reads and answers as they were answered.
    @GetMapping(value = "/{id}/pacing/log", produces = "text/plain")
    @Requires(Role.SUPERVISOR)
    void pacingLog(Caller caller, @PathVariable UUID id, HttpServletResponse response) throws IOException {
        CampaignView campaign = desk.view(caller, new CampaignId(id));
        Path log = pacing.log(caller.organization(), campaign.id()).orElseThrow(() -> Problem.notFound("decision log"));
        response.setContentType("text/plain;charset=UTF-8");
        try (var in = new GZIPInputStream(Files.newInputStream(log))) {
            in.transferTo(response.getOutputStream());
        } catch (EOFException e) {
            // The log is still being written, or its node died: what is there is whole up to its last line.
            response.getOutputStream().flush();
        }
    }

    private CampaignView told(Caller caller, String action, UUID id) {
        audit(caller, action, new CampaignId(id), Map.of());
        return desk.view(caller, new CampaignId(id));
    }

    private void audit(Caller caller, String action, CampaignId id, Map<String, ?> detail) {
        store.web(caller.organization(), () -> audit.record(caller, action, "campaign", id, detail));
    }
}

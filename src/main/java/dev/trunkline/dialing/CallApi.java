package dev.trunkline.dialing;

import dev.trunkline.access.Caller;
import dev.trunkline.access.Requires;
import dev.trunkline.access.Role;
import dev.trunkline.calls.Call;
import dev.trunkline.calls.CallEvent;
import dev.trunkline.calls.CallStatus;
import dev.trunkline.calls.CallView;
import dev.trunkline.calls.CallViewRepository;
import dev.trunkline.ids.CallId;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.LeadId;
import dev.trunkline.ids.SessionId;
import dev.trunkline.ids.UserId;
import dev.trunkline.paging.Page;
import dev.trunkline.problem.Problem;
import dev.trunkline.problem.Wrong;
import dev.trunkline.store.Store;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Calls over HTTP: look, and act on one's own. Agents see their own calls, supervisors all.
@RestController
class CallApi {

    private static final int LIVE_MAX = 1000;
    private static final int NOTES_MAX = 20_000;

    private final Store store;
    private final CallViewRepository calls;
    private final HangUpDesk hangUp;
    private final DispositionDesk dispositions;
    private final CallViewDesk views;

    CallApi(
            Store store,
            CallViewRepository calls,
            HangUpDesk hangUp,
            DispositionDesk dispositions,
            CallViewDesk views) {
        this.store = store;
        this.calls = calls;
        this.hangUp = hangUp;
        this.dispositions = dispositions;
        this.views = views;
    }

    @GetMapping("/api/calls")
    @Requires(Role.AGENT)
    Page<CallView> list(
            Caller caller,
            @RequestParam(required = false) @Nullable UUID campaignId,
            @RequestParam(required = false) @Nullable UUID sessionId,
            @RequestParam(required = false) @Nullable UUID leadId,
            @RequestParam(required = false) @Nullable UUID userId,
            @RequestParam(required = false) @Nullable CallStatus status,
            @RequestParam(required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable Instant to,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        int size = Page.limit(limit);
        var filter = new CallViewRepository.Filter(
                campaignId == null ? null : new CampaignId(campaignId),
                sessionId == null ? null : new SessionId(sessionId),
                leadId == null ? null : new LeadId(leadId),
                userOf(caller, userId),
                status,
                from,
                to,
                false);
        return store.web(
                caller.organization(),
                () -> Page.of(
                        calls.page(caller.organization(), filter, Page.key(cursor), size),
                        size,
                        call -> call.id().toString()));
    }

    /// What is going on now: the single source of truth for every client.
    @GetMapping("/api/calls/active")
    @Requires(Role.AGENT)
    Page<CallView> active(
            Caller caller,
            @RequestParam(required = false) @Nullable String leadId,
            @RequestParam(required = false) @Nullable UUID userId,
            @RequestParam(required = false) @Nullable UUID sessionId,
            @RequestParam(required = false) @Nullable UUID campaignId) {
        LeadId lead = leadId == null || leadId.equals("none") ? null : lead(leadId);
        var filter = new CallViewRepository.Filter(
                campaignId == null ? null : new CampaignId(campaignId),
                sessionId == null ? null : new SessionId(sessionId),
                lead,
                userOf(caller, userId),
                null,
                null,
                null,
                true);
        List<CallView> live =
                store.web(caller.organization(), () -> calls.page(caller.organization(), filter, null, LIVE_MAX));
        return new Page<>(
                live.stream()
                        .filter(call -> !"none".equals(leadId) || call.leadId() == null)
                        .limit(LIVE_MAX)
                        .toList(),
                null);
    }

    @GetMapping("/api/calls/{id}")
    @Requires(Role.AGENT)
    CallView get(Caller caller, @PathVariable UUID id) {
        return views.view(caller, id);
    }

    @GetMapping("/api/calls/{id}/events")
    @Requires(Role.AGENT)
    Page<CallEvent> events(Caller caller, @PathVariable UUID id) {
        CallId call = views.visible(caller, id).id();
        return new Page<>(store.web(caller.organization(), () -> calls.events(caller.organization(), call)), null);
    }

    @GetMapping("/api/leads/{id}/calls")
    @Requires(Role.AGENT)
    Page<CallView> ofLead(
            Caller caller,
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        return list(caller, null, null, id, null, null, null, null, cursor, limit);
    }

    @PostMapping("/api/calls/{id}/hangup")
    @Requires(Role.AGENT)
    CallView hangUp(Caller caller, @PathVariable UUID id) {
        Call call = views.visible(caller, id);
        hangUp.hangUp(caller.organization(), call.id());
        return views.view(caller, id);
    }

    record Notes(@Nullable String notes) {}

    /// Saved as they are typed; keeps the wrap-up open meanwhile.
    @PutMapping("/api/calls/{id}/notes")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Requires(Role.AGENT)
    void notes(Caller caller, @PathVariable UUID id, @RequestBody Notes body) {
        Call call = views.visible(caller, id);
        String notes = body.notes() == null ? "" : body.notes();
        if (notes.length() > NOTES_MAX) {
            throw Problem.validation("notes", "Notes have at most 20,000 characters.");
        }
        hangUp.notes(caller.organization(), call, notes);
    }

    /// @param anyone with `callbackAt`: the appointment is for anyone; otherwise for the caller
    record Disposition(
            @Nullable UUID callId,
            @Nullable String outcome,
            @Nullable String notes,
            @Nullable Instant callbackAt,
            @Nullable Boolean anyone) {}

    @PostMapping("/api/calls/disposition")
    @Requires(Role.AGENT)
    CallView disposition(Caller caller, @RequestBody Disposition body) {
        var wrong = new Wrong();
        wrong.unless(body.callId() != null, "callId", "Name the call.");
        wrong.unless(body.outcome() != null, "outcome", "Name the outcome.");
        wrong.unless(
                body.notes() == null || body.notes().length() <= NOTES_MAX,
                "notes",
                "Notes have at most 20,000 characters.");
        wrong.refuse();
        Call call = views.visible(caller, Objects.requireNonNull(body.callId()));
        dispositions.dispose(
                caller.organization(),
                new DispositionDesk.Said(
                        call.id(),
                        Objects.requireNonNull(body.outcome()),
                        body.notes(),
                        body.callbackAt(),
                        caller.user(),
                        Boolean.TRUE.equals(body.anyone())));
        return views.view(caller, call.id().value());
    }

    private static @Nullable UserId userOf(Caller caller, @Nullable UUID asked) {
        if (!caller.seesAll()) {
            return caller.user();
        }
        return asked == null ? null : new UserId(asked);
    }

    private static LeadId lead(String text) {
        try {
            return LeadId.of(text);
        } catch (IllegalArgumentException e) {
            throw Problem.validation("leadId", "A lead is named by its ID, or none.");
        }
    }
}

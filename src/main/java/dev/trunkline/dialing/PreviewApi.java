package dev.trunkline.dialing;

import dev.trunkline.access.Caller;
import dev.trunkline.access.Requires;
import dev.trunkline.access.Role;
import dev.trunkline.agents.SessionRepository;
import dev.trunkline.campaigns.QueueEntry;
import dev.trunkline.ids.LeadId;
import dev.trunkline.ids.SessionId;
import dev.trunkline.leads.Lead;
import dev.trunkline.leads.LeadRepository;
import dev.trunkline.problem.Wrong;
import dev.trunkline.store.Store;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/// Leads offered one at a time, over HTTP (SPEC §13).
@RestController
class PreviewApi {

    private static final int REASON_MAX = 500;

    private final Store store;
    private final PreviewDesk desk;
    private final LeadRepository leads;

    PreviewApi(Store store, PreviewDesk desk, LeadRepository leads) {
        this.store = store;
        this.desk = desk;
        this.leads = leads;
    }

    /// The lead in front of the agent, and its place in the queue.
    record Offer(QueueEntry entry, Lead lead) {}

    /// Reserves the next lead for the caller's open preview session; a repeat gives the same one. 204 when the queue
    /// has nobody for it now.
    @GetMapping("/api/sessions/next-lead")
    @Requires(Role.AGENT)
    ResponseEntity<Offer> next(Caller caller) {
        return desk.next(caller)
                .map(entry -> ResponseEntity.ok(new Offer(
                        entry,
                        store.web(caller.organization(), () -> leads.find(entry.leadId()))
                                .orElseThrow())))
                .orElseGet(() -> ResponseEntity.noContent().build());
    }

    record Mark(
            @Nullable UUID sessionId,
            @Nullable UUID leadId,
            @Nullable String outcome,
            @Nullable String reason) {}

    /// Marks a lead as attempted in a session: `skipped` with a reason, or what came of it. Idempotent.
    @PostMapping("/api/sessions/mark-attempted")
    @Requires(Role.AGENT)
    SessionRepository.Attempt mark(Caller caller, @RequestBody Mark mark) {
        var wrong = new Wrong();
        wrong.unless(mark.sessionId() != null, "sessionId", "Name the session.");
        wrong.unless(mark.leadId() != null, "leadId", "Name the lead.");
        boolean word = mark.outcome() != null && mark.outcome().matches("[a-z0-9][a-z0-9-]{0,39}");
        wrong.unless(word, "outcome", "Name the outcome, such as skipped, connected, no-answer, busy or voicemail.");
        wrong.unless(
                mark.reason() == null || mark.reason().length() <= REASON_MAX,
                "reason",
                "A reason has at most 500 characters.");
        wrong.refuse();
        return desk.mark(
                caller,
                new SessionId(Objects.requireNonNull(mark.sessionId())),
                new LeadId(Objects.requireNonNull(mark.leadId())),
                Objects.requireNonNull(mark.outcome()),
                mark.reason());
    }
}

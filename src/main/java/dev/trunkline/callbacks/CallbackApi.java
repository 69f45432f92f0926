package dev.trunkline.callbacks;

import dev.trunkline.access.Caller;
import dev.trunkline.access.Requires;
import dev.trunkline.access.Role;
import dev.trunkline.callbacks.CallbackDesk.Change;
import dev.trunkline.http.Given;
import dev.trunkline.ids.CallbackId;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.LeadId;
import dev.trunkline.ids.UserId;
import dev.trunkline.leads.LeadRepository;
import dev.trunkline.paging.Page;
import dev.trunkline.problem.Problem;
import dev.trunkline.problem.Wrong;
import dev.trunkline.store.Store;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
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

/// Appointments over HTTP. Agents see and change their own and anyone's of the campaigns they may work; only
/// supervisors give one to somebody else.
@RestController
@RequestMapping("/api/callbacks")
class CallbackApi {

    private static final Duration FARTHEST = Duration.ofDays(366);
    private static final int NOTES_MAX = 20_000;

    private final Store store;
    private final CallbackDesk desk;
    private final CallbackRepository callbacks;
    private final LeadRepository leads;
    private final InstantSource clock;

    CallbackApi(
            Store store, CallbackDesk desk, CallbackRepository callbacks, LeadRepository leads, InstantSource clock) {
        this.store = store;
        this.desk = desk;
        this.callbacks = callbacks;
        this.leads = leads;
        this.clock = clock;
    }

    /// By due time.
    @GetMapping
    @Requires(Role.AGENT)
    Page<Callback> list(
            Caller caller,
            @RequestParam(required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable Instant to,
            @RequestParam(required = false) @Nullable UUID userId,
            @RequestParam(required = false) @Nullable CallbackStatus status,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        var filter = new CallbackRepository.Filter(from, to, userId == null ? null : new UserId(userId), status);
        return store.web(
                caller.organization(), () -> callbacks.page(caller, filter, Page.key(cursor), Page.limit(limit)));
    }

    @GetMapping("/{id}")
    @Requires(Role.AGENT)
    Callback get(Caller caller, @PathVariable UUID id) {
        return desk.get(caller, new CallbackId(id));
    }

    /// @param campaignId the campaign whose queue dials it; null: it is only told about
    /// @param userId whose; absent: the caller's; null: anyone's
    record Draft(
            @Nullable UUID leadId,
            @Nullable Instant dueAt,
            @Nullable UUID campaignId,

            @Nullable @Schema(implementation = UUID.class, nullable = true)
            Given<UUID> userId,

            @Nullable String notes) {}

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Requires(Role.AGENT)
    Callback create(Caller caller, @RequestBody Draft draft) {
        var wrong = new Wrong();
        wrong.unless(draft.leadId() != null, "leadId", "Name the lead.");
        wrong.unless(draft.dueAt() != null, "dueAt", "Say when to call back.");
        check(wrong, draft.dueAt(), draft.notes());
        wrong.refuse();
        LeadId lead = new LeadId(Objects.requireNonNull(draft.leadId()));
        if (store.web(caller.organization(), () -> leads.find(lead)).isEmpty()) {
            throw Problem.notFound("lead");
        }
        CampaignId campaign = draft.campaignId() == null ? null : campaign(caller, draft.campaignId());
        CallbackId id = desk.make(
                caller.organization(),
                new CallbackRepository.Draft(
                        lead,
                        campaign,
                        null,
                        draft.userId() == null ? caller.user() : hand(caller, draft.userId()),
                        Objects.requireNonNull(draft.dueAt()),
                        draft.notes() == null ? "" : draft.notes()));
        // Given to somebody else by a supervisor, who sees all.
        return desk.get(caller, id);
    }

    /// @param userId null: anyone's
    /// @param status DONE or CANCELED end it
    record Patch(
            @Nullable Instant dueAt,

            @Nullable @Schema(implementation = UUID.class, nullable = true)
            Given<UUID> userId,

            @Nullable String notes,
            @Nullable CallbackStatus status) {}

    @PatchMapping("/{id}")
    @Requires(Role.AGENT)
    Callback change(Caller caller, @PathVariable UUID id, @RequestBody Patch patch) {
        var wrong = new Wrong();
        check(wrong, patch.dueAt(), patch.notes());
        wrong.refuse();
        Callback present = desk.get(caller, new CallbackId(id));
        desk.change(
                caller.organization(),
                present.id(),
                new Change(
                        patch.dueAt(),
                        patch.userId() == null ? null : new Change.Hand(hand(caller, patch.userId())),
                        patch.notes(),
                        patch.status()));
        return desk.get(caller, present.id());
    }

    /// Cancels it; the row stays in the list as CANCELED.
    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Requires(Role.AGENT)
    void cancel(Caller caller, @PathVariable UUID id) {
        Callback present = desk.get(caller, new CallbackId(id));
        if (present.status() == CallbackStatus.PENDING) {
            desk.change(caller.organization(), present.id(), new Change(null, null, null, CallbackStatus.CANCELED));
        }
    }

    private void check(Wrong wrong, @Nullable Instant dueAt, @Nullable String notes) {
        Instant now = clock.instant();
        wrong.unless(
                dueAt == null || (dueAt.isAfter(now) && dueAt.isBefore(now.plus(FARTHEST))),
                "dueAt",
                "The callback must lie in the future, at most a year ahead.");
        wrong.unless(notes == null || notes.length() <= NOTES_MAX, "notes", "Notes have at most 20,000 characters.");
    }

    private CampaignId campaign(Caller caller, UUID id) {
        var campaign = new CampaignId(id);
        String status = store.web(caller.organization(), () -> callbacks.campaign(caller, campaign))
                .orElseThrow(() -> Problem.validation("campaignId", "There is no such campaign."));
        if (List.of("COMPLETED", "STOPPED", "FAILED").contains(status)) {
            throw Problem.notInState("This campaign is over: " + status + ".");
        }
        return campaign;
    }

    private @Nullable UserId hand(Caller caller, Given<UUID> given) {
        UserId user = given.value() == null ? null : new UserId(given.value());
        if (user == null || user.equals(caller.user())) {
            return user;
        }
        if (!caller.seesAll()) {
            throw Problem.forbidden("Give it to yourself or to anyone; a supervisor gives it to somebody else.");
        }
        if (!store.web(caller.organization(), () -> callbacks.isUser(caller.organization(), user))) {
            throw Problem.validation("userId", "There is no such user.");
        }
        return user;
    }
}

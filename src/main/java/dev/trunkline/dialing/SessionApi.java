package dev.trunkline.dialing;

import dev.trunkline.access.Caller;
import dev.trunkline.access.Requires;
import dev.trunkline.access.Role;
import dev.trunkline.agents.Session;
import dev.trunkline.agents.SessionRepository;
import dev.trunkline.agents.SessionStatus;
import dev.trunkline.agents.SessionView;
import dev.trunkline.calls.CallView;
import dev.trunkline.campaigns.EntryStatus;
import dev.trunkline.campaigns.QueueEntry;
import dev.trunkline.ids.EntryId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.SessionId;
import dev.trunkline.paging.Page;
import dev.trunkline.problem.Problem;
import dev.trunkline.store.Store;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
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

/// An agent's sittings over HTTP (SPEC §13). Agents command their own, supervisors everybody's.
@RestController
@RequestMapping("/api/sessions")
class SessionApi {

    private final Store store;
    private final SessionDesk desk;
    private final SessionRepository sessions;
    private final ControlDesk control;
    private final QueueDesk queue;

    SessionApi(Store store, SessionDesk desk, SessionRepository sessions, ControlDesk control, QueueDesk queue) {
        this.store = store;
        this.desk = desk;
        this.sessions = sessions;
        this.control = control;
        this.queue = queue;
    }

    @GetMapping
    @Requires(Role.AGENT)
    Page<SessionView> list(
            Caller caller,
            @RequestParam(required = false) @Nullable UUID userId,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        int size = Page.limit(limit);
        OrganizationId organization = caller.organization();
        boolean everybody = caller.seesAll() && userId == null;
        var user = caller.seesAll() && userId != null ? new dev.trunkline.ids.UserId(userId) : caller.user();
        return store.web(organization, () -> {
            Page<Session> page = Page.of(
                    sessions.page(organization, everybody ? null : user, Page.key(cursor), size),
                    size,
                    s -> s.id().toString());
            return new Page<>(List.copyOf(desk.views(organization, page.items()).values()), page.nextCursor());
        });
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Requires(Role.AGENT)
    SessionView create(Caller caller, @RequestBody SessionDesk.Draft draft) {
        return desk.view(caller, desk.create(caller, draft));
    }

    /// The caller's session that has not ended; 204 when there is none.
    @GetMapping("/active")
    @Requires(Role.AGENT)
    ResponseEntity<SessionView> active(Caller caller) {
        Optional<Session> open =
                store.web(caller.organization(), () -> sessions.open(caller.organization(), caller.user()));
        return open.map(session -> ResponseEntity.ok(desk.view(caller, session.id())))
                .orElseGet(() -> ResponseEntity.noContent().build());
    }

    /// @param sessionId null: the caller's open one
    record Resume(@Nullable UUID sessionId) {}

    /// Takes a session up where it was left.
    @PostMapping("/resume")
    @Requires(Role.AGENT)
    SessionView resume(Caller caller, @RequestBody(required = false) @Nullable Resume resume) {
        Session session = resume == null || resume.sessionId() == null
                ? store.web(caller.organization(), () -> sessions.open(caller.organization(), caller.user()))
                        .orElseThrow(() -> Problem.notInState("You have no open session to resume."))
                : mine(caller, resume.sessionId());
        if (session.status() == SessionStatus.READY || session.status() == SessionStatus.PAUSED) {
            control.startSession(caller.organization(), session.id());
        } else if (session.status() == SessionStatus.ENDED) {
            throw Problem.notInState("This session has ended. Begin a new one.");
        }
        return desk.view(caller, session.id());
    }

    @GetMapping("/{id}")
    @Requires(Role.AGENT)
    SessionView get(Caller caller, @PathVariable UUID id) {
        return desk.view(caller, new SessionId(id));
    }

    /// @param action start, pause, resume, stop or complete; null: only lines and numbers change
    record Change(
            @Nullable String action,
            @Nullable Integer lines,
            @Nullable List<UUID> numberIds) {}

    @PatchMapping("/{id}")
    @Requires(Role.AGENT)
    SessionView change(Caller caller, @PathVariable UUID id, @RequestBody Change change) {
        Session session = mine(caller, id);
        if (change.lines() != null || change.numberIds() != null) {
            desk.configure(caller.organization(), session.id(), change.lines(), change.numberIds());
        }
        switch (change.action()) {
            case null -> {}
            case "start", "resume" -> control.startSession(caller.organization(), session.id());
            case "pause" -> control.pauseSession(caller.organization(), session.id());
            case "stop" -> control.stopSession(caller.organization(), session.id(), "stopped");
            case "complete" -> control.stopSession(caller.organization(), session.id(), "completed");
            default -> throw Problem.validation("action", "An action is start, pause, resume, stop or complete.");
        }
        return desk.view(caller, session.id());
    }

    /// Stops it if it is live, and takes it out of the history; its calls and figures stay.
    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Requires(Role.AGENT)
    void delete(Caller caller, @PathVariable UUID id) {
        Session session = mine(caller, id);
        if (session.status() != SessionStatus.ENDED) {
            control.stopSession(caller.organization(), session.id(), "stopped");
        }
        store.web(caller.organization(), () -> sessions.hide(caller.organization(), session.id()));
    }

    @GetMapping("/{id}/queue")
    @Requires(Role.AGENT)
    Page<QueueEntry> queue(
            Caller caller,
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable EntryStatus status,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        Session session = desk.session(caller, new SessionId(id));
        return queue.page(caller.organization(), session.campaignId(), status, cursor, Page.limit(limit));
    }

    @PostMapping("/{id}/queue")
    @ResponseStatus(HttpStatus.CREATED)
    @Requires(Role.AGENT)
    QueueDesk.Added add(Caller caller, @PathVariable UUID id, @RequestBody QueueDesk.Addition addition) {
        return queue.add(caller, own(caller, id).campaignId(), addition);
    }

    @PatchMapping("/{id}/queue/{entryId}")
    @Requires(Role.AGENT)
    QueueEntry change(
            Caller caller, @PathVariable UUID id, @PathVariable UUID entryId, @RequestBody QueueDesk.Change change) {
        return queue.change(caller.organization(), own(caller, id).campaignId(), new EntryId(entryId), change);
    }

    @DeleteMapping("/{id}/queue/{entryId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Requires(Role.AGENT)
    void remove(Caller caller, @PathVariable UUID id, @PathVariable UUID entryId) {
        queue.remove(caller.organization(), own(caller, id).campaignId(), new EntryId(entryId));
    }

    @GetMapping("/{id}/calls")
    @Requires(Role.AGENT)
    Page<CallView> calls(
            Caller caller,
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        int size = Page.limit(limit);
        return Page.of(
                desk.calls(caller, new SessionId(id), Page.key(cursor), size),
                size,
                call -> call.id().toString());
    }

    @GetMapping("/{id}/attempts")
    @Requires(Role.AGENT)
    Page<SessionRepository.Attempt> attempts(Caller caller, @PathVariable UUID id) {
        Session session = desk.session(caller, new SessionId(id));
        return new Page<>(
                store.web(caller.organization(), () -> sessions.attempts(caller.organization(), session.id())), null);
    }

    private Session mine(Caller caller, UUID id) {
        return desk.session(caller, new SessionId(id));
    }

    /// The queue of a shared campaign is the supervisors' to change; a session's own queue is its agent's.
    private Session own(Caller caller, UUID id) {
        Session session = mine(caller, id);
        if (!caller.seesAll() && !desk.ownsQueue(caller.organization(), session)) {
            throw Problem.forbidden("This session works a shared campaign; a supervisor changes its queue.");
        }
        return session;
    }
}

package dev.trunkline.recordings;

import dev.trunkline.access.Caller;
import dev.trunkline.access.ObjectKind;
import dev.trunkline.access.Requires;
import dev.trunkline.access.Role;
import dev.trunkline.access.Visibility;
import dev.trunkline.audit.AuditRepository;
import dev.trunkline.ids.LeadId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.RecordingId;
import dev.trunkline.paging.Page;
import dev.trunkline.problem.Problem;
import dev.trunkline.store.Store;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Recordings over HTTP: agents hear their own calls, supervisors all. Every listening is audited.
@Tag(name = "Recordings")
@RestController
class RecordingApi {

    private final Store store;
    private final RecordingRepository recordings;
    private final RecordingStore files;
    private final AuditRepository audit;

    RecordingApi(Store store, RecordingRepository recordings, RecordingStore files, AuditRepository audit) {
        this.store = store;
        this.recordings = recordings;
        this.files = files;
        this.audit = audit;
    }

    @GetMapping("/api/recordings")
    @Requires(Role.AGENT)
    Page<RecordingView> list(
            Caller caller,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        return page(caller, null, null, cursor, limit);
    }

    /// Of one call, by our ID or the provider's.
    @GetMapping("/api/recordings/{callId}")
    @Requires(Role.AGENT)
    Page<RecordingView> ofCall(Caller caller, @PathVariable String callId) {
        return page(caller, null, callId, null, Page.LIMIT_MAX);
    }

    @GetMapping("/api/recordings/lead/{leadId}")
    @Requires(Role.AGENT)
    Page<RecordingView> ofLead(
            Caller caller,
            @PathVariable UUID leadId,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        return page(caller, new LeadId(leadId), null, cursor, limit);
    }

    private Page<RecordingView> page(
            Caller caller,
            @Nullable LeadId lead,
            @Nullable String call,
            @Nullable String cursor,
            @Nullable Integer limit) {
        int size = Page.limit(limit);
        var filter = new RecordingRepository.Filter(caller.seesAll() ? null : caller.user(), lead, call);
        return store.web(
                caller.organization(),
                () -> Page.of(
                        recordings.page(caller.organization(), filter, Page.key(cursor), size),
                        size,
                        recording -> recording.id().toString()));
    }

    /// The sound; a part of it for `Range: bytes=…`.
    @GetMapping("/api/recordings/{id}/audio")
    @Requires(Role.AGENT)
    ResponseEntity<Resource> audio(
            Caller caller,
            @PathVariable UUID id,
            @RequestHeader(name = HttpHeaders.RANGE, required = false) @Nullable String range,
            @RequestParam(defaultValue = "false") boolean download) {
        OrganizationId organization = caller.organization();
        var file = store.web(organization, () -> {
            RecordingView view = recordings.views(organization, List.of(new RecordingId(id))).stream()
                    .filter(r -> Visibility.sees(caller, ObjectKind.RECORDING, Visibility.Facts.ownedBy(r.userId())))
                    .findFirst()
                    .orElseThrow(() -> Problem.notFound("recording"));
            var found = recordings.file(organization, view.id()).orElseThrow(() -> notHere(view));
            // A player asks for many parts of one listening; its first part is noted.
            if (range == null || range.startsWith("bytes=0-")) {
                audit.record(
                        caller,
                        download ? "recording-downloaded" : "recording-played",
                        "recording",
                        view.id(),
                        Map.of("callId", view.callId().toString()));
            }
            return found;
        });
        String name = "recording-" + id + (file.mediaType().equals("audio/mpeg") ? ".mp3" : ".wav");
        var disposition = (download ? ContentDisposition.attachment() : ContentDisposition.inline()).filename(name);
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType(file.mediaType()))
                .cacheControl(CacheControl.noStore())
                .header(HttpHeaders.CONTENT_DISPOSITION, disposition.build().toString())
                .body(new FileSystemResource(files.path(file.storageKey())));
    }

    private static Problem notHere(RecordingView view) {
        return Problem.notInState(
                switch (view.status()) {
                    case "pending" -> "The recording is still being fetched from the provider. Try again in a moment.";
                    case "deleted" -> "The recording was deleted when its time was over.";
                    default -> "The recording could not be fetched from the provider.";
                });
    }
}

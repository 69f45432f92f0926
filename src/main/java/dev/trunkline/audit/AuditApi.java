package dev.trunkline.audit;

import dev.trunkline.access.Caller;
import dev.trunkline.access.Requires;
import dev.trunkline.access.Role;
import dev.trunkline.ids.UserId;
import dev.trunkline.paging.Page;
import dev.trunkline.store.Store;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// The audit log, newest first.
@Tag(name = "Audit")
@RestController
class AuditApi {

    private final Store store;
    private final AuditRepository audit;

    AuditApi(Store store, AuditRepository audit) {
        this.store = store;
        this.audit = audit;
    }

    @Requires(Role.ADMIN)
    @GetMapping("/api/audit")
    Page<AuditEntry> list(
            Caller caller,
            @RequestParam @Nullable UserId userId,
            @RequestParam @Nullable String action,
            @RequestParam @Nullable String objectKind,
            @RequestParam @Nullable String objectId,
            @RequestParam @Nullable String cursor,
            @RequestParam @Nullable Integer limit) {
        var filter = new AuditRepository.Filter(userId, action, objectKind, objectId);
        return store.web(
                caller.organization(), () -> audit.page(caller.organization(), filter, cursor, Page.limit(limit)));
    }
}

package dev.trunkline.settings;

import dev.trunkline.access.Caller;
import dev.trunkline.access.Requires;
import dev.trunkline.access.Role;
import dev.trunkline.paging.Page;
import dev.trunkline.store.Store;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// The outcomes the desk offers.
@Tag(name = "Settings")
@RestController
class DispositionApi {

    private final Store store;
    private final DispositionTypeRepository dispositions;

    DispositionApi(Store store, DispositionTypeRepository dispositions) {
        this.store = store;
        this.dispositions = dispositions;
    }

    @Requires(Role.AGENT)
    @GetMapping("/api/dispositions")
    Page<DispositionType> list(Caller caller) {
        return new Page<>(store.web(caller.organization(), () -> dispositions.active(caller.organization())), null);
    }
}

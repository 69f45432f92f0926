package dev.trunkline.dialing;

import dev.trunkline.access.Caller;
import dev.trunkline.access.Requires;
import dev.trunkline.access.Role;
import dev.trunkline.calls.CallView;
import dev.trunkline.calls.CallViewRepository;
import dev.trunkline.ids.CallId;
import dev.trunkline.problem.Problem;
import dev.trunkline.store.Store;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Placing a call by hand over HTTP.
@RestController
class PlaceApi {

    private static final int LINES = 100;

    private final Store store;
    private final PlaceDesk desk;
    private final CallViewRepository calls;

    PlaceApi(Store store, PlaceDesk desk, CallViewRepository calls) {
        this.store = store;
        this.desk = desk;
        this.calls = calls;
    }

    /// Places one call for the caller. The answer comes as soon as the intent is committed; what becomes of it is told
    /// by the event stream. Refusals: `invalid-number`, `blocked-by-rule` with the `rule`, `no-active-number`,
    /// `provider-not-configured`, `not-in-state` (a call, or a call without an outcome, in hand).
    @PostMapping("/api/calls")
    @ResponseStatus(HttpStatus.CREATED)
    @Requires(Role.AGENT)
    CallView place(Caller caller, @RequestBody PlaceDesk.Request request) {
        Integer line = request.lineNumber();
        if (line != null && (line < 1 || line > LINES)) {
            throw Problem.validation("lineNumber", "Lines go from 1 to 100.");
        }
        CallId call = desk.place(caller, request);
        return store.web(caller.organization(), () -> calls.view(caller.organization(), call))
                .orElseThrow();
    }
}

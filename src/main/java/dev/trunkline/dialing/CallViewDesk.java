package dev.trunkline.dialing;

import dev.trunkline.access.Caller;
import dev.trunkline.calls.Call;
import dev.trunkline.calls.CallRepository;
import dev.trunkline.calls.CallView;
import dev.trunkline.calls.CallViewRepository;
import dev.trunkline.ids.CallId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.problem.Problem;
import dev.trunkline.store.Store;
import java.util.UUID;
import org.springframework.stereotype.Component;

/// The calls that somebody may see and act on: agents their own, everybody above them all.
@Component
class CallViewDesk {

    private final Store store;
    private final CallRepository calls;
    private final CallViewRepository views;

    CallViewDesk(Store store, CallRepository calls, CallViewRepository views) {
        this.store = store;
        this.calls = calls;
        this.views = views;
    }

    /// @throws Problem 404 when there is no such call, or when it is another agent's
    Call visible(Caller caller, UUID id) {
        OrganizationId organization = caller.organization();
        return store.web(organization, () -> calls.find(organization, new CallId(id)))
                .filter(call -> caller.seesAll() || caller.user().equals(call.userId()))
                .orElseThrow(() -> Problem.notFound("call"));
    }

    /// As it is now, for an answer.
    ///
    /// @throws Problem 404 as {@link #visible}
    CallView view(Caller caller, UUID id) {
        Call call = visible(caller, id);
        return store.web(caller.organization(), () -> views.view(caller.organization(), call.id()))
                .orElseThrow();
    }
}

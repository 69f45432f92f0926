package dev.trunkline.calls;

import dev.trunkline.ids.CallId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.store.Store;
import org.springframework.stereotype.Repository;

/// Hold, mute, recording and transfer of a call in SQL.
@Repository
public class CallControlRepository {

    private final Store store;

    CallControlRepository(Store store) {
        this.store = store;
    }

    /// Writes what holds from now on; the caller has the call's row.
    public void set(OrganizationId organization, CallId call, CallControls controls) {
        store.jdbc()
                .sql("""
                        UPDATE call SET held = :held, muted = :muted, recording_state = :recording,
                               transfer_state = :transfer, transfer_to = :to
                         WHERE organization_id = :org AND id = :call""")
                .param("org", organization.value())
                .param("call", call.value())
                .param("held", controls.held())
                .param("muted", controls.muted())
                .param("recording", controls.recording().toString())
                .param("transfer", controls.transfer().toString())
                .param("to", controls.transferTo())
                .update();
    }
}

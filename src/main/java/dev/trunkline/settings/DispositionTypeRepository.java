package dev.trunkline.settings;

import dev.trunkline.ids.OrganizationId;
import dev.trunkline.store.Rows;
import dev.trunkline.store.Store;
import java.util.List;
import org.springframework.stereotype.Component;

/// The outcomes an organization uses.
@Component
public class DispositionTypeRepository {

    private final Store store;

    DispositionTypeRepository(Store store) {
        this.store = store;
    }

    /// Those in use, in the order of the desk.
    public List<DispositionType> active(OrganizationId organization) {
        return store.jdbc()
                .sql("""
                        SELECT outcome, label, hint, colour, key, position, built_in, follow_up, retry_minutes
                          FROM disposition_type WHERE organization_id = :organization AND active
                         ORDER BY position, outcome""")
                .param("organization", organization.value())
                .query(Rows.of(DispositionType.class))
                .list();
    }

    /// Gives a new organization the built-in ones.
    public void addBuiltIn(OrganizationId organization) {
        for (DispositionType type : DispositionType.BUILT_IN) {
            store.jdbc()
                    .sql("""
                            INSERT INTO disposition_type
                              (organization_id, outcome, label, hint, colour, key, position, built_in, follow_up, retry_minutes)
                            VALUES (:organization, :outcome, :label, :hint, :colour, :key, :position, true, :followUp, :retry)
                            ON CONFLICT (organization_id, outcome) DO NOTHING""")
                    .param("organization", organization.value())
                    .param("outcome", type.outcome())
                    .param("label", type.label())
                    .param("hint", type.hint())
                    .param("colour", type.colour())
                    .param("key", type.key())
                    .param("position", type.position())
                    .param("followUp", type.followUp().toString())
                    .param("retry", type.retryMinutes())
                    .update();
        }
    }
}

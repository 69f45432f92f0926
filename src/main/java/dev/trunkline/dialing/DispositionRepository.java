package dev.trunkline.dialing;

import dev.trunkline.calls.Call;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.store.Rows;
import dev.trunkline.store.Sql;
import dev.trunkline.store.Store;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The kinds of disposition and the rows that follow from one.
@Repository
public class DispositionRepository {

    /// @param followUp done, retry, callback, dnc or try-next-number
    /// @param retryMinutes for `retry`; null: the campaign's rule for this outcome
    public record Type(
            String outcome,
            String label,
            String followUp,
            @Nullable Integer retryMinutes) {}

    private final JdbcClient jdbc;

    DispositionRepository(Store store) {
        this.jdbc = store.jdbc();
    }

    public Optional<Type> type(OrganizationId organization, String outcome) {
        return jdbc.sql("""
                        SELECT outcome, label, follow_up, retry_minutes FROM disposition_type
                         WHERE organization_id = :org AND outcome = :outcome AND active""")
                .param("org", organization.value())
                .param("outcome", outcome)
                .query(Rows.of(Type.class))
                .optional();
    }

    /// Whether no later call of the same queue entry exists.
    public boolean isLatest(OrganizationId organization, Call call) {
        return jdbc.sql("""
                        SELECT NOT EXISTS (SELECT FROM call
                         WHERE organization_id = :org AND lead_id = :lead AND queue_entry_id = :entry AND id > :call)""")
                .param("org", organization.value())
                .param("lead", Sql.id(call.leadId()))
                .param("entry", Sql.id(call.queueEntryId()))
                .param("call", call.id().value())
                .query(Boolean.class)
                .single();
    }
}

package dev.trunkline.leads;

import dev.trunkline.csv.CsvFormat;
import dev.trunkline.ids.ImportId;
import dev.trunkline.ids.ListId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.UserId;
import dev.trunkline.store.Rows;
import dev.trunkline.store.Store;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Imports: their state, counters and rejected rows, and the agenda rows that keep them going.
@Repository
public class ImportRepository {

    private static final JsonMapper JSON = JsonMapper.shared();

    private static final String COLUMNS = """
            id, kind, status, status_reason, list_id, file_name, on_duplicate, region, total_rows, imported_rows,
            updated_rows, duplicate_rows, rejected_rows, bytes_total, bytes_read,
            CASE WHEN started_at IS NOT NULL THEN round(total_rows / greatest(extract(epoch FROM coalesce(completed_at, app_now()) - started_at), 0.001), 1)::float8 END
              AS rows_per_second,
            created_at, started_at, completed_at, version""";

    /// An import to be made.
    record Draft(
            ImportId id,
            ImportKind kind,
            @Nullable ListId list,
            UserId user,
            String fileName,
            String fileHash,
            long bytes,
            OnDuplicate onDuplicate,
            String region,
            ImportPlan plan) {}

    /// A claimed piece of work, or one nobody can do because its file has been away too long.
    record Due(OrganizationId organization, ImportId id, int failures, boolean overdue) {}

    private final Store store;

    ImportRepository(Store store) {
        this.store = store;
    }

    ImportId newId() {
        return new ImportId(
                store.jdbc().sql("SELECT uuidv7()").query(UUID.class).single());
    }

    void insert(Draft draft) {
        store.jdbc()
                .sql("""
                        INSERT INTO import (organization_id, id, kind, list_id, user_id, file_name, file_hash, mapping, region,
                                            on_duplicate, bytes_total)
                        VALUES (current_organization(), :id, :kind, :list, :user, :name, :hash, CAST(:mapping AS jsonb), :region,
                                :onDuplicate, :bytes)""")
                .param("id", draft.id().value())
                .param("kind", draft.kind().toString())
                .param("list", draft.list() == null ? null : draft.list().value())
                .param("user", draft.user().value())
                .param("name", draft.fileName())
                .param("hash", draft.fileHash())
                .param("mapping", toJson(draft.plan()))
                .param("region", draft.region())
                .param("onDuplicate", draft.onDuplicate().toString())
                .param("bytes", draft.bytes())
                .update();
        store.jdbc().sql("""
                        INSERT INTO agenda (organization_id, kind, ref, due_at)
                        VALUES (current_organization(), 'import', :id, app_now())""").param("id", draft.id().value()).update();
    }

    public Optional<LeadImport> find(ImportId id) {
        return store.jdbc()
                .sql("SELECT " + COLUMNS + " FROM import WHERE organization_id = current_organization() AND id = :id")
                .param("id", id.value())
                .query(Rows.of(LeadImport.class))
                .optional();
    }

    /// Newest first, before `before`.
    List<LeadImport> page(@Nullable ListId list, @Nullable UUID before, int limit) {
        return store.jdbc()
                .sql("SELECT " + COLUMNS + """
                         FROM import
                        WHERE organization_id = current_organization()
                          AND (CAST(:list AS uuid) IS NULL OR list_id = CAST(:list AS uuid))
                          AND (CAST(:before AS uuid) IS NULL OR id < CAST(:before AS uuid))
                        ORDER BY id DESC LIMIT :limit""")
                .param("list", list == null ? null : list.value())
                .param("before", before)
                .param("limit", limit)
                .query(Rows.of(LeadImport.class))
                .list();
    }

    /// Takes a due import whose file is among `here`, for `lease`; or one that is overdue, for somebody to say so.
    /// Runs across organizations.
    Optional<Due> claim(List<UUID> here, List<UUID> running, Duration lease, Duration overdue) {
        return store.jdbc()
                .sql("""
                        UPDATE agenda SET due_at = app_now() + make_interval(secs => :lease)
                          FROM (SELECT organization_id, kind, ref, due_at < app_now() - make_interval(secs => :overdue) AS overdue
                                  FROM agenda
                                 WHERE kind = 'import' AND due_at <= app_now()
                                   AND NOT ref = ANY (CAST(:running AS uuid[]))
                                   AND (ref = ANY (CAST(:here AS uuid[]))
                                        OR due_at < app_now() - make_interval(secs => :overdue))
                                 ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED) due
                         WHERE agenda.organization_id = due.organization_id AND agenda.kind = due.kind AND agenda.ref = due.ref
                        RETURNING agenda.organization_id AS organization, agenda.ref AS id, failures, overdue""")
                .param("lease", lease.toSeconds())
                .param("overdue", overdue.toSeconds())
                .param("running", LeadRowRepository.texts(running, UUID::toString))
                .param("here", LeadRowRepository.texts(here, UUID::toString))
                .query(Rows.of(Due.class))
                .optional();
    }

    /// The import ready to go on, set RUNNING; empty when it is over.
    Optional<ImportJob> begin(OrganizationId organization, ImportId id) {
        return store.jdbc()
                .sql("""
                        UPDATE import SET status = 'RUNNING', started_at = coalesce(started_at, app_now())
                         WHERE organization_id = current_organization() AND id = :id AND status IN ('PENDING', 'RUNNING')
                        RETURNING kind, list_id, user_id, on_duplicate, region, mapping::text, total_rows""")
                .param("id", id.value())
                .query((row, _) -> new ImportJob(
                        organization,
                        id,
                        "dnc".equals(row.getString("kind")) ? ImportKind.DNC : ImportKind.LEADS,
                        row.getObject("list_id") == null ? null : new ListId(row.getObject("list_id", UUID.class)),
                        row.getObject("user_id") == null ? null : new UserId(row.getObject("user_id", UUID.class)),
                        OnDuplicate.valueOf(row.getString("on_duplicate").toUpperCase(java.util.Locale.ROOT)),
                        row.getString("region"),
                        fromJson(row.getString("mapping")),
                        row.getLong("total_rows")))
                .optional();
    }

    /// Locks the import until the batch commits. False when it was cancelled, or when somebody else has moved it on
    /// from where we believe it is: then the batch must not be written.
    boolean isStillAt(ImportId id, long rowsDone) {
        return store.jdbc()
                .sql("""
                        SELECT status = 'RUNNING' AND total_rows = :done FROM import
                         WHERE organization_id = current_organization() AND id = :id FOR NO KEY UPDATE""")
                .param("id", id.value())
                .param("done", rowsDone)
                .query(Boolean.class)
                .optional()
                .orElse(false);
    }

    /// Writes down what a batch did, its rejected rows, and that we go on for another `lease`.
    void advance(ImportId id, ImportBatch batch, Tally tally, Duration lease) {
        List<RowReading.Rejected> rejected = batch.rejected();
        insertRejects(id, rejected);
        store.jdbc()
                .sql("""
                        UPDATE import
                           SET total_rows = total_rows + :total, imported_rows = imported_rows + :imported,
                               updated_rows = updated_rows + :updated, duplicate_rows = duplicate_rows + :duplicates,
                               rejected_rows = rejected_rows + :rejected, bytes_read = least(:bytes, bytes_total)
                         WHERE organization_id = current_organization() AND id = :id""")
                .param("id", id.value())
                .param("total", batch.rows().size())
                .param("imported", tally.imported())
                .param("updated", tally.updated())
                .param("duplicates", tally.duplicates())
                .param("rejected", rejected.size())
                .param("bytes", batch.bytesRead())
                .update();
        store.jdbc()
                .sql("""
                        UPDATE agenda SET due_at = app_now() + make_interval(secs => :lease), failures = 0
                         WHERE organization_id = current_organization() AND kind = 'import' AND ref = :id""")
                .param("id", id.value())
                .param("lease", lease.toSeconds())
                .update();
    }

    private void insertRejects(ImportId id, List<RowReading.Rejected> rejected) {
        if (rejected.isEmpty()) {
            return;
        }
        store.jdbc()
                .sql("""
                        INSERT INTO import_reject (organization_id, import_id, row_number, reason, cells)
                        SELECT current_organization(), :id, row_number, reason, ARRAY (SELECT jsonb_array_elements_text(cells::jsonb))
                          FROM unnest(CAST(:numbers AS bigint[]), CAST(:reasons AS text[]), CAST(:cells AS text[]))
                            AS t(row_number, reason, cells)""")
                .param("id", id.value())
                .param(
                        "numbers",
                        rejected.stream().map(RowReading.Rejected::rowNumber).toArray(Long[]::new))
                .param("reasons", LeadRowRepository.texts(rejected, RowReading.Rejected::reason))
                .param("cells", LeadRowRepository.texts(rejected, row -> LeadRowRepository.json(row.cells())))
                .update();
    }

    /// Ends a live import; false when it is over already.
    boolean end(ImportId id, ImportStatus status, @Nullable String reason) {
        int changed = store.jdbc()
                .sql("""
                        UPDATE import SET status = :status, status_reason = :reason, completed_at = app_now(),
                               bytes_read = CASE WHEN :status = 'COMPLETED' THEN bytes_total ELSE bytes_read END
                         WHERE organization_id = current_organization() AND id = :id AND status IN ('PENDING', 'RUNNING')""")
                .param("id", id.value())
                .param("status", status.toString())
                .param("reason", reason)
                .update();
        forget(id);
        return changed > 0;
    }

    void forget(ImportId id) {
        store.jdbc().sql("""
                        DELETE FROM agenda
                         WHERE organization_id = current_organization() AND kind = 'import' AND ref = :id""").param("id", id.value()).update();
    }

    /// Gives a claimed import back.
    void release(ImportId id) {
        store.jdbc().sql("""
                        UPDATE agenda SET due_at = app_now()
                         WHERE organization_id = current_organization() AND kind = 'import' AND ref = :id""").param("id", id.value()).update();
    }

    /// Puts an import off after an error of ours.
    void putOff(ImportId id, Duration delay, String error) {
        store.jdbc()
                .sql("""
                        UPDATE agenda SET due_at = app_now() + make_interval(secs => :delay), failures = failures + 1,
                               last_error = left(:error, 2000)
                         WHERE organization_id = current_organization() AND kind = 'import' AND ref = :id""")
                .param("id", id.value())
                .param("delay", delay.toSeconds())
                .param("error", error)
                .update();
    }

    /// Rejected rows after `after`, in the order of the file.
    List<RowReading.Rejected> rejects(ImportId id, long after, int limit) {
        return store.jdbc()
                .sql("""
                        SELECT row_number, reason, cells FROM import_reject
                         WHERE organization_id = current_organization() AND import_id = :id AND row_number > :after
                         ORDER BY row_number LIMIT :limit""")
                .param("id", id.value())
                .param("after", after)
                .param("limit", limit)
                .query((row, _) ->
                        new RowReading.Rejected(row.getLong("row_number"), row.getString("reason"), List.of((String[])
                                row.getArray("cells").getArray())))
                .list();
    }

    /// The headers of the file, in order.
    List<String> headers(ImportId id) {
        String mapping = store.jdbc()
                .sql("SELECT mapping::text FROM import WHERE organization_id = current_organization() AND id = :id")
                .param("id", id.value())
                .query(String.class)
                .single();
        return fromJson(mapping).columns().stream().map(Column::header).toList();
    }

    private static String toJson(ImportPlan plan) {
        ObjectNode json = JSON.createObjectNode();
        json.put("charset", plan.format().charset().name());
        json.put("bomBytes", plan.format().bomBytes());
        json.put("delimiter", String.valueOf(plan.format().delimiter()));
        json.put("separatorLine", plan.format().separatorLine());
        json.put("hasHeader", plan.hasHeader());
        var columns = json.putArray("columns");
        for (Column column : plan.columns()) {
            columns.addObject().put("header", column.header()).put("mappedTo", column.mappedTo());
        }
        return JSON.writeValueAsString(json).replace("\\u0000", "");
    }

    private static ImportPlan fromJson(String text) {
        JsonNode json = JSON.readTree(text);
        List<Column> columns = new ArrayList<>();
        for (JsonNode column : json.get("columns")) {
            columns.add(Column.of(
                    columns.size(),
                    column.get("header").asString(),
                    column.get("mappedTo").asString()));
        }
        return new ImportPlan(
                new CsvFormat(
                        Charset.forName(json.get("charset").asString()),
                        json.get("bomBytes").asInt(),
                        json.get("delimiter").asString().charAt(0),
                        json.get("separatorLine").asBoolean()),
                json.get("hasHeader").asBoolean(),
                columns);
    }
}

package dev.trunkline.leads;

import dev.trunkline.ids.ImportId;
import dev.trunkline.ids.ListId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The import of one file, as SQL keeps it and JSON shows it. At every moment
/// `totalRows = importedRows + updatedRows + duplicateRows + rejectedRows`.
///
/// @param totalRows rows dealt with so far, header and blank rows not counted
/// @param rowsPerSecond since it began; null before
public record LeadImport(
        ImportId id,
        ImportKind kind,
        ImportStatus status,
        @Nullable String statusReason,
        @Nullable ListId listId,
        String fileName,
        OnDuplicate onDuplicate,
        String region,
        long totalRows,
        long importedRows,
        long updatedRows,
        long duplicateRows,
        long rejectedRows,
        long bytesTotal,
        long bytesRead,
        @Nullable Double rowsPerSecond,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant completedAt,
        long version) {}

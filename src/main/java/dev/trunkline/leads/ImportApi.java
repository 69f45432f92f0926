package dev.trunkline.leads;

import dev.trunkline.access.Caller;
import dev.trunkline.access.Requires;
import dev.trunkline.access.Role;
import dev.trunkline.csv.CsvRow;
import dev.trunkline.csv.CsvWriter;
import dev.trunkline.ids.ImportId;
import dev.trunkline.ids.ListId;
import dev.trunkline.paging.Page;
import dev.trunkline.problem.Problem;
import dev.trunkline.store.Store;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RequestPart;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/// Imports over HTTP (SPEC §7, §13): look at a file, import it, follow it, fetch what was rejected.
@RestController
@RequestMapping("/api")
class ImportApi {

    private static final int SAMPLES = 5;
    private static final int SAMPLE_ROWS = 10;
    private static final int REJECTS_AT_ONCE = 1_000;

    record Accepted(ImportId id) {}

    /// @param mappedTo what the column is taken for: a field, `custom:<name>` or `ignore`
    record PreviewColumn(int index, String header, List<String> samples, String mappedTo) {}

    record Preview(
            List<PreviewColumn> columns,
            String delimiter,
            String encoding,
            boolean hasHeader,
            long totalRowsEstimate,
            List<List<String>> sampleRows) {}

    private final Store store;
    private final ImportRepository imports;
    private final ImportDesk desk;

    ImportApi(Store store, ImportRepository imports, ImportDesk desk) {
        this.store = store;
        this.imports = imports;
        this.desk = desk;
    }

    @PostMapping(path = "/lists/{id}/import/preview", consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    @Requires(Role.SUPERVISOR)
    Preview preview(
            Caller caller,
            @PathVariable UUID id,
            @RequestPart("file") MultipartFile file,
            @RequestParam(required = false) @Nullable String region,
            @RequestParam(required = false) @Nullable Boolean hasHeader)
            throws IOException {
        return preview(desk.look(caller, new ListId(id), file, region, hasHeader));
    }

    @PostMapping(path = "/lists/{id}/import", consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Requires(Role.SUPERVISOR)
    Accepted start(
            Caller caller,
            @PathVariable UUID id,
            @RequestPart("file") MultipartFile file,
            @RequestPart(name = "mapping", required = false) @Nullable String mapping,
            @RequestParam(required = false) @Nullable String region,
            @RequestParam(required = false) @Nullable OnDuplicate onDuplicate,
            @RequestParam(required = false) @Nullable Boolean hasHeader)
            throws IOException {
        var wish = new ImportDesk.Wish(
                ImportKind.LEADS,
                new ListId(id),
                region,
                mapping,
                onDuplicate == null ? OnDuplicate.SKIP : onDuplicate,
                hasHeader);
        return new Accepted(desk.start(caller, file, file.getOriginalFilename(), wish));
    }

    /// A list of numbers not to be called.
    @PostMapping(path = "/dnc/import", consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Requires(Role.SUPERVISOR)
    Accepted startDnc(
            Caller caller,
            @RequestPart("file") MultipartFile file,
            @RequestPart(name = "mapping", required = false) @Nullable String mapping,
            @RequestParam(required = false) @Nullable String region,
            @RequestParam(required = false) @Nullable Boolean hasHeader)
            throws IOException {
        var wish = new ImportDesk.Wish(ImportKind.DNC, null, region, mapping, OnDuplicate.SKIP, hasHeader);
        return new Accepted(desk.start(caller, file, file.getOriginalFilename(), wish));
    }

    @GetMapping("/imports")
    @Requires(Role.SUPERVISOR)
    Page<LeadImport> list(
            Caller caller,
            @RequestParam(required = false) @Nullable UUID listId,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        int size = Page.limit(limit);
        ListId list = listId == null ? null : new ListId(listId);
        return store.web(
                caller.organization(),
                () -> Page.of(
                        imports.page(list, ListApi.uuid(cursor), size + 1),
                        size,
                        found -> found.id().toString()));
    }

    @GetMapping("/imports/{id}")
    @Requires(Role.SUPERVISOR)
    LeadImport get(Caller caller, @PathVariable UUID id) {
        return store.web(caller.organization(), () -> find(new ImportId(id)));
    }

    /// Cancels a live import; what is imported stays.
    @DeleteMapping("/imports/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Requires(Role.SUPERVISOR)
    void cancel(Caller caller, @PathVariable UUID id) {
        desk.cancel(caller, new ImportId(id));
    }

    @GetMapping("/imports/{id}/rejects.csv")
    @Requires(Role.SUPERVISOR)
    ResponseEntity<StreamingResponseBody> rejects(Caller caller, @PathVariable UUID id) {
        var importId = new ImportId(id);
        List<String> headers = store.web(caller.organization(), () -> {
            find(importId);
            return imports.headers(importId);
        });
        return csv("rejects.csv", out -> {
            var writer = new CsvWriter(out);
            writer.row(with(headers, "reason"));
            long after = -1;
            while (true) {
                long from = after;
                List<RowReading.Rejected> rows =
                        store.web(caller.organization(), () -> imports.rejects(importId, from, REJECTS_AT_ONCE));
                for (RowReading.Rejected row : rows) {
                    writer.row(with(padded(row.cells(), headers.size()), row.reason()));
                    after = row.rowNumber();
                }
                if (rows.size() < REJECTS_AT_ONCE) {
                    return;
                }
            }
        });
    }

    private LeadImport find(ImportId id) {
        return imports.find(id).orElseThrow(() -> Problem.notFound("import"));
    }

    private static Preview preview(FileLook look) {
        List<PreviewColumn> columns = look.columns().stream()
                .map(column -> new PreviewColumn(
                        column.index(),
                        column.header(),
                        look.sample().stream()
                                .map(row -> row.cell(column.index()).strip())
                                .filter(cell -> !cell.isEmpty())
                                .limit(SAMPLES)
                                .toList(),
                        column.mappedTo()))
                .toList();
        return new Preview(
                columns,
                String.valueOf(look.format().delimiter()),
                look.format().charset().name(),
                look.hasHeader(),
                look.rowsEstimate(),
                look.sample().stream().limit(SAMPLE_ROWS).map(CsvRow::cells).toList());
    }

    /// Cells beyond the headers stay in their places; the reason comes last.
    private static List<String> padded(List<String> cells, int width) {
        return IntStream.range(0, Math.max(width, cells.size()))
                .mapToObj(i -> i < cells.size() ? cells.get(i) : "")
                .toList();
    }

    private static List<String> with(List<String> cells, String last) {
        List<String> all = new ArrayList<>(cells);
        all.add(last);
        return all;
    }

    /// Writes a table to whatever it goes to.
    interface Table {
        void write(Appendable out) throws IOException;
    }

    static ResponseEntity<StreamingResponseBody> csv(String name, Table table) {
        return ResponseEntity.ok()
                .contentType(new MediaType("text", "csv", StandardCharsets.UTF_8))
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment().filename(name).build().toString())
                .body(stream -> {
                    var out = new java.io.BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
                    table.write(out);
                    out.flush();
                });
    }
}

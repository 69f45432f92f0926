package dev.trunkline.leads;

import dev.trunkline.compliance.DncRepository;
import dev.trunkline.ids.ImportId;
import dev.trunkline.ids.ListId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.UserId;
import dev.trunkline.store.Store;
import dev.trunkline.store.TestDatabase;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.util.unit.DataSize;

/// Everything an import needs, below HTTP, over a test database.
final class Imports {

    final Store store;
    final OrganizationId organization;
    final ImportRepository imports;
    final LeadRowRepository rows;
    final LeadOverlayRepository overlays;
    final LeadRepository leads;
    final LeadSearchRepository search;
    final ListRepository lists;
    final ImportFileStore files;
    final List<Object> events = new ArrayList<>();
    ImportLoop loop;

    Imports(TestDatabase database, Path directory) {
        this(database.store(), database.organization(), directory);
    }

    Imports(Store store, OrganizationId organization, Path directory) {
        this.store = store;
        this.organization = organization;
        imports = new ImportRepository(store);
        rows = new LeadRowRepository(store);
        overlays = new LeadOverlayRepository(store, rows);
        leads = new LeadRepository(store);
        search = new LeadSearchRepository(store);
        lists = new ListRepository(store);
        files = new ImportFileStore(new ImportSettings(directory, DataSize.ofMegabytes(100)));
        loop = newLoop();
    }

    ImportLoop newLoop() {
        return new ImportLoop(
                store,
                imports,
                new LeadBatchRepository(store, rows, overlays),
                new DncBatchRepository(new DncRepository(store)),
                files,
                new NewsDesk(List.of(events::add), List.of(events::add)),
                java.time.Clock.systemUTC());
    }

    ListId list() {
        return store.web(organization, () -> lists.add("List", "US").id());
    }

    ImportId begin(ListId list, String text, OnDuplicate onDuplicate) {
        return begin(
                list == null ? ImportKind.DNC : ImportKind.LEADS,
                list,
                text.getBytes(StandardCharsets.UTF_8),
                onDuplicate);
    }

    ImportId begin(ImportKind kind, ListId list, byte[] bytes, OnDuplicate onDuplicate) {
        try {
            ImportId id = store.web(organization, imports::newId);
            ImportFileStore.Stored stored = files.receive(new ByteArrayInputStream(bytes), files.path(id));
            ImportPlan plan = FileLook.at(stored.path(), "US", null).plan(List.of());
            store.web(
                    organization,
                    () -> imports.insert(new ImportRepository.Draft(
                            id,
                            kind,
                            list,
                            new UserId(UUID.randomUUID()),
                            "file.csv",
                            stored.hash(),
                            stored.bytes(),
                            onDuplicate,
                            "US",
                            plan)));
            return id;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    LeadImport run(ListId list, String text, OnDuplicate onDuplicate) {
        ImportId id = begin(list, text, onDuplicate);
        finish();
        return get(id);
    }

    void finish() {
        try {
            while (loop.step()) {
                // Until nothing is due.
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    LeadImport get(ImportId id) {
        return store.web(organization, () -> imports.find(id).orElseThrow());
    }

    List<Lead> all(ListId list) {
        return store.web(organization, () -> leads.browse(list, null, LeadOrder.of("createdAt"), null, 10_000));
    }

    List<Lead> find(String query) {
        return find(query, 100);
    }

    List<Lead> find(String query, int limit) {
        return store.web(
                organization,
                () ->
                        leads.find(search
                                .search(new LeadSearchRepository.Query(
                                        SearchWords.ofQuery(query), null, null, null, limit))
                                .stream()
                                .map(LeadSearchRepository.Hit::lead)
                                .toList()));
    }

    long count(String sql) {
        return store.web(
                organization, () -> store.jdbc().sql(sql).query(Long.class).single());
    }
}

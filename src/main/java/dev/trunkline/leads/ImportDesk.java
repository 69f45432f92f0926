package dev.trunkline.leads;

import dev.trunkline.access.Caller;
import dev.trunkline.audit.AuditRepository;
import dev.trunkline.ids.ImportId;
import dev.trunkline.ids.ListId;
import dev.trunkline.phone.PhoneParser;
import dev.trunkline.problem.Problem;
import dev.trunkline.store.Store;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.InputStreamSource;
import org.springframework.stereotype.Component;
import org.springframework.web.multipart.MultipartFile;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Takes uploads in: what is wrong with a file is said now, not when the import runs.
@Component
public class ImportDesk {

    private static final JsonMapper JSON = JsonMapper.shared();

    /// How a file is to be imported.
    ///
    /// @param list null for a do-not-call list
    /// @param region country of numbers without a country code; the list's or the organization's without one
    /// @param mapping JSON: an object of column (header or index) to field or the reverse, or a preview's columns
    public record Wish(
            ImportKind kind,
            @Nullable ListId list,
            @Nullable String region,
            @Nullable String mapping,
            OnDuplicate onDuplicate,
            @Nullable Boolean hasHeader) {}

    private final Store store;
    private final ListRepository lists;
    private final ImportRepository imports;
    private final ImportFileStore files;
    private final ImportLoop loop;
    private final AuditRepository audit;

    ImportDesk(
            Store store,
            ListRepository lists,
            ImportRepository imports,
            ImportFileStore files,
            ImportLoop loop,
            AuditRepository audit) {
        this.store = store;
        this.lists = lists;
        this.imports = imports;
        this.files = files;
        this.loop = loop;
        this.audit = audit;
    }

    FileLook look(
            Caller caller, ListId list, MultipartFile upload, @Nullable String region, @Nullable Boolean hasHeader)
            throws IOException {
        String country = region(caller, list, region);
        Path file = files.temporary();
        try (InputStream in = upload.getInputStream()) {
            files.receive(in, file);
            return FileLook.at(file, country, hasHeader);
        } finally {
            files.delete(file);
        }
    }

    public ImportId start(Caller caller, InputStreamSource upload, @Nullable String name, Wish wish)
            throws IOException {
        String region = region(caller, wish.list(), wish.region());
        List<Mapping.Choice> choices = choices(wish.mapping());
        ImportId id = store.web(caller.organization(), imports::newId);
        // The loop sees the file only once its row is there.
        try (InputStream in = upload.getInputStream()) {
            ImportFileStore.Stored stored = files.receive(in, files.path(id));
            ImportPlan plan =
                    FileLook.at(stored.path(), region, wish.hasHeader()).plan(choices);
            var draft = new ImportRepository.Draft(
                    id,
                    wish.kind(),
                    wish.list(),
                    caller.user(),
                    fileName(name),
                    stored.hash(),
                    stored.bytes(),
                    wish.onDuplicate(),
                    region,
                    plan);
            store.web(caller.organization(), () -> {
                imports.insert(draft);
                audit.record(
                        caller, "import-started", "import", id, Map.of("kind", wish.kind(), "file", draft.fileName()));
            });
        } catch (IOException | RuntimeException e) {
            files.delete(id);
            throw e;
        }
        loop.wake();
        return id;
    }

    void cancel(Caller caller, ImportId id) {
        store.web(caller.organization(), () -> {
            LeadImport found = imports.find(id).orElseThrow(() -> Problem.notFound("import"));
            if (!imports.end(id, ImportStatus.CANCELED, null)) {
                throw Problem.notInState("This import is over already (" + found.status() + ").");
            }
            audit.record(caller, "import-canceled", "import", id, Map.of());
        });
    }

    private String region(Caller caller, @Nullable ListId list, @Nullable String wished) {
        String home = store.web(caller.organization(), () -> {
            if (list == null) {
                return lists.homeRegion();
            }
            return lists.find(list).orElseThrow(() -> Problem.notFound("list")).region();
        });
        String region = LeadDraft.filled(wished).toUpperCase(Locale.ROOT);
        if (region.isEmpty()) {
            return home;
        }
        if (!PhoneParser.knowsRegion(region)) {
            throw Problem.validation("region", "“" + wished + "” is no country code such as US or GB.");
        }
        return region;
    }

    private static List<Mapping.Choice> choices(@Nullable String mapping) {
        if (mapping == null || mapping.isBlank()) {
            return List.of();
        }
        try {
            return choices(JSON.readTree(mapping));
        } catch (JacksonException e) {
            throw Problem.validation("mapping", "The mapping is not JSON.");
        }
    }

    private static List<Mapping.Choice> choices(JsonNode json) {
        List<Mapping.Choice> choices = new ArrayList<>();
        JsonNode columns = json.isObject() && json.path("columns").isContainer() ? json.get("columns") : json;
        if (columns.isArray()) {
            for (JsonNode column : columns) {
                JsonNode key = column.has("index") ? column.get("index") : column.path("header");
                JsonNode target = column.has("mappedTo") ? column.get("mappedTo") : column.path("target");
                choices.add(new Mapping.Choice(key.asString(""), target.asString("")));
            }
        } else {
            columns.propertyStream().forEach(entry -> {
                List<JsonNode> values = entry.getValue().isArray()
                        ? entry.getValue().valueStream().toList()
                        : List.of(entry.getValue());
                for (JsonNode value : values) {
                    String text = value.isNull() ? LeadField.IGNORE.toString() : value.asString("");
                    choices.add(new Mapping.Choice(entry.getKey(), text));
                }
            });
        }
        return choices;
    }

    private static String fileName(@Nullable String original) {
        String name = LeadDraft.filled(original).replaceAll("^.*[/\\\\]|\\p{Cntrl}", "");
        return name.length() > 200 ? name.substring(0, name.offsetByCodePoints(0, 100)) : name;
    }
}

package dev.trunkline.live;

import dev.trunkline.access.ObjectKind;
import dev.trunkline.access.Visibility.Facts;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.store.Store;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Fetches changed objects as they are now and makes events of them.
@Repository
class LiveRepository {

    /// Loads at the same time; the rest of the web pool belongs to requests.
    private static final int LOADS_MAX = 3;

    /// A changed object and why it is pushed.
    record Loaded(Change change, Change.Key key, LiveObject object) {}

    private final Store store;
    private final JsonMapper json;
    private final Map<ObjectKind, LiveKind> kinds = new EnumMap<>(ObjectKind.class);
    private final Semaphore slots = new Semaphore(LOADS_MAX, true);

    LiveRepository(Store store, JsonMapper json, ObjectProvider<LiveKind> kinds) {
        this.store = store;
        this.json = json;
        kinds.forEach(kind -> {
            if (this.kinds.put(kind.kind(), kind) != null) {
                throw new IllegalStateException("two loaders for " + kind.kind());
            }
        });
    }

    /// One query for each kind, in the order of the changes.
    List<Loaded> load(OrganizationId organization, List<Change> changes) {
        var byKind = new EnumMap<ObjectKind, Map<UUID, Change>>(ObjectKind.class);
        for (Change change : changes) {
            Change.Key key = change.key();
            if (key != null) {
                byKind.computeIfAbsent(key.kind(), _ -> new LinkedHashMap<>()).put(key.ref(), change);
            }
        }
        var loaded = new ArrayList<Loaded>();
        byKind.forEach((kind, wanted) -> {
            Map<UUID, LiveObject> found = load(organization, kind, wanted);
            wanted.forEach((ref, change) -> {
                LiveObject object = found.get(ref);
                if (object != null) {
                    loaded.add(new Loaded(change, new Change.Key(kind, ref), object));
                }
            });
        });
        return loaded;
    }

    Frame frame(Loaded loaded) {
        byte[] text = Event.text(
                loaded.key().kind().toString(),
                json.writeValueAsString(loaded.object().body()));
        return new Frame(loaded.key(), text, loaded.change().bornNanos());
    }

    private Map<UUID, LiveObject> load(OrganizationId organization, ObjectKind kind, Map<UUID, Change> wanted) {
        if (kind == ObjectKind.NOTICE) {
            var notices = new LinkedHashMap<UUID, LiveObject>();
            wanted.forEach((ref, change) -> notices.put(ref, notice(change)));
            return notices;
        }
        LiveKind owner = kinds.get(kind);
        if (owner == null) {
            return Map.of();
        }
        slots.acquireUninterruptibly();
        try {
            return store.web(organization, () -> owner.load().apply(organization, wanted.keySet()));
        } finally {
            slots.release();
        }
    }

    private LiveObject notice(Change change) {
        ObjectNode body = json.createObjectNode();
        if (change.data() != null && json.readTree(change.data()) instanceof ObjectNode data) {
            body.setAll(data);
        }
        body.put("id", change.ref().toString());
        body.put("userId", change.user() == null ? null : change.user().toString());
        body.put("at", change.at().toString());
        return new LiveObject(body, Facts.ownedBy(change.user()));
    }
}

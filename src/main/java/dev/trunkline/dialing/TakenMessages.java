package dev.trunkline.dialing;

import dev.trunkline.ids.CallId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.telephony.ProviderEvent;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/// Messages of providers that were taken, the last few thousand of them that came to this node. Providers tell much
/// twice, by the line's own question and by its status, and what was told before needs no look at the database. Kept is
/// what is committed, or is about a call that we don't have; what is not here, the log's key tells apart as ever.
class TakenMessages {

    private static final int MOST = 5_000;

    private record Message(OrganizationId organization, CallId call, String key) {
        static Message of(ProviderEvent event) {
            return new Message(event.organization(), event.call(), event.dedupeKey());
        }
    }

    private final Set<Message> messages = Collections.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Message, Boolean> eldest) {
            return size() > MOST;
        }
    }));

    private final ConcurrentHashMap<Message, CompletableFuture<Void>> underWay = new ConcurrentHashMap<>();

    /// Has a message taken unless it was. While it is being taken, the same message waits for how that comes out:
    /// our own order to hang up and the provider's word about it tell the same within a millisecond.
    void once(ProviderEvent event, Runnable take) {
        Message message = Message.of(event);
        var mine = new CompletableFuture<Void>();
        while (!messages.contains(message)) {
            CompletableFuture<Void> other = underWay.putIfAbsent(message, mine);
            if (other != null) {
                other.join();
                continue;
            }
            try {
                take.run();
            } finally {
                underWay.remove(message);
                mine.complete(null);
            }
            return;
        }
    }

    /// Keeps a message whose transaction has committed.
    void add(ProviderEvent event) {
        messages.add(Message.of(event));
    }
}

package dev.trunkline.dialing;

import dev.trunkline.ids.CallId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.telephony.ProviderEvent;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

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

    /// Keeps a message whose transaction has committed.
    void add(ProviderEvent event) {
        messages.add(Message.of(event));
    }

    boolean has(ProviderEvent event) {
        return messages.contains(Message.of(event));
    }
}

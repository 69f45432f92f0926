package dev.trunkline.security;

import dev.trunkline.ids.UserId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// Remembers who a token stands for, so that a hot page does not cost two transactions a request. A token that was
/// revoked, or a role that was taken away, is forgotten on this node at once and on others after at most
/// {@link #TRUSTED_FOR}.
final class SignIns {

    static final Duration TRUSTED_FOR = Duration.ofSeconds(4);

    private static final int MANY = 10_000;

    private record Known(SignedIn who, long since) {
        boolean fresh(long now) {
            return now - since < TRUSTED_FOR.toNanos();
        }
    }

    private final ConcurrentHashMap<String, Known> byHash = new ConcurrentHashMap<>();

    /// Who `hash` stands for, asking `look` when that is not known for sure. Unknown hashes are not remembered.
    Optional<SignedIn> find(String hash, Function<String, Optional<SignedIn>> look) {
        long now = System.nanoTime();
        Known known = byHash.get(hash);
        if (known != null && known.fresh(now)) {
            return Optional.of(known.who());
        }
        Optional<SignedIn> found = look.apply(hash);
        if (found.isEmpty()) {
            byHash.remove(hash);
        } else {
            if (byHash.size() > MANY) {
                byHash.values().removeIf(entry -> !entry.fresh(now));
            }
            byHash.put(hash, new Known(found.get(), now));
        }
        return found;
    }

    void forget(UserId user) {
        byHash.values().removeIf(known -> known.who().caller().user().equals(user));
    }
}

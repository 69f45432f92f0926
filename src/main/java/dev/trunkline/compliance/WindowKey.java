package dev.trunkline.compliance;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;

/// The candidate zones of a number, as the queue keeps them: sorted names joined by commas, empty for none known.
public final class WindowKey {

    private WindowKey() {}

    /// The zones of a key. A name this Java does not know makes the whole key unknown: better no call than a wrong one.
    public static List<ZoneId> zones(String key) {
        if (key.isEmpty()) {
            return List.of();
        }
        try {
            return Arrays.stream(key.split(",")).map(ZoneId::of).toList();
        } catch (DateTimeException e) {
            return List.of();
        }
    }
}

package dev.trunkline.phone;

import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Where a lead may be, told by every hint there is. A call must be inside the window of each candidate zone, so the
/// strictest hint wins; no hint means no zone, and nothing is dialed by itself.
public final class TimeZones {

    /// What people and other systems write instead of an IANA name, folded to capitals without blanks.
    private static final Map<String, String> SPOKEN = Map.ofEntries(
            Map.entry("ET", "America/New_York"),
            Map.entry("EST", "America/New_York"),
            Map.entry("EDT", "America/New_York"),
            Map.entry("EST5EDT", "America/New_York"),
            Map.entry("EASTERN", "America/New_York"),
            Map.entry("CT", "America/Chicago"),
            Map.entry("CST", "America/Chicago"),
            Map.entry("CDT", "America/Chicago"),
            Map.entry("CST6CDT", "America/Chicago"),
            Map.entry("CENTRAL", "America/Chicago"),
            Map.entry("MT", "America/Denver"),
            Map.entry("MST", "America/Denver"),
            Map.entry("MDT", "America/Denver"),
            Map.entry("MST7MDT", "America/Denver"),
            Map.entry("MOUNTAIN", "America/Denver"),
            Map.entry("ARIZONA", "America/Phoenix"),
            Map.entry("PT", "America/Los_Angeles"),
            Map.entry("PST", "America/Los_Angeles"),
            Map.entry("PDT", "America/Los_Angeles"),
            Map.entry("PST8PDT", "America/Los_Angeles"),
            Map.entry("PACIFIC", "America/Los_Angeles"),
            Map.entry("AKST", "America/Anchorage"),
            Map.entry("AKDT", "America/Anchorage"),
            Map.entry("ALASKA", "America/Anchorage"),
            Map.entry("HST", "Pacific/Honolulu"),
            Map.entry("HAWAII", "Pacific/Honolulu"),
            Map.entry("AST", "America/Halifax"),
            Map.entry("ATLANTIC", "America/Halifax"),
            Map.entry("NST", "America/St_Johns"),
            Map.entry("BST", "Europe/London"),
            Map.entry("CET", "Europe/Berlin"),
            Map.entry("CEST", "Europe/Berlin"),
            Map.entry("AEST", "Australia/Sydney"),
            Map.entry("AEDT", "Australia/Sydney"),
            Map.entry("AWST", "Australia/Perth"));

    private static final Map<String, String> IANA = ZoneId.getAvailableZoneIds().stream()
            .filter(id -> id.indexOf('/') > 0 && !id.startsWith("SystemV/"))
            .collect(Collectors.toUnmodifiableMap(id -> id.toUpperCase(Locale.ROOT), id -> id));

    private TimeZones() {}

    /// The IANA zone meant by a text such as `America/Chicago`, `CST` or `Eastern Time (US & Canada)`; null when it
    /// is not understood.
    public static @Nullable String named(String text) {
        String folded = text.strip().toUpperCase(Locale.ROOT);
        String exact = IANA.get(folded.replace(' ', '_'));
        if (exact != null) {
            return exact;
        }
        String plain = folded.replaceAll("\\(.*?\\)", " ")
                .replaceAll("\\b(STANDARD|DAYLIGHT|TIME|ZONE|US)\\b", " ")
                .replaceAll("[^A-Z0-9]", "");
        return SPOKEN.get(plain);
    }

    /// The union of all hints as `lead_phone.window_key`: sorted, joined by commas, empty when nothing is known.
    public static String windowKey(Collection<String> number, Collection<String> address, @Nullable String stated) {
        if (stated == null && address.isEmpty()) {
            return String.join(",", number);
        }
        return String.join(",", union(number, address, stated));
    }

    /// The zones in a window key.
    public static List<String> ofWindowKey(String windowKey) {
        return windowKey.isEmpty() ? List.of() : List.of(windowKey.split(",", -1));
    }

    /// The one zone to show beside a lead: the stated one, else one that number and address agree on, else the
    /// address's first, else the number's first; null when nothing is known.
    public static @Nullable String shown(List<String> number, Set<String> address, @Nullable String stated) {
        if (stated != null) {
            return stated;
        }
        return Stream.of(number.stream().filter(address::contains), address.stream(), number.stream())
                .flatMap(zones -> zones)
                .findFirst()
                .orElse(null);
    }

    private static Set<String> union(Collection<String> number, Collection<String> address, @Nullable String stated) {
        var all = new TreeSet<String>(number);
        all.addAll(address);
        if (stated != null) {
            all.add(stated);
        }
        return all;
    }
}

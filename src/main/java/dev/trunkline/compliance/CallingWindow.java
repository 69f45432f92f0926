package dev.trunkline.compliance;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// When leads may be called, in their own local time. The shape is that of the API:
/// `{days: {mon: ["08:00-21:00"], …}, alwaysOpen}`; a day that is missing is closed, `24:00` is midnight at its end.
///
/// @param alwaysOpen ignored the moment the provider is real (SPEC §13)
public record CallingWindow(Map<String, List<String>> days, boolean alwaysOpen) {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("H:mm", Locale.ROOT);

    /// 8:00 to 21:00 every day in the called party's time: 47 CFR 64.1200(c)(1), 16 CFR 310.4(c).
    public static final CallingWindow DEFAULT = new CallingWindow(everyDay("08:00-21:00"), false);

    /// A time of day that can be 24:00, in minutes since midnight.
    private record Span(int from, int to) {}

    public CallingWindow {
        days = days == null ? Map.of() : copy(days);
        if (!alwaysOpen) {
            parse(days);
        }
    }

    /// Whether the lead's place is open at an instant, and until when that holds.
    public WindowState at(Instant now, List<ZoneId> zones, boolean simulated) {
        if (alwaysOpen && simulated) {
            return new WindowState.Open(null);
        }
        if (zones.isEmpty()) {
            return new WindowState.Unknown();
        }
        Map<DayOfWeek, List<Span>> spans = parse(days);
        if (isOpen(spans, now, zones)) {
            return new WindowState.Open(nextChange(spans, now, zones, false));
        }
        Instant opens = nextChange(spans, now, zones, true);
        return opens == null ? new WindowState.Never() : new WindowState.Closed(opens);
    }

    /// Open only while every candidate zone is: the strictest hint wins.
    private static boolean isOpen(Map<DayOfWeek, List<Span>> spans, Instant at, List<ZoneId> zones) {
        return zones.stream().allMatch(zone -> {
            ZonedDateTime local = at.atZone(zone);
            int minute = local.getHour() * 60 + local.getMinute();
            return spans.getOrDefault(local.getDayOfWeek(), List.of()).stream()
                    .anyMatch(span -> span.from() <= minute && minute < span.to());
        });
    }

    /// The first instant after now, within eight days, at which all zones are open together (or no longer are).
    private static @Nullable Instant nextChange(
            Map<DayOfWeek, List<Span>> spans, Instant now, List<ZoneId> zones, boolean toOpen) {
        List<Instant> edges = new ArrayList<>();
        for (ZoneId zone : zones) {
            ZonedDateTime day = now.atZone(zone).toLocalDate().atStartOfDay(zone);
            for (int i = 0; i <= 8; i++) {
                ZonedDateTime start = day.plusDays(i);
                for (Span span : spans.getOrDefault(start.getDayOfWeek(), List.of())) {
                    edges.add(at(start, span.from()));
                    edges.add(at(start, span.to()));
                }
            }
        }
        return edges.stream()
                .filter(edge -> edge.isAfter(now))
                .sorted(Comparator.naturalOrder())
                .filter(edge -> isOpen(spans, edge, zones) == toOpen)
                .findFirst()
                .orElse(null);
    }

    private static Instant at(ZonedDateTime startOfDay, int minute) {
        return minute == 24 * 60
                ? startOfDay.plusDays(1).toInstant()
                : startOfDay
                        .toLocalDate()
                        .atTime(minute / 60, minute % 60)
                        .atZone(startOfDay.getZone())
                        .toInstant();
    }

    private static Map<DayOfWeek, List<Span>> parse(Map<String, List<String>> days) {
        var parsed = new EnumMap<DayOfWeek, List<Span>>(DayOfWeek.class);
        days.forEach((day, spans) ->
                parsed.put(dayOf(day), spans.stream().map(CallingWindow::span).toList()));
        return parsed;
    }

    private static DayOfWeek dayOf(String word) {
        return Arrays.stream(DayOfWeek.values())
                .filter(day -> wordOf(day).equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "\"" + word + "\" is no day; use mon, tue, wed, thu, fri, sat, sun."));
    }

    private static Span span(String text) {
        String[] ends = text.split("-", -1);
        try {
            if (ends.length == 2) {
                var span = new Span(minute(ends[0].strip()), minute(ends[1].strip()));
                if (span.from() < span.to()) {
                    return span;
                }
            }
        } catch (DateTimeParseException e) {
            throw wrong(text);
        }
        throw wrong(text);
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException(
                "\"" + text + "\" is no span of a day; write it like 08:00-21:00, the end after the beginning.");
    }

    private static int minute(String text) {
        return text.equals("24:00") ? 24 * 60 : LocalTime.parse(text, TIME).toSecondOfDay() / 60;
    }

    private static Map<String, List<String>> everyDay(String span) {
        var days = new LinkedHashMap<String, List<String>>();
        for (DayOfWeek day : DayOfWeek.values()) {
            days.put(wordOf(day), List.of(span));
        }
        return days;
    }

    private static Map<String, List<String>> copy(Map<String, List<String>> days) {
        var copy = new LinkedHashMap<String, List<String>>();
        days.forEach((day, spans) -> copy.put(day, List.copyOf(spans)));
        return java.util.Collections.unmodifiableMap(copy);
    }

    private static String wordOf(DayOfWeek day) {
        return day.name().substring(0, 3).toLowerCase(Locale.ROOT);
    }
}

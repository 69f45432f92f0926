package dev.trunkline.phone;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Time zones of postal addresses. Knows the states of the US, Canada and Australia, their postcodes, and the zones of
/// every country.
public final class Places {

    private record Postcodes(String country, String first, String last, List<String> states) {}

    /// By country and folded code or name, such as "US TEXAS".
    private static final Map<String, Set<String>> STATES = new HashMap<>();

    private static final Map<String, Set<String>> COUNTRIES = new HashMap<>();
    private static final Map<String, String> COUNTRY_NAMES = new HashMap<>();
    private static final List<Postcodes> POSTCODES;

    static {
        for (String[] line : table("zones-of-states.txt")) {
            Set<String> zones = zones(line[3]);
            STATES.put(line[0] + " " + line[1], zones);
            for (String name : line[2].split("/", -1)) {
                STATES.put(line[0] + " " + folded(name.replace('_', ' ')), zones);
            }
        }
        for (String[] line : table("zones-of-countries.txt")) {
            COUNTRIES.put(line[0], zones(line[1]));
        }
        POSTCODES = table("states-of-postcodes.txt").stream()
                .map(line -> new Postcodes(line[0], line[1], line[2], List.of(line[3].split(",", -1))))
                .toList();
        for (String code : Locale.getISOCountries()) {
            for (String language : List.of("en", "de", "fr", "es", "it", "pt", "nl")) {
                COUNTRY_NAMES.put(folded(Locale.of("", code).getDisplayCountry(Locale.of(language))), code);
            }
            COUNTRY_NAMES.put(Locale.of("", code).getISO3Country(), code);
            COUNTRY_NAMES.put(code, code);
        }
        Map.of("USOFA", "US", "UNITEDSTATESOFAMERICA", "US", "AMERICA", "US", "UK", "GB", "GREATBRITAIN", "GB")
                .forEach(COUNTRY_NAMES::put);
        Map.of("ENGLAND", "GB", "SCOTLAND", "GB", "WALES", "GB", "NORTHERNIRELAND", "GB", "HOLLAND", "NL")
                .forEach(COUNTRY_NAMES::put);
    }

    private Places() {}

    /// The two-letter code of a country given by code or name; null when it is not understood.
    public static @Nullable String country(String text) {
        return COUNTRY_NAMES.get(folded(text));
    }

    /// Every zone the address may lie in; empty when it tells nothing. State and postcode count together. A country
    /// without a state counts only where it tells something new: where none of its zones is one of `numberZones`.
    ///
    /// @param region the country to assume when the address names none
    public static Set<String> zones(
            String country, String state, String postcode, String region, List<String> numberZones) {
        String stated = country.isBlank() ? null : country(country);
        String code = stated == null ? region : stated;
        var zones = new TreeSet<String>();
        zones.addAll(ofState(code, stated == null, state));
        zones.addAll(ofPostcode(code, postcode));
        if (zones.isEmpty() && stated != null) {
            Set<String> all = COUNTRIES.getOrDefault(stated, Set.of());
            return Collections.disjoint(all, numberZones) ? all : Set.of();
        }
        return zones;
    }

    static Set<String> allZones() {
        var all = new TreeSet<String>();
        STATES.values().forEach(all::addAll);
        COUNTRIES.values().forEach(all::addAll);
        return all;
    }

    private static Set<String> ofState(String country, boolean guessed, String state) {
        if (state.isBlank()) {
            return Set.of();
        }
        String key = folded(state);
        Set<String> zones = STATES.get(country + " " + key);
        if (zones != null || !guessed) {
            return Objects.requireNonNullElse(zones, Set.of());
        }
        // A list of one North American country often holds leads of the other; codes do not overlap.
        String neighbour = country.equals("US") ? "CA" : country.equals("CA") ? "US" : country;
        return STATES.getOrDefault(neighbour + " " + key, Set.of());
    }

    private static Set<String> ofPostcode(String country, String postcode) {
        String key = folded(postcode);
        // A spreadsheet drops the leading zero of 04101.
        if (country.equals("US")
                && (key.length() == 4 || key.length() == 3)
                && key.chars().allMatch(Character::isDigit)) {
            key = "0".repeat(5 - key.length()) + key;
        }
        if (country.equals("AU") && key.length() == 3) {
            key = "0" + key;
        }
        var zones = new TreeSet<String>();
        for (Postcodes range : POSTCODES) {
            int length = range.first().length();
            if (range.country().equals(country) && key.length() > length) {
                String prefix = key.substring(0, length);
                if (prefix.compareTo(range.first()) >= 0 && prefix.compareTo(range.last()) <= 0) {
                    range.states().forEach(state -> zones.addAll(STATES.getOrDefault(country + " " + state, Set.of())));
                }
            }
        }
        return zones;
    }

    /// Capital letters and digits only, accents gone.
    private static String folded(String text) {
        String decomposed = Normalizer.isNormalized(text, Normalizer.Form.NFD)
                ? text
                : Normalizer.normalize(text, Normalizer.Form.NFD);
        var kept = new StringBuilder(decomposed.length());
        decomposed
                .chars()
                .filter(Character::isLetterOrDigit)
                .map(Character::toUpperCase)
                .forEach(c -> kept.append((char) c));
        return kept.toString();
    }

    private static Set<String> zones(String joined) {
        return Collections.unmodifiableSet(new TreeSet<>(Arrays.asList(joined.split(",", -1))));
    }

    private static List<String[]> table(String name) {
        try (var lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(Places.class.getResourceAsStream(name), name), StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.split(" ", -1))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

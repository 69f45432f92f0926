package dev.trunkline.leads;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// The words a lead is found by, and the words a search asks for: lower case, accents gone. A search finds leads that
/// have, for each of its words, one that begins with it; digits also find the numbers that end with them.
public final class SearchWords {

    /// Longer words are cut; nobody types that far.
    static final int LONGEST = 40;

    private static final int MOST = 60;
    private static final Pattern LOOKS_LIKE_PHONE = Pattern.compile("[+(]?[\\d ()./+-]*\\d[\\d ()./+-]*");

    private SearchWords() {}

    /// A number of a lead as the search needs it: `e164` with its plus, and the digits without country code.
    public record Digits(String e164, String national) {}

    /// The words of a lead: those of names and company, and the e-mail address.
    public static Set<String> of(String firstName, String lastName, String company, String email) {
        var words = new LinkedHashSet<String>();
        addWords(firstName, words);
        addWords(lastName, words);
        addWords(company, words);
        if (!email.isBlank()) {
            add(folded(email.strip()).replace(' ', '-'), words);
        }
        return words;
    }

    /// All words and digits in one text, sorted as the index sorts them, each between blanks, as `lead.words` keeps
    /// them: `words` are those of [#of].
    static String joined(Set<String> words, Collection<Digits> numbers) {
        var all = new TreeSet<>(words);
        for (Digits number : numbers) {
            all.add(number.e164().substring(1));
            all.add(number.national());
        }
        return " " + String.join(" ", all) + " ";
    }

    /// Whether a word of a query may be part of a phone number.
    static boolean isDigits(String word) {
        return word.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /// The words of a query, at most eight; empty when there is nothing to look for.
    public static List<String> ofQuery(String query) {
        String text = query.strip();
        if (LOOKS_LIKE_PHONE.matcher(text).matches()) {
            // National numbers are kept without the trunk zero, international ones without the leading zeros.
            String digits = text.replaceAll("\\D", "");
            String stripped = digits.replaceFirst("^0+(?=\\d{3})", "");
            return List.of(cut(stripped));
        }
        var words = new LinkedHashSet<String>();
        for (String part : text.split("\\s+", -1)) {
            if (part.indexOf('@') > 0) {
                add(folded(part), words);
            } else {
                addWords(part, words);
            }
        }
        return new ArrayList<>(words).subList(0, Math.min(8, words.size()));
    }

    /// The least text after every word that begins with `word`, in byte order.
    static String after(String word) {
        return word + Character.toString(Character.MAX_CODE_POINT);
    }

    private static void addWords(String text, Set<String> words) {
        if (text.isEmpty()) {
            return;
        }
        String folded = folded(text);
        int start = -1;
        for (int i = 0; i <= folded.length(); i++) {
            boolean inside = i < folded.length() && isWordPart(folded.charAt(i));
            if (inside && start < 0) {
                start = i;
            } else if (!inside && start >= 0) {
                add(folded.substring(start, i), words);
                start = -1;
            }
        }
    }

    private static boolean isWordPart(char c) {
        return Character.isLetterOrDigit(c) || Character.isSurrogate(c);
    }

    private static void add(String word, Set<String> words) {
        if (!word.isEmpty() && words.size() < MOST) {
            words.add(cut(word));
        }
    }

    private static String cut(String word) {
        return word.length() <= LONGEST ? word : word.substring(0, word.offsetByCodePoints(0, LONGEST / 2));
    }

    static String folded(String text) {
        boolean plain = true;
        for (int i = 0; i < text.length() && plain; i++) {
            plain = text.charAt(i) < 128;
        }
        if (plain) {
            return text.toLowerCase(java.util.Locale.ROOT);
        }
        String decomposed = Normalizer.normalize(text.toLowerCase(java.util.Locale.ROOT), Normalizer.Form.NFKD);
        var kept = new StringBuilder(decomposed.length());
        for (int i = 0; i < decomposed.length(); i++) {
            char c = decomposed.charAt(i);
            switch (c) {
                case 'ß' -> kept.append("ss");
                case 'æ' -> kept.append("ae");
                case 'œ' -> kept.append("oe");
                case 'ø' -> kept.append('o');
                case 'ł' -> kept.append('l');
                case 'đ', 'ð' -> kept.append('d');
                case 'ı' -> kept.append('i');
                case '’', '\'' -> {}
                default -> {
                    if (Character.getType(c) != Character.NON_SPACING_MARK) {
                        kept.append(c);
                    }
                }
            }
        }
        return kept.toString();
    }
}

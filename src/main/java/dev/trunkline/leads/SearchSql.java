package dev.trunkline.leads;

import java.util.Comparator;
import java.util.List;

/// The statements of a search. Word `i` of the query has the parameters `word{i}` and `end{i}`, a range of lead_word;
/// digits have [DigitRanges] besides. The leading word is number 0.
final class SearchSql {

    private SearchSql() {}

    /// A word of the query and how many matches it has, counted up to a limit.
    record Counted(String word, long count) {

        static final Comparator<Counted> RAREST_FIRST = Comparator.comparingLong(Counted::count)
                .thenComparing(Counted::digits)
                .thenComparingInt(counted -> -counted.word().length());

        boolean digits() {
            return SearchWords.isDigits(word);
        }
    }

    /// How a query is answered.
    ///
    /// @param words the leading word first
    /// @param sets whether the other words are read beforehand; otherwise leads are looked at for them
    /// @param list how the list restricts
    /// @param status how the status restricts
    /// @param after whether hits begin after a place
    record Plan(List<Counted> words, boolean sets, Part list, Part status, boolean after) {}

    /// A list or status in a query.
    enum Part {
        ABSENT,
        /// Has so few leads that they are looked at one by one.
        LEADS,
        /// Its leads are read beforehand.
        SET,
        /// Each lead met is looked at.
        LOOK
    }

    private static final String LIST = """
            SELECT lead_id FROM list_lead WHERE organization_id = current_organization() AND list_id = :list""";

    private static final String STATUS = """
            SELECT id AS lead_id FROM lead
             WHERE organization_id = current_organization() AND status = :status AND status <> 'NEW'""";

    private static final String AFTER = "(%s, %s) > (:afterWord COLLATE \"C\", CAST(:afterLead AS uuid))";

    private static final String LEAD = """
            CROSS JOIN LATERAL (SELECT l.words, l.status FROM lead l
                                 WHERE l.organization_id = current_organization() AND l.id = w.lead_id OFFSET 0) l""";

    /// How many matches word `i` has, up to `most`.
    static String count(int i, boolean digits) {
        String words = """
                SELECT FROM (SELECT FROM lead_word WHERE organization_id = current_organization()
                                AND word >= :word%1$d AND word < :end%1$d LIMIT :most) w""".formatted(i);
        String phones = """
                 UNION ALL
                SELECT FROM unnest(CAST(:low%1$d AS text[]), CAST(:high%1$d AS text[])) AS r(low, high)
                 CROSS JOIN LATERAL (SELECT FROM lead_phone WHERE organization_id = current_organization()
                                        AND e164 >= r.low AND e164 < r.high LIMIT :most) p
                 UNION ALL
                SELECT FROM (SELECT FROM lead_phone WHERE organization_id = current_organization()
                                AND reversed >= :endLow%1$d AND reversed < :endHigh%1$d LIMIT :most) p""".formatted(i);
        return "(SELECT least(count(*), :most) FROM (" + words + (digits ? phones : "") + ") c)";
    }

    /// How many leads have the status, which is not NEW, up to `most`.
    static String countStatus() {
        return "SELECT count(*) FROM (" + STATUS + " LIMIT :most) s";
    }

    /// Hits in the order of their words, each lead once.
    static String hits(Plan plan) {
        if (plan.list() == Part.LEADS) {
            return leadsOf(LIST, plan);
        }
        if (plan.status() == Part.LEADS) {
            return leadsOf(STATUS, plan);
        }
        return plan.words().getFirst().digits() ? digitsLead(plan) : wordLeads(plan);
    }

    private static String wordLeads(Plan plan) {
        return """
                SELECT w.word, w.lead_id
                  FROM (SELECT word, lead_id FROM lead_word
                         WHERE organization_id = current_organization() AND word >= :word0 AND word < :end0
                %s %s
                         ORDER BY word, lead_id LIMIT :reach) w
                %s
                 WHERE position(' ' || w.word || ' ' IN l.words) = position(' ' || :word0 IN l.words)
                %s
                 LIMIT :limit""".formatted(
                plan.after() ? "AND " + AFTER.formatted("word", "lead_id") : "", among(plan), LEAD, looked(plan, 1));
    }

    /// Digits are met at the beginning of a number, of a word, and at the end of a number, in this order, which is that
    /// of the first letters of "+1504…", "504…" and "~…". Reads `reach` of each.
    private static String digitsLead(Plan plan) {
        String among = among(plan);
        return """
                SELECT w.word, w.lead_id
                  FROM (SELECT min(word) AS word, lead_id FROM (
                        SELECT p.e164 COLLATE "C" AS word, p.lead_id
                          FROM unnest(CAST(:low0 AS text[]), CAST(:high0 AS text[])) AS r(low, high)
                         CROSS JOIN LATERAL (
                               SELECT e164, lead_id FROM lead_phone
                                WHERE organization_id = current_organization() AND e164 >= r.low AND e164 < r.high
                %1$s %2$s
                                ORDER BY e164, lead_id LIMIT :reach) p
                         UNION ALL
                        (SELECT word, lead_id FROM lead_word
                          WHERE organization_id = current_organization() AND word >= :word0 AND word < :end0
                %1$s %3$s
                          ORDER BY word, lead_id LIMIT :reach)
                         UNION ALL
                        (SELECT '~' || reversed, lead_id FROM lead_phone
                          WHERE organization_id = current_organization() AND reversed >= :endLow0 AND reversed < :endHigh0
                %1$s %4$s
                          ORDER BY reversed, lead_id LIMIT :reach)) u
                         GROUP BY lead_id ORDER BY 1, 2) w
                %5$s
                 WHERE true %6$s
                %7$s
                 LIMIT :limit""".formatted(
                        among,
                        plan.after() ? "AND " + AFTER.formatted("e164 COLLATE \"C\"", "lead_id") : "",
                        plan.after() ? "AND " + AFTER.formatted("word", "lead_id") : "",
                        plan.after() ? "AND " + AFTER.formatted("'~' || reversed", "lead_id") : "",
                        LEAD,
                        plan.after() ? NOT_BEFORE : "",
                        looked(plan, 1));
    }

    /// Not met on an earlier page by another number.
    private static final String NOT_BEFORE = """
            AND NOT EXISTS (
                SELECT FROM lead_phone q WHERE q.organization_id = current_organization() AND q.lead_id = w.lead_id
                   AND (q.e164 ~ :pattern0 AND NOT %s
                        OR q.reversed >= :endLow0 AND q.reversed < :endHigh0 AND NOT %s))""".formatted(
            AFTER.formatted("q.e164 COLLATE \"C\"", "q.lead_id"), AFTER.formatted("'~' || q.reversed", "q.lead_id"));

    private static String leadsOf(String leads, Plan plan) {
        return """
                SELECT h.word, h.lead_id
                  FROM (SELECT CASE WHEN position(' ' || :word0 IN l.words) > 0
                                    THEN split_part(substr(l.words, position(' ' || :word0 IN l.words) + 1), ' ', 1)
                                    ELSE '~' END COLLATE "C" AS word, w.lead_id
                          FROM (%s OFFSET 0) w
                %s
                         WHERE true
                %s) h
                 WHERE %s ORDER BY h.word, h.lead_id LIMIT :limit""".formatted(
                        leads, LEAD, looked(plan, 0), plan.after() ? AFTER.formatted("h.word", "h.lead_id") : "true");
    }

    /// CASE keeps each a set that is asked while the leading range is read, and no join that would read all of it.
    private static String among(Plan plan) {
        var sql = new StringBuilder();
        for (int i = 1; i < plan.words().size(); i++) {
            if (isSet(plan, i)) {
                sql.append(in("""
                        SELECT lead_id FROM lead_word
                         WHERE organization_id = current_organization() AND word >= :word%1$d AND word < :end%1$d""".formatted(i)));
            }
        }
        if (plan.list() == Part.SET) {
            sql.append(in(LIST));
        }
        if (plan.status() == Part.SET) {
            sql.append(in(STATUS));
        }
        return sql.toString();
    }

    private static String in(String leads) {
        return "   AND CASE WHEN lead_id IN (" + leads + ") THEN true END\n";
    }

    private static boolean isSet(Plan plan, int i) {
        Counted word = plan.words().get(i);
        // Beside others, a single letter is met by too many leads to read them all, and by enough to look.
        return plan.sets() && !word.digits() && (i == 1 || word.word().length() > 1);
    }

    private static String looked(Plan plan, int from) {
        var sql = new StringBuilder();
        for (int i = from; i < plan.words().size(); i++) {
            if (i == 0 || !isSet(plan, i)) {
                sql.append("   AND ")
                        .append(has(i, plan.words().get(i).digits()))
                        .append('\n');
            }
        }
        if (plan.list() == Part.LOOK) {
            sql.append("""
                       AND EXISTS (SELECT FROM list_lead i WHERE i.organization_id = current_organization()
                                      AND i.list_id = :list AND i.lead_id = w.lead_id OFFSET 0)
                    """);
        }
        if (plan.status() != Part.ABSENT) {
            sql.append("   AND l.status = :status\n");
        }
        return sql.toString();
    }

    private static String has(int i, boolean digits) {
        String begins = "position(' ' || :word" + i + " IN l.words) > 0";
        return digits ? "(" + begins + " OR position(:word" + i + " || ' ' IN l.words) > 0)" : begins;
    }
}

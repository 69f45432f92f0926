package dev.trunkline.dialing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.campaigns.Campaign;
import dev.trunkline.campaigns.CampaignMode;
import dev.trunkline.campaigns.CampaignRepository;
import dev.trunkline.compliance.Gate;
import dev.trunkline.compliance.WindowKey;
import dev.trunkline.compliance.WindowState;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.LeadId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.store.Rows;
import dev.trunkline.store.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EligibilityTest {

    private static TestDatabase database;
    private static Floor floor;

    @BeforeAll
    static void open() {
        database = TestDatabase.fresh();
        floor = new Floor(database);
    }

    @AfterAll
    static void close() {
        floor.close();
        database.close();
    }

    /// One entry as it is, for the recount.
    private record Entry(
            LeadId leadId,
            String status,
            @Nullable String lastOutcome,
            String windowKey,
            Instant nextAttemptAt,
            @Nullable String waitsFor,
            boolean held,
            boolean guaranteed,
            boolean dnc,
            @Nullable String type,
            @Nullable String region,
            boolean onDnc,
            boolean live,
            @Nullable Instant lockout,
            int day,
            int week,
            @Nullable Instant oldestDay,
            @Nullable Instant oldestWeek) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void the_answer_is_what_asking_the_gate_lead_by_lead_gives(long seed) {
        var random = new Random(seed);
        OrganizationId organization = floor.organization(database, "{}");
        boolean simulated = seed % 2 == 0;
        if (!simulated) {
            floor.sql(organization, "UPDATE organization SET provider = :x", "twilio");
        }
        CampaignId campaign = queue(organization, random, 400);
        String window = """
                {"days": {"mon": ["%1$s"], "tue": ["%1$s"], "wed": ["%1$s"], "thu": ["%1$s"], "fri": ["%1$s"], "sat": ["%1$s"], "sun": ["%1$s"]},
                 "alwaysOpen": %2$s}""".formatted(span(random), random.nextInt(4) == 0);
        floor.sql(organization, "UPDATE campaign SET calling_window = CAST(:x AS jsonb)", window);
        // Answer and recount look at one instant and one state of the queue.
        floor.store.report(organization, () -> {
            Eligibility answer = floor.get(EligibilityDesk.class).explain(organization, campaign);
            Map<String, Long> recount = recount(organization, campaign, simulated);
            assertThat(counts(answer)).as("seed %s", seed).isEqualTo(recount);
            assertThat(answer.total()).isEqualTo(400);
            assertThat(answer.waiting().stream()
                            .mapToLong(Eligibility.Waiting::count)
                            .sum())
                    .isEqualTo(answer.dialableNextHour() + answer.dialableLater());
            assertThat(answer.exclusions()).allSatisfy(line -> {
                assertThat(line.samples()).hasSize((int) Math.min(5, line.count()));
                assertThat(line.samples())
                        .allSatisfy(sample -> assertThat(sample.name()).startsWith("Lead "));
            });
            return answer;
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void the_next_tick_calls_exactly_those_that_are_dialable_now(long seed) {
        OrganizationId organization = floor.organization(database, "{}");
        floor.sql(
                organization,
                "UPDATE organization SET max_calls_per_second = 1000, max_concurrent_calls = CAST(:x AS int)",
                5000);
        floor.number(organization, "+12125559999");
        CampaignId campaign = queue(organization, new Random(seed), 300);
        floor.sql(organization, "UPDATE campaign SET status = 'RUNNING', max_concurrent_calls = CAST(:x AS int)", 5000);
        // Without agents nobody is promised one.
        floor.sql(organization, "UPDATE queue_entry SET agent_guaranteed = CAST(:x AS boolean)", "false");
        Eligibility before = floor.get(EligibilityDesk.class).explain(organization, campaign);
        assertThat(before.dialableNow()).isPositive();
        DialingDesk.Tick tick = floor.get(DialingDesk.class).tick(organization, campaign);
        assertThat(tick.intents()).hasSize((int) before.dialableNow());
        Eligibility after = floor.get(EligibilityDesk.class).explain(organization, campaign);
        assertThat(after.dialableNow()).isZero();
        assertThat(after.total()).isEqualTo(before.total());
        assertThat(counts(after).get("in-call"))
                .isEqualTo(counts(before).getOrDefault("in-call", 0L) + before.dialableNow());
    }

    @Test
    void what_holds_the_whole_campaign_is_said() {
        OrganizationId organization = floor.organization(database, "{}");
        List<LeadId> leads = floor.leads(organization, 3);
        CampaignId campaign = floor.campaign(organization, CampaignMode.POWER, leads, s -> s);
        assertThat(blockers(organization, campaign)).containsExactly("not-running", "no-active-number", "no-agent");
        floor.number(organization, "+12125559998");
        floor.sql(organization, "UPDATE campaign SET status = :x", "RUNNING");
        assertThat(blockers(organization, campaign)).containsExactly("no-agent");
        floor.sql(organization, "UPDATE organization SET provider = :x", "twilio");
        assertThat(blockers(organization, campaign)).startsWith("provider-not-configured");
        floor.sql(organization, "UPDATE organization SET provider = :x", "simulator");
        floor.sql(organization, "UPDATE queue_entry SET next_attempt_at = app_now() + CAST(:x AS interval)", "3 hours");
        assertThat(blockers(organization, campaign)).containsExactly("no-agent", "nobody-due");
        floor.sql(organization, "UPDATE queue_entry SET status = :x", "FAILED");
        assertThat(blockers(organization, campaign)).containsExactly("no-agent", "nobody-left");
    }

    private static List<String> blockers(OrganizationId organization, CampaignId campaign) {
        return floor.get(EligibilityDesk.class).explain(organization, campaign).blockers().stream()
                .map(Eligibility.Blocker::reason)
                .toList();
    }

    private static Map<String, Long> counts(Eligibility answer) {
        var counts = new TreeMap<String, Long>();
        answer.exclusions().forEach(line -> counts.put(line.reason(), line.count()));
        answer.waiting().forEach(line -> counts.put("waits: " + line.reason(), line.count()));
        put(counts, "now", answer.dialableNow());
        put(counts, "hour", answer.dialableNextHour());
        put(counts, "later", answer.dialableLater());
        return counts;
    }

    private static void put(Map<String, Long> counts, String word, long count) {
        if (count > 0) {
            counts.put(word, count);
        }
    }

    private static Map<String, Long> recount(OrganizationId organization, CampaignId id, boolean simulated) {
        Campaign campaign =
                floor.get(CampaignRepository.class).find(organization, id).orElseThrow();
        Instant now = floor.get(LaunchRepository.class).now();
        var limits = new Gate.Limits(java.util.Set.of("US"), 3, 7, true);
        var counts = new TreeMap<String, Long>();
        for (Entry entry : entries(id, simulated)) {
            String word = word(entry, campaign, limits, now, simulated);
            for (String part : word.split("\\|", -1)) {
                counts.merge(part, 1L, Long::sum);
            }
        }
        return counts;
    }

    private static String word(Entry e, Campaign campaign, Gate.Limits limits, Instant now, boolean simulated) {
        switch (e.status()) {
            case "CALLING" -> {
                return "in-call";
            }
            case "FAILED" -> {
                return "attempts-used-up";
            }
            case "COMPLETED" -> {
                String outcome = String.valueOf(e.lastOutcome());
                return outcome.startsWith("excluded-") ? outcome.substring(9) : "finished";
            }
            default -> {}
        }
        if (e.type() == null) {
            return "no-number";
        }
        WindowState window = campaign.callingWindow().at(now, WindowKey.zones(e.windowKey()), simulated);
        var facts = new Gate.Facts(
                e.dnc(),
                e.onDnc(),
                e.live(),
                e.region(),
                e.type(),
                window,
                e.day(),
                e.week(),
                e.oldestDay(),
                e.oldestWeek(),
                e.lockout(),
                e.guaranteed());
        Gate.Verdict verdict = Gate.check(facts, limits, now);
        if (verdict instanceof Gate.Refused refused && refused.until() == null) {
            return refused.rule().toString();
        }
        if (e.held()) {
            return "in-front-of-agent";
        }
        // When each rule that puts off has passed, one after the other, with everything else as it is now.
        Instant ready = e.nextAttemptAt().isAfter(now) ? e.nextAttemptAt() : now;
        var open = new WindowState.Open(null);
        for (Gate.Facts left = with(facts, open); Gate.check(left, limits, now) instanceof Gate.Refused refused; ) {
            ready = refused.until().isAfter(ready) ? refused.until() : ready;
            left = switch (refused.rule()) {
                case LEAD_CAP_DAY -> capsOff(left, false);
                case LEAD_CAP_WEEK -> capsOff(left, true);
                case DROP_LOCKOUT ->
                    new Gate.Facts(
                            false,
                            false,
                            left.liveCall(),
                            left.country(),
                            left.numberType(),
                            open,
                            0,
                            0,
                            null,
                            null,
                            null,
                            true);
                default ->
                    new Gate.Facts(
                            false, false, false, left.country(), left.numberType(), open, 0, 0, null, null, null, true);
            };
        }
        if (ready.equals(now) && verdict instanceof Gate.Allowed) {
            return "now";
        }
        Instant at = switch (campaign.callingWindow().at(ready, WindowKey.zones(e.windowKey()), simulated)) {
            case WindowState.Closed closed -> closed.opensAt();
            default -> ready;
        };
        boolean due = !e.nextAttemptAt().isAfter(now);
        String reason =
                due ? ((Gate.Refused) verdict).rule().toString() : e.waitsFor() == null ? "retry" : e.waitsFor();
        return (at.isAfter(now.plus(Duration.ofHours(1))) ? "later" : "hour") + "|waits: " + reason;
    }

    private static Gate.Facts with(Gate.Facts f, WindowState window) {
        return new Gate.Facts(
                f.leadDoNotCall(),
                f.onDnc(),
                f.liveCall(),
                f.country(),
                f.numberType(),
                window,
                f.attemptsDay(),
                f.attemptsWeek(),
                f.oldestDay(),
                f.oldestWeek(),
                f.dropLockoutUntil(),
                f.agentGuaranteed());
    }

    private static Gate.Facts capsOff(Gate.Facts f, boolean week) {
        return new Gate.Facts(
                false,
                false,
                f.liveCall(),
                f.country(),
                f.numberType(),
                f.window(),
                0,
                week ? 0 : f.attemptsWeek(),
                null,
                f.oldestWeek(),
                f.dropLockoutUntil(),
                f.agentGuaranteed());
    }

    private static List<Entry> entries(CampaignId campaign, boolean simulated) {
        return floor.store
                .jdbc()
                .sql("""
                        SELECT e.lead_id, e.status, e.last_outcome, e.window_key, e.next_attempt_at, e.waits_for,
                               e.held_by IS NOT NULL AS held, e.agent_guaranteed AS guaranteed, l.do_not_call AS dnc, p.type, p.region,
                               EXISTS (SELECT FROM number_state n WHERE n.e164 = p.e164 AND n.dnc_at IS NOT NULL) AS on_dnc,
                               EXISTS (SELECT FROM number_state n WHERE n.e164 = p.e164 AND n.live_call_id IS NOT NULL)
                                 OR EXISTS (SELECT FROM call c WHERE c.lead_id = e.lead_id AND c.ended_at IS NULL) AS live,
                               (SELECT drop_lockout_until FROM number_state n WHERE n.e164 = p.e164) AS lockout,
                               k.day, k.week, k.oldest_day, k.oldest_week
                          FROM queue_entry e JOIN lead l ON l.id = e.lead_id
                          LEFT JOIN lead_phone p ON p.lead_id = e.lead_id AND p.position = e.phone_position
                         CROSS JOIN LATERAL (
                               SELECT count(*) FILTER (WHERE queued_at > app_now() - interval '1 day')::int AS day, count(*)::int AS week,
                                      min(queued_at) FILTER (WHERE queued_at > app_now() - interval '1 day') AS oldest_day,
                                      min(queued_at) AS oldest_week
                                 FROM call c WHERE c.lead_id = e.lead_id AND NOT :simulated AND NOT is_mock AND attempt_counted
                                  AND queued_at > app_now() - interval '7 days') k
                         WHERE e.campaign_id = :campaign""")
                .param("campaign", campaign.value())
                .param("simulated", simulated)
                .query(Rows.of(Entry.class))
                .list();
    }

    private static String span(Random random) {
        int from = random.nextInt(20);
        return "%02d:%02d-%02d:00".formatted(from, random.nextInt(60), from + 1 + random.nextInt(24 - from));
    }

    private static final List<String> KEYS = List.of(
            "America/New_York",
            "America/Los_Angeles",
            "America/Chicago,America/New_York",
            "Asia/Tokyo",
            "Europe/London",
            "");

    /// A queue with everything in it that a lead can be held back for.
    private static CampaignId queue(OrganizationId organization, Random random, int size) {
        List<LeadId> leads = floor.leads(organization, size);
        CampaignId campaign = floor.campaign(organization, CampaignMode.UNATTENDED, leads, s -> s);
        floor.sql(organization, """
                INSERT INTO campaign_window (organization_id, campaign_id, window_key)
                SELECT current_organization(), id, key FROM campaign, unnest(string_to_array(:x, ';')) key
                ON CONFLICT DO NOTHING""", String.join(";", KEYS));
        floor.store.engine(organization, () -> leads.forEach(lead -> hold(lead, random)));
        return campaign;
    }

    private static void hold(LeadId lead, Random random) {
        String key = random.nextInt(12) == 0 ? "" : KEYS.get(random.nextInt(KEYS.size()));
        set(
                lead,
                "UPDATE lead_phone SET window_key = :a, type = :b, region = :c WHERE lead_id = :lead",
                key,
                random.nextInt(20) == 0 ? "premium" : "mobile",
                random.nextInt(12) == 0 ? "GB" : "US");
        set(
                lead,
                "UPDATE lead SET do_not_call = (:a = 'yes') WHERE id = :lead AND length(:b || :c) = 0",
                yes(random, 20),
                "",
                "");
        String status = random.nextInt(5) > 0
                ? "PENDING"
                : List.of("CALLING", "COMPLETED", "FAILED").get(random.nextInt(3));
        String outcome = List.of("connected", "excluded-dnc", "excluded-country", "removed")
                .get(random.nextInt(4));
        set(
                lead,
                "UPDATE queue_entry SET window_key = :a, status = :b, last_outcome = :c WHERE lead_id = :lead",
                key,
                status,
                outcome);
        int minutes = random.nextInt(360) - 220;
        set(
                lead,
                """
                UPDATE queue_entry SET next_attempt_at = app_now() + CAST(:a AS interval), waits_for = nullif(:b, ''),
                       held_by = CASE WHEN :c = 'yes' THEN uuidv7() END WHERE lead_id = :lead""",
                minutes + " minutes",
                List.of("", "retry", "callback", "lead-cap-day").get(random.nextInt(4)),
                yes(random, 25));
        set(lead, """
                UPDATE queue_entry SET agent_guaranteed = (:a = 'yes'), phone_position = CASE WHEN :b = 'yes' THEN 1 ELSE 0 END
                 WHERE lead_id = :lead AND status = 'PENDING' AND length(:c) = 0""", yes(random, 10), yes(random, 40), "");
        if (random.nextInt(5) == 0) {
            set(lead, """
                    INSERT INTO number_state (organization_id, e164, dnc_at, live_call_id, drop_lockout_until)
                    SELECT current_organization(), e164, CASE :a WHEN '0' THEN app_now() END,
                           CASE :a WHEN '1' THEN uuidv7() END, app_now() + CAST(:b AS interval)
                      FROM lead_phone WHERE lead_id = :lead AND length(:c) = 0""", Integer.toString(random.nextInt(4)), random.nextInt(300) - 100 + " minutes", "");
        }
        for (int i = random.nextInt(10) - 2; i > 0; i--) {
            set(lead, """
                    INSERT INTO call (organization_id, lead_id, mode, from_e164, to_e164, provider, is_mock, status, queued_at, ended_at)
                    SELECT current_organization(), :lead, 'unattended', '+12125550000', e164, 'simulator', :b = 'yes', 'failed',
                           app_now() - CAST(:a AS interval), app_now() + interval '1 second'
                      FROM lead_phone WHERE lead_id = :lead AND length(:c) = 0""", random.nextInt(9 * 24 * 60) + " minutes", yes(random, 4), "");
        }
        if (random.nextInt(25) == 0) {
            set(lead, """
                    INSERT INTO call (organization_id, lead_id, mode, from_e164, to_e164, provider, is_mock, status)
                    SELECT current_organization(), :lead, 'unattended', '+12125550000', e164, 'simulator', :a = '', 'queued'
                      FROM lead_phone WHERE lead_id = :lead AND length(:b || :c) = 0""", "", "", "");
        }
    }

    private static String yes(Random random, int oneIn) {
        return random.nextInt(oneIn) == 0 ? "yes" : "no";
    }

    private static void set(LeadId lead, String sql, String a, String b, String c) {
        floor.store
                .jdbc()
                .sql(sql)
                .param("lead", lead.value())
                .param("a", a)
                .param("b", b)
                .param("c", c)
                .update();
    }
}

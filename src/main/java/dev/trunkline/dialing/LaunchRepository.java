package dev.trunkline.dialing;

import dev.trunkline.calls.Call;
import dev.trunkline.calls.CallRow;
import dev.trunkline.ids.CallId;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.LeadId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.store.Json;
import dev.trunkline.store.Rows;
import dev.trunkline.store.Sql;
import dev.trunkline.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The SQL of the launch transaction: facts, permits, guard, insert; one statement each, whatever the count.
@Repository
public class LaunchRepository {

    private final JdbcClient jdbc;

    LaunchRepository(Store store) {
        this.jdbc = store.jdbc();
    }

    public DialingFacts facts(OrganizationId organization) {
        return jdbc.sql("""
                        SELECT provider, mock_config::text AS options, country, time_zone, recording_enabled, max_calls_per_second,
                               max_concurrent_calls, max_attempts_per_day, max_attempts_per_week, allowed_countries, preset,
                               calling_window, app_now() AS now
                          FROM organization WHERE organization_id = :org""")
                .param("org", organization.value())
                .query(Rows.of(DialingFacts.class))
                .single();
    }

    public Duration sessionTimeout(OrganizationId organization) {
        return Duration.ofSeconds(
                jdbc.sql("SELECT session_timeout_seconds FROM organization WHERE organization_id = :org")
                        .param("org", organization.value())
                        .query(Integer.class)
                        .single());
    }

    /// The clock of this transaction; every decision in it uses this one instant.
    public Instant now() {
        return jdbc.sql("SELECT app_now()").query(Rows.of(Instant.class)).single();
    }

    /// Takes up to `wanted` launch permits from the provider account's token bucket, which all nodes share. The bucket
    /// holds one second's worth.
    public int takePermits(OrganizationId organization, String provider, int wanted, double perSecond) {
        return permits(organization, provider, wanted, perSecond).orElseGet(() -> {
            jdbc.sql("""
                            INSERT INTO provider_account (organization_id, provider, permits) VALUES (:org, :provider, :rate)
                            ON CONFLICT (organization_id, provider, account_key) DO NOTHING""")
                    .param("org", organization.value())
                    .param("provider", provider)
                    .param("rate", perSecond)
                    .update();
            return permits(organization, provider, wanted, perSecond).orElseThrow();
        });
    }

    private Optional<Integer> permits(OrganizationId organization, String provider, int wanted, double perSecond) {
        return jdbc.sql("""
                        WITH bucket AS (
                          SELECT id, least(greatest(:rate, 1), permits
                                   + greatest(0, extract(epoch FROM app_now() - permits_at)::float8) * :rate) AS held
                            FROM provider_account
                           WHERE organization_id = :org AND provider = :provider AND account_key = '' FOR NO KEY UPDATE
                        )
                        UPDATE provider_account a
                           SET permits = b.held - least(:wanted, floor(b.held)), permits_at = greatest(permits_at, app_now())
                          FROM bucket b WHERE a.organization_id = :org AND a.id = b.id
                        RETURNING least(:wanted, floor(b.held))::int""")
                .param("org", organization.value())
                .param("provider", provider)
                .param("rate", perSecond)
                .param("wanted", wanted)
                .query(Integer.class)
                .optional();
    }

    /// A call that the provider has a name for.
    public record Named(CallId id, String provider, String providerCallId) {}

    /// Calls of which nothing was heard since `before`.
    public List<Named> unheard(OrganizationId organization, Instant before) {
        return jdbc.sql("""
                        SELECT id, provider, provider_call_id FROM call
                         WHERE organization_id = :org AND ended_at IS NULL AND provider_call_id IS NOT NULL
                           AND last_event_at < :before""")
                .param("org", organization.value())
                .param("before", Sql.time(before))
                .query(Rows.of(Named.class))
                .list();
    }

    public int liveCalls(OrganizationId organization) {
        return jdbc.sql("SELECT count(*) FROM call WHERE organization_id = :org AND ended_at IS NULL")
                .param("org", organization.value())
                .query(Integer.class)
                .single();
    }

    /// A call to be inserted.
    public record Order(Candidate candidate, Slot slot, List<String> allowedBy, Chance chance) {}

    /// What the lead's traits say of its chance to pick up, as a multiple of the average.
    public record Chance(List<String> traits, double score) {

        public static final Chance AVERAGE = new Chance(List.of(), 1);
    }

    /// How all calls of one tick are made.
    ///
    /// @param campaign null for a call outside of any
    public record Terms(
            @Nullable CampaignId campaign,
            String mode,
            boolean simulated,
            int ringTimeoutSeconds,
            String amd,
            boolean record) {}

    /// Commits the intents: guards each number, inserts the calls, moves the entries. Answers the calls that hold; the
    /// others met a live call or a do-not-call entry in the meantime and are left as they were.
    public Map<CallId, Call> insert(OrganizationId organization, Terms terms, List<Order> orders, Instant checkAt) {
        List<Order> sorted = orders.stream()
                .sorted(Comparator.comparing(order -> order.candidate().e164()))
                .toList();
        Set<String> guarded = new HashSet<>(jdbc.sql("""
                        INSERT INTO number_state AS n (organization_id, e164, live_call_id)
                        SELECT :org, o.e164, o.call FROM unnest(:calls, :numbers) WITH ORDINALITY o(call, e164, place) ORDER BY o.place
                        ON CONFLICT (organization_id, e164) DO UPDATE SET live_call_id = EXCLUDED.live_call_id
                          WHERE n.live_call_id IS NULL AND n.dnc_at IS NULL
                        RETURNING e164""")
                .param("org", organization.value())
                .param("calls", calls(sorted))
                .param("numbers", sorted.stream().map(o -> o.candidate().e164()).toArray(String[]::new))
                .query(String.class)
                .list());
        List<Order> held = sorted.stream()
                .filter(order -> guarded.contains(order.candidate().e164()))
                .sorted(Comparator.comparing(LaunchRepository::lockOrder))
                .toList();
        if (held.isEmpty()) {
            return Map.of();
        }
        Map<CallId, Call> inserted = insertCalls(organization, terms, held, checkAt).stream()
                .collect(Collectors.toMap(Call::id, Function.identity()));
        if (inserted.size() < held.size()) {
            release(
                    organization,
                    held.stream()
                            .filter(order ->
                                    !inserted.containsKey(order.candidate().callId()))
                            .toList());
        }
        return inserted;
    }

    /// Leads are locked in the order of their IDs; a call without one locks none.
    private static UUID lockOrder(Order order) {
        LeadId lead = order.candidate().leadId();
        return lead == null ? order.candidate().callId().value() : lead.value();
    }

    private List<Call> insertCalls(OrganizationId organization, Terms terms, List<Order> held, Instant checkAt) {
        return jdbc.sql("""
                        WITH inserted AS (
                          INSERT INTO call (organization_id, id, campaign_id, session_id, queue_entry_id, lead_id, user_id, mode,
                              number_id, from_e164, to_e164, line_number, provider, is_mock, attempt, ring_timeout_seconds,
                              amd, recording_enabled, allowed_by, answer_traits, answer_score, check_at)
                          SELECT :org, o.id, CAST(:campaign AS uuid), o.session, o.entry, o.lead, o.agent, :mode, o.number, o.from_e164, o.to_e164,
                                 o.line, o.provider, :mock, o.attempt, :ring, :amd, :record, CAST(o.allowed AS jsonb), string_to_array(o.traits, ' '), o.score, :check
                            FROM unnest(:ids, :sessions, :entries, :leads, :agents, :numbers, :froms, :tos, :lines, :providers,
                                        :attempts, :allowed, :traits, :scores) WITH ORDINALITY
                                 o(id, session, entry, lead, agent, number, from_e164, to_e164, line, provider, attempt, allowed,
                                   traits, score, place)
                           ORDER BY o.place
                          ON CONFLICT DO NOTHING
                          RETURNING *
                        ), claimed AS (
                          UPDATE queue_entry e SET status = 'CALLING', attempt_count = i.attempt, waits_for = NULL, held_by = NULL
                            FROM inserted i WHERE e.organization_id = :org AND e.id = i.queue_entry_id
                        ), touched AS (
                          UPDATE lead l SET last_called_at = i.queued_at, call_count = call_count + 1,
                                 status = CASE WHEN l.status = 'NEW' THEN 'IN_PROGRESS' ELSE l.status END
                            FROM inserted i WHERE l.organization_id = :org AND l.id = i.lead_id
                        ), logged AS (
                          INSERT INTO call_event (organization_id, call_id, campaign_id, lead_id, event, at, source, provider, details, duration_seconds)
                          SELECT :org, i.id, CAST(:campaign AS uuid), i.lead_id, 'INITIATED', i.queued_at, 'system', i.provider,
                                 'attempt ' || i.attempt || ', line ' || i.line_number, 0
                            FROM inserted i
                        )
                        SELECT * FROM inserted""")
                .param("org", organization.value())
                .param("campaign", Sql.id(terms.campaign()))
                .param("mode", terms.mode())
                .param("mock", terms.simulated())
                .param("ring", terms.ringTimeoutSeconds())
                .param("amd", terms.amd())
                .param("record", terms.record())
                .param("check", Sql.time(checkAt))
                .param("ids", calls(held))
                .param(
                        "sessions",
                        held.stream().map(o -> Sql.id(o.slot().session())).toArray(UUID[]::new))
                .param(
                        "entries",
                        held.stream().map(o -> Sql.id(o.candidate().entryId())).toArray(UUID[]::new))
                .param(
                        "leads",
                        held.stream().map(o -> Sql.id(o.candidate().leadId())).toArray(UUID[]::new))
                .param("agents", held.stream().map(o -> Sql.id(o.slot().user())).toArray(UUID[]::new))
                .param(
                        "numbers",
                        held.stream().map(o -> o.slot().from().id().value()).toArray(UUID[]::new))
                .param("froms", held.stream().map(o -> o.slot().from().e164()).toArray(String[]::new))
                .param("tos", held.stream().map(o -> o.candidate().e164()).toArray(String[]::new))
                .param("lines", held.stream().map(o -> o.slot().lineNumber()).toArray(Integer[]::new))
                .param("providers", held.stream().map(o -> o.slot().provider()).toArray(String[]::new))
                .param(
                        "attempts",
                        held.stream().map(o -> o.candidate().attemptCount() + 1).toArray(Integer[]::new))
                .param(
                        "allowed",
                        held.stream()
                                .map(o -> String.valueOf(Json.write(o.allowedBy())))
                                .toArray(String[]::new))
                .param(
                        "traits",
                        held.stream()
                                .map(o -> String.join(" ", o.chance().traits()))
                                .toArray(String[]::new))
                .param("scores", held.stream().map(o -> o.chance().score()).toArray(Double[]::new))
                .query(CallRow::call)
                .list();
    }

    private void release(OrganizationId organization, List<Order> orders) {
        jdbc.sql("""
                        UPDATE number_state SET live_call_id = NULL
                         WHERE organization_id = :org AND e164 = ANY (:numbers) AND live_call_id = ANY (:calls)""")
                .param("org", organization.value())
                .param("numbers", orders.stream().map(o -> o.candidate().e164()).toArray(String[]::new))
                .param("calls", calls(orders))
                .update();
    }

    private static UUID[] calls(List<Order> orders) {
        return orders.stream().map(o -> o.candidate().callId().value()).toArray(UUID[]::new);
    }

    /// Read once more just before the request leaves: whether nothing speaks against the call.
    public boolean isStillWanted(OrganizationId organization, CallId call) {
        return jdbc.sql("""
                        SELECT EXISTS (SELECT FROM call c
                          LEFT JOIN campaign g ON g.organization_id = c.organization_id AND g.id = c.campaign_id
                          LEFT JOIN session s ON s.organization_id = c.organization_id AND s.id = c.session_id
                          LEFT JOIN number_state n ON n.organization_id = c.organization_id AND n.e164 = c.to_e164
                         WHERE c.organization_id = :org AND c.id = :id AND c.status = 'queued' AND c.launch = 'intent'
                           AND c.cancel_reason IS NULL AND n.dnc_at IS NULL
                           AND (g.id IS NULL OR g.status = 'RUNNING') AND (s.id IS NULL OR s.status = 'ACTIVE'))""")
                .param("org", organization.value())
                .param("id", call.value())
                .query(Boolean.class)
                .single();
    }
}

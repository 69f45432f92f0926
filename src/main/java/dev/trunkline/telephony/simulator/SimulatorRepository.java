package dev.trunkline.telephony.simulator;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.trunkline.calls.EndCause;
import dev.trunkline.calls.Signal;
import dev.trunkline.ids.CallId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.store.Sql;
import dev.trunkline.store.Store;
import dev.trunkline.telephony.CallRef;
import dev.trunkline.telephony.Origination;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/// The simulated carrier's calls. Times come from the caller, so that a test can own the clock.
public final class SimulatorRepository {

    /// How long a node that took a call in hand keeps it from the others; after a crash its calls go on after this.
    static final Duration LEASE = Duration.ofSeconds(5);

    /// How soon an event that the engine could not take is told again.
    static final Duration RETRY = Duration.ofMillis(250);

    private static final Duration IDLE = Duration.ofSeconds(30);

    /// A signal says which it is.
    @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "signal")
    private interface Named {}

    private static final JsonMapper JSON =
            JsonMapper.builder().addMixIn(Signal.class, Named.class).build();

    private final Store store;

    public SimulatorRepository(Store store) {
        this.store = store;
    }

    /// A call as a node has it in hand: everything due until `claimedAt`, first at `due`, is its to tell.
    ///
    /// @param json the script, read only when the call's turn comes, so that one that can't be read harms no other
    record Claimed(UUID id, CallId call, int step, Instant due, Instant claimedAt, String json) {
        Script script() {
            return JSON.readValue(json, Script.class);
        }
    }

    /// A call as it lies in the table.
    record Row(UUID id, int step, Instant claimedAt, Instant nextAt, Script script) {}

    /// What a node has told of a call: tellings `from` until before `until`.
    ///
    /// @param retryAt when the next one was refused
    record Told(UUID id, int from, int until, @Nullable Instant retryAt, Ledger ledger) {}

    /// The same as a row of SQL.
    private record Put(
            UUID id,
            int from,
            int until,
            @Nullable Instant retryAt,
            String status,
            @Nullable Instant ringingAt,
            @Nullable Instant answeredAt,
            @Nullable Instant endedAt,
            @Nullable String endCause) {
        static Put of(Told told) {
            Ledger ledger = told.ledger;
            return new Put(
                    told.id,
                    told.from,
                    told.until,
                    told.retryAt,
                    ledger.status().toString(),
                    ledger.ringingAt(),
                    ledger.answeredAt(),
                    ledger.endedAt(),
                    word(ledger.endCause()));
        }
    }

    /// Writes an order into the book.
    ///
    /// @param status `queued`, or why nobody is rung: `refused`, `lost`
    /// @param script null when nobody is rung
    UUID insert(Origination order, String status, @Nullable Script script, Instant now) {
        var due = script == null ? List.<Instant>of() : dues(script);
        return jdbc().sql("""
                        INSERT INTO simulator_call (organization_id, call_id, from_e164, to_e164, attempt, status,
                                                    script, due, next_at, claimed_at, placed_at, ended_at)
                        VALUES (:organization, :call, :from, :to, :attempt, :status,
                                :script::jsonb, :due::timestamptz[], :next, :now, :now, :ended)
                        RETURNING id""")
                .param("organization", order.organization().value())
                .param("call", order.call().value())
                .param("from", order.from())
                .param("to", order.to())
                .param("attempt", order.attempt())
                .param("status", status)
                .param("script", script == null ? "{}" : json(script))
                .param("due", array(due))
                .param("next", due.isEmpty() ? null : Sql.time(due.getFirst()))
                .param("now", Sql.time(now))
                .param("ended", script == null ? Sql.time(now) : null)
                .query(UUID.class)
                .single();
    }

    /// Whether an order for this attempt was lost before: the same loss must not meet every further order.
    boolean wasLost(Origination order) {
        return jdbc().sql("""
                        SELECT EXISTS (SELECT FROM simulator_call
                                        WHERE organization_id = :organization AND to_e164 = :to
                                          AND status = 'lost' AND attempt = :attempt)""")
                .param("organization", order.organization().value())
                .param("to", order.to())
                .param("attempt", order.attempt())
                .query(Boolean.class)
                .single();
    }

    /// Takes calls with something due in hand.
    List<Claimed> claim(OrganizationId organization, Instant now, int limit) {
        return jdbc().sql("""
                        UPDATE simulator_call c
                           SET claimed_at = greatest(c.claimed_at, :now), next_at = :until
                          FROM (SELECT id, next_at FROM simulator_call
                                 WHERE organization_id = :organization AND next_at <= :now
                                 ORDER BY next_at LIMIT :limit
                                   FOR UPDATE SKIP LOCKED) ready
                         WHERE c.organization_id = :organization AND c.id = ready.id
                        RETURNING c.id, c.call_id, c.step, ready.next_at AS due, c.claimed_at, c.script""")
                .param("organization", organization.value())
                .param("now", Sql.time(now))
                .param("until", Sql.time(now.plus(LEASE)))
                .param("limit", limit)
                .query((row, _) -> new Claimed(
                        row.getObject("id", UUID.class),
                        new CallId(row.getObject("call_id", UUID.class)),
                        row.getInt("step"),
                        row.getTimestamp("due").toInstant(),
                        row.getTimestamp("claimed_at").toInstant(),
                        row.getString("script")))
                .list();
    }

    /// Puts calls down after telling; a call that another node has taken meanwhile stays as it is.
    ///
    /// @return when the next telling of each falls due
    List<Instant> advance(OrganizationId organization, List<Told> told) {
        if (told.isEmpty()) {
            return List.of();
        }
        return jdbc()
                .sql("""
                        UPDATE simulator_call c
                           SET step = t.until,
                               next_at = coalesce(t."retryAt", c.due[t.until + 1]),
                               -- An end that the engine could not take yet has happened all the same.
                               status = CASE WHEN (t.until = t."from" AND t."endedAt" IS NULL) OR c.ended_at IS NOT NULL
                                               OR (c.answered_at IS NOT NULL AND t."answeredAt" IS NULL)
                                             THEN c.status ELSE t.status END,
                               ringing_at = coalesce(c.ringing_at, t."ringingAt"),
                               answered_at = coalesce(c.answered_at, t."answeredAt"),
                               ended_at = coalesce(c.ended_at, t."endedAt"),
                               end_cause = coalesce(c.end_cause, t."endCause")
                          FROM jsonb_to_recordset(:told::jsonb) AS t(
                                 id uuid, "from" integer, until integer, "retryAt" timestamptz, status text,
                                 "ringingAt" timestamptz, "answeredAt" timestamptz, "endedAt" timestamptz, "endCause" text)
                         WHERE c.organization_id = :organization AND c.id = t.id AND c.step = t."from"
                        RETURNING c.next_at""")
                .param("organization", organization.value())
                .param("told", json(told.stream().map(Put::of).toList()))
                .query((row, _) -> instant(row, "next_at"))
                .list()
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /// Steps into every call that the reference names. `change` is given the script and the time from which on the
    /// future may be rewritten.
    ///
    /// @return when something falls due in them, unless they are in hand of a node
    List<Instant> change(CallRef ref, Instant now, @Nullable UUID agent, BiFunction<Script, Instant, Script> change) {
        return open(ref, " AND next_at IS NOT NULL FOR UPDATE").stream()
                .map(row -> {
                    Instant then = now.isBefore(row.claimedAt) ? row.claimedAt : now;
                    Script changed = change.apply(row.script, then);
                    return changed.equals(row.script)
                            ? Optional.<Instant>empty()
                            : rewrite(ref.organization(), row, changed, then, agent);
                })
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<Instant> rewrite(
            OrganizationId organization, Row row, Script changed, Instant now, @Nullable UUID agent) {
        int step = row.step;
        boolean inHand = !row.nextAt.equals(dues(row.script).get(step));
        List<Instant> due = dues(changed);
        Ledger ledger = Ledger.of(changed.until(now));
        jdbc().sql("""
                        UPDATE simulator_call
                           SET script = :script::jsonb, due = :due::timestamptz[], next_at = :next, claimed_at = :now,
                               status = :status, ringing_at = :ringing, answered_at = :answered,
                               agent_user_id = coalesce(agent_user_id, :agent), agent_joined_at = :joined,
                               ended_at = :ended, end_cause = :cause
                         WHERE organization_id = :organization AND id = :id""")
                .param("organization", organization.value())
                .param("id", row.id)
                .param("script", json(changed))
                .param("due", array(due))
                .param("next", Sql.time(inHand ? row.nextAt : due.get(step)))
                .param("now", Sql.time(now))
                .param("status", ledger.status().toString())
                .param("ringing", Sql.time(ledger.ringingAt()))
                .param("answered", Sql.time(ledger.answeredAt()))
                .param("agent", agent)
                .param("joined", Sql.time(ledger.agentJoinedAt()))
                .param("ended", Sql.time(ledger.endedAt()))
                .param("cause", word(ledger.endCause()))
                .update();
        return inHand ? Optional.empty() : Optional.of(due.get(step));
    }

    /// The first call that the reference names, if one was placed.
    Optional<Row> find(CallRef ref) {
        return open(ref, " AND status NOT IN ('refused', 'lost') ORDER BY placed_at LIMIT 1").stream()
                .findFirst();
    }

    private List<Row> open(CallRef ref, String which) {
        return jdbc().sql("""
                        SELECT id, step, claimed_at, next_at, script FROM simulator_call
                         WHERE organization_id = :organization AND call_id = :call
                           AND (:id::text IS NULL OR id::text = :id)""" + which)
                .param("organization", ref.organization().value())
                .param("call", ref.call().value())
                .param("id", ref.providerCallId())
                .query((row, _) -> new Row(
                        row.getObject("id", UUID.class),
                        row.getInt("step"),
                        row.getTimestamp("claimed_at").toInstant(),
                        instant(row, "next_at").orElse(Instant.MAX),
                        JSON.readValue(row.getString("script"), Script.class)))
                .list();
    }

    /// Sees to it that some node looks after the organization's calls even if this one dies.
    void keepWatch(OrganizationId organization, Instant now) {
        jdbc().sql("""
                        INSERT INTO agenda (organization_id, kind, ref, due_at)
                        VALUES (:organization, 'simulator', :organization, :now)
                        ON CONFLICT (organization_id, kind, ref)
                        DO UPDATE SET due_at = least(agenda.due_at, excluded.due_at)""")
                .param("organization", organization.value())
                .param("now", Sql.time(now))
                .update();
    }

    /// Organizations nobody has looked after for a while; they are this node's until `next`.
    List<OrganizationId> unwatched(Instant now, Instant next) {
        return store.across(() -> jdbc().sql("""
                        UPDATE agenda a SET due_at = :next
                          FROM (SELECT organization_id, ref FROM agenda
                                 WHERE kind = 'simulator' AND due_at <= :now
                                 ORDER BY due_at LIMIT 100
                                   FOR UPDATE SKIP LOCKED) ready
                         WHERE a.organization_id = ready.organization_id AND a.kind = 'simulator' AND a.ref = ready.ref
                        RETURNING a.organization_id""")
                .param("now", Sql.time(now))
                .param("next", Sql.time(next))
                .query(SimulatorRepository::organization)
                .list());
    }

    /// An organization without calls is looked at rarely, until the next order.
    void rest(OrganizationId organization, Instant now) {
        jdbc().sql("""
                        UPDATE agenda SET due_at = :later
                         WHERE organization_id = :organization AND kind = 'simulator'
                           AND NOT EXISTS (SELECT FROM simulator_call
                                            WHERE organization_id = :organization AND next_at IS NOT NULL)
                           AND coalesce((SELECT placed_at FROM simulator_call WHERE organization_id = :organization
                                          ORDER BY id DESC LIMIT 1), '-infinity') < :recently""")
                .param("organization", organization.value())
                .param("later", Sql.time(now.plus(IDLE)))
                .param("recently", Sql.time(now.minus(SimulatorProvider.WATCH.multipliedBy(2))))
                .update();
    }

    /// Every organization that ever had a simulated call, for single-stepping.
    List<OrganizationId> organizations() {
        return store.across(
                () -> jdbc().sql("SELECT organization_id FROM agenda WHERE kind = 'simulator' ORDER BY organization_id")
                        .query(SimulatorRepository::organization)
                        .list());
    }

    /// When the next telling falls due.
    Optional<Instant> nextDue(OrganizationId organization) {
        return jdbc().sql("SELECT min(next_at) AS next_at FROM simulator_call WHERE organization_id = :organization")
                .param("organization", organization.value())
                .query((row, _) -> instant(row, "next_at"))
                .single();
    }

    private JdbcClient jdbc() {
        return store.jdbc();
    }

    /// As it lies in the table, and in the log of the engine.
    static String json(Object value) {
        return JSON.writeValueAsString(value);
    }

    private static OrganizationId organization(ResultSet row, int number) throws SQLException {
        return new OrganizationId(row.getObject("organization_id", UUID.class));
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getTimestamp(column)).map(Timestamp::toInstant);
    }

    private static List<Instant> dues(Script script) {
        return script.deliveries().stream().map(Script.Delivery::due).toList();
    }

    private static String array(List<Instant> instants) {
        return instants.stream().map(Instant::toString).collect(Collectors.joining(",", "{", "}"));
    }

    private static @Nullable String word(@Nullable EndCause cause) {
        return cause == null ? null : cause.toString();
    }
}

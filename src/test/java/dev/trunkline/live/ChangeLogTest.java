package dev.trunkline.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trunkline.access.ObjectKind;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.live.ChangeLogRepository.Cursor;
import dev.trunkline.live.ChangeLogRepository.Reading;
import dev.trunkline.store.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// Reading the log: in SQL, on the real database, one read at a time.
class ChangeLogTest {

    private static TestDatabase database;

    private OrganizationId organization;
    private ChangeLogRepository log;
    private Cursor cursor;
    private final List<Change> read = new ArrayList<>();

    @BeforeAll
    static void open() {
        database = TestDatabase.fresh();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void begin() {
        organization = database.organization();
        log = new ChangeLogRepository(database.address(), 10);
        cursor = Cursor.after(log.now());
    }

    @AfterEach
    void end() {
        log.close();
    }

    @Test
    void rows_that_commit_out_of_order_are_each_read_once_and_as_soon_as_they_are_visible() throws SQLException {
        try (Connection early = transaction();
                Connection late = transaction()) {
            UUID first = change(early);
            UUID second = change(late);
            late.commit();
            assertThat(readAll())
                    .as("visible although an older transaction is open")
                    .containsExactly(second);
            assertThat(cursor.since().position().xid())
                    .as("a client may resume only before what is still open")
                    .isLessThan(cursor.since().next());
            UUID third = committed();
            assertThat(readAll()).containsExactly(third);
            early.commit();
            assertThat(readAll()).containsExactly(first);
            assertThat(readAll()).isEmpty();
        }
    }

    @Test
    void what_is_rolled_back_is_never_read() throws SQLException {
        try (Connection doomed = transaction()) {
            change(doomed);
            assertThat(readAll()).isEmpty();
            doomed.rollback();
        }
        assertThat(readAll()).isEmpty();
    }

    @Test
    void a_long_log_is_read_in_pages_while_it_grows() throws SQLException {
        var written = new ArrayList<UUID>();
        try (Connection many = transaction();
                Connection between = transaction()) {
            for (int i = 0; i < 25; i++) {
                written.add(change(many));
            }
            UUID inBetween = change(between);
            many.commit();
            assertThat(step().complete()).isFalse();
            between.commit();
            UUID after = committed();
            assertThat(step().complete()).isFalse();
            readAll();
            assertThat(read.subList(0, 25)).extracting(Change::ref).containsExactlyElementsOf(written);
            assertThat(read.subList(25, read.size()))
                    .extracting(Change::ref)
                    .containsExactlyInAnyOrder(inBetween, after);
        }
    }

    @Test
    void however_transactions_overlap_each_committed_row_is_read_exactly_once() throws SQLException {
        long seed = 7;
        var random = new Random(seed);
        var committed = new ArrayList<UUID>();
        var open = new HashMap<Connection, List<UUID>>();
        for (int i = 0; i < 6; i++) {
            open.put(transaction(), new ArrayList<>());
        }
        for (int i = 0; i < 400; i++) {
            var connections = new ArrayList<>(open.keySet());
            Connection one = connections.get(random.nextInt(connections.size()));
            switch (random.nextInt(6)) {
                case 0 -> {
                    one.commit();
                    committed.addAll(open.put(one, new ArrayList<>()));
                }
                case 1 -> {
                    one.rollback();
                    open.put(one, new ArrayList<>());
                }
                case 2 -> step();
                default -> open.get(one).add(change(one));
            }
        }
        for (Connection connection : open.keySet()) {
            connection.close();
        }
        readAll();
        assertThat(read).as("seed %d", seed).extracting(Change::ref).containsExactlyInAnyOrderElementsOf(committed);
    }

    @Test
    void a_lost_connection_costs_no_row() throws SQLException {
        UUID before = committed();
        terminateReaders();
        UUID after = committed();
        assertThatThrownBy(this::step).isInstanceOf(RuntimeException.class);
        log.close();
        assertThat(readAll()).containsExactly(before, after);
    }

    @Test
    void the_reader_may_read_the_log_of_everybody_and_nothing_else() throws SQLException {
        OrganizationId other = database.organization();
        committed();
        database.store().engine(other, () -> {
            database.store()
                    .jdbc()
                    .sql("INSERT INTO change_log (organization_id, kind, ref) VALUES (:org, 'call', uuidv7())")
                    .param("org", other.value())
                    .update();
        });
        readAll();
        assertThat(read).extracting(Change::organization).containsExactly(organization, other);
        try (Connection connection = ChangeLogRepository.connect(database.address(), "test")) {
            for (String refused : List.of("SELECT FROM lead", "DELETE FROM change_log", "SELECT FROM directory")) {
                assertThatThrownBy(() -> connection.createStatement().execute(refused))
                        .hasMessageContaining("permission denied");
            }
        }
    }

    @Test
    void a_read_of_a_long_log_touches_only_what_is_new() throws SQLException {
        database.store().engine(organization, () -> {
            database.store()
                    .jdbc()
                    .sql("INSERT INTO change_log (organization_id, kind, ref)"
                            + " SELECT :org, 'call', uuidv7() FROM generate_series(1, 50000)")
                    .param("org", organization.value())
                    .update();
        });
        cursor = Cursor.after(log.now());
        committed();
        for (Cursor from : List.of(
                cursor, new Cursor(cursor.since(), log.now(), cursor.since().next(), 7))) {
            String plan = String.join(
                    "",
                    log.bound("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + ChangeLogRepository.READ, from)
                            .query(String.class)
                            .list());
            assertThat(JsonMapper.shared()
                            .readTree(plan)
                            .findValue("Shared Hit Blocks")
                            .asInt())
                    .as(plan)
                    .isLessThan(30);
        }
    }

    @Test
    void a_client_is_replayed_each_object_once_of_its_topics_and_organization() throws SQLException {
        Position position = log.now().position();
        UUID call = committed("call");
        committed("call", call);
        UUID campaign = committed("campaign");
        committed("queue");
        OrganizationId other = database.organization();
        assertThat(missed(organization, position, EnumSet.of(ObjectKind.CALL, ObjectKind.CAMPAIGN), 10))
                .extracting(Change::ref)
                .containsExactly(call, campaign);
        assertThat(missed(other, position, EnumSet.allOf(ObjectKind.class), 10)).isEmpty();
        assertThat(missed(organization, position, EnumSet.allOf(ObjectKind.class), 2))
                .as("more than a client should be sent one by one")
                .isNull();
    }

    @Test
    void a_replay_includes_what_a_transaction_open_at_the_position_wrote() throws SQLException {
        try (Connection open = transaction()) {
            UUID early = change(open);
            committed();
            readAll();
            Position position = cursor.since().position();
            open.commit();
            assertThat(missed(organization, position, EnumSet.allOf(ObjectKind.class), 10))
                    .extracting(Change::ref)
                    .contains(early);
        }
    }

    @Test
    void rows_are_swept_after_a_quarter_of_an_hour_and_replays_stop_well_before() {
        Snapshot now = log.now();
        for (int i = 0; i < 1_500; i++) {
            age("20 minutes");
        }
        age("14 minutes");
        OrganizationId other = database.organization();
        var replays = new ReplayRepository(database.store());
        var sweeper = new ChangeLogSweeper(database.store(), replays);
        assertThat(sweeper.sweep(other)).isZero();
        assertThat(sweeper.sweep(organization)).isEqualTo(1_500);
        assertThat(sweeper.sweep(organization)).isZero();
        var old = new Position(now.oldest(), now.at().minusSeconds(601));
        assertThat(missed(organization, old, Set.of(ObjectKind.CALL), 10)).isNull();
        assertThat(missed(organization, now.position(), Set.of(ObjectKind.CALL), 10))
                .hasSize(1);
    }

    private Reading step() {
        Reading reading = log.read(cursor);
        cursor = reading.next();
        read.addAll(reading.changes());
        return reading;
    }

    /// Reads to the end; answers what is new.
    private List<UUID> readAll() {
        int before = read.size();
        while (step().more()) {}
        return read.subList(before, read.size()).stream().map(Change::ref).toList();
    }

    private static List<Change> missed(OrganizationId organization, Position since, Set<ObjectKind> kinds, int limit) {
        var replays = new ReplayRepository(database.store());
        return database.store().web(organization, () -> replays.changesSince(organization, since, kinds, limit));
    }

    private Connection transaction() throws SQLException {
        var address = database.address();
        Connection connection = DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password());
        connection.createStatement().execute("SET ROLE trunkline_runtime");
        connection.createStatement().execute("SET trunkline.organization_id = '" + organization + "'");
        connection.setAutoCommit(false);
        return connection;
    }

    private UUID change(Connection connection) throws SQLException {
        return change(connection, "call", UUID.randomUUID());
    }

    private UUID change(Connection connection, String kind, UUID ref) throws SQLException {
        try (var insert =
                connection.prepareStatement("INSERT INTO change_log (organization_id, kind, ref) VALUES (?, ?, ?)")) {
            insert.setObject(1, organization.value());
            insert.setString(2, kind);
            insert.setObject(3, ref);
            insert.executeUpdate();
        }
        return ref;
    }

    private UUID committed() throws SQLException {
        return committed("call");
    }

    private UUID committed(String kind) throws SQLException {
        return committed(kind, UUID.randomUUID());
    }

    private UUID committed(String kind, UUID ref) throws SQLException {
        try (Connection connection = transaction()) {
            change(connection, kind, ref);
            connection.commit();
        }
        return ref;
    }

    private void age(String interval) {
        database.store().engine(organization, () -> {
            database.store()
                    .jdbc()
                    .sql(
                            "INSERT INTO change_log (organization_id, kind, ref, at) VALUES (:org, 'call', uuidv7(), app_now() - CAST(:age AS interval))")
                    .param("org", organization.value())
                    .param("age", interval)
                    .update();
        });
    }

    private static void terminateReaders() {
        database.store().across(() -> {
            database.store().jdbc().sql("RESET ROLE").update();
            database.store()
                    .jdbc()
                    .sql(
                            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'trunkline change log' AND datname = current_database()")
                    .query(Boolean.class)
                    .list();
            database.store().jdbc().sql("SET ROLE trunkline_runtime").update();
        });
    }
}

package dev.trunkline.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.trunkline.embedded.DatabaseProblem.Code;
import dev.trunkline.embedded.EmbeddedPostgres.Arrival;
import dev.trunkline.store.DatabaseAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class EmbeddedPostgresTest {

    @TempDir
    static Path templates;

    @TempDir
    Path scratch;

    private Path data = Path.of("/");

    @BeforeAll
    static void create_one_installation_to_copy() throws IOException {
        enterable(templates);
        try (var postgres = EmbeddedPostgres.start(templates.resolve("data"))) {
            assertThat(postgres.arrival()).isEqualTo(Arrival.CREATED);
            ask(postgres.address(), "CREATE TABLE kept (word text); INSERT INTO kept VALUES ('before')");
        }
    }

    @BeforeEach
    void copy_the_installation() throws IOException {
        enterable(scratch);
        data = scratch.resolve("data");
        command("cp", "-al", templates.resolve("data").toString(), data.toString());
        // Only the programs may be shared with the other tests; what a server writes is its own.
        for (String own : List.of("postgres", "secrets")) {
            PostgresBinaries.delete(data.resolve(own));
            command("cp", "-a", templates.resolve("data").resolve(own).toString(), data.toString());
        }
        for (String own : List.of("postgres.conf", "postgres.log", "lock")) {
            Files.deleteIfExists(data.resolve(own));
        }
    }

    @AfterEach
    void stop_what_still_runs() throws IOException {
        postmaster().flatMap(each -> ProcessHandle.of(each.pid())).ifPresent(process -> {
            process.destroyForcibly();
            process.onExit().join();
        });
    }

    @Test
    void what_was_committed_is_there_after_a_stop_and_a_start() throws IOException {
        try (var postgres = EmbeddedPostgres.start(data)) {
            assertThat(postgres.arrival()).isEqualTo(Arrival.STARTED);
            assertThat(ask(postgres.address(), "SELECT word FROM kept")).isEqualTo("before");
        }
        assertThat(postmaster()).isEmpty();
    }

    @Test
    void a_new_server_has_segments_of_the_log_to_write_over() throws IOException {
        try (var postgres = EmbeddedPostgres.start(data);
                var log = Files.list(data.resolve("postgres/pg_wal"))) {
            assertThat(log.filter(file -> file.getFileName().toString().matches("[0-9A-F]{24}")))
                    .as("the log of %s", postgres.address())
                    .hasSizeGreaterThanOrEqualTo(ServerTuning.LOG_SEGMENTS);
        }
    }

    @Test
    void the_server_is_durable_local_and_asks_for_a_password() throws IOException {
        try (var postgres = EmbeddedPostgres.start(data)) {
            var address = postgres.address();
            assertThat(ask(address, "SHOW fsync")).isEqualTo("on");
            assertThat(ask(address, "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(ask(address, "SHOW data_checksums")).isEqualTo("on");
            assertThat(ask(address, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(ask(address, "SHOW max_connections")).isEqualTo("60");
            assertThat(ask(address, "SELECT count(*) > 0 FROM monitoring.pg_stat_statements"))
                    .isEqualTo("t");
            assertThat(Files.readAllLines(data.resolve("postgres/pg_hba.conf")))
                    .filteredOn(line -> !line.isBlank() && !line.startsWith("#"))
                    .isNotEmpty()
                    .allMatch(line -> line.endsWith("scram-sha-256"));
            assertThat(ask(new DatabaseAddress(address.jdbcUrl(), "trunkline", "wrong"), "SELECT 1"))
                    .startsWith("28P01");
        }
    }

    @Test
    void the_app_owns_its_database_and_can_make_the_runtime_role_but_is_no_superuser() throws IOException {
        try (var postgres = EmbeddedPostgres.start(data)) {
            var address = postgres.address();
            assertThat(ask(
                            address,
                            "SELECT rolsuper::text || rolcreaterole FROM pg_roles WHERE rolname = current_user"))
                    .isEqualTo("falsetrue");
            assertThat(ask(
                            address,
                            "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"))
                    .isEqualTo("trunkline");
            assertThat(ask(
                            address,
                            "CREATE ROLE trunkline_runtime NOLOGIN; GRANT trunkline_runtime TO trunkline;"
                                    + " SET ROLE trunkline_runtime; SELECT current_user"))
                    .isEqualTo("trunkline_runtime");
        }
    }

    @Test
    void secrets_are_for_the_owner_alone() throws IOException {
        for (String name : List.of("postgres-superuser", "postgres-trunkline")) {
            Path secret = data.resolve("secrets").resolve(name);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
                    .isEqualTo("rw-------");
            assertThat(Files.readString(secret).strip()).hasSize(43);
        }
    }

    @Test
    void the_port_is_remembered_and_another_one_is_taken_where_it_is_busy() throws IOException {
        String first;
        try (var postgres = EmbeddedPostgres.start(data)) {
            first = postgres.address().jdbcUrl();
        }
        try (var postgres = EmbeddedPostgres.start(data)) {
            assertThat(postgres.address().jdbcUrl()).isEqualTo(first);
        }
        int port = Integer.parseInt(first.replaceAll(".*:(\\d+)/.*", "$1"));
        try (var busy = new java.net.ServerSocket(port, 1, java.net.InetAddress.getLoopbackAddress());
                var postgres = EmbeddedPostgres.start(data)) {
            assertThat(busy.getLocalPort()).isEqualTo(port);
            assertThat(postgres.address().jdbcUrl()).isNotEqualTo(first);
        }
    }

    @Test
    void after_kill_9_of_its_owner_the_running_server_is_adopted() throws Exception {
        try (var owner = OwnerProcess.start(data)) {
            assertThat(owner.said()).isEqualTo("ready STARTED");
            owner.kill();
        }
        long orphan = postmaster().orElseThrow().pid();
        try (var postgres = EmbeddedPostgres.start(data)) {
            assertThat(postgres.arrival()).isEqualTo(Arrival.ADOPTED);
            assertThat(postmaster().orElseThrow().pid()).isEqualTo(orphan);
            assertThat(ask(postgres.address(), "SELECT word FROM kept")).isEqualTo("before");
        }
        assertThat(postmaster()).isEmpty();
    }

    @Test
    void after_kill_9_of_owner_and_server_it_starts_again_with_everything_committed() throws Exception {
        for (int round = 0; round < 3; round++) {
            try (var owner = OwnerProcess.start(data)) {
                assertThat(owner.said()).isEqualTo("ready STARTED");
                ask(runningAddress(), "INSERT INTO kept VALUES ('round " + round + "')");
                owner.kill();
                ProcessHandle.of(postmaster().orElseThrow().pid()).orElseThrow().destroyForcibly();
            }
        }
        try (var postgres = EmbeddedPostgres.start(data)) {
            assertThat(postgres.arrival()).isEqualTo(Arrival.STARTED);
            assertThat(ask(postgres.address(), "SELECT count(*) FROM kept")).isEqualTo("4");
        }
    }

    @Test
    void an_orphan_that_no_longer_answers_is_replaced() throws Exception {
        try (var owner = OwnerProcess.start(data)) {
            owner.kill();
        }
        long orphan = postmaster().orElseThrow().pid();
        command("kill", "-STOP", Long.toString(orphan));
        try (var postgres = EmbeddedPostgres.start(data)) {
            assertThat(postgres.arrival()).isEqualTo(Arrival.STARTED);
            assertThat(postmaster().orElseThrow().pid()).isNotEqualTo(orphan);
        } finally {
            ProcessHandle.of(orphan).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void a_process_number_left_in_the_directory_that_now_belongs_to_another_program_is_no_obstacle()
            throws IOException {
        Files.writeString(
                data.resolve("postgres/postmaster.pid"),
                ProcessHandle.current().pid() + "\n" + data.resolve("postgres") + "\n1\n5432\n\n127.0.0.1\n");
        try (var postgres = EmbeddedPostgres.start(data)) {
            assertThat(postgres.arrival()).isEqualTo(Arrival.STARTED);
        }
    }

    @Test
    void a_lost_password_of_the_app_is_replaced() throws IOException {
        Files.delete(data.resolve("secrets/postgres-trunkline"));
        try (var postgres = EmbeddedPostgres.start(data)) {
            assertThat(ask(postgres.address(), "SELECT word FROM kept")).isEqualTo("before");
        }
    }

    @Test
    void of_many_that_start_at_once_one_wins_and_the_others_are_told_why() throws Exception {
        var starts = new ArrayList<Callable<Object>>();
        for (int i = 0; i < 6; i++) {
            starts.add(() -> {
                try {
                    return EmbeddedPostgres.start(data);
                } catch (DatabaseProblem problem) {
                    return problem.code();
                }
            });
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var results = new ArrayList<Object>();
            for (var result : threads.invokeAll(starts)) {
                results.add(result.get());
            }
            assertThat(results).filteredOn(Code.DATA_DIRECTORY_IN_USE::equals).hasSize(5);
            var winner =
                    results.stream().filter(EmbeddedPostgres.class::isInstance).findFirst();
            ((EmbeddedPostgres) winner.orElseThrow()).close();
        }
    }

    @Test
    void a_living_owner_in_another_process_keeps_the_directory_but_a_command_may_join() throws Exception {
        try (var owner = OwnerProcess.start(data)) {
            assertThat(refused(data).code()).isEqualTo(Code.DATA_DIRECTORY_IN_USE);
            assertThat(refused(data).sentence())
                    .contains("process " + owner.process().pid());
            try (var joined = EmbeddedPostgres.startOrJoin(data)) {
                assertThat(joined.arrival()).isEqualTo(Arrival.JOINED);
                assertThat(ask(joined.address(), "SELECT word FROM kept")).isEqualTo("before");
            }
            assertThat(ask(runningAddress(), "SELECT word FROM kept")).isEqualTo("before");
        }
    }

    @Test
    void a_directory_that_holds_something_else_is_left_alone() throws IOException {
        Path other = Files.createDirectories(scratch.resolve("other/postgres"));
        Files.writeString(other.resolve("holiday.txt"), "sun");
        assertThat(refused(scratch.resolve("other")).code()).isEqualTo(Code.DATA_DIRECTORY_FOREIGN);
        assertThat(other.resolve("holiday.txt")).hasContent("sun");

        assertThat(refused(data.resolve("postgres")).code()).isEqualTo(Code.DATA_DIRECTORY_FOREIGN);

        Files.delete(data.resolve("secrets/postgres-superuser"));
        assertThat(refused(data).code()).isEqualTo(Code.DATA_DIRECTORY_FOREIGN);
    }

    @Test
    void passwords_of_another_installation_are_noticed() throws IOException {
        Files.writeString(data.resolve("secrets/postgres-superuser"), "not-this-one\n");
        Files.writeString(data.resolve("secrets/postgres-trunkline"), "nor-this-one\n");
        assertThat(refused(data).code()).isEqualTo(Code.DATA_DIRECTORY_FOREIGN);
        assertThat(postmaster()).as("nothing is left running").isEmpty();
    }

    @Test
    void a_cluster_of_another_major_version_is_refused() throws IOException {
        Files.writeString(data.resolve("postgres/PG_VERSION"), "17\n");
        assertThat(refused(data).code()).isEqualTo(Code.DATA_DIRECTORY_OTHER_VERSION);
        Files.writeString(data.resolve("postgres/PG_VERSION"), "banana\n");
        assertThat(refused(data).code()).isEqualTo(Code.DATA_DIRECTORY_DAMAGED);
    }

    @Test
    void a_damaged_cluster_is_named_as_such() throws IOException {
        Path control = data.resolve("postgres/global/pg_control");
        byte[] whole = Files.readAllBytes(control);
        byte[] broken = whole.clone();
        broken[100] ^= 0x55;
        Files.write(control, broken);
        assertThat(refused(data).code()).isEqualTo(Code.DATA_DIRECTORY_DAMAGED);

        Files.delete(control);
        assertThat(refused(data).sentence()).contains("global/pg_control is missing");
    }

    @Test
    void a_cluster_whose_log_of_changes_is_gone_is_damaged() throws IOException {
        try (var files = Files.list(data.resolve("postgres/pg_wal"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
        var problem = refused(data);
        assertThat(problem.code()).isEqualTo(Code.DATA_DIRECTORY_DAMAGED);
        assertThat(problem.sentence()).contains("checkpoint record");
        assertThat(problem.getStackTrace()).isEmpty();
    }

    @Test
    void a_name_that_a_shell_would_read_is_refused() {
        assertThat(refused(scratch.resolve("a$(touch b)")).code()).isEqualTo(Code.DATA_DIRECTORY_NAME);
    }

    @Test
    void a_name_with_spaces_and_umlauts_is_fine() throws IOException {
        Path spaced = Files.move(data, scratch.resolve("Größe und Ort"));
        data = spaced;
        try (var postgres = EmbeddedPostgres.start(spaced)) {
            assertThat(ask(postgres.address(), "SELECT word FROM kept")).isEqualTo("before");
        }
    }

    @Test
    void a_file_in_place_of_the_directory_is_named() throws IOException {
        Path file = Files.writeString(scratch.resolve("file"), "");
        assertThat(refused(file).code()).isEqualTo(Code.DATA_DIRECTORY_FOREIGN);
    }

    @Test
    void root_is_told_which_directory_its_unprivileged_user_cannot_enter() throws IOException {
        assumeTrue(ServiceUser.isRoot(), "needs root");
        Path closed = Files.createDirectory(scratch.resolve("closed"));
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
        command("cp", "-a", data.resolve("binaries").toString(), closed.toString());
        var problem = refused(closed.resolve("data"));
        assertThat(problem.code()).isEqualTo(Code.NO_PERMISSION);
        assertThat(problem.sentence()).contains("cannot enter " + closed + ",");
    }

    @Test
    void a_full_disk_is_named() throws IOException {
        assumeTrue(ServiceUser.isRoot(), "needs root");
        Path small = Files.createDirectory(scratch.resolve("small"));
        var mount = Commands.run(
                Duration.ofSeconds(10),
                List.of("mount", "-t", "tmpfs", "-o", "size=150m,mode=0711", "tmpfs", small.toString()));
        assumeTrue(mount.ok(), "needs the right to mount");
        try {
            assertThat(refused(small).code()).isEqualTo(Code.DISK_FULL);
        } finally {
            command("umount", small.toString());
        }
    }

    @Test
    void an_ordinary_user_creates_and_adopts_as_well() throws Exception {
        assumeTrue(ServiceUser.isRoot(), "needs root to become somebody else");
        Path own = Files.createDirectory(scratch.resolve("own"));
        Files.setAttribute(own, "unix:uid", 65534);
        var user = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--");
        String classPath = readableClassPath();
        data = own.resolve("data");
        try (var owner = OwnerProcess.start(user, classPath, data)) {
            assertThat(owner.said()).isEqualTo("ready CREATED");
            owner.kill();
        }
        try (var owner = OwnerProcess.start(user, classPath, data)) {
            assertThat(owner.said()).isEqualTo("ready ADOPTED");
        }
        assertThat(postmaster()).isEmpty();
        Files.setAttribute(data, "unix:uid", 0);
        try (var owner = OwnerProcess.start(user, classPath, data)) {
            assertThat(owner.said()).isEqualTo("problem NO_PERMISSION");
        }
    }

    /// The local repository may lie in a home that nobody else can enter.
    private String readableClassPath() throws IOException {
        Path lib = Files.createDirectory(scratch.resolve("lib"));
        enterable(lib);
        var copies = new ArrayList<String>();
        for (String entry : System.getProperty("java.class.path").split(":", -1)) {
            Path path = Path.of(entry);
            if (entry.matches(".*(classes|postgres|commons-|xz-|jspecify)[^/]*/?$")) {
                Path copy = lib.resolve(copies.size() + "-" + path.getFileName());
                command("cp", "-rL", path.toString(), copy.toString());
                command("chmod", "-R", "a+rX", copy.toString());
                copies.add(copy.toString());
            }
        }
        return String.join(":", copies);
    }

    private DatabaseAddress runningAddress() throws IOException {
        return DatabaseClient.application(
                postmaster().orElseThrow().port(),
                Files.readString(data.resolve("secrets/postgres-trunkline")).strip());
    }

    private java.util.Optional<Postmaster> postmaster() throws IOException {
        return Postmaster.of(data.resolve("postgres"));
    }

    private static DatabaseProblem refused(Path data) {
        return catchThrowableOfType(
                DatabaseProblem.class, () -> EmbeddedPostgres.start(data).close());
    }

    private static void enterable(Path directory) throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
    }

    private static void command(String... words) {
        var outcome = Commands.run(Duration.ofSeconds(30), List.of(words));
        assertThat(outcome.exit()).as(outcome.output()).isZero();
    }

    /// The first value of the last statement that has one, or the SQL state.
    private static String ask(DatabaseAddress address, String sql) {
        try (var connection = DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password());
                var statement = connection.createStatement()) {
            String value = "";
            boolean rows = statement.execute(sql);
            while (rows || statement.getUpdateCount() >= 0) {
                if (rows) {
                    statement.getResultSet().next();
                    value = statement.getResultSet().getString(1);
                }
                rows = statement.getMoreResults();
            }
            return value;
        } catch (SQLException e) {
            return e.getSQLState() + " " + e.getMessage();
        }
    }
}

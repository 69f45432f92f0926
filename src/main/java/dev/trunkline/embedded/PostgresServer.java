package dev.trunkline.embedded;

import dev.trunkline.embedded.DatabaseProblem.Code;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The programs of PostgreSQL applied to one cluster: create, start, stop, see whether it runs.
/// Start and stop go through `pg_ctl`, which puts the server in a session of its own, out of reach of a Ctrl-C.
record PostgresServer(DataDirectory home, Path programs, ServiceUser user) {

    private static final Duration SHORT = Duration.ofSeconds(30);
    /// Recovery after a power loss reads up to `max_wal_size` of log.
    private static final Duration START_LIMIT = Duration.ofMinutes(10);

    private static final Duration CUT_OFF_LIMIT = Duration.ofSeconds(5);
    private static final Duration LINGER_LIMIT = Duration.ofSeconds(20);
    private static final long SPACE_TO_CREATE = 400L << 20;
    private static final long LOG_LIMIT = 10L << 20;
    private static final Pattern PORT_LINE = Pattern.compile("(?m)^port = (\\d+)$");

    /// Asks for the version, which fails in the same way as everything after it would.
    void requireRunnable() {
        var outcome = Commands.run(SHORT, user.command(List.of(program("postgres"), "--version")));
        if (outcome.ok()) {
            return;
        }
        if (!user.prefix().isEmpty()) {
            Optional<Path> closed = closedParent();
            if (closed.isPresent()) {
                throw new DatabaseProblem(
                        Code.NO_PERMISSION,
                        "PostgreSQL runs as an unprivileged user here (uid " + user.uid()
                                + "), and that user cannot enter " + closed.get() + ", above the data directory "
                                + home.path() + ".",
                        "Put the data directory elsewhere with TRUNKLINE_DATA_DIR (such as /var/lib/trunkline), or run"
                                + " chmod o+x " + closed.get() + ".");
            }
        }
        throw new DatabaseProblem(
                Code.SERVER_DID_NOT_START,
                "The PostgreSQL programs in " + programs + " cannot run here: " + outcome.output() + ".",
                "Put the data directory on a disk that allows programs, delete " + home.binaries()
                        + " if it is incomplete, or name a server with TRUNKLINE_DATABASE_URL.");
    }

    private Optional<Path> closedParent() {
        for (Path each = home.path(); each != null; each = each.getParent()) {
            var outcome = Commands.run(SHORT, user.command(List.of("test", "-x", each.toString())));
            Path above = each.getParent();
            if (!outcome.ok()
                    && (above == null
                            || Commands.run(SHORT, user.command(List.of("test", "-x", above.toString())))
                                    .ok())) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    /// A cluster appears under its name complete or not at all.
    void create(String superuserPassword) throws IOException {
        if (Files.getFileStore(home.path()).getUsableSpace() < SPACE_TO_CREATE) {
            throw StartFailure.diskFull(home.path());
        }
        Path draft = home.path().resolve("postgres.new");
        PostgresBinaries.delete(draft);
        Files.createDirectory(
                draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        user.own(draft);
        Path password = Files.createTempFile(
                home.path(),
                "initdb",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Commands.Outcome outcome;
        try {
            Files.writeString(password, superuserPassword + "\n");
            user.own(password);
            // The built-in locale sorts the same on every machine, so no library update can break an index.
            outcome = Commands.run(
                    START_LIMIT,
                    user.command(List.of(
                            program("initdb"),
                            "--pgdata=" + draft,
                            "--username=postgres",
                            "--auth=scram-sha-256",
                            "--pwfile=" + password,
                            "--encoding=UTF8",
                            "--locale=C",
                            "--locale-provider=builtin",
                            "--builtin-locale=C.UTF-8",
                            "--data-checksums",
                            "--no-instructions")));
        } finally {
            Files.delete(password);
        }
        if (!outcome.ok()) {
            List<String> lines = outcome.output().lines().toList();
            PostgresBinaries.delete(draft);
            throw StartFailure.of(lines).problem(home, lines);
        }
        Files.writeString(
                draft.resolve("postgresql.conf"),
                "\ninclude '../" + home.configuration().getFileName() + "'\n",
                StandardOpenOption.APPEND);
        Files.move(draft, home.cluster(), StandardCopyOption.ATOMIC_MOVE);
        DataDirectory.sync(home.path());
    }

    /// Starts the server and returns the port it listens on: the one of last time where that is still free.
    int start() throws IOException {
        int port = rememberedPort().filter(PostgresServer::isFree).orElseGet(PostgresServer::freePort);
        prepareLog();
        long deadline = System.nanoTime() + LINGER_LIMIT.toNanos();
        while (true) {
            forgetStalePostmaster();
            Files.writeString(home.configuration(), ServerTuning.configuration(port, memory()));
            Files.setPosixFilePermissions(home.configuration(), PosixFilePermissions.fromString("rw-r--r--"));
            long before = Files.size(home.log());
            var outcome = Commands.run(
                    START_LIMIT,
                    user.command(pgCtl("start", START_LIMIT, "-l", home.log().toString())));
            if (outcome.ok()) {
                return port;
            }
            List<String> lines = said(before, outcome.output());
            StartFailure cause = StartFailure.of(lines);
            if (!cause.passes() || System.nanoTime() > deadline) {
                throw cause.problem(home, lines);
            }
            if (cause == StartFailure.PORT_TAKEN) {
                port = freePort();
            } else {
                pause();
            }
        }
    }

    /// Ends the server in an orderly way; one that will not is cut off and recovers at its next start.
    ///
    /// @param patience how long open transactions and the last checkpoint may take
    void stop(Duration patience) throws IOException {
        Optional<Postmaster> postmaster = running();
        if (stop(patience, "fast") || stop(CUT_OFF_LIMIT, "immediate")) {
            return;
        }
        postmaster.flatMap(each -> ProcessHandle.of(each.pid())).ifPresent(ProcessHandle::destroyForcibly);
    }

    private boolean stop(Duration limit, String mode) {
        return Commands.run(limit.plusSeconds(5), user.command(pgCtl("stop", limit, "-m", mode)))
                .ok();
    }

    /// The server that runs on this cluster, if any; it may be an orphan whose Trunkline was killed.
    Optional<Postmaster> running() throws IOException {
        Optional<Postmaster> postmaster = Postmaster.of(home.cluster());
        return postmaster.flatMap(Postmaster::program).filter(this::isOurs).flatMap(program -> postmaster);
    }

    /// After a restart of the machine the number in the file can belong to any program, and PostgreSQL would take
    /// that for its predecessor and refuse to start. So it would with a dead one that nobody has collected yet.
    private void forgetStalePostmaster() throws IOException {
        var postmaster = Postmaster.of(home.cluster());
        if (postmaster.isPresent() && ProcessHandle.of(postmaster.get().pid()).isPresent()) {
            boolean postgres = postmaster
                    .get()
                    .program()
                    .filter(program -> program.getFileName().toString().startsWith("postgres"))
                    .isPresent();
            if (!postgres) {
                Files.deleteIfExists(Postmaster.file(home.cluster()));
            }
        }
    }

    boolean runsTheseBinaries(Postmaster postmaster) {
        return postmaster
                .program()
                .filter(program -> program.startsWith(programs))
                .isPresent();
    }

    private boolean isOurs(Path program) {
        return program.startsWith(home.binaries());
    }

    private Optional<Integer> rememberedPort() throws IOException {
        if (!Files.exists(home.configuration())) {
            return Optional.empty();
        }
        var line = PORT_LINE.matcher(Files.readString(home.configuration()));
        return line.find() ? Optional.of(Integer.valueOf(line.group(1))) : Optional.empty();
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /// The file must exist and belong to the server's user, who may not create files beside it.
    private void prepareLog() throws IOException {
        Path log = home.log();
        if (Files.exists(log) && Files.size(log) > LOG_LIMIT) {
            Files.move(log, log.resolveSibling("postgres.log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
        if (!Files.exists(log)) {
            Files.createFile(log, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        user.own(log);
    }

    private List<String> said(long from, String output) throws IOException {
        var lines = new ArrayList<String>();
        try (var log = Files.newInputStream(home.log())) {
            log.skipNBytes(from);
            lines.addAll(new String(log.readNBytes(1 << 20), java.nio.charset.StandardCharsets.UTF_8)
                    .lines()
                    .toList());
        }
        lines.addAll(output.lines().toList());
        return lines;
    }

    private static void pause() {
        try {
            Thread.sleep(Duration.ofMillis(100));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long memory() {
        var system = java.lang.management.ManagementFactory.getOperatingSystemMXBean();
        return system instanceof com.sun.management.OperatingSystemMXBean machine
                ? machine.getTotalMemorySize()
                : 2L << 30;
    }

    private List<String> pgCtl(String action, Duration limit, String... more) {
        var words = new ArrayList<>(
                List.of(program("pg_ctl"), action, "-D", home.cluster().toString(), "-w", "-s"));
        words.addAll(List.of("-t", Long.toString(limit.toSeconds())));
        words.addAll(List.of(more));
        return words;
    }

    private String program(String name) {
        return programs.resolve("bin").resolve(name).toString();
    }
}

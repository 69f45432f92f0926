package dev.trunkline.embedded;

import dev.trunkline.embedded.DatabaseProblem.Code;
import java.nio.file.Path;
import java.util.List;

/// Why the server did not come up, read from the lines it wrote while trying.
enum StartFailure {
    PORT_TAKEN("Address already in use"),
    /// Children of a killed server are still on their way out; a moment later the start succeeds.
    PREDECESSOR_LINGERS("pre-existing shared memory block"),
    DISK_FULL("No space left on device", "Disk quota exceeded"),
    IN_USE("lock file \"postmaster.pid\" already exists"),
    NO_PERMISSION("Permission denied", "wrong ownership", "invalid permissions", "Operation not permitted"),
    OTHER_VERSION("database files are incompatible", "was initialized by PostgreSQL version"),
    OUT_OF_MEMORY("Cannot allocate memory", "could not map anonymous shared memory", "out of memory"),
    DAMAGED(
            "checkpoint record",
            "control file",
            "pg_control",
            "could not open directory",
            "could not open file",
            "could not read",
            "could not access",
            "invalid page",
            "page verification failed",
            "not a valid data directory",
            "is missing",
            "required WAL directory",
            "PANIC:"),
    UNKNOWN;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of, which is immutable
    private final List<String> signs;

    StartFailure(String... signs) {
        this.signs = List.of(signs);
    }

    /// The first cause in the order above: a full disk or a missing right often shows as a damaged file as well.
    static StartFailure of(List<String> lines) {
        for (StartFailure cause : values()) {
            if (lines.stream().anyMatch(line -> cause.signs.stream().anyMatch(line::contains))) {
                return cause;
            }
        }
        return UNKNOWN;
    }

    /// True when another attempt a moment later can succeed.
    boolean passes() {
        return this == PORT_TAKEN || this == PREDECESSOR_LINGERS || this == IN_USE;
    }

    DatabaseProblem problem(DataDirectory home, List<String> lines) {
        String said = lastWords(lines);
        Path cluster = home.cluster();
        return switch (this) {
            case DISK_FULL -> diskFull(cluster);
            case IN_USE -> home.inUse();
            case NO_PERMISSION ->
                new DatabaseProblem(
                        Code.NO_PERMISSION,
                        "PostgreSQL may not use the data directory " + cluster + said + ".",
                        "Make the files under it belong to the owner of that directory.");
            case OTHER_VERSION ->
                new DatabaseProblem(
                        Code.DATA_DIRECTORY_OTHER_VERSION,
                        "The data directory " + cluster + " was written by another version of PostgreSQL" + said + ".",
                        "Start the Trunkline that wrote it, or name another place with TRUNKLINE_DATA_DIR.");
            case OUT_OF_MEMORY ->
                new DatabaseProblem(
                        Code.OUT_OF_MEMORY,
                        "PostgreSQL found too little free memory to start" + said + ".",
                        "Free some memory or give the machine more.");
            case DAMAGED -> damaged(home, said);
            case PORT_TAKEN, PREDECESSOR_LINGERS, UNKNOWN ->
                new DatabaseProblem(
                        Code.SERVER_DID_NOT_START,
                        "The embedded PostgreSQL did not start" + said + ".",
                        "The whole story is in " + home.log() + ".");
        };
    }

    static DatabaseProblem diskFull(Path place) {
        return new DatabaseProblem(
                Code.DISK_FULL,
                "The disk that holds " + place + " is full.",
                "Free some space on it and start again; nothing that was confirmed is lost.");
    }

    static DatabaseProblem damaged(DataDirectory home, String said) {
        return new DatabaseProblem(
                Code.DATA_DIRECTORY_DAMAGED,
                "The database in " + home.cluster() + " is damaged" + said + ". Trunkline left it as it is.",
                "Restore it from a back-up, or move it away to begin with an empty database. The log is " + home.log()
                        + ".");
    }

    private static String lastWords(List<String> lines) {
        return lines.reversed().stream()
                .filter(line -> line.contains("FATAL:") || line.contains("PANIC:") || line.contains("initdb: error:"))
                .findFirst()
                .map(line -> ": " + line.replaceFirst("^.*?(FATAL|PANIC|error):\\s*", ""))
                .orElse("");
    }
}

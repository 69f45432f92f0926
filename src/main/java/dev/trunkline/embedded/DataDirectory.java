package dev.trunkline.embedded;

import dev.trunkline.embedded.DatabaseProblem.Code;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Everything this installation keeps: database, secrets, recordings. The path is absolute.
///
/// `postgres/` the cluster · `postgres.conf` its settings, written at each start · `postgres.log` ·
/// `binaries/` the unpacked server · `secrets/` one file per secret, mode 600 · `lock` held while a Trunkline runs.
public record DataDirectory(Path path) {

    /// Held by the one process that owns the directory; the kernel frees it when that process dies.
    record Lock(FileChannel channel, FileLock hold) implements AutoCloseable {
        @Override
        public void close() {
            try (channel) {
                hold.release();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    public DataDirectory {
        path = path.toAbsolutePath().normalize();
    }

    /// `TRUNKLINE_DATA_DIR` where given, else `/var/lib/trunkline` for root and the user's data folder for anybody
    /// else.
    static DataDirectory choose(@Nullable String wanted, Map<String, String> environment, boolean root, Path home) {
        if (wanted != null && !wanted.isBlank()) {
            return new DataDirectory(Path.of(wanted.strip()));
        }
        if (root) {
            return new DataDirectory(Path.of("/var/lib/trunkline"));
        }
        String shared = environment.getOrDefault("XDG_DATA_HOME", "");
        Path base = shared.startsWith("/") ? Path.of(shared) : home.resolve(".local/share");
        return new DataDirectory(base.resolve("trunkline"));
    }

    /// Makes the directory if it is missing and resolves symbolic links, so that one place has one name.
    public DataDirectory prepare() {
        try {
            // Root's database runs as another user, who must pass through but not look around.
            String mode = ServiceUser.isRoot() ? "rwx--x--x" : "rwx------";
            Files.createDirectories(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode)));
            Path real = path.toRealPath();
            if (!Files.isWritable(real)) {
                throw noPermission();
            }
            return new DataDirectory(real);
        } catch (FileAlreadyExistsException e) {
            throw new DatabaseProblem(
                    Code.DATA_DIRECTORY_FOREIGN,
                    "The data directory " + path + " is a file, not a directory.",
                    "Name another place with TRUNKLINE_DATA_DIR.");
        } catch (IOException e) {
            throw noPermission();
        }
    }

    /// A random secret of this installation, made on first use: 43 characters out of 256 random bits.
    public String secret(String name) {
        Path file = secretFile(name);
        try {
            Files.createDirectories(
                    secrets(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            if (!Files.exists(file)) {
                createOnce(secrets(), file);
            }
            String secret = Files.readString(file).strip();
            if (secret.isEmpty()) {
                throw new DatabaseProblem(
                        Code.DATA_DIRECTORY_DAMAGED,
                        "The secret in " + file + " is empty.",
                        "Restore this file from a back-up of the data directory.");
            }
            return secret;
        } catch (IOException e) {
            throw noPermission();
        }
    }

    boolean hasSecret(String name) {
        return Files.exists(secretFile(name));
    }

    Path cluster() {
        return path.resolve("postgres");
    }

    Path configuration() {
        return path.resolve("postgres.conf");
    }

    Path log() {
        return path.resolve("postgres.log");
    }

    Path binaries() {
        return path.resolve("binaries");
    }

    /// Null when another living process holds it.
    @Nullable
    Lock tryLock() {
        try {
            var channel = FileChannel.open(lockFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                var hold = channel.tryLock();
                if (hold != null) {
                    channel.truncate(0);
                    channel.write(ByteBuffer.wrap(
                            (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
                    return new Lock(channel, hold);
                }
            } catch (OverlappingFileLockException e) {
                // This very process holds it: the same answer as for any other.
            }
            channel.close();
            return null;
        } catch (IOException e) {
            throw noPermission();
        }
    }

    DatabaseProblem inUse() {
        String owner = "";
        try {
            owner = Files.readString(lockFile()).strip();
        } catch (IOException e) {
            // The sentence is true without the process number as well.
        }
        return new DatabaseProblem(
                Code.DATA_DIRECTORY_IN_USE,
                "Another Trunkline" + (owner.isEmpty() ? "" : " (process " + owner + ")")
                        + " is using the data directory " + path + ".",
                "Stop it first, or give this one another TRUNKLINE_DATA_DIR.");
    }

    DatabaseProblem noPermission() {
        return new DatabaseProblem(
                Code.NO_PERMISSION,
                "The user " + System.getProperty("user.name") + " may not read and write the data directory " + path
                        + ".",
                "Give it to this user (chown), or name another place with TRUNKLINE_DATA_DIR.");
    }

    /// Two processes may ask at once: the first file that is complete wins, the other is thrown away.
    private static void createOnce(Path directory, Path file) throws IOException {
        var bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Path draft = Files.createTempFile(
                directory,
                "new",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            try (var channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap((secret + "\n").getBytes(StandardCharsets.US_ASCII)));
                channel.force(true);
            }
            Files.createLink(file, draft);
            sync(directory);
        } catch (FileAlreadyExistsException e) {
            // The other one was faster; its secret counts.
        } finally {
            Files.delete(draft);
        }
    }

    /// Makes new names in a directory survive a power loss.
    static void sync(Path directory) throws IOException {
        try (var channel = FileChannel.open(directory, Set.of(StandardOpenOption.READ))) {
            channel.force(true);
        }
    }

    private Path secretFile(String name) {
        return secrets().resolve(name);
    }

    private Path secrets() {
        return path.resolve("secrets");
    }

    private Path lockFile() {
        return path.resolve("lock");
    }
}

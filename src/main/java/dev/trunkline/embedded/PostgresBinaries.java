package dev.trunkline.embedded;

import dev.trunkline.embedded.DatabaseProblem.Code;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/// The PostgreSQL programs of this platform, unpacked once from the class path.
final class PostgresBinaries {

    private PostgresBinaries() {}

    /// The directory that holds `bin/postgres`; named after the archive, so another version lies beside it.
    static Path unpack(Path directory) throws IOException {
        String platform = platform(System.getProperty("os.name"), System.getProperty("os.arch"));
        URL archive = PostgresBinaries.class.getResource("/postgres-" + platform + ".txz");
        if (archive == null) {
            throw new DatabaseProblem(
                    Code.PLATFORM_UNSUPPORTED,
                    "This Trunkline carries no PostgreSQL for " + platform + ".",
                    "Name a PostgreSQL 18 server with TRUNKLINE_DATABASE_URL.");
        }
        Path home = directory.resolve(platform + "-" + fingerprint(archive));
        if (Files.exists(home)) {
            return home;
        }
        Files.createDirectories(directory);
        open(directory);
        Path draft = Files.createTempDirectory(directory, "new-");
        try {
            extract(archive, draft);
            open(draft);
            Files.move(draft, home, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            delete(draft);
        }
        return home;
    }

    /// Removes what earlier versions and interrupted starts left behind.
    static void keepOnly(Path home) throws IOException {
        try (var siblings = Files.list(home.resolveSibling(""))) {
            for (Path sibling : siblings.toList()) {
                if (!sibling.equals(home)) {
                    delete(sibling);
                }
            }
        }
    }

    static String platform(String osName, String osArch) {
        String os = osName.toLowerCase(Locale.ROOT);
        String family = os.contains("mac") ? "darwin" : os.contains("linux") ? "linux" : os.replace(' ', '-');
        return family + "-"
                + switch (osArch.toLowerCase(Locale.ROOT)) {
                    case "amd64", "x86_64" -> "x86_64";
                    case "aarch64", "arm64" -> "arm_64";
                    default -> osArch;
                };
    }

    static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        try (var paths = Files.walk(tree)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /// The jar's own checksum of the entry costs nothing; hashing 15 MB at each start would.
    private static String fingerprint(URL archive) throws IOException {
        var connection = archive.openConnection();
        connection.setUseCaches(false);
        if (connection instanceof JarURLConnection jar) {
            try (var file = jar.getJarFile()) {
                var entry = file.getEntry(jar.getEntryName());
                return Long.toHexString(entry.getCrc()) + "-" + entry.getSize();
            }
        }
        return Long.toHexString(connection.getContentLengthLong());
    }

    private static void extract(URL archive, Path target) throws IOException {
        try (var tar =
                new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(archive.openStream(), 1 << 16)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path path = target.resolve(entry.getName()).normalize();
                if (!path.startsWith(target)) {
                    throw new IOException("The archive leaves its directory: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                    open(path);
                } else if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
                } else {
                    Files.createDirectories(path.getParent());
                    Files.copy(tar, path);
                    String mode = (entry.getMode() & 0100) != 0 ? "rwxr-xr-x" : "rw-r--r--";
                    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
                }
            }
        }
    }

    /// Readable for the unprivileged user whatever our umask is.
    private static void open(Path directory) throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}

package dev.trunkline.leads;

import dev.trunkline.ids.ImportId;
import dev.trunkline.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/// Uploaded files, on this node's disk, from the upload until the import is over.
@Component
class ImportFileStore {

    private static final String SUFFIX = ".csv";

    /// A file that has arrived.
    ///
    /// @param hash SHA-256, hexadecimal
    record Stored(Path path, long bytes, String hash) {}

    private final ImportSettings settings;

    ImportFileStore(ImportSettings settings) {
        this.settings = settings;
    }

    Path path(ImportId id) {
        return settings.directory().resolve(id.value() + SUFFIX);
    }

    /// Streams an upload to `target`, all the way to the disk.
    ///
    /// @throws Problem `too-large` beyond the limit
    Stored receive(InputStream upload, Path target) throws IOException {
        Files.createDirectories(settings.directory());
        MessageDigest digest = sha256();
        long bytes = 0;
        try (var in = new DigestInputStream(upload, digest);
                var out = FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            byte[] buffer = new byte[64 * 1024];
            for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
                bytes += count;
                if (bytes > settings.maxFile().toBytes()) {
                    throw Problem.of(
                            413,
                            "too-large",
                            "The file is larger than " + settings.maxFile().toMegabytes()
                                    + " MB. Split it and upload the parts.");
                }
                out.write(java.nio.ByteBuffer.wrap(buffer, 0, count));
            }
            out.force(true);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(target);
            throw e;
        }
        return new Stored(target, bytes, HexFormat.of().formatHex(digest.digest()));
    }

    Path temporary() {
        return settings.directory().resolve("preview-" + UUID.randomUUID());
    }

    void delete(ImportId id) {
        delete(path(id));
    }

    void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The imports whose files are here.
    List<UUID> here() {
        if (!Files.isDirectory(settings.directory())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(settings.directory())) {
            return files.map(file -> Objects.requireNonNull(file.getFileName()).toString())
                    .filter(name -> name.endsWith(SUFFIX) && name.length() == 36 + SUFFIX.length())
                    .map(name -> UUID.fromString(name.substring(0, 36)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void deleteOlderThan(Instant time) {
        if (!Files.isDirectory(settings.directory())) {
            return;
        }
        try (Stream<Path> files = Files.list(settings.directory())) {
            for (Path file : files.toList()) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(time)) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

package dev.trunkline.recordings;

import dev.trunkline.embedded.DataDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import org.springframework.stereotype.Component;

/// The audio on this installation's disk, under names that say nothing.
@Component
class RecordingStore {

    private final Path directory;

    RecordingStore(DataDirectory files) {
        this.directory = files.path().resolve("recordings");
    }

    /// Writes it whole or not at all.
    ///
    /// @return the name to find it by
    String put(InputStream audio) throws IOException {
        Files.createDirectories(directory);
        String key = UUID.randomUUID().toString();
        Path part = directory.resolve(key + ".part");
        try {
            Files.copy(audio, part);
            Files.move(part, directory.resolve(key), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
        return key;
    }

    Path path(String key) {
        return directory.resolve(UUID.fromString(key).toString());
    }
}

package dev.trunkline.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What `postmaster.pid` says of a server that runs, or ran until it was killed.
///
/// @param port 0 while the server has not got that far
record Postmaster(long pid, int port) {

    /// Empty when there is no such file, or one that a dying server did not finish.
    static Optional<Postmaster> of(Path cluster) throws IOException {
        try {
            List<String> lines = Files.readAllLines(file(cluster));
            int port = lines.size() > 3 ? Integer.parseInt(lines.get(3).strip()) : 0;
            return Optional.of(new Postmaster(Long.parseLong(lines.getFirst().strip()), port));
        } catch (NoSuchFileException | NumberFormatException | java.util.NoSuchElementException e) {
            return Optional.empty();
        }
    }

    static Path file(Path cluster) {
        return cluster.resolve("postmaster.pid");
    }

    /// The program that has this process number now; empty for no process, or one of another user.
    Optional<Path> program() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .flatMap(process -> process.info().command())
                .map(Path::of);
    }
}

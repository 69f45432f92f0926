package dev.trunkline.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Runs short commands whose every word is ours: no shell, a clean environment, no secrets passed on.
final class Commands {

    /// Exit code as a shell would report it when the program itself cannot be started.
    static final int NOT_FOUND = 127;

    record Outcome(int exit, String output) {
        boolean ok() {
            return exit == 0;
        }
    }

    private Commands() {}

    static Outcome run(Duration limit, List<String> command) {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        // The unprivileged user need not be able to enter the directory that Trunkline was started in.
        builder.directory(Path.of("/").toFile());
        builder.environment().clear();
        builder.environment()
                .putAll(Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL", "C", "TZ", "UTC", "HOME", "/"));
        Process process;
        try {
            process = builder.start();
            process.getOutputStream().close();
        } catch (IOException e) {
            return new Outcome(NOT_FOUND, String.valueOf(e.getMessage()));
        }
        var output = CompletableFuture.supplyAsync(() -> read(process), Thread::startVirtualThread);
        try {
            if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return new Outcome(124, command.getFirst() + " did not end within " + limit.toSeconds() + " s");
            }
            return new Outcome(
                    process.exitValue(), output.get(5, TimeUnit.SECONDS).strip());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
            return new Outcome(130, command.getFirst() + " was interrupted");
        } catch (ExecutionException | TimeoutException e) {
            return new Outcome(process.exitValue(), "");
        }
    }

    private static String read(Process process) {
        try {
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

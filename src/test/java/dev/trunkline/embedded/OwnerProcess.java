package dev.trunkline.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A Trunkline that owns an embedded server in a process of its own, so that a test can kill it.
/// It says one line, `ready ARRIVAL` or `problem CODE`, and closes when its standard input ends.
record OwnerProcess(Process process, String said) implements AutoCloseable {

    static void main(String[] args) throws IOException {
        try (var postgres = EmbeddedPostgres.start(Path.of(args[0]))) {
            System.out.println("ready " + postgres.arrival());
            System.in.transferTo(java.io.OutputStream.nullOutputStream());
        } catch (DatabaseProblem problem) {
            System.out.println("problem " + problem.code());
        }
    }

    static OwnerProcess start(Path data) throws IOException {
        return start(List.of(), System.getProperty("java.class.path"), data);
    }

    /// @param prefix the words that make the command run as somebody else
    static OwnerProcess start(List<String> prefix, String classPath, Path data) throws IOException {
        var words = new ArrayList<>(prefix);
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(
                List.of("-XX:TieredStopAtLevel=1", "-cp", classPath, OwnerProcess.class.getName(), data.toString()));
        var process = new ProcessBuilder(words)
                .directory(data.getRoot().toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        return new OwnerProcess(process, String.valueOf(out.readLine()));
    }

    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        process.getOutputStream().close();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            kill();
        }
    }
}

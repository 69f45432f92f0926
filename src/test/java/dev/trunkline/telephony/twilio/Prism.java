package dev.trunkline.telephony.twilio;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/// Prism between the adapter and the fake: it holds our requests, and the fake's answers, against Twilio's official
/// description. Only where its command is named, and without the test that hears a recording, since the description
/// knows no audio: `-Dtest='TwilioContractTest,!*#a_talk_is_recorded*' -Dtrunkline.prism=node_modules/.bin/prism`.
final class Prism implements AutoCloseable {

    /// The description has no error among its answers, so Prism minds every one.
    private static final Pattern VIOLATION = Pattern.compile("(?im)^.*violation(?!.*match the returned status).*$");

    private final Process process;
    private final Path log;
    private final String url;

    private Prism(String command, Path description, String fake) {
        try (var free = new ServerSocket(0)) {
            url = "http://127.0.0.1:" + free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int port = URI.create(url).getPort();
        try {
            log = Files.createTempFile("prism", ".log");
            process = new ProcessBuilder(
                            command,
                            "proxy",
                            "--errors",
                            "-h",
                            "127.0.0.1",
                            "-p",
                            String.valueOf(port),
                            description.toString(),
                            fake)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Awaitility.await("Prism listens")
                .atMost(Duration.ofSeconds(30))
                .until(() -> said().contains("is listening on"));
    }

    /// Null where no command is named.
    static @Nullable Prism inFrontOf(FakeTwilio fake) {
        String command = System.getProperty("trunkline.prism");
        return command == null ? null : new Prism(command, SpecCheck.file().orElseThrow(), fake.url());
    }

    String url() {
        return url;
    }

    /// What it found wrong, line by line.
    List<String> violations() {
        return VIOLATION.matcher(said()).results().map(found -> found.group()).toList();
    }

    private String said() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
            Files.delete(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

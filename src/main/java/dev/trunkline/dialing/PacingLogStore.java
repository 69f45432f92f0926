package dev.trunkline.dialing;

import dev.trunkline.ids.CampaignId;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The decision logs of the campaigns that this node paces, compressed files in the data directory: what was decided
/// on, line by line, so that `./trunkline pacing` makes the same decisions again. A full log is followed by a new
/// one; of each campaign the newest few are kept. A disk that takes no more stops the log, never the dialing.
class PacingLogStore {

    private static final Logger LOG = LoggerFactory.getLogger(PacingLogStore.class);

    /// Of text; a third of a day on a floor of thirty.
    private static final long MOST = 64L << 20;

    private static final int KEPT = 4;
    private static final String SUFFIX = ".log.gz";

    private final Path directory;

    PacingLogStore(Path directory) {
        this.directory = directory;
    }

    /// A new log that begins with this line.
    Log begin(CampaignId campaign, Instant now, String start) {
        try {
            Files.createDirectories(directory);
            List<Path> old = of(campaign);
            for (Path path : old.subList(0, Math.max(0, old.size() - KEPT + 1))) {
                Files.deleteIfExists(path);
            }
            // Names sort by the time the logs were begun.
            Path file = directory.resolve(
                    campaign + String.format("-%016x-", now.toEpochMilli()) + UUID.randomUUID() + SUFFIX);
            var log = new Log(new BufferedWriter(new OutputStreamWriter(
                    new GZIPOutputStream(Files.newOutputStream(file), 1 << 14, true), StandardCharsets.UTF_8)));
            log.add(start);
            return log;
        } catch (IOException e) {
            LOG.warn("the decision log of campaign {} can't be written; it is dialed without one", campaign, e);
            return new Log(null);
        }
    }

    /// The newest log of a campaign on this node.
    Optional<Path> newest(CampaignId campaign) {
        try {
            List<Path> all = of(campaign);
            return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Path> of(CampaignId campaign) throws IOException {
        var found = new ArrayList<Path>();
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> paths = Files.newDirectoryStream(directory, campaign + "-*" + SUFFIX)) {
                paths.forEach(found::add);
            }
        }
        found.sort(null);
        return found;
    }

    /// One file that grows.
    static final class Log implements AutoCloseable {

        private @Nullable BufferedWriter out;
        private long written;

        private Log(@Nullable BufferedWriter out) {
            this.out = out;
        }

        synchronized void add(String line) {
            BufferedWriter open = out;
            if (open == null) {
                return;
            }
            try {
                open.write(line);
                open.newLine();
                written += line.length() + 1;
            } catch (IOException e) {
                LOG.warn("a decision log can't be written any further", e);
                close();
            }
        }

        synchronized boolean isFull() {
            return written > MOST;
        }

        /// What was added so far can be read.
        synchronized void flush() {
            try {
                if (out != null) {
                    out.flush();
                }
            } catch (IOException e) {
                close();
            }
        }

        @Override
        public synchronized void close() {
            try {
                if (out != null) {
                    out.close();
                }
            } catch (IOException e) {
                LOG.debug("a decision log could not be closed", e);
            } finally {
                out = null;
            }
        }
    }
}

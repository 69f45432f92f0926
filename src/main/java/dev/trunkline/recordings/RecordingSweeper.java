package dev.trunkline.recordings;

import dev.trunkline.ids.OrganizationId;
import dev.trunkline.recordings.RecordingRepository.Waiting;
import dev.trunkline.store.Store;
import dev.trunkline.store.Sweep;
import dev.trunkline.telephony.RecordingRef;
import dev.trunkline.telephony.TelephonyProvider;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// Fetches the audio of recordings from their provider, a few at a time. What fails is tried again for a day.
@Component
class RecordingSweeper implements Sweep {

    private static final Logger LOG = LoggerFactory.getLogger(RecordingSweeper.class);
    private static final int AT_ONCE = 3;
    private static final int TRIES = 20;

    /// Longer than a provider takes to hand over an hour of audio.
    private static final Duration LEASE = Duration.ofMinutes(5);

    private final Store store;
    private final RecordingRepository recordings;
    private final RecordingStore files;
    private final List<TelephonyProvider> providers;
    private final InstantSource clock;

    RecordingSweeper(
            Store store,
            RecordingRepository recordings,
            RecordingStore files,
            List<TelephonyProvider> providers,
            InstantSource clock) {
        this.store = store;
        this.recordings = recordings;
        this.files = files;
        this.providers = providers;
        this.clock = clock;
    }

    @Override
    public void step(OrganizationId organization) {
        Instant now = clock.instant();
        List<Waiting> waiting =
                store.engine(organization, () -> recordings.take(organization, now, now.plus(LEASE), AT_ONCE));
        for (Waiting recording : waiting) {
            try {
                fetch(organization, recording);
            } catch (IOException | RuntimeException e) {
                Instant again = again(recording.tries());
                LOG.warn(
                        "recording {} could not be fetched, {}",
                        recording.id(),
                        again == null ? "given up" : "later",
                        e);
                store.engine(organization, () -> recordings.notFetched(organization, recording.id(), again));
            }
        }
    }

    private void fetch(OrganizationId organization, Waiting recording) throws IOException {
        var ref = new RecordingRef(
                organization, recording.callId(), recording.providerRecordingId(), recording.sourceUrl());
        try (var audio = provider(recording.provider()).recording(ref)) {
            String key = files.put(audio.content());
            store.engine(organization, () -> recordings.stored(organization, recording.id(), key, audio.mediaType()));
        }
    }

    private TelephonyProvider provider(String name) throws IOException {
        return providers.stream()
                .filter(provider -> provider.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IOException("the provider " + name + " is not built in"));
    }

    private @Nullable Instant again(int tries) {
        return tries >= TRIES
                ? null
                : clock.instant().plus(Duration.ofSeconds(Math.min(7200, 5L << Math.min(10, tries))));
    }
}

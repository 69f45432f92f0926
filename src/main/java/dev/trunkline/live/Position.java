package dev.trunkline.live;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How far a client has got: all that transactions before `xid` changed was delivered, and perhaps more.
/// Clients keep it as the opaque text of `id:`.
///
/// @param at when `xid` was the oldest transaction still open; tells whether the log still reaches back
record Position(long xid, Instant at) {

    /// Rows live longer (`ChangeLogSweeper.KEPT`) by far more than a transaction may take.
    static final Duration REPLAYABLE = Duration.ofMinutes(10);

    /// Null for a text that was never a position of ours.
    static @Nullable Position parse(String text) {
        int dot = text.indexOf('.');
        try {
            long xid = Long.parseLong(text.substring(0, Math.max(dot, 0)));
            Instant at = Instant.ofEpochSecond(Long.parseLong(text.substring(dot + 1)));
            return xid < 0 ? null : new Position(xid, at);
        } catch (NumberFormatException | DateTimeException e) {
            return null;
        }
    }

    /// Whether everything since is still in the log, which `now` has reached `next`. False also when the database
    /// went back in time, restored from a back-up.
    boolean replayableAt(Instant now, long next) {
        return xid <= next && !at.isBefore(now.minus(REPLAYABLE));
    }

    @Override
    public String toString() {
        return xid + "." + at.getEpochSecond();
    }
}

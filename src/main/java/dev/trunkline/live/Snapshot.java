package dev.trunkline.live;

import java.time.Instant;

/// Which transactions had ended when the log was read, as PostgreSQL writes it: `xmin:xmax:open,open,…`.
///
/// What a later read must fetch is exactly what this one could not see: transactions from `next` on and those in
/// `open`. Nothing is read twice, and a transaction that stays open for long holds nobody up.
///
/// @param oldest every transaction before it had ended
/// @param next no transaction from here on had begun
/// @param open those between that had not ended, joined by commas
/// @param at when, by the database's clock
record Snapshot(long oldest, long next, String open, Instant at) {

    static Snapshot parse(String text, Instant at) {
        String[] parts = text.split(":", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("not a snapshot: " + text);
        }
        return new Snapshot(Long.parseLong(parts[0]), Long.parseLong(parts[1]), parts[2], at);
    }

    Position position() {
        return new Position(oldest, at);
    }

    /// As PostgreSQL writes it.
    @Override
    public String toString() {
        return oldest + ":" + next + ":" + open;
    }
}

package dev.trunkline.store;

/// What the engine does, done once on a connection before anybody waits for it.
///
/// Whatever a connection does for the first time is slow: PostgreSQL reads its catalog, plans the statement, compiles
/// the functions of the triggers and plans what they and the foreign keys ask.
@FunctionalInterface
public interface Rehearsal {

    /// @param store with this connection alone; whatever is written there is taken back
    void on(Store store);
}

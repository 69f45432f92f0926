package dev.trunkline.callbacks;

/// Where an appointment stands. The words are those of SQL and JSON.
public enum CallbackStatus {
    PENDING,
    /// A call for it was placed.
    DONE,
    CANCELED
}

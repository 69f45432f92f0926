package dev.trunkline.leads;

/// How far an import is.
public enum ImportStatus {
    PENDING,
    RUNNING,
    COMPLETED,
    CANCELED,
    FAILED;

    public boolean isLive() {
        return this == PENDING || this == RUNNING;
    }
}

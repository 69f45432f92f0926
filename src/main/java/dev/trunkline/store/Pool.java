package dev.trunkline.store;

/// Who pays for a connection. Dialing never waits behind an import or a report.
enum Pool {
    ENGINE("engine", 10, 10, 3_000, 3_000),
    WEB("web", 6, 2, 5_000, 10_000),
    REPORT("report", 2, 2, 10_000, 30_000);

    final String label;
    final int connections;
    /// How many are open when nobody needs them. The engine's all are: who has answered can't wait for a new one.
    final int idle;
    /// How long somebody waits for a connection before it is an error, ms.
    final int waitMs;
    /// How long a transaction may sit idle before PostgreSQL ends it, ms: a frozen node must not hold a campaign.
    final int idleMs;

    Pool(String label, int connections, int idle, int waitMs, int idleMs) {
        this.label = label;
        this.connections = connections;
        this.idle = idle;
        this.waitMs = waitMs;
        this.idleMs = idleMs;
    }
}

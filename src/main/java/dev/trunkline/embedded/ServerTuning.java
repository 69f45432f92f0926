package dev.trunkline.embedded;

/// The settings of the embedded server: durable, local, and sized for a small machine that it shares with the app.
final class ServerTuning {

    private static final long MEBIBYTE = 1 << 20;

    /// Of the write-ahead log that are kept to be written over: more than a hundred busy lines fill between two
    /// checkpoints, after which the server knows how many it needs.
    static final int LOG_SEGMENTS = 8;

    private static final int SEGMENT_MEBIBYTES = 16;

    private ServerTuning() {}

    /// `ALTER SYSTEM` still wins over this file, so an operator can change any line of it for good.
    ///
    /// @param port of 127.0.0.1
    /// @param memory bytes of the machine or container
    static String configuration(int port, long memory) {
        long total = memory / MEBIBYTE;
        long buffers = Math.clamp(total / 16, 64, 1024);
        long cache = Math.max(total / 2, 256);
        return """
                # Written by Trunkline at each start. To change a setting, use ALTER SYSTEM instead.
                port = %d
                listen_addresses = '127.0.0.1'
                unix_socket_directories = ''
                max_connections = 60
                cluster_name = 'trunkline'

                # What is acknowledged is on disk.
                fsync = on
                synchronous_commit = on
                full_page_writes = on

                shared_buffers = %dMB
                effective_cache_size = %dMB
                work_mem = 8MB
                maintenance_work_mem = 64MB
                wal_compression = pglz
                max_wal_size = 2GB
                # New segments of the log would be made while somebody's commit waits.
                min_wal_size = %dMB
                random_page_cost = 1.1
                jit = off

                # A queue churns: look for dead rows often.
                autovacuum = on
                autovacuum_naptime = 15s

                # A client that vanished must not keep its locks.
                client_connection_check_interval = 5s
                tcp_keepalives_idle = 10
                tcp_keepalives_interval = 5
                tcp_keepalives_count = 3

                timezone = 'UTC'
                log_timezone = 'UTC'
                log_line_prefix = '%%m [%%p] %%a '
                log_min_duration_statement = 2s
                log_lock_waits = on
                log_checkpoints = off
                # Details of an error quote row values, and those are people's data.
                log_error_verbosity = terse

                # Each connection would load the language of our triggers for itself.
                shared_preload_libraries = 'pg_stat_statements, plpgsql'
                pg_stat_statements.max = 2000
                """.formatted(port, buffers, cache, LOG_SEGMENTS * SEGMENT_MEBIBYTES);
    }
}

package dev.trunkline.store;

/// Where PostgreSQL is and who we are there: a JDBC URL and a login role that may create and own tables. The pools
/// leave that role at once (`SET ROLE trunkline_runtime`); only migrations run as it.
public record DatabaseAddress(String jdbcUrl, String user, String password) {

    /// Without the password, so that it can be logged.
    @Override
    public String toString() {
        return user + "@" + jdbcUrl;
    }
}

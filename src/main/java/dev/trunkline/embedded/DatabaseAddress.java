package dev.trunkline.embedded;

/// Where the database is and who signs in. The password never shows in `toString`.
///
/// @param jdbcUrl starts with `jdbc:postgresql:`, carries neither user nor password
/// @param password empty where the server asks for none
public record DatabaseAddress(String jdbcUrl, String user, String password) {

    @Override
    public String toString() {
        return user + " at " + jdbcUrl;
    }
}

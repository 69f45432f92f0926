package dev.trunkline.security;

import java.nio.charset.StandardCharsets;

/// What a password must be. Length is what counts; bcrypt reads 72 bytes.
final class Passwords {

    static final String RULE = "8 to 72 characters";

    private Passwords() {}

    static boolean longEnough(String password) {
        return password.length() >= 8 && password.getBytes(StandardCharsets.UTF_8).length <= 72;
    }
}

package dev.trunkline.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/// Random secrets whose possession proves who somebody is. Only their hash is ever stored: 256 random bits need no
/// salt.
final class Bearer {

    private static final SecureRandom RANDOM = new SecureRandom();

    private Bearer() {}

    /// 256 random bits, 43 characters.
    static String random() {
        var bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static String hash(String secret) {
        return HexFormat.of().formatHex(sha256(secret));
    }

    /// What a browser must send back in `X-XSRF-TOKEN`: bound to its session, so that a planted cookie is no use.
    static String csrf(String session) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sha256("csrf " + session));
    }

    /// Compares in constant time.
    static boolean same(String a, String b) {
        return MessageDigest.isEqual(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

package dev.trunkline.secrets;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;

/// A box that only this installation can open: AES-256-GCM. The purpose is authenticated too, so that a box copied
/// from one row to another does not open there. Layout: version byte 1, 12 bytes nonce, cipher text with tag.
public final class Secrets {

    private static final byte VERSION = 1;
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretKey key;

    /// @param secret the installation's secret key, any text of at least 16 characters
    public Secrets(String secret) {
        if (secret.length() < 16) {
            throw new IllegalArgumentException("TRUNKLINE_SECRET_KEY has " + secret.length()
                    + " characters; everything secret hangs on it, so it needs at least 16.");
        }
        try {
            this.key = KDF.getInstance("HKDF-SHA256")
                    .deriveKey(
                            "AES",
                            HKDFParameterSpec.ofExtract()
                                    .addIKM(secret.getBytes(StandardCharsets.UTF_8))
                                    .thenExpand("trunkline secrets 1".getBytes(StandardCharsets.UTF_8), 32));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HKDF", e);
        }
    }

    /// Encrypts; two boxes of the same content differ.
    public byte[] seal(byte[] content, String purpose) {
        var nonce = new byte[NONCE];
        RANDOM.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, purpose).doFinal(content);
            return ByteBuffer.allocate(1 + NONCE + sealed.length)
                    .put(VERSION)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java cannot encrypt", e);
        }
    }

    /// Decrypts.
    ///
    /// @throws IllegalStateException when the box was made with another key or for another purpose, or was altered
    public byte[] open(byte[] box, String purpose) {
        if (box.length <= 1 + NONCE || box[0] != VERSION) {
            throw new IllegalStateException("this is no sealed secret");
        }
        var nonce = new byte[NONCE];
        System.arraycopy(box, 1, nonce, 0, NONCE);
        try {
            return cipher(Cipher.DECRYPT_MODE, nonce, purpose).doFinal(box, 1 + NONCE, box.length - 1 - NONCE);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "A secret cannot be read with this key. Is TRUNKLINE_SECRET_KEY still the one it was saved with?");
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String purpose) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(purpose.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}

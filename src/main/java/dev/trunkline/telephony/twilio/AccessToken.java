package dev.trunkline.telephony.twilio;

import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.UserId;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// A browser's ticket for Twilio's Voice kit: a JWT, HS256, signed with the API key's secret.
final class AccessToken {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

    /// Whom a token is for: organization and user, in letters Twilio allows.
    record Identity(OrganizationId organization, UserId user) {

        @Override
        public String toString() {
            return hex(organization.value()) + "_" + hex(user.value());
        }

        private static String hex(UUID id) {
            return id.toString().replace("-", "");
        }

        /// Null for an identity that is not ours.
        static @Nullable Identity of(String text) {
            if (!text.matches("[0-9a-f]{32}_[0-9a-f]{32}")) {
                return null;
            }
            return new Identity(new OrganizationId(uuid(text.substring(0, 32))), new UserId(uuid(text.substring(33))));
        }

        private static UUID uuid(String hex) {
            return new UUID(Long.parseUnsignedLong(hex, 0, 16, 16), Long.parseUnsignedLong(hex, 16, 32, 16));
        }
    }

    private AccessToken() {}

    /// @param keySid of the API key, with its `secret`
    /// @param appSid the TwiML App that the browser's calls go through
    static String sign(
            String accountSid,
            String keySid,
            String secret,
            String appSid,
            Identity identity,
            Instant now,
            Instant expires) {
        var header = new LinkedHashMap<String, Object>();
        header.put("typ", "JWT");
        header.put("alg", "HS256");
        header.put("cty", "twilio-fpa;v=1");
        var claims = new LinkedHashMap<String, Object>();
        claims.put("jti", keySid + "-" + now.getEpochSecond());
        claims.put("iss", keySid);
        claims.put("sub", accountSid);
        claims.put("iat", now.getEpochSecond());
        claims.put("exp", expires.getEpochSecond());
        claims.put(
                "grants",
                Map.of(
                        "identity",
                        identity.toString(),
                        "voice",
                        Map.of(
                                "incoming", Map.of("allow", true),
                                "outgoing", Map.of("application_sid", appSid))));
        String text = encoded(header) + "." + encoded(claims);
        return text + "." + URL.encodeToString(mac(secret, text));
    }

    private static String encoded(Map<String, Object> part) {
        return URL.encodeToString(JSON.writeValueAsString(part).getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] mac(String secret, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HmacSHA256", e);
        }
    }
}

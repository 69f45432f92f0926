package dev.trunkline.telephony.twilio;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Twilio's signature of a webhook: HMAC-SHA1 by the account's auth token over the exact address and, for a form, every
/// parameter in order of its name.
final class Signature {

    private static final Pattern ADDRESS = Pattern.compile("(https?)://([^/?:]+)(?::(\\d+))?(.*)", Pattern.DOTALL);

    private Signature() {}

    /// Whether `given` signs this request. Twilio is not consistent about ports: it may leave any port out of what it
    /// signs, and may put the standard one in. Its own libraries take both spellings, and so does this.
    static boolean isGenuine(String given, String authToken, String url, SortedMap<String, List<String>> form) {
        var address = ADDRESS.matcher(url);
        if (!address.matches()) {
            return false;
        }
        String host = address.group(1) + "://" + address.group(2);
        String port = address.group(3) == null ? address.group(1).equals("https") ? "443" : "80" : address.group(3);
        boolean plain = matches(given, of(authToken, host + address.group(4), form));
        boolean withPort = matches(given, of(authToken, host + ":" + port + address.group(4), form));
        return plain || withPort;
    }

    /// @param form names to values, each in the order in which they came
    static String of(String authToken, String url, SortedMap<String, List<String>> form) {
        var text = new StringBuilder(url);
        for (Map.Entry<String, List<String>> parameter : form.entrySet()) {
            parameter
                    .getValue()
                    .forEach(value -> text.append(parameter.getKey()).append(value));
        }
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(authToken.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            return Base64.getEncoder()
                    .encodeToString(mac.doFinal(text.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HmacSHA1", e);
        }
    }

    private static boolean matches(String given, String expected) {
        return MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), expected.getBytes(StandardCharsets.UTF_8));
    }
}

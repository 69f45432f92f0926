package dev.trunkline.embedded;

import dev.trunkline.embedded.DatabaseProblem.Code;
import dev.trunkline.store.DatabaseAddress;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/// Reads `TRUNKLINE_DATABASE_URL`: `postgres://user:password@host:5432,other:5432/name?sslmode=require`,
/// the same with `postgresql://`, or the driver's own `jdbc:postgresql://host/name?user=…&password=…`.
final class DatabaseUrl {

    private static final Pattern SHAPE = Pattern.compile("(?:jdbc:)?postgres(?:ql)?://(?:(?<who>[^/?#]*)@)?"
            + "(?<hosts>[^/?#@]+)/(?<name>[^/?#]+)(?:\\?(?<query>[^#]*))?");
    private static final Pattern HOST = Pattern.compile("(?:\\[[0-9A-Fa-f:.%]+]|[^:\\[\\]\\s]+)(?::\\d{1,5})?");

    /// The names that other tools use in such an address, and what the driver calls the same thing.
    private static final Map<String, String> DRIVER_NAMES = Map.of(
            "application_name", "ApplicationName",
            "connect_timeout", "connectTimeout",
            "channel_binding", "channelBinding");

    private DatabaseUrl() {}

    static DatabaseAddress parse(String url) {
        var match = SHAPE.matcher(url.strip());
        if (!match.matches()) {
            throw invalid("it does not look like postgres://user:password@host:5432/name");
        }
        String hosts = match.group("hosts");
        for (String host : hosts.split(",", -1)) {
            if (!HOST.matcher(host).matches()) {
                throw invalid("\"" + host + "\" is not a host with an optional port");
            }
        }
        Map<String, String> query = query(match.group("query"));
        String user = query.getOrDefault("user", "");
        String password = query.getOrDefault("password", "");
        query.remove("user");
        query.remove("password");
        String who = match.group("who");
        if (who != null) {
            int colon = who.indexOf(':');
            user = decode(colon < 0 ? who : who.substring(0, colon));
            password = colon < 0 ? password : decode(who.substring(colon + 1));
        }
        if (user.isEmpty()) {
            throw invalid("it names no user");
        }
        if ("read-write".equals(query.remove("target_session_attrs")) || hosts.contains(",")) {
            query.putIfAbsent("targetServerType", "primary");
        }
        return new DatabaseAddress(
                "jdbc:postgresql://" + hosts + "/" + match.group("name") + write(query), user, password);
    }

    private static Map<String, String> query(@org.jspecify.annotations.Nullable String text) {
        var query = new LinkedHashMap<String, String>();
        if (text == null || text.isEmpty()) {
            return query;
        }
        for (String pair : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw invalid("after the question mark it needs name=value pairs joined by &");
            }
            String name = decode(pair.substring(0, equals));
            query.put(DRIVER_NAMES.getOrDefault(name, name), decode(pair.substring(equals + 1)));
        }
        return query;
    }

    private static String write(Map<String, String> query) {
        var text = new StringBuilder();
        query.forEach((name, value) -> text.append(text.isEmpty() ? '?' : '&')
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return text.toString();
    }

    /// A plus sign stands for itself here, as in every other part of an address but a form.
    private static String decode(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw invalid("a % in it is not followed by two hex digits (write a real % as %25)");
        }
    }

    /// Never repeats the address: it holds a password.
    private static DatabaseProblem invalid(String why) {
        return new DatabaseProblem(
                Code.DATABASE_URL_INVALID,
                "TRUNKLINE_DATABASE_URL cannot be used: " + why + ".",
                "Correct it, or leave it out to use the embedded PostgreSQL.");
    }
}

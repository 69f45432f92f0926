package dev.trunkline.telephony.twilio;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Holds requests against Twilio's official description, read from beside the project where it is there.
final class SpecCheck {

    private static final String FILE = "shared/specs/twilio/twilio_api_v2010_voice.json";

    private final JsonNode spec;
    private final JsonNode paths;

    private SpecCheck(JsonNode spec) {
        this.spec = spec;
        this.paths = spec.get("paths");
    }

    static Optional<Path> file() {
        return Stream.of("..", "../..")
                .map(up -> Path.of(up).resolve(FILE))
                .filter(Files::isReadable)
                .findFirst();
    }

    static Optional<SpecCheck> find() {
        return file().map(file -> new SpecCheck(JsonMapper.shared().readTree(file.toFile())));
    }

    /// What is wrong with a request: a path or method that is not there, a value of the path that does not fit, a
    /// parameter nobody knows, one that is missing.
    List<String> violations(String method, String path, String query, SortedMap<String, List<String>> form) {
        for (Map.Entry<String, JsonNode> entry : paths.properties()) {
            String template = entry.getKey();
            var names = Pattern.compile("\\{([^}]+)}")
                    .matcher(template)
                    .results()
                    .map(r -> r.group(1))
                    .toList();
            String regex = Pattern.compile("\\{[^}]+}")
                    .splitAsStream(template)
                    .map(Pattern::quote)
                    .reduce((a, b) -> a + "([^/]+)" + b)
                    .orElse("");
            var matcher = Pattern.compile(regex).matcher(path);
            JsonNode operation = entry.getValue().get(method.toLowerCase(java.util.Locale.ROOT));
            if (matcher.matches() && operation != null) {
                var values = new java.util.LinkedHashMap<String, String>();
                for (int i = 0; i < names.size(); i++) {
                    values.put(names.get(i), matcher.group(i + 1));
                }
                String what = method + " " + template;
                var wrong = new ArrayList<>(asked(what, operation, query));
                wrong.addAll(check(what, operation, values, form));
                return wrong;
            }
        }
        return List.of("there is no " + method + " " + path);
    }

    /// What is asked for by the query: only what the description knows, with values it allows.
    private List<String> asked(String what, JsonNode operation, String query) {
        var wrong = new ArrayList<String>();
        TwilioWebhookFilter.form(query).forEach((name, values) -> {
            JsonNode schema = operation
                    .path("parameters")
                    .valueStream()
                    .filter(parameter -> parameter.path("in").asString("").equals("query")
                            && parameter.path("name").asString("").equals(name))
                    .findFirst()
                    .map(parameter -> resolved(parameter.path("schema")))
                    .orElse(null);
            if (schema == null) {
                wrong.add(what + ": nobody can ask for " + name);
            } else if (schema.has("enum")
                    && schema.path("enum").valueStream().noneMatch(word -> values.contains(word.asString("")))) {
                wrong.add(what + ": " + name + " can't be " + values);
            }
        });
        return wrong;
    }

    private JsonNode resolved(JsonNode schema) {
        String reference = schema.path("$ref").asString("");
        return reference.isEmpty() ? schema : spec.at(reference.substring(1));
    }

    private List<String> check(
            String what, JsonNode operation, Map<String, String> values, SortedMap<String, List<String>> form) {
        var wrong = new ArrayList<String>();
        for (JsonNode parameter : operation.path("parameters")) {
            String pattern = parameter.path("schema").path("pattern").asString("");
            String value = values.get(parameter.path("name").asString(""));
            if (value != null
                    && !pattern.isEmpty()
                    && !Pattern.compile(pattern).matcher(value).find()) {
                wrong.add(
                        what + ": " + value + " is no " + parameter.path("name").asString(""));
            }
        }
        JsonNode schema = operation
                .path("requestBody")
                .path("content")
                .path("application/x-www-form-urlencoded")
                .path("schema");
        Set<String> known = new HashSet<>(schema.path("properties").propertyNames());
        form.forEach((name, given) -> {
            if (!known.contains(name)) {
                wrong.add(what + ": nobody knows " + name);
                return;
            }
            JsonNode property = schema.path("properties").path(name);
            var allowed = new HashSet<String>();
            resolved(property).path("enum").forEach(word -> allowed.add(word.asString("")));
            boolean several = property.path("type").asString("").equals("array");
            if (given.size() > 1 && !several) {
                wrong.add(what + ": " + name + " comes several times");
            }
            if (!allowed.isEmpty() && !allowed.containsAll(given)) {
                wrong.add(what + ": " + name + " can't be " + given);
            }
        });
        schema.path("required").forEach(name -> {
            if (!form.containsKey(name.asString(""))) {
                wrong.add(what + ": " + name.asString("") + " is missing");
            }
        });
        return wrong;
    }
}

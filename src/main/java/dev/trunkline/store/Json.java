package dev.trunkline.store;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// JSON as jsonb columns keep it: enums by their word, everything else by its record components.
public final class Json {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Json() {}

    /// For a parameter of `CAST(:x AS jsonb)`; null stays null.
    public static @Nullable String write(@Nullable Object value) {
        return value == null ? null : MAPPER.writeValueAsString(value);
    }

    static Object read(String json, Type type) {
        return MAPPER.readValue(json, MAPPER.constructType(type));
    }
}

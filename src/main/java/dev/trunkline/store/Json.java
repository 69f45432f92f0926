package dev.trunkline.store;

import dev.trunkline.ids.Id;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Type;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdScalarSerializer;

/// JSON as jsonb columns keep it: IDs as plain UUIDs, enums by their word, everything else by its record components.
public final class Json {

    private static final JsonMapper MAPPER =
            JsonMapper.builder().addModule(ids()).build();

    private Json() {}

    /// For a parameter of `CAST(:x AS jsonb)`; null stays null.
    public static @Nullable String write(@Nullable Object value) {
        return value == null ? null : MAPPER.writeValueAsString(value);
    }

    static Object read(String json, Type type) {
        return MAPPER.readValue(json, MAPPER.constructType(type));
    }

    /// Makes every {@link Id} travel as a plain UUID.
    public static JacksonModule ids() {
        var module = new SimpleModule("ids");
        module.addSerializer(Id.class, new IdWriter());
        for (Class<?> type : Id.class.getPermittedSubclasses()) {
            addReader(module, type.asSubclass(Id.class));
        }
        return module;
    }

    private static <T extends Id> void addReader(SimpleModule module, Class<T> type) {
        module.addDeserializer(type, new IdReader<>(type));
    }

    private static final class IdWriter extends StdScalarSerializer<Id> {
        IdWriter() {
            super(Id.class);
        }

        @Override
        public void serialize(Id id, JsonGenerator json, SerializationContext context) {
            json.writeString(id.value().toString());
        }
    }

    private static final class IdReader<T extends Id> extends StdScalarDeserializer<T> {
        private final Class<T> type;

        IdReader(Class<T> type) {
            super(type);
            this.type = type;
        }

        @Override
        public T deserialize(JsonParser json, DeserializationContext context) {
            UUID value = context.readValue(json, UUID.class);
            try {
                return type.getConstructor(UUID.class).newInstance(value);
            } catch (NoSuchMethodException
                    | InstantiationException
                    | IllegalAccessException
                    | InvocationTargetException e) {
                throw new IllegalStateException(type + " has no constructor from a UUID", e);
            }
        }
    }
}

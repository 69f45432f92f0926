package dev.trunkline.http;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.annotation.JsonDeserialize;

/// A member of a partial request whose null means something: an absent member is a null `Given`, a member that is null
/// is a `Given` of null. For members that can't be null a plain nullable component does.
@JsonDeserialize(using = Given.Reader.class)
public record Given<T>(@Nullable T value) {

    /// What the member becomes: the present value where nothing was given.
    public static <T> @Nullable T or(@Nullable Given<T> given, @Nullable T present) {
        return given == null ? present : given.value();
    }

    static final class Reader extends ValueDeserializer<Given<?>> {
        private final @Nullable JavaType content;

        Reader() {
            this(null);
        }

        private Reader(@Nullable JavaType content) {
            this.content = content;
        }

        @Override
        public ValueDeserializer<?> createContextual(DeserializationContext context, @Nullable BeanProperty property) {
            JavaType type = property == null ? context.getContextualType() : property.getType();
            return new Reader(type.containedTypeOrUnknown(0));
        }

        @Override
        public Given<?> deserialize(JsonParser json, DeserializationContext context) {
            return new Given<>(context.readValue(json, Objects.requireNonNull(content)));
        }

        @Override
        public Object getNullValue(DeserializationContext context) {
            return new Given<>(null);
        }

        @Override
        public @Nullable Object getAbsentValue(DeserializationContext context) {
            return null;
        }
    }
}

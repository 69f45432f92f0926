package dev.trunkline.http;

import dev.trunkline.store.Json;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.springframework.boot.jackson.autoconfigure.JsonFactoryBuilderCustomizer;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.convert.converter.Converter;
import org.springframework.core.convert.converter.ConverterFactory;
import org.springframework.format.FormatterRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdScalarSerializer;

/// JSON and parameters as docs/api.md promises them: IDs are UUIDs, enums their words, times UTC with milliseconds.
/// Members that are not ours to be told (counts, states, times) and members nobody knows are ignored; a member twice,
/// a number where a text belongs and a text where a number belongs are refused.
@Configuration(proxyBeanMethods = false)
class JsonConfig implements WebMvcConfigurer {

    private static final DateTimeFormatter MILLISECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    @Bean
    JsonFactoryBuilderCustomizer jsonLimits() {
        return factory -> factory.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(50)
                        .maxNumberLength(100)
                        .maxStringLength(1_000_000)
                        .build());
    }

    @Bean
    JsonMapperBuilderCustomizer jsonShape() {
        var times = new SimpleModule("texts and times");
        times.addSerializer(Instant.class, new TimeWriter());
        times.addDeserializer(String.class, new TextReader());
        return mapper -> mapper.addModule(Json.ids())
                .addModule(times)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    }

    @Override
    public void addFormatters(FormatterRegistry registry) {
        registry.addConverterFactory(new WordToEnum());
    }

    /// The words of an enum as people see them, for messages.
    static String words(Class<?> type) {
        return Arrays.stream(type.getEnumConstants()).map(String::valueOf).collect(Collectors.joining(", "));
    }

    private static final class TimeWriter extends StdScalarSerializer<Instant> {
        TimeWriter() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant time, JsonGenerator json, SerializationContext context) {
            json.writeString(MILLISECONDS.format(time));
        }
    }

    /// PostgreSQL can keep any text but these two, so nobody may send them.
    private static final class TextReader extends StdScalarDeserializer<String> {
        TextReader() {
            super(String.class);
        }

        @Override
        public String deserialize(JsonParser json, DeserializationContext context) {
            if (!json.currentToken().isScalarValue() || !json.hasStringCharacters()) {
                return (String) context.handleUnexpectedToken(context.constructType(String.class), json);
            }
            String text = json.getString();
            for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
                int point = text.codePointAt(i);
                if (point == 0 || Character.getType(point) == Character.SURROGATE) {
                    return (String)
                            context.handleWeirdStringValue(String.class, "", "holds a character that is no text");
                }
            }
            return text;
        }
    }

    @SuppressWarnings("rawtypes")
    private static final class WordToEnum implements ConverterFactory<String, Enum> {
        @Override
        public <E extends Enum> Converter<String, E> getConverter(Class<E> type) {
            return word -> Arrays.stream(type.getEnumConstants())
                    .filter(constant -> constant.toString().equals(word))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("must be one of " + words(type)));
        }
    }
}

package dev.trunkline.store;

import java.sql.Array;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PGobject;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.core.convert.converter.ConditionalGenericConverter;
import org.springframework.core.convert.converter.Converter;
import org.springframework.core.convert.converter.ConverterFactory;
import org.springframework.core.convert.converter.GenericConverter;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/// How columns become record components: IDs by their one-field constructor, state words by the word an enum prints,
/// jsonb as the type that is asked for, arrays as lists.
final class SqlMapping {

    private SqlMapping() {}

    static JdbcClient client(DataSource dataSource) {
        var conversion = new DefaultConversionService();
        conversion.addConverterFactory(new WordToEnum());
        conversion.addConverter(new JsonbToRecord());
        conversion.addConverter(new ArrayToList());
        return JdbcClient.create(new NamedParameterJdbcTemplate(dataSource), conversion);
    }

    @SuppressWarnings("rawtypes")
    private static final class WordToEnum implements ConverterFactory<String, Enum> {
        @Override
        public <E extends Enum> Converter<String, E> getConverter(Class<E> type) {
            return word -> Arrays.stream(type.getEnumConstants())
                    .filter(constant -> constant.toString().equals(word))
                    .findFirst()
                    .orElseThrow(
                            () -> new IllegalArgumentException("no " + type.getSimpleName() + " is called " + word));
        }
    }

    private static final class JsonbToRecord implements ConditionalGenericConverter {
        @Override
        public @Nullable Set<ConvertiblePair> getConvertibleTypes() {
            return null;
        }

        @Override
        public boolean matches(TypeDescriptor from, TypeDescriptor to) {
            return PGobject.class.isAssignableFrom(from.getType());
        }

        @Override
        public @Nullable Object convert(@Nullable Object source, TypeDescriptor from, TypeDescriptor to) {
            if (source == null) {
                return null;
            }
            return Json.read(
                    String.valueOf(((PGobject) source).getValue()),
                    to.getResolvableType().getType());
        }
    }

    private static final class ArrayToList implements GenericConverter {
        @Override
        public Set<ConvertiblePair> getConvertibleTypes() {
            return Set.of(new ConvertiblePair(Array.class, List.class));
        }

        @Override
        public @Nullable Object convert(@Nullable Object source, TypeDescriptor from, TypeDescriptor to) {
            if (source == null) {
                return null;
            }
            try {
                return List.of((Object[]) ((Array) source).getArray());
            } catch (SQLException e) {
                throw new IllegalArgumentException("an array could not be read", e);
            }
        }
    }
}

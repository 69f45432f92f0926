package dev.trunkline.store;

import dev.trunkline.ids.Id;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import tools.jackson.databind.JsonNode;

/// Rows of one query as records: the column `lead_id` becomes the component `leadId`, a UUID the ID that wraps it, a
/// state word its enum constant, an array a list, jsonb whatever is asked for; NULL is null, and 0 or false where a
/// component can't be null. An ID, or a type that is no record, is read from the first column.
///
/// Spring's own mapper asks the driver for each type first and takes its refusal, an exception for every value, as the
/// sign to convert; on the hot paths that was one part in fourteen of all work.
///
/// One for each query, not thread-safe: the columns are looked up at the first row.
public final class Rows<T> implements RowMapper<T> {

    private static final ClassValue<Shape> SHAPES = new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
            return Shape.of(type);
        }
    };

    private final Class<T> type;
    private final Shape shape;
    private Column @Nullable [] columns;

    private Rows(Class<T> type) {
        this.type = type;
        this.shape = SHAPES.get(type);
    }

    /// @throws IllegalArgumentException later, at the first row, when a component has no column or no way to be read
    public static <T> Rows<T> of(Class<T> type) {
        return new Rows<>(type);
    }

    /// A NULL that is a single value stays one: `optional()` makes it empty.
    @Override
    @SuppressWarnings("NullAway")
    public T mapRow(ResultSet row, int rowNumber) throws SQLException {
        if (columns == null) {
            columns = shape.columns(row.getMetaData());
        }
        if (shape.constructor == null) {
            return type.cast(columns[0].read(row));
        }
        var values = new Object[columns.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = columns[i].read(row);
        }
        return type.cast(create(shape.constructor, values));
    }

    private record Column(int number, Reader reader) {
        @Nullable
        Object read(ResultSet row) throws SQLException {
            return reader.read(row, number);
        }
    }

    /// What there is to know about a type without a query. No constructor: one value.
    private record Shape(
            Class<?> type, @Nullable Constructor<?> constructor, List<String> components, List<Reader> readers) {

        static Shape of(Class<?> type) {
            if (!type.isRecord() || isId(type)) {
                return new Shape(type, null, List.of(), List.of(readerOf(type)));
            }
            RecordComponent[] components = type.getRecordComponents();
            return new Shape(
                    type,
                    canonical(type),
                    Arrays.stream(components).map(RecordComponent::getName).toList(),
                    Arrays.stream(components)
                            .map(component -> readerOf(component.getGenericType()))
                            .toList());
        }

        Column[] columns(ResultSetMetaData row) throws SQLException {
            if (constructor == null) {
                return new Column[] {new Column(1, readers.getFirst())};
            }
            Map<String, Integer> numbers = new HashMap<>();
            for (int i = row.getColumnCount(); i > 0; i--) {
                numbers.put(row.getColumnLabel(i).replace("_", "").toLowerCase(Locale.ROOT), i);
            }
            var columns = new Column[components.size()];
            for (int i = 0; i < columns.length; i++) {
                Integer number = numbers.get(components.get(i).toLowerCase(Locale.ROOT));
                if (number == null) {
                    throw new IllegalArgumentException(
                            type.getSimpleName() + "." + components.get(i) + " has no column");
                }
                columns[i] = new Column(number, readers.get(i));
            }
            return columns;
        }
    }

    private interface Reader {
        @Nullable
        Object read(ResultSet row, int column) throws SQLException;
    }

    private static Reader readerOf(Type type) {
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            return list(list);
        }
        if (!(type instanceof Class<?> simple) || simple == JsonNode.class || (simple.isRecord() && !isId(simple))) {
            return (row, column) -> json(row.getString(column), type);
        }
        return simple(simple);
    }

    /// An array, or jsonb.
    private static Reader list(ParameterizedType type) {
        return (row, column) -> {
            Object value = row.getObject(column);
            if (!(value instanceof Array array)) {
                return value == null ? null : json(row.getString(column), type);
            }
            Function<Object, Object> element = fromElement((Class<?>) type.getActualTypeArguments()[0]);
            return Arrays.stream((Object[]) array.getArray()).map(element).toList();
        };
    }

    private static @Nullable Object json(@Nullable String json, Type type) {
        return json == null ? null : Json.read(json, type);
    }

    private static Reader simple(Class<?> type) {
        if (isId(type)) {
            Constructor<?> constructor = canonical(type);
            return (row, column) -> {
                UUID value = row.getObject(column, UUID.class);
                return value == null ? null : create(constructor, value);
            };
        }
        if (type.isEnum()) {
            Map<String, Object> constants = constants(type);
            return (row, column) -> {
                String word = row.getString(column);
                return word == null ? null : constant(type, constants, word);
            };
        }
        if (type.isPrimitive()) {
            return value(type);
        }
        Reader inner = value(type);
        return (row, column) -> {
            Object value = inner.read(row, column);
            return row.wasNull() ? null : value;
        };
    }

    private static Reader value(Class<?> type) {
        if (type == String.class) {
            return ResultSet::getString;
        }
        if (type == int.class || type == Integer.class) {
            return ResultSet::getInt;
        }
        if (type == long.class || type == Long.class) {
            return ResultSet::getLong;
        }
        if (type == boolean.class || type == Boolean.class) {
            return ResultSet::getBoolean;
        }
        if (type == double.class || type == Double.class) {
            return ResultSet::getDouble;
        }
        if (type == BigDecimal.class) {
            return ResultSet::getBigDecimal;
        }
        if (type == byte[].class) {
            return ResultSet::getBytes;
        }
        if (type == UUID.class || type == LocalDate.class || type == LocalTime.class) {
            return (row, column) -> row.getObject(column, type);
        }
        if (type == Instant.class) {
            return (row, column) -> {
                OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
                return time == null ? null : time.toInstant();
            };
        }
        throw new IllegalArgumentException("no way to read a column as " + type.getName());
    }

    private static Function<Object, Object> fromElement(Class<?> type) {
        if (isId(type)) {
            Constructor<?> constructor = canonical(type);
            return value -> create(constructor, value);
        }
        if (type.isEnum()) {
            Map<String, Object> constants = constants(type);
            return word -> constant(type, constants, (String) word);
        }
        return type::cast;
    }

    private static boolean isId(Class<?> type) {
        return Id.class.isAssignableFrom(type);
    }

    private static Map<String, Object> constants(Class<?> type) {
        return Arrays.stream(type.getEnumConstants()).collect(Collectors.toMap(Object::toString, each -> each));
    }

    private static Object constant(Class<?> type, Map<String, Object> constants, String word) {
        Object constant = constants.get(word);
        if (constant == null) {
            throw new IllegalArgumentException("no " + type.getSimpleName() + " is called " + word);
        }
        return constant;
    }

    private static Constructor<?> canonical(Class<?> type) {
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(Arrays.stream(type.getRecordComponents())
                    .map(RecordComponent::getType)
                    .toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("a record has a canonical constructor: " + type, e);
        }
    }

    private static Object create(Constructor<?> constructor, @Nullable Object... values) {
        try {
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "a row does not make a " + constructor.getDeclaringClass().getSimpleName(), e);
        }
    }
}

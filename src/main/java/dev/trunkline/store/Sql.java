package dev.trunkline.store;

import dev.trunkline.ids.Id;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;

/// Parameters in the types the driver takes.
public final class Sql {

    private Sql() {}

    public static @Nullable OffsetDateTime time(@Nullable Instant at) {
        return at == null ? null : at.atOffset(ZoneOffset.UTC);
    }

    public static @Nullable UUID id(@Nullable Id id) {
        return id == null ? null : id.value();
    }

    /// Reads the first column as an ID.
    public static <I extends Id> RowMapper<I> as(Function<UUID, I> id) {
        return (rs, _) -> id.apply(rs.getObject(1, UUID.class));
    }

    public static UUID[] ids(Collection<? extends Id> ids) {
        return ids.stream().map(Id::value).toArray(UUID[]::new);
    }
}

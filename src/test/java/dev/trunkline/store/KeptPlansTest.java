package dev.trunkline.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.ids.OrganizationId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Plans are kept from the first connection on, when nobody has been called yet.
class KeptPlansTest {

    private record Key(String relation, String key, String[] columns) {}

    private static TestDatabase database;

    @BeforeAll
    static void open() {
        database = TestDatabase.fresh();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Test
    void what_is_asked_for_by_its_key_is_found_by_its_key_while_tables_are_empty() {
        Map<String, String> wrong = new LinkedHashMap<>();
        OrganizationId organization = database.organization();
        Store store = database.store();
        store.engine(organization, () -> {
            for (Key key : store.jdbc()
                    .sql("""
                            SELECT c.relname AS relation, k.relname AS key,
                                   (SELECT array_agg(attname ORDER BY attnum) FROM pg_attribute WHERE attrelid = k.oid) AS columns
                              FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_class k ON k.oid = i.indexrelid
                             WHERE i.indisprimary AND c.relnamespace = 'public'::regnamespace
                               AND c.relname <> ALL (ARRAY['directory', 'migration'])""")
                    .query((row, _) -> new Key(row.getString("relation"), row.getString("key"), (String[])
                            row.getArray("columns").getArray()))
                    .list()) {
                String plan = plan(store, key);
                if (!plan.contains(key.key() + " ")) {
                    wrong.put(key.relation(), plan);
                }
            }
        });
        assertThat(wrong).isEmpty();
    }

    private static String plan(Store store, Key key) {
        String condition = IntStream.range(0, key.columns().length)
                .mapToObj(place -> key.columns()[place] + " = $" + (place + 1))
                .collect(Collectors.joining(" AND "));
        store.jdbc()
                .sql("PREPARE asked AS SELECT * FROM " + key.relation() + " WHERE " + condition)
                .update();
        String plan = String.join(
                "\n",
                store.jdbc()
                        .sql("EXPLAIN EXECUTE asked ("
                                + IntStream.range(0, key.columns().length)
                                        .mapToObj(_ -> "NULL")
                                        .collect(Collectors.joining(", "))
                                + ")")
                        .query(String.class)
                        .list());
        store.jdbc().sql("DEALLOCATE asked").update();
        return plan;
    }
}

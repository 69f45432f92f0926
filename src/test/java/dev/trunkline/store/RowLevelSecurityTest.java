package dev.trunkline.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Reads the catalog: what keeps one organization from another is in the database, not in the care of programmers.
class RowLevelSecurityTest {

    /// Tables that no organization owns; each is named in docs/security.md with its reason.
    private static final Set<String> WITHOUT_ORGANIZATION = Set.of("migration");

    private static final Set<String> WITHOUT_POLICY = Set.of("directory", "agenda", "migration");

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
    void every_table_forces_row_level_security_but_the_written_exceptions() {
        List<String> open = strings("""
                SELECT relname FROM pg_class
                 WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
                   AND NOT (relrowsecurity AND relforcerowsecurity)""");
        assertThat(open).containsExactlyInAnyOrderElementsOf(WITHOUT_POLICY);
    }

    @Test
    void organization_id_comes_first_in_every_key_and_reference() {
        List<String> wrong = strings("""
                SELECT conrelid::regclass || '.' || conname FROM pg_constraint c
                 WHERE connamespace = 'public'::regnamespace AND contype IN ('p', 'u', 'f')
                   AND NOT (conrelid::regclass::text = ANY (ARRAY['directory', 'migration']))
                   AND (SELECT attname FROM pg_attribute WHERE attrelid = conrelid AND attnum = conkey[1]) <> 'organization_id'""");
        assertThat(wrong).isEmpty();
        List<String> tables = strings("""
                SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
                   AND NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = pg_class.oid AND attname = 'organization_id')""");
        assertThat(tables).containsExactlyInAnyOrderElementsOf(WITHOUT_ORGANIZATION);
    }

    @Test
    void unique_indexes_begin_with_the_organization() {
        List<String> wrong = strings("""
                SELECT indexrelid::regclass::text FROM pg_index JOIN pg_class c ON c.oid = indrelid
                 WHERE indisunique AND relnamespace = 'public'::regnamespace AND relname NOT IN ('directory', 'migration')
                   AND (SELECT attname FROM pg_attribute WHERE attrelid = indrelid AND attnum = indkey[0]) <> 'organization_id'""");
        assertThat(wrong).isEmpty();
    }

    @Test
    void the_runtime_role_owns_nothing_and_bypasses_nothing() {
        assertThat(strings("SELECT relname FROM pg_class WHERE relowner = 'trunkline_runtime'::regrole"))
                .isEmpty();
        assertThat(strings("""
                SELECT rolname FROM pg_roles
                 WHERE rolname IN ('trunkline', 'trunkline_runtime', 'trunkline_log_reader') AND (rolsuper OR rolbypassrls)""")).isEmpty();
    }

    @Test
    void without_an_organization_reading_is_an_error_not_an_empty_answer() {
        Store store = database.store();
        assertThatThrownBy(() -> store.across(() -> store.jdbc()
                        .sql("SELECT count(*) FROM lead")
                        .query(Long.class)
                        .single()))
                .isInstanceOf(RuntimeException.class);
        // A connection that served an organization before has the setting emptied, not unset.
        store.engine(database.organization(), () -> {});
        assertThatThrownBy(() -> store.across(() -> store.jdbc()
                        .sql("SELECT count(*) FROM lead")
                        .query(Long.class)
                        .single()))
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    void a_row_of_another_organization_is_neither_readable_nor_writable() {
        Store store = database.store();
        var mine = database.organization();
        var theirs = database.organization();
        store.engine(theirs, () -> {
            store.jdbc()
                    .sql("INSERT INTO list (organization_id, name, region) VALUES (:org, 'Theirs', 'US')")
                    .param("org", theirs.value())
                    .update();
        });
        Long visible = store.engine(
                mine,
                () -> store.jdbc()
                        .sql("SELECT count(*) FROM list")
                        .query(Long.class)
                        .single());
        assertThat(visible).isZero();
        assertThatThrownBy(() -> store.engine(mine, () -> {
                    store.jdbc()
                            .sql("INSERT INTO list (organization_id, name, region) VALUES (:org, 'Smuggled', 'US')")
                            .param("org", theirs.value())
                            .update();
                }))
                .hasStackTraceContaining("row-level security");
    }

    @Test
    void records_are_mapped_from_words_json_and_arrays() {
        record Row(
                dev.trunkline.ids.LeadId id,
                dev.trunkline.access.Role role,
                tools.jackson.databind.JsonNode data,
                List<UUID> refs,
                java.time.Instant at) {}
        Store store = database.store();
        Row row = store.across(() -> store.jdbc()
                .sql(
                        "SELECT uuidv7() AS id, 'agent' AS role, '{\"a\": 1}'::jsonb AS data, ARRAY[uuidv7()] AS refs, app_now() AS at")
                .query(Rows.of(Row.class))
                .single());
        assertThat(row.role()).isEqualTo(dev.trunkline.access.Role.AGENT);
        assertThat(row.data().get("a").asInt()).isEqualTo(1);
        assertThat(row.refs()).hasSize(1);
        assertThat(row.at()).isNotNull();
    }

    private static List<String> strings(String sql) {
        return database.store()
                .across(() ->
                        database.store().jdbc().sql(sql).query(String.class).list());
    }
}

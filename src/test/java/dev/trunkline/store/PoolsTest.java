package dev.trunkline.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What the pools do to a connection must outlast the first transaction on it.
class PoolsTest {

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
    void a_connection_keeps_its_role_when_the_first_transaction_on_it_rolls_back() {
        Store store = database.store();
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> store.across(() -> {
                        assertThat(role()).isEqualTo("trunkline_runtime");
                        throw new IllegalStateException("rolled back");
                    }))
                    .hasMessage("rolled back");
            assertThat(store.across(PoolsTest::role)).isEqualTo("trunkline_runtime");
        }
    }

    @Test
    void an_idle_connection_has_no_transaction_open() {
        assertThat(database.store()
                        .across(() -> database.store()
                                .jdbc()
                                .sql("""
                                        SELECT count(*) FROM pg_stat_activity
                                         WHERE datname = current_database() AND state = 'idle in transaction'""")
                                .query(Integer.class)
                                .single()))
                .isZero();
    }

    private static String role() {
        return database.store()
                .jdbc()
                .sql("SELECT current_user::text")
                .query(String.class)
                .single();
    }
}

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

    @Test
    void a_connection_whose_rehearsal_fails_is_as_good_as_any_other() {
        Rehearsal failing = store -> store.across(
                () -> store.jdbc().sql("SELECT nothing_that_there_is").query().singleRow());
        try (var pools = StoreConfig.Pools.open(database.address(), failing)) {
            Store store = pools.store();
            assertThat(store.across(() ->
                            store.jdbc().sql("SELECT 1").query(Integer.class).single()))
                    .isEqualTo(1);
        }
    }

    private static String role() {
        return database.store()
                .jdbc()
                .sql("SELECT current_user::text")
                .query(String.class)
                .single();
    }
}

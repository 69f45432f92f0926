package dev.trunkline.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trunkline.ids.OrganizationId;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class StoreTest {

    private static TestDatabase database;
    private static Store store;

    @BeforeAll
    static void open() {
        database = TestDatabase.fresh();
        store = database.store();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    private static void addList(OrganizationId organization, String name) {
        store.engine(organization, () -> {
            store.jdbc()
                    .sql("INSERT INTO list (organization_id, name, region) VALUES (:organization, :name, 'US')")
                    .param("organization", organization.value())
                    .param("name", name)
                    .update();
        });
    }

    private static long lists(OrganizationId organization) {
        return store.engine(
                organization,
                () -> store.jdbc()
                        .sql("SELECT count(*) FROM list")
                        .query(Long.class)
                        .single());
    }

    @Test
    void what_comes_after_a_commit_may_open_its_own_transaction_and_keeps_what_it_wrote() {
        OrganizationId organization = database.organization();
        store.web(organization, () -> {
            addList(organization, "before");
            store.afterCommit(() -> addList(organization, "after"));
        });
        assertThat(lists(organization)).isEqualTo(2);
    }

    @Test
    void nothing_comes_after_a_rollback() {
        OrganizationId organization = database.organization();
        assertThatThrownBy(() -> store.web(organization, () -> {
                    store.afterCommit(() -> addList(organization, "after"));
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        assertThat(lists(organization)).isZero();
    }

    @Test
    void what_runs_alongside_commits_and_fails_with_each_transaction() {
        OrganizationId organization = database.organization();
        var seen = new ArrayList<String>();
        Store.alongside(() -> seen.add("end of a transaction"), () -> {
            addList(organization, "one");
            addList(organization, "two");
            return null;
        });
        assertThat(seen).hasSize(2);
        assertThatThrownBy(() -> Store.alongside(
                        () -> {
                            throw new IllegalStateException("not ours any more");
                        },
                        () -> {
                            addList(organization, "three");
                            return null;
                        }))
                .hasMessage("not ours any more");
        assertThat(lists(organization)).isEqualTo(2);
    }
}

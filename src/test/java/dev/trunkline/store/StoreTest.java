package dev.trunkline.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trunkline.ids.OrganizationId;
import java.util.ArrayList;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;

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

    private static boolean addAtOnce(OrganizationId organization, String name) {
        return store.atOnce(
                        organization,
                        "INSERT INTO list (organization_id, name, region) VALUES (:id, :name, 'US') RETURNING true",
                        new MapSqlParameterSource("id", organization.value()).addValue("name", name),
                        Boolean.class)
                .orElse(false);
    }

    @Test
    void one_statement_at_once_is_a_transaction_inside_its_organization() {
        OrganizationId organization = database.organization();
        OrganizationId other = database.organization();
        var told = new ArrayList<OrganizationId>();
        store.onCommit(told::add);
        assertThat(addAtOnce(organization, "one")).isTrue();
        assertThat(told).containsExactly(organization);
        assertThat(lists(organization)).isEqualTo(1);
        assertThat(lists(other)).isZero();
        assertThat(store.atOnce(other, "SELECT EXISTS (SELECT FROM list)", new MapSqlParameterSource(), Boolean.class))
                .contains(false);
        // The connection it went through is as it was: what comes next is rolled back as a whole.
        assertThatThrownBy(() -> store.engine(organization, () -> {
                    addList(organization, "two");
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        assertThat(lists(organization)).isEqualTo(1);
    }

    /// Also once the server has them prepared.
    @Test
    void several_statements_at_once_are_one_transaction_and_the_last_one_says_what_came_of_it() {
        OrganizationId organization = database.organization();
        OrganizationId other = database.organization();
        for (int i = 1; i <= 20; i++) {
            var values = new MapSqlParameterSource("id", organization.value()).addValue("name", "list " + i);
            assertThat(store.atOnce(
                            organization,
                            "INSERT INTO list (organization_id, name, region) VALUES (:id, :name, 'US') RETURNING true;"
                                    + " SELECT id FROM list WHERE name = :name",
                            values,
                            UUID.class))
                    .isPresent();
            assertThat(lists(organization)).isEqualTo(i);
            assertThat(store.atOnce(
                            other,
                            "SELECT true FROM organization FOR UPDATE; SELECT id FROM list WHERE name = :name",
                            values,
                            UUID.class))
                    .isEmpty();
        }
    }

    /// Once the server has a statement prepared, the driver sends it in another way.
    @Test
    void one_statement_at_once_is_one_transaction_every_time() {
        OrganizationId organization = database.organization();
        OrganizationId other = database.organization();
        for (int i = 1; i <= 30; i++) {
            addAtOnce(organization, "list " + i);
            addAtOnce(other, "list " + i);
        }
        assertThat(lists(organization)).isEqualTo(30);
        assertThat(lists(other)).isEqualTo(30);
    }

    @Test
    void one_statement_at_once_that_fails_leaves_nothing() {
        OrganizationId organization = database.organization();
        OrganizationId other = database.organization();
        assertThatThrownBy(() -> store.atOnce(
                        organization,
                        "WITH added AS (INSERT INTO list (organization_id, name, region) VALUES (:id, 'one', 'US') RETURNING 1)"
                                + " SELECT 1 / (1 - count(*)) > 0 FROM added",
                        new MapSqlParameterSource("id", organization.value()),
                        Boolean.class))
                .hasMessageContaining("division by zero");
        assertThatThrownBy(() -> addAtOnce(other, "x".repeat(2_000))).isInstanceOf(DataAccessException.class);
        assertThat(lists(organization)).isZero();
        assertThat(lists(other)).isZero();
    }

    @Test
    void one_statement_at_once_is_no_part_of_another_transaction() {
        OrganizationId organization = database.organization();
        assertThatThrownBy(() -> store.engine(organization, () -> addAtOnce(organization, "one")))
                .hasMessage("a transaction is open");
    }

    @Test
    void one_statement_at_once_commits_and_fails_with_what_runs_alongside() {
        OrganizationId organization = database.organization();
        assertThatThrownBy(() -> Store.alongside(
                        () -> {
                            throw new IllegalStateException("not ours any more");
                        },
                        () -> addAtOnce(organization, "one")))
                .hasMessage("not ours any more");
        assertThat(lists(organization)).isZero();
    }
}

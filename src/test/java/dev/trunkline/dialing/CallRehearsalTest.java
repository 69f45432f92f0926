package dev.trunkline.dialing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.ids.OrganizationId;
import dev.trunkline.store.Rehearsal;
import dev.trunkline.store.Store;
import dev.trunkline.store.StoreConfig;
import dev.trunkline.store.TestDatabase;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class CallRehearsalTest {

    @Test
    void every_connection_of_the_engine_knows_how_calls_are_written_and_nothing_of_it_stays() {
        try (var database = TestDatabase.fresh()) {
            var played = new CopyOnWriteArrayList<OrganizationId>();
            Rehearsal rehearsal = store -> {
                new CallRehearsal().on(store);
                String organization = all(store, "SELECT current_setting('trunkline.organization_id')")
                        .getFirst();
                assertThat(all(store, "SELECT status FROM call"))
                        .containsOnly("completed")
                        .hasSize(5);
                played.add(new OrganizationId(UUID.fromString(organization)));
            };
            try (var pools = StoreConfig.Pools.open(database.address(), rehearsal)) {
                Awaitility.await().until(() -> played.size() == 10);
                Store store = pools.store();
                assertThat(store.engine(
                                database.organization(),
                                () -> all(store, "SELECT statement FROM pg_prepared_statements")))
                        .as("answers, joins and ends are planned")
                        .anyMatch(sql -> sql.contains("AND k.unattended ->> 'messageId'"))
                        .anyMatch(sql -> sql.contains("taken AS"))
                        .anyMatch(sql -> sql.contains("moved_on AS"));
                assertThat(played)
                        .allSatisfy(organization -> assertThat(
                                        store.engine(organization, () -> all(store, "SELECT name FROM organization")))
                                .isEmpty());
            }
        }
    }

    private static List<String> all(Store store, String sql) {
        return store.jdbc().sql(sql).query(String.class).list();
    }
}

package dev.trunkline.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trunkline.access.Caller;
import dev.trunkline.access.Role;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.UserId;
import dev.trunkline.store.Store;
import dev.trunkline.store.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Two nodes on one database: what one commits, clients of both see.
class TwoNodesTest {

    private static TestDatabase database;
    private static List<LiveNode> nodes;

    private Caller supervisor;

    @BeforeAll
    static void start() {
        database = TestDatabase.fresh();
        nodes = List.of(LiveNode.start(database.address()), LiveNode.start(database.address()));
    }

    @AfterAll
    static void stop() {
        nodes.forEach(LiveNode::close);
        database.close();
    }

    @BeforeEach
    void people() {
        supervisor = new Caller(database.organization(), new UserId(UUID.randomUUID()), Role.SUPERVISOR);
    }

    @Test
    void fifty_clients_of_two_nodes_see_every_commit_of_both() {
        var streams = new ArrayList<EventReader>();
        try {
            for (int i = 0; i < 50; i++) {
                streams.add(EventReader.open(nodes.get(i % 2).uri(supervisor, "&topics=campaign")));
            }
            var committed = new HashSet<String>();
            for (int i = 0; i < 250; i++) {
                committed.add(campaign(nodes.get(i % 2), "campaign " + i).toString());
            }
            await().atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThat(streams)
                            .allSatisfy(stream -> assertThat(seen(stream)).containsAll(committed)));
            assertThat(streams)
                    .allSatisfy(stream -> assertThat(stream.of("reload")).isEmpty());
        } finally {
            streams.forEach(EventReader::close);
        }
    }

    @Test
    void a_cut_connection_is_made_again_and_nothing_is_missed() {
        try (var here = EventReader.open(nodes.get(0).uri(supervisor, "&topics=campaign"));
                var there = EventReader.open(nodes.get(1).uri(supervisor, "&topics=campaign"))) {
            for (int round = 0; round < 3; round++) {
                cut("trunkline change log");
                cut("trunkline hints");
                UUID id = campaign(nodes.get(0), "round " + round);
                for (EventReader stream : List.of(here, there)) {
                    stream.awaitEvent(
                            event -> event.data().path("id").asString("").equals(id.toString()));
                }
            }
            assertThat(here.of("reload")).isEmpty();
            assertThat(there.of("campaign")).hasSizeGreaterThanOrEqualTo(3);
        }
    }

    @Test
    void without_hints_the_other_node_is_only_a_second_late() {
        try (var there = EventReader.open(nodes.get(1).uri(supervisor, "&topics=campaign"))) {
            // Committed outside both nodes' stores, as psql would: nobody is woken.
            UUID id = campaign(database.store(), "by hand");
            there.awaitEvent(event -> event.data().path("id").asString("").equals(id.toString()));
        }
    }

    private static Set<String> seen(EventReader stream) {
        return stream.of("campaign").stream()
                .map(event -> event.data().path("id").asString(""))
                .collect(Collectors.toSet());
    }

    private UUID campaign(LiveNode on, String name) {
        return campaign(on.store(), name);
    }

    private UUID campaign(Store store, String name) {
        OrganizationId organization = supervisor.organization();
        return store.engine(
                organization,
                () -> store.jdbc()
                        .sql("""
                INSERT INTO campaign (organization_id, name, mode, retry_rules, calling_window)
                VALUES (:org, :name, 'power', '{}', '{}') RETURNING id""")
                        .param("org", organization.value())
                        .param("name", name)
                        .query(UUID.class)
                        .single());
    }

    private static void cut(String application) {
        database.store().across(() -> {
            database.store().jdbc().sql("RESET ROLE").update();
            database.store()
                    .jdbc()
                    .sql("""
                            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                             WHERE application_name = :name AND datname = current_database()""")
                    .param("name", application)
                    .query(Boolean.class)
                    .list();
            database.store().jdbc().sql("SET ROLE trunkline_runtime").update();
        });
    }
}

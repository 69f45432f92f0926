package dev.trunkline.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trunkline.access.Caller;
import dev.trunkline.access.Role;
import dev.trunkline.access.Visibility.Facts;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.UserId;
import dev.trunkline.live.EventReader.Received;
import dev.trunkline.notices.NoticeRepository;
import dev.trunkline.store.TestDatabase;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The stream as clients meet it: real HTTP, real database.
class EventStreamTest {

    private static TestDatabase database;
    private static LiveNode node;

    private OrganizationId organization;
    private Caller supervisor;
    private Caller agent;

    @BeforeAll
    static void start() {
        database = TestDatabase.fresh();
        node = LiveNode.start(
                database.address(),
                "trunkline.live.ping=200ms",
                "server.compression.enabled=true",
                "server.compression.min-response-size=1");
    }

    @AfterAll
    static void stop() {
        node.close();
        database.close();
    }

    @BeforeEach
    void people() {
        organization = database.organization();
        supervisor = person(Role.SUPERVISOR);
        agent = person(Role.AGENT);
    }

    @Test
    void a_stream_says_hello_and_pings_and_is_fit_for_proxies() {
        try (var stream = EventReader.open(node.uri(agent, ""))) {
            Received hello = stream.received().getFirst();
            assertThat(hello.event()).isEqualTo("hello");
            assertThat(hello.data().get("position").asString()).isEqualTo(hello.id());
            assertThat(Instant.parse(hello.data().get("serverTime").asString()))
                    .isBetween(Instant.now().minusSeconds(10), Instant.now());
            Received ping = stream.awaitEvent(event -> event.event().equals("ping"));
            assertThat(Instant.parse(ping.data().get("at").asString()))
                    .isAfter(Instant.now().minusSeconds(10));
            var headers = stream.response().headers();
            assertThat(headers.firstValue("Content-Type")).hasValue("text/event-stream;charset=UTF-8");
            assertThat(headers.firstValue("Cache-Control")).hasValue("no-store");
            assertThat(headers.firstValue("X-Accel-Buffering")).hasValue("no");
            assertThat(headers.firstValue("Content-Encoding")).isEmpty();
        }
    }

    @Test
    void a_committed_change_is_pushed_as_the_whole_object() {
        try (var stream = EventReader.open(node.uri(supervisor, ""))) {
            UUID id = campaign(node, "Autumn");
            Received event = stream.awaitEvent(one -> one.event().equals("campaign"));
            assertThat(event.data().get("id").asString()).isEqualTo(id.toString());
            assertThat(event.data().get("name").asString()).isEqualTo("Autumn");
        }
    }

    @Test
    void agents_are_sent_their_own_calls_and_nobody_anything_of_another_organization() {
        UUID mine = UUID.randomUUID();
        UUID others = UUID.randomUUID();
        node.calls().put(mine, call(mine, agent.user()));
        node.calls().put(others, call(others, new UserId(UUID.randomUUID())));
        Caller stranger = new Caller(database.organization(), agent.user(), Role.OWNER);
        try (var all = EventReader.open(node.uri(supervisor, "&topics=call"));
                var own = EventReader.open(node.uri(agent, "&topics=call,campaign"));
                var outside = EventReader.open(node.uri(stranger, ""))) {
            changed("call", others);
            changed("call", mine);
            UUID last = campaign(node, "last");
            own.awaitEvent(event -> event.data().path("id").asString("").equals(last.toString()));
            assertThat(own.of("call")).extracting(EventStreamTest::id).containsExactly(mine.toString());
            all.awaitEvent(event -> id(event).equals(mine.toString()));
            assertThat(all.of("call"))
                    .extracting(EventStreamTest::id)
                    .containsOnlyOnce(mine.toString(), others.toString());
            assertThat(all.of("campaign")).isEmpty();
            assertThat(outside.received()).extracting(Received::event).isSubsetOf("hello", "ping");
        }
    }

    @Test
    void a_notice_reaches_its_addressee_only_once_committed() {
        var notices = node.bean(NoticeRepository.class);
        try (var to = EventReader.open(node.uri(agent, ""));
                var beside = EventReader.open(node.uri(supervisor, ""))) {
            node.store()
                    .engine(organization, () -> notices.post(organization, agent.user(), Map.of("text", "requeued")));
            node.store().engine(organization, () -> notices.post(organization, null, Map.of("text", "for all")));
            beside.awaitEvent(event -> event.data().path("text").asString("").equals("for all"));
            assertThat(beside.of("notice")).hasSize(1);
            Received notice = to.awaitEvent(
                    event -> event.data().path("text").asString("").equals("requeued"));
            assertThat(notice.data().get("userId").asString())
                    .isEqualTo(agent.user().toString());
            assertThat(notice.data().has("at")).isTrue();
        }
    }

    @Test
    void who_comes_back_is_sent_what_they_missed_and_then_goes_on() {
        String position;
        try (var stream = EventReader.open(node.uri(supervisor, "&topics=campaign"))) {
            campaign(node, "seen");
            stream.awaitEvent(event -> event.event().equals("campaign"));
            stream.awaitEvent(event -> event.event().equals("ping")
                    && !event.id().equals(stream.received().getFirst().id()));
            position = stream.lastId();
        }
        campaign(node, "missed");
        for (String query : List.of("", "&lastEventId=" + position)) {
            String header = query.isEmpty() ? position : null;
            try (var stream = EventReader.open(node.uri(supervisor, "&topics=campaign" + query), resume(header))) {
                assertThat(stream.received().getFirst().data().get("position").asString())
                        .isEqualTo(position);
                stream.awaitEvent(event -> name(event).equals("missed"));
                campaign(node, "new" + query);
                stream.awaitEvent(event -> name(event).equals("new" + query));
                assertThat(stream.of("reload")).isEmpty();
            }
        }
    }

    @Test
    void cut_at_any_event_a_client_that_resumes_misses_nothing() {
        var sent = new ArrayList<String>();
        String position = null;
        var seen = new HashSet<String>();
        for (int round = 0; round < 8; round++) {
            try (var stream = EventReader.open(node.uri(supervisor, "&topics=campaign"), resume(position))) {
                node.store()
                        .engine(
                                organization,
                                () -> IntStream.range(0, 5)
                                        .forEach(i ->
                                                sent.add(campaign(node, "c" + i).toString())));
                var target = sent.size() - 5 + round % 5;
                stream.awaitEvent(event -> id(event).equals(sent.get(target)));
                // Like a client that lost its connection right after this event.
                for (Received event : stream.received()) {
                    if (event.event().equals("campaign")) {
                        seen.add(id(event));
                    }
                    position = event.id();
                    if (id(event).equals(sent.get(target))) {
                        break;
                    }
                }
            }
        }
        try (var stream = EventReader.open(node.uri(supervisor, "&topics=campaign"), resume(position))) {
            await().atMost(Duration.ofMinutes(1)).until(() -> {
                stream.of("campaign").forEach(event -> seen.add(id(event)));
                return seen.containsAll(sent);
            });
        }
    }

    @Test
    void positions_that_can_not_be_replayed_are_answered_by_a_reload_and_the_stream_goes_on() {
        for (String position : List.of("1.1000000000", "99999999999.4000000000", "not-a-position")) {
            try (var stream = EventReader.open(node.uri(supervisor, "&topics=campaign"), resume(position))) {
                Received reload = stream.awaitEvent(event -> event.event().equals("reload"));
                assertThat(reload.data().get("reason").asString()).isIn("too-far-back", "unknown-position");
                assertThat(reload.id()).isNotEqualTo(position);
                UUID id = campaign(node, "after");
                stream.awaitEvent(event -> id(event).equals(id.toString()));
            }
        }
    }

    @Test
    void a_client_slower_than_the_changes_is_sent_the_newest_state() {
        UUID id = campaign(node, "v0");
        try (var stream = EventReader.open(node.uri(supervisor, "&topics=campaign"))) {
            node.store().engine(organization, () -> IntStream.rangeClosed(1, 50).forEach(i -> rename(id, "v" + i)));
            stream.awaitEvent(event -> name(event).equals("v50"));
            // The campaign's making may have been pushed before the renames committed; of those only the last is.
            assertThat(stream.of("campaign"))
                    .extracting(EventStreamTest::name)
                    .last()
                    .isEqualTo("v50");
            assertThat(stream.of("campaign")).hasSizeLessThanOrEqualTo(2);
        }
    }

    @Test
    void streams_end_when_access_changes() {
        try (var stream = EventReader.open(node.uri(agent, ""));
                var other = EventReader.open(node.uri(supervisor, ""))) {
            changed("access", agent.user().value());
            stream.awaitEnd();
            UUID id = campaign(node, "still there");
            other.awaitEvent(event -> id(event).equals(id.toString()));
        }
    }

    @Test
    void changing_a_role_or_revoking_a_token_is_a_change_of_access() {
        UUID user = node.store()
                .engine(
                        organization,
                        () -> node.store()
                                .jdbc()
                                .sql("""
                INSERT INTO app_user (organization_id, email, name, role) VALUES (:org, 'a@example.com', 'A', 'agent')
                RETURNING id""")
                                .param("org", organization.value())
                                .query(UUID.class)
                                .single());
        Caller person = new Caller(organization, new UserId(user), Role.AGENT);
        for (String sql : List.of(
                "UPDATE app_user SET role = 'supervisor' WHERE organization_id = :org AND id = :user",
                "UPDATE token SET revoked_at = app_now() WHERE organization_id = :org AND user_id = :user",
                "DELETE FROM token WHERE organization_id = :org AND user_id = :user")) {
            node.store().engine(organization, () -> {
                node.store()
                        .jdbc()
                        .sql("""
                        INSERT INTO token (organization_id, user_id, kind, hash) VALUES (:org, :user, 'api', :hash)""")
                        .param("org", organization.value())
                        .param("user", user)
                        .param("hash", UUID.randomUUID().toString())
                        .update();
            });
            try (var stream = EventReader.open(node.uri(person, ""))) {
                node.store().engine(organization, () -> {
                    node.store()
                            .jdbc()
                            .sql(sql)
                            .param("org", organization.value())
                            .param("user", user)
                            .update();
                });
                stream.awaitEnd();
            }
        }
    }

    @Test
    void an_unknown_topic_is_refused_with_the_list_of_topics() throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            var refused = http.send(
                    HttpRequest.newBuilder(node.uri(agent, "&topics=call,weather"))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(refused.statusCode()).isEqualTo(422);
            assertThat(refused.body()).contains("weather", "recording");
            var head =
                    http.send(HttpRequest.newBuilder(node.uri(agent, "")).HEAD().build(), BodyHandlers.ofString());
            assertThat(head.statusCode()).isEqualTo(200);
        }
    }

    @Test
    void a_reader_that_stops_reading_is_dropped_and_the_others_are_served() throws Exception {
        var meters = node.bean(MeterRegistry.class);
        double before = meters.get("trunkline.live.dropped").counter().count();
        URI uri = node.uri(supervisor, "&topics=call");
        try (var slow = new Socket();
                var quick = EventReader.open(node.uri(supervisor, "&topics=call"))) {
            slow.setReceiveBufferSize(4_096);
            slow.connect(new InetSocketAddress("127.0.0.1", node.port()));
            slow.getOutputStream()
                    .write(("GET " + uri.getPath() + "?" + uri.getQuery()
                                    + " HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            assertThat(slow.getInputStream().read()).isEqualTo('H');
            for (int round = 0; round < 60; round++) {
                UUID last = largeCalls(50);
                quick.awaitEvent(event -> id(event).equals(last.toString()));
            }
            // Once it reads again, what it gets ends with the order to reload.
            String rest = new String(slow.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(rest).contains("event: reload\ndata: {\"reason\":\"too-slow\"}");
            assertThat(quick.of("reload")).isEmpty();
        }
        assertThat(meters.get("trunkline.live.dropped").counter().count()).isEqualTo(before + 1);
    }

    @Test
    void two_hundred_streams_are_served_at_once() {
        var streams = new ArrayList<EventReader>();
        try {
            for (int i = 0; i < 200; i++) {
                streams.add(EventReader.open(node.uri(i % 2 == 0 ? supervisor : agent, "")));
            }
            assertThat(node.bean(MeterRegistry.class)
                            .get("trunkline.live.subscribers")
                            .gauge()
                            .value())
                    .isGreaterThanOrEqualTo(200);
            UUID id = campaign(node, "everybody");
            for (EventReader stream : streams) {
                stream.awaitEvent(event -> id(event).equals(id.toString()));
            }
        } finally {
            streams.forEach(EventReader::close);
        }
    }

    @Test
    void a_stopping_node_ends_its_streams_at_once() {
        // A graceful stop would wait this long for requests that are still open.
        var stopping = LiveNode.start(database.address(), "spring.lifecycle.timeout-per-shutdown-phase=1h");
        try (var stream = EventReader.open(stopping.uri(agent, ""))) {
            Thread stop = Thread.ofPlatform().start(stopping::close);
            stream.awaitEnd();
            await().atMost(Duration.ofMinutes(1)).until(() -> !stop.isAlive());
        }
    }

    private Caller person(Role role) {
        return new Caller(organization, new UserId(UUID.randomUUID()), role);
    }

    private UUID largeCalls(int count) {
        var ids = IntStream.range(0, count).mapToObj(_ -> UUID.randomUUID()).toList();
        for (UUID id : ids) {
            Object body = Map.of("id", id, "notes", "x".repeat(4_000));
            node.calls().put(id, new LiveObject(body, Facts.ownedBy(agent.user())));
        }
        node.store().engine(organization, () -> ids.forEach(id -> changed("call", id)));
        return ids.getLast();
    }

    private static LiveObject call(UUID id, UserId user) {
        return new LiveObject(Map.of("id", id), Facts.ownedBy(user));
    }

    private static String id(Received event) {
        return event.data().path("id").asString("");
    }

    private static String name(Received event) {
        return event.data().path("name").asString("");
    }

    private void changed(String kind, UUID ref) {
        node.store().engine(organization, () -> {
            node.store()
                    .jdbc()
                    .sql("INSERT INTO change_log (organization_id, kind, ref) VALUES (:org, :kind, :ref)")
                    .param("org", organization.value())
                    .param("kind", kind)
                    .param("ref", ref)
                    .update();
        });
    }

    private UUID campaign(LiveNode on, String name) {
        return on.store()
                .engine(
                        organization,
                        () -> on.store()
                                .jdbc()
                                .sql("""
                INSERT INTO campaign (organization_id, name, mode, retry_rules, calling_window)
                VALUES (:org, :name, 'power', '{}', '{}') RETURNING id""")
                                .param("org", organization.value())
                                .param("name", name)
                                .query(UUID.class)
                                .single());
    }

    private void rename(UUID id, String name) {
        node.store()
                .jdbc()
                .sql("UPDATE campaign SET name = :name WHERE organization_id = :org AND id = :id")
                .param("org", organization.value())
                .param("id", id)
                .param("name", name)
                .update();
    }

    private static Map<String, String> resume(@Nullable String lastEventId) {
        return lastEventId == null ? Map.of() : Map.of("Last-Event-ID", lastEventId);
    }
}

package dev.trunkline.telephony.twilio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.WholeApp.Client;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Campaigns by Twilio to their end, over the whole application and the stateful fake.
class TwilioDialingTest {

    private TwilioWorld world;

    @BeforeEach
    void open() {
        world = new TwilioWorld();
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void an_unattended_campaign_speaks_to_everybody_who_answers() {
        unattended(40, FakeTwilio.Faults.NONE);
    }

    @Test
    void a_power_session_joins_everybody_who_answers_or_tells_them() {
        power(30, FakeTwilio.Faults.NONE);
    }

    @Test
    void a_pool_of_agents_works_a_predictive_campaign() {
        predictive(30, 4);
    }

    @Test
    @Tag("soak")
    void five_hundred_leads_are_dialed_to_the_end_in_every_mode() {
        unattended(500, FakeTwilio.Faults.NONE);
        power(500, FakeTwilio.Faults.NONE);
        predictive(500, 10);
    }

    @Test
    @Tag("soak")
    void lost_doubled_and_late_webhooks_change_nothing_in_the_end() {
        var faults = new FakeTwilio.Faults(0.2, 0.2, 0.2);
        unattended(60, faults);
        power(30, faults);
    }

    private int used;

    private void unattended(int leads, FakeTwilio.Faults faults) {
        world.twilio.faults = faults;
        String campaign = campaign("unattended", leads, Map.of("maxConcurrentCalls", 20, "unattended", Map.of()));
        awaitEnd(campaign, List.of());
        assertAllWell();
    }

    private void power(int leads, FakeTwilio.Faults faults) {
        Client agent = world.owner.colleague("agent");
        String campaign = campaign("power", leads, Map.of("lines", 3));
        String session = agent.post("/api/sessions", Map.of("campaignId", campaign, "mode", "power", "lines", 3))
                .expect(201)
                .at("/id");
        present(List.of(agent));
        world.twilio.faults = faults;
        agent.patch("/api/sessions/" + session, Map.of("action", "start")).expect(200);
        awaitEnd(campaign, List.of(agent));
        assertAllWell();
    }

    private void predictive(int leads, int count) {
        world.twilio.faults = FakeTwilio.Faults.NONE;
        var agents = new ArrayList<Client>();
        String campaign = campaign("predictive", leads, Map.of());
        for (int i = 0; i < count; i++) {
            agents.add(world.owner.colleague("agent"));
        }
        present(agents);
        for (Client agent : agents) {
            agent.put("/api/agents/me/status", Map.of("status", "available", "campaignId", campaign))
                    .expect(200);
        }
        awaitEnd(campaign, agents);
        assertAllWell();
    }

    /// Browsers call in, and are believed when Twilio says that they are there.
    private void present(List<Client> agents) {
        for (Client agent : agents) {
            assertThat(agent.get("/api/agents/me/status").at("/audio")).isEqualTo("pending");
            world.phone(agent);
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> agents.stream()
                        .allMatch(agent ->
                                agent.get("/api/agents/me/status").at("/audio").equals("live")));
    }

    private String campaign(String mode, int leads, Map<String, Object> more) {
        var body = new HashMap<String, Object>(more);
        body.put("name", mode);
        body.put("mode", mode);
        body.put(
                "leadIds",
                world.leads(used, leads).stream().map(Object::toString).toList());
        body.put("numberIds", used == 0 ? world.numbers(5) : numberIds());
        body.put("maxAttempts", 1);
        body.put("callingWindow", TwilioWorld.alwaysOpen());
        body.put("start", true);
        used += leads;
        return world.owner.post("/api/campaigns", body).expect(201).at("/id");
    }

    private List<String> numberIds() {
        return world.owner
                .get("/api/numbers")
                .json()
                .get("items")
                .valueStream()
                .map(number -> number.get("id").asString())
                .toList();
    }

    private void awaitEnd(String campaign, List<Client> agents) {
        Awaitility.await()
                // 500 leads of one agent are five hours of Twilio's life.
                .atMost(Duration.ofMinutes(20))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    for (Client agent : agents) {
                        var me = agent.get("/api/agents/me/status");
                        agent.post("/api/agents/me/presence", "");
                        if (me.at("/status").equals("wrap-up")) {
                            agent.post(
                                    "/api/calls/disposition",
                                    Map.of("callId", me.at("/callId"), "outcome", "connected"));
                        }
                    }
                    return world.owner
                            .get("/api/campaigns/" + campaign)
                            .at("/status")
                            .equals("COMPLETED");
                });
    }

    private void assertAllWell() {
        List<FakeLine> called = world.twilio.lines.values().stream()
                .filter(line -> !line.inbound)
                .toList();
        Map<String, List<FakeLine>> byNumber = called.stream().collect(Collectors.groupingBy(line -> line.to));
        assertThat(byNumber).hasSize(used);
        // A line that was given up before anybody answered leaves its lead as it was: that one is called again.
        assertThat(byNumber.values()).allSatisfy(same -> {
            assertThat(same.stream().filter(line -> !line.status.equals("canceled") && !line.cut))
                    .as("calls that were not given up")
                    .hasSizeLessThanOrEqualTo(1);
            assertThat(same.stream().filter(a -> same.stream().anyMatch(b -> a != b && a.overlaps(b))))
                    .as("calls of one number at once")
                    .isEmpty();
        });
        assertThat(called).allSatisfy(line -> assertThat(line.ended).isNotNull());
        assertThat(called.stream()
                        .filter(line -> line.answered != null && !line.wasHeard() && !line.cut)
                        .map(line -> line.to))
                .as("people who heard nothing")
                .isEmpty();
        assertThat(world.count("SELECT count(*) FROM call WHERE ended_at IS NULL"))
                .isZero();
        assertThat(world.count("SELECT count(*) FROM call WHERE answered_at IS NOT NULL"))
                .isEqualTo(called.stream().filter(line -> line.answered != null).count());
        assertThat(world.count("SELECT count(*) FROM call WHERE launch <> 'accepted'"))
                .isZero();
        assertThat(world.twilio.violations).isEmpty();
        var took = world.twilio.answerMillis.stream().sorted().toList();
        System.out.printf(
                "%d lines, answers to lines: %d, p50 %.1f ms, p99 %.1f ms%n",
                called.size(), took.size(), took.get(took.size() / 2), took.get(took.size() * 99 / 100));
    }
}

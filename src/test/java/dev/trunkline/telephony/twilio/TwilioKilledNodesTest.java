package dev.trunkline.telephony.twilio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.ServerCluster;
import dev.trunkline.ServerProcess;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.leads.TestLeads;
import dev.trunkline.store.DatabaseAddress;
import dev.trunkline.store.StoreConfig;
import dev.trunkline.store.TestDatabase;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Two servers behind one address; each is killed while Twilio's lines ring, ask and talk.
@Tag("soak")
class TwilioKilledNodesTest {

    private static final int LEADS = 120;
    private static final int AGENTS = 4;

    @TempDir
    private Path scratch;

    private ServerCluster nodes;
    private final Map<String, FakeLine> phones = new ConcurrentHashMap<>();
    private DatabaseAddress address;
    private StoreConfig.Pools pools;
    private FakeTwilio twilio;

    @BeforeEach
    void open() throws Exception {
        address = TestDatabase.freshAddress();
        twilio = new FakeTwilio(this::deliver, TwilioWorld::willDo, 60).live();
        twilio.patience = 150;
        twilio.spread = 15;
        twilio.labels = false;
        nodes = new ServerCluster(
                scratch,
                Map.of(
                        "TRUNKLINE_PUBLIC_URL", TwilioWorld.PUBLIC,
                        "TRUNKLINE_PROVIDER", "twilio",
                        "TRUNKLINE_TWILIO_ACCOUNT_SID", FakeTwilio.ACCOUNT,
                        "TRUNKLINE_TWILIO_AUTH_TOKEN", FakeTwilio.TOKEN,
                        "TRUNKLINE_TWILIO_API_KEY_SID", FakeTwilio.KEY,
                        "TRUNKLINE_TWILIO_API_KEY_SECRET", FakeTwilio.SECRET,
                        "TRUNKLINE_TWILIO_APP_SID", FakeTwilio.APP,
                        "TRUNKLINE_TWILIO_API_URL", twilio.url()));
        nodes.add(address);
        nodes.add(address);
        pools = StoreConfig.Pools.open(address);
    }

    @AfterEach
    void close() throws Exception {
        nodes.close();
        twilio.close();
        pools.close();
    }

    /// As a proxy does: on to the next server where nobody listens; a connection that breaks is an error for Twilio.
    private FakeTwilio.Received deliver(FakeTwilio.Delivery delivery) {
        for (ServerProcess node : nodes.shuffled()) {
            try {
                var answer = nodes.http()
                        .send(
                                HttpRequest.newBuilder(
                                                URI.create(delivery.url().replace(TwilioWorld.PUBLIC, node.url())))
                                        .timeout(Duration.ofSeconds(5))
                                        .header("Content-Type", "application/x-www-form-urlencoded")
                                        .header("X-Twilio-Signature", delivery.signature())
                                        .POST(HttpRequest.BodyPublishers.ofString(TwilioWorld.encoded(delivery.form())))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString());
                return new FakeTwilio.Received(answer.statusCode(), answer.body());
            } catch (ConnectException e) {
                // The next one.
            } catch (IOException e) {
                return new FakeTwilio.Received(502, String.valueOf(e));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return new FakeTwilio.Received(502, "nobody listens");
    }

    @Test
    void nobody_who_has_talked_is_called_again_and_nobody_meets_silence() throws Exception {
        nodes.call("PUT", "/api/settings", ServerProcess.TOKEN, Map.of("maxCallsPerSecond", 500, "preset", "b2b"));
        OrganizationId organization = OrganizationId.of(nodes.call("GET", "/api/me", ServerProcess.TOKEN, null)
                .at("/organization/id")
                .asString());
        String campaign = campaign(organization);
        List<String> agents = agents(campaign);
        for (int death = 0; death < 3; death++) {
            int before = twilio.lines.size();
            await(agents, "calls go on", () -> twilio.lines.size() >= before + LEADS / 6);
            nodes.kill(death % 2);
            int then = twilio.lines.size();
            await(agents, "the other one goes on", () -> twilio.lines.size() > then);
            nodes.add(address);
        }
        await(agents, "the campaign ends", () -> {
            JsonNode seen = nodes.request("GET", "/api/campaigns/" + campaign, ServerProcess.TOKEN, null);
            return seen != null && seen.at("/status").asString().equals("COMPLETED");
        });
        assertAllWell();
    }

    private String campaign(OrganizationId organization) {
        var body = new HashMap<String, Object>();
        body.put("name", "Floor");
        body.put("mode", "predictive");
        body.put(
                "leadIds",
                TestLeads.add(pools.store(), organization, 1, LEADS).stream()
                        .map(Object::toString)
                        .toList());
        body.put(
                "numberIds",
                List.of(nodes.call(
                                "POST",
                                "/api/numbers",
                                ServerProcess.TOKEN,
                                Map.of("number", "+12025550100", "label", "Line"))
                        .at("/id")
                        .asString()));
        body.put("callingWindow", TwilioWorld.alwaysOpen());
        body.put("maxAttempts", 1);
        body.put("wrapUpSeconds", 1);
        body.put("start", true);
        return nodes.call("POST", "/api/campaigns", ServerProcess.TOKEN, body)
                .at("/id")
                .asString();
    }

    /// Programs with a browser's line; answers their tokens.
    private List<String> agents(String campaign) {
        var tokens = new ArrayList<String>();
        for (int i = 0; i < AGENTS; i++) {
            String token = nodes.agent(i);
            nodes.call("GET", "/api/agents/me/status", token, null);
            JsonNode phone = nodes.call("GET", "/api/softphone", token, null);
            phones.put(
                    token,
                    twilio.browser(
                            FakeTwilio.ACCOUNT,
                            phone.at("/phone/identity").asString(),
                            TwilioWorld.PUBLIC + "/webhooks/twilio/voice"));
            tokens.add(token);
        }
        for (String token : tokens) {
            nodes.call("PUT", "/api/agents/me/status", token, Map.of("status", "available", "campaignId", campaign));
        }
        return tokens;
    }

    /// While it waits, the agents show that they are there.
    private void await(List<String> agents, String what, java.util.concurrent.Callable<Boolean> done) {
        Awaitility.await(what)
                .atMost(Duration.ofMinutes(4))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> {
                    for (String agent : agents) {
                        nodes.request("POST", "/api/agents/me/presence", agent, Map.of());
                    }
                    return done.call();
                });
    }

    private void assertAllWell() {
        List<FakeLine> called = twilio.lines.values().stream()
                .filter(line -> !line.inbound)
                .sorted(Comparator.comparing(FakeLine::began))
                .toList();
        assertThat(called.stream()
                        .filter(line -> line.answered != null && !line.wasHeard() && !line.cut)
                        .map(line -> line.to))
                .as("people who met silence")
                .isEmpty();
        Map<String, List<FakeLine>> byNumber = called.stream().collect(Collectors.groupingBy(line -> line.to));
        assertThat(byNumber).hasSize(LEADS);
        assertThat(byNumber.values()).allSatisfy(same -> {
            for (int i = 1; i < same.size(); i++) {
                assertThat(same.subList(0, i))
                        .as("calls to %s before another one", same.getFirst().to)
                        .noneMatch(line -> line.met);
                assertThat(same.get(i - 1).overlaps(same.get(i))).isFalse();
            }
        });
        assertThat(phones.values()).as("agents' lines stay up").allMatch(phone -> phone.ended == null);
        System.out.printf(
                "%d lines, %d people talked to an agent, %d heard the message%n",
                called.size(),
                called.stream().filter(line -> line.met).count(),
                called.stream().filter(line -> !line.met && line.wasHeard()).count());
    }
}

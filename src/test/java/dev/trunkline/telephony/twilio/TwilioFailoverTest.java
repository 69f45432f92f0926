package dev.trunkline.telephony.twilio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.WholeApp.Client;
import dev.trunkline.notices.NoticeRepository;
import dev.trunkline.secrets.Secrets;
import dev.trunkline.store.TestDatabase;
import dev.trunkline.telephony.AgentLegEvent;
import dev.trunkline.telephony.twilio.FakeTwilio.Health;
import dev.trunkline.telephony.twilio.TwilioClient.Said;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// Two accounts: when the second takes over, what becomes of calls and agents, and when the first is used again.
@Tag("slow")
class TwilioFailoverTest {

    private static final Map<String, String> SECOND = Map.of(
            "trunkline.twilio.second.account-sid", FakeTwilio.SECOND,
            "trunkline.twilio.second.auth-token", FakeTwilio.SECOND_TOKEN,
            "trunkline.twilio.second.api-key-sid", FakeTwilio.SECOND_KEY,
            "trunkline.twilio.second.api-key-secret", FakeTwilio.SECOND_SECRET,
            "trunkline.twilio.second.app-sid", FakeTwilio.APP);

    private static TwilioWorld world;
    private static List<String> numbers;

    @BeforeAll
    static void open() {
        world = new TwilioWorld(SECOND);
        numbers = world.numbers(5);
    }

    @AfterAll
    static void close() {
        world.close();
    }

    @Test
    void a_campaign_goes_on_by_the_second_account_when_the_first_is_suspended() {
        well();
        String campaign = campaign("unattended", 0, 30, Map.of("maxConcurrentCalls", 4, "unattended", Map.of()));
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> world.twilio.lines.size() >= 8);
        world.twilio.health.put(FakeTwilio.ACCOUNT, Health.SUSPENDED);
        awaitEnd(campaign, new HashMap<>());
        assertThat(lines(0, 30).stream().map(line -> line.account).distinct())
                .containsExactlyInAnyOrder(FakeTwilio.ACCOUNT, FakeTwilio.SECOND);
        assertThat(lines(0, 30).stream().collect(Collectors.groupingBy(line -> line.to)))
                .hasSize(30)
                .allSatisfy((_, same) -> assertThat(same).hasSize(1));
        assertNobodyMetSilence(0, 30);
        var view = world.owner.get("/api/providers/twilio").expect(200);
        assertThat(view.at("/inUse")).isEqualTo("second");
        assertThat(view.at("/inUseReason")).contains("suspended");
        assertThat(world.count("SELECT count(*) FROM change_log WHERE kind = 'notice'"
                        + " AND data ->> 'kind' = 'provider-switched' AND data ->> 'message' LIKE '%suspended%'"))
                .isEqualTo(1);
        assertThat(world.twilio.violations).isEmpty();
    }

    @Test
    void agents_call_in_anew_and_their_campaign_goes_on() {
        well();
        Client agent = world.owner.colleague("agent");
        String campaign = campaign("power", 100, 12, Map.of("lines", 2));
        var phones = new HashMap<Client, FakeLine>();
        phones.put(agent, world.phone(agent));
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> agent.get("/api/agents/me/status").at("/audio").equals("live"));
        String session = agent.post("/api/sessions", Map.of("campaignId", campaign, "mode", "power", "lines", 2))
                .expect(201)
                .at("/id");
        agent.patch("/api/sessions/" + session, Map.of("action", "start")).expect(200);
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> lines(100, 12).stream().anyMatch(line -> line.met));
        world.twilio.health.put(FakeTwilio.ACCOUNT, Health.REFUSED);
        awaitEnd(campaign, phones);
        assertThat(lines(100, 12).stream()
                        .filter(line -> line.account.equals(FakeTwilio.SECOND))
                        .anyMatch(line -> line.met))
                .as("agents talk by the second account")
                .isTrue();
        assertNobodyMetSilence(100, 12);
    }

    private static void well() {
        world.twilio.health.clear();
        world.owner
                .post("/api/providers/twilio/use", Map.of("account", "first"))
                .expect(200);
    }

    private static String campaign(String mode, int first, int count, Map<String, Object> more) {
        var body = new HashMap<String, Object>(more);
        body.put("name", mode);
        body.put("mode", mode);
        body.put(
                "leadIds",
                world.leads(first, count).stream().map(Object::toString).toList());
        body.put("numberIds", numbers);
        body.put("maxAttempts", 1);
        body.put("callingWindow", TwilioWorld.alwaysOpen());
        body.put("start", true);
        return world.owner.post("/api/campaigns", body).expect(201).at("/id");
    }

    /// What browsers do: whoever's audio is away takes a token and calls in.
    private static void awaitEnd(String campaign, Map<Client, FakeLine> phones) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(150))
                .until(() -> {
                    var calledIn = new HashMap<Client, FakeLine>();
                    phones.forEach((agent, phone) -> {
                        var me = agent.get("/api/agents/me/status");
                        agent.post("/api/agents/me/presence", "");
                        if (me.at("/status").equals("wrap-up")) {
                            agent.post(
                                    "/api/calls/disposition",
                                    Map.of("callId", me.at("/callId"), "outcome", "connected"));
                        }
                        if (me.at("/audio").equals("pending") && phone.account.equals(FakeTwilio.ACCOUNT)) {
                            phone.end("completed");
                            calledIn.put(agent, world.phone(agent));
                        }
                    });
                    phones.putAll(calledIn);
                    return world.owner
                            .get("/api/campaigns/" + campaign)
                            .at("/status")
                            .equals("COMPLETED");
                });
    }

    private static List<FakeLine> lines(int first, int count) {
        return world.twilio.lines.values().stream()
                .filter(line -> !line.inbound)
                .filter(line -> {
                    int number = Integer.parseInt(line.to.substring(5)) - 5_550_000;
                    return number >= first && number < first + count;
                })
                .toList();
    }

    private static void assertNobodyMetSilence(int first, int count) {
        assertThat(lines(first, count).stream()
                        .filter(line -> line.answered != null && !line.wasHeard() && !line.cut)
                        .map(line -> line.to))
                .as("people who heard nothing")
                .isEmpty();
    }

    @Test
    void five_failures_in_a_row_are_enough_and_the_first_is_used_again_when_it_is_well() {
        try (TestDatabase database = TestDatabase.fresh()) {
            var organization = database.organization();
            var settings = new TwilioSettings(
                    FakeTwilio.ACCOUNT,
                    "a",
                    "",
                    "",
                    "",
                    "http://twilio.test",
                    1,
                    new TwilioSettings.Second(FakeTwilio.SECOND, "b", "", "", ""));
            var accounts =
                    new TwilioAccountRepository(database.store(), new Secrets("a secret key of the tests"), settings);
            var legs = new ArrayList<AgentLegEvent>();
            var now = new AtomicReference<>(Instant.parse("2026-03-02T15:00:00Z"));
            var failover = new TwilioFailoverDesk(
                    accounts, database.store(), new NoticeRepository(database.store()), legs::add, now::get);
            var problem = new AtomicReference<>("It is not well.");
            failover.asks(_ -> problem.get());
            var down = new Said(503, JsonMapper.shared().createObjectNode());
            var taken = new Said(201, JsonMapper.shared().createObjectNode());
            TwilioAccount first = accounts.find(organization).orElseThrow();
            for (int i = 0; i < 4; i++) {
                failover.heard(organization, first, down);
            }
            failover.heard(organization, first, taken);
            for (int i = 0; i < 4; i++) {
                failover.heard(organization, first, down);
            }
            assertThat(accounts.find(organization)).contains(first);
            failover.heard(organization, first, down);
            TwilioAccount second = accounts.find(organization).orElseThrow();
            assertThat(second.accountSid()).isEqualTo(FakeTwilio.SECOND);
            assertThat(legs).containsExactly(new AgentLegEvent.AllWent(organization));
            // Nothing leads on from the second one.
            assertThat(failover.other(organization, second, "Refused.")).isNull();
            now.set(now.get().plus(TwilioFailoverDesk.AT_LEAST));
            failover.step(organization);
            assertThat(accounts.find(organization)).contains(second);
            problem.set(null);
            failover.step(organization);
            assertThat(accounts.find(organization)).as("asked a moment ago").contains(second);
            now.set(now.get().plusSeconds(60));
            failover.step(organization);
            assertThat(accounts.find(organization)).contains(first);
        }
    }
}

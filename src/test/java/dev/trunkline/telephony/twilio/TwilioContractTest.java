package dev.trunkline.telephony.twilio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.contract.TelephonyProviderContract;
import dev.trunkline.ids.CallId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.UserId;
import dev.trunkline.notices.NoticeRepository;
import dev.trunkline.secrets.Secrets;
import dev.trunkline.store.TestDatabase;
import dev.trunkline.telephony.AgentLeg;
import dev.trunkline.telephony.AgentLegState;
import dev.trunkline.telephony.CallAction;
import dev.trunkline.telephony.CallDirector;
import dev.trunkline.telephony.CallRef;
import dev.trunkline.telephony.Directive;
import dev.trunkline.telephony.OriginateResult;
import dev.trunkline.telephony.Origination;
import dev.trunkline.telephony.ProviderEvent;
import dev.trunkline.telephony.TelephonyProvider;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The contract of every provider, met by Twilio in front of the stateful fake; each request is held against the
/// official description.
class TwilioContractTest extends TelephonyProviderContract {

    private static TestDatabase database;

    @BeforeAll
    static void openDatabase() {
        database = TestDatabase.fresh();
    }

    @AfterAll
    static void closeDatabase() {
        database.close();
    }

    @Override
    protected Carrier carrier() {
        return new FakeCarrier();
    }

    /// Each kind of request that we make, at least once; the fake holds every one against the description.
    @Test
    void every_kind_of_request_is_as_the_official_description_has_it() {
        var carrier = new FakeCarrier();
        var agent = new AgentLeg(new UserId(UUID.randomUUID()), null);
        FakeLine phone = carrier.twilio.browser(
                FakeTwilio.ACCOUNT,
                new AccessToken.Identity(carrier.organization, agent.agent()).toString(),
                "https://dialer.example.com/webhooks/twilio/voice");
        CallRef given = carrier.placed(Behaviour.NOBODY);
        carrier.provider.giveUp(given);
        CallRef call = carrier.placed(Behaviour.HUMAN);
        carrier.pass(Duration.ofSeconds(8));
        carrier.provider.connect(call, agent);
        carrier.pass(Duration.ofSeconds(1));
        for (CallAction action : List.of(
                new CallAction.Hold(),
                new CallAction.Resume(),
                new CallAction.Mute(),
                new CallAction.Unmute(),
                new CallAction.StartRecording(),
                new CallAction.PauseRecording(),
                new CallAction.ResumeRecording(),
                new CallAction.StopRecording(),
                new CallAction.Consult("+12025550111", "+12025550100"),
                new CallAction.CancelTransfer(),
                new CallAction.Consult("+12025550111", "+12025550100"),
                new CallAction.CompleteTransfer())) {
            carrier.provider.control(call, agent, action);
        }
        assertThat(carrier.provider.callsUp(carrier.organization).orElseThrow()).contains(call.providerCallId());
        assertThat(carrier.provider.agentLeg(carrier.organization, agent.agent(), phone.sid))
                .isEqualTo(AgentLegState.LIVE);
        carrier.provider.lookup(call);
        carrier.provider.hangUp(call);
        TwilioAccount account = carrier.accounts.find(carrier.organization).orElseThrow();
        assertThat(carrier.provider.problemWith(account)).isNull();
        carrier.provider.testCall(account, "+12025550100", "+12025559999");
        assertThat(carrier.twilio.requests.stream()
                        .map(TwilioContractTest::kind)
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(
                        "GET .json",
                        "POST /Calls.json",
                        "GET /Calls.json",
                        "POST /Calls/{}.json",
                        "GET /Calls/{}.json",
                        "GET /Calls/{}/Events.json",
                        "POST /Calls/{}/Recordings.json",
                        "POST /Calls/{}/Recordings/Twilio.CURRENT.json",
                        "GET /Conferences.json",
                        "POST /Conferences/{}/Participants.json",
                        "GET /Conferences/{}/Participants/{}.json",
                        "POST /Conferences/{}/Participants/{}.json",
                        "DELETE /Conferences/{}/Participants/{}.json");
        carrier.close();
    }

    private static String kind(String request) {
        return request.replaceAll("/(CA|CF)[0-9a-f]{32}", "/{}")
                .replaceAll("/Participants/(agent|third-[^.]*)", "/Participants/{}");
    }

    private static final class FakeCarrier implements Carrier {
        private final OrganizationId organization = database.organization();
        private final Map<String, Behaviour> behaviours = new ConcurrentHashMap<>();
        private final Map<CallId, String> numbers = new ConcurrentHashMap<>();
        private final List<ProviderEvent> events = new CopyOnWriteArrayList<>();
        private final Secrets secrets = new Secrets("a secret key of the tests");
        private final Callbacks callbacks = new Callbacks(() -> "https://dialer.example.com", secrets);
        private final FakeTwilio twilio = new FakeTwilio(this::deliver, this::willDo, 1000);
        private final @Nullable Prism prism = Prism.inFrontOf(twilio);
        private final TwilioAccountRepository accounts;
        private final TwilioProvider provider;
        private final TwilioWebhookDesk webhooks;

        FakeCarrier() {
            var settings = new TwilioSettings(
                    FakeTwilio.ACCOUNT,
                    FakeTwilio.TOKEN,
                    FakeTwilio.KEY,
                    FakeTwilio.SECRET,
                    FakeTwilio.APP,
                    prism == null ? twilio.url() : prism.url(),
                    1,
                    new TwilioSettings.Second("", "", "", "", ""));
            accounts = new TwilioAccountRepository(database.store(), secrets, settings);
            var failover = new TwilioFailoverDesk(
                    accounts, database.store(), new NoticeRepository(database.store()), _ -> {}, twilio.clock());
            provider = new TwilioProvider(
                    accounts,
                    settings,
                    new TwilioClient(settings.apiUrl()),
                    callbacks,
                    failover,
                    events::add,
                    twilio.clock());
            // Nothing is decided by itself: the suite gives every order.
            webhooks = new TwilioWebhookDesk(
                    accounts,
                    secrets,
                    callbacks,
                    new CallDirector() {
                        @Override
                        public Directive direct(CallRef call, ProviderEvent news) {
                            if (news != null) {
                                note(news);
                            }
                            return new Directive.Wait();
                        }

                        @Override
                        public void note(ProviderEvent news) {
                            events.add(news);
                        }
                    },
                    events::add,
                    _ -> {},
                    Runnable::run,
                    twilio.clock());
        }

        private FakeTwilio.Behaviour willDo(String to) {
            return FakeTwilio.Behaviour.valueOf(
                    behaviours.getOrDefault(to, Behaviour.NOBODY).name());
        }

        private CallRef placed(Behaviour behaviour) {
            Origination order = order(behaviour, Duration.ofSeconds(30), true);
            var accepted = (OriginateResult.Accepted) provider.originate(order);
            return new CallRef(organization, order.call(), accepted.providerCallId());
        }

        private FakeTwilio.Received deliver(FakeTwilio.Delivery delivery) {
            String path = delivery.url().replaceFirst("^[^?]*/", "");
            var answer = webhooks.take(new Hook(
                    path.replaceFirst("\\?.*", ""),
                    delivery.url(),
                    path.contains("?k=") ? path.substring(path.indexOf("?k=") + 3) : null,
                    delivery.signature(),
                    delivery.form(),
                    true));
            return new FakeTwilio.Received(answer.status(), String.valueOf(answer.twiml()));
        }

        @Override
        public TelephonyProvider provider() {
            return provider;
        }

        @Override
        public Origination order(Behaviour behaviour, Duration ringTimeout, boolean amd) {
            var call = new CallId(UUID.randomUUID());
            String to = "+1202555%04d".formatted(numbers.size());
            behaviours.put(to, behaviour);
            numbers.put(call, to);
            return new Origination(organization, call, "+12025550100", to, 1, ringTimeout, amd, false, null);
        }

        @Override
        public void pass(Duration time) {
            twilio.pass(time);
        }

        @Override
        public List<ProviderEvent> events() {
            return events;
        }

        @Override
        public int placed(CallId call) {
            return twilio.placed(numbers.getOrDefault(call, ""));
        }

        @Override
        public void close() {
            twilio.close();
            try (prism) {
                assertThat(twilio.violations)
                        .as("requests that Twilio's description does not know")
                        .isEmpty();
                if (prism != null) {
                    assertThat(prism.violations()).as("what Prism found").isEmpty();
                }
            }
        }
    }
}

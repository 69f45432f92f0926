package dev.trunkline.telephony.twilio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.contract.TelephonyProviderContract;
import dev.trunkline.ids.CallId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.notices.NoticeRepository;
import dev.trunkline.secrets.Secrets;
import dev.trunkline.store.TestDatabase;
import dev.trunkline.telephony.Directive;
import dev.trunkline.telephony.Origination;
import dev.trunkline.telephony.ProviderEvent;
import dev.trunkline.telephony.TelephonyProvider;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

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

    private static final class FakeCarrier implements Carrier {
        private final OrganizationId organization = database.organization();
        private final Map<String, Behaviour> behaviours = new ConcurrentHashMap<>();
        private final Map<CallId, String> numbers = new ConcurrentHashMap<>();
        private final List<ProviderEvent> events = new CopyOnWriteArrayList<>();
        private final Secrets secrets = new Secrets("a secret key of the tests");
        private final Callbacks callbacks = new Callbacks(() -> "https://dialer.example.com", secrets);
        private final FakeTwilio twilio = new FakeTwilio(this::deliver, this::willDo, 1000);
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
                    twilio.url(),
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
                    (_, news) -> {
                        if (news != null) {
                            events.add(news);
                        }
                        return new Directive.Wait();
                    },
                    events::add,
                    _ -> {},
                    Runnable::run,
                    twilio.clock());
        }

        private FakeTwilio.Behaviour willDo(String to) {
            return FakeTwilio.Behaviour.valueOf(behaviours.get(to).name());
        }

        private FakeTwilio.Received deliver(FakeTwilio.Delivery delivery) {
            String path = delivery.url().replaceFirst("^[^?]*/", "");
            var answer = webhooks.take(new TwilioWebhookDesk.Hook(
                    path.substring(0, path.indexOf('?')),
                    delivery.url(),
                    path.substring(path.indexOf("?k=") + 3),
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
            assertThat(twilio.violations)
                    .as("requests that Twilio's description does not know")
                    .isEmpty();
        }
    }
}

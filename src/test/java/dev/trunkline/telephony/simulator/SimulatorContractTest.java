package dev.trunkline.telephony.simulator;

import dev.trunkline.contract.TelephonyProviderContract;
import dev.trunkline.ids.CallId;
import dev.trunkline.store.TestDatabase;
import dev.trunkline.telephony.MockConfig;
import dev.trunkline.telephony.Origination;
import dev.trunkline.telephony.ProviderEvent;
import dev.trunkline.telephony.TelephonyProvider;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class SimulatorContractTest extends TelephonyProviderContract {

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
        var floor = new SimulatedFloor(database);
        return new Carrier() {
            @Override
            public TelephonyProvider provider() {
                return floor.provider;
            }

            @Override
            public Origination order(Behaviour behaviour, Duration ringTimeout, boolean amd) {
                String config = config(behaviour);
                Origination plain = floor.order(numberFor(behaviour, config), 1, config);
                return new Origination(
                        plain.organization(),
                        plain.call(),
                        plain.from(),
                        plain.to(),
                        plain.attempt(),
                        ringTimeout,
                        amd,
                        false,
                        config);
            }

            @Override
            public void pass(Duration time) {
                floor.pass(time);
            }

            @Override
            public List<ProviderEvent> events() {
                return floor.told();
            }

            @Override
            public int placed(CallId call) {
                return (int) floor.ledger(call).stream()
                        .filter(row ->
                                !row.status().equals("refused") && !row.status().equals("lost"))
                        .count();
            }

            @Override
            public void close() {}
        };
    }

    private static String config(TelephonyProviderContract.Behaviour behaviour) {
        String rate = switch (behaviour) {
            case HUMAN -> "\"answerRate\": 1";
            case MACHINE -> "\"machineRate\": 1";
            case BUSY -> "\"busyRate\": 1";
            case NOBODY -> "\"noAnswerRate\": 1";
            case FAILURE, REFUSED -> "\"failureRate\": 1";
            case ANSWER_LOST, ORDER_LOST -> "\"answerRate\": 1, \"originateTimeouts\": 1";
        };
        return "{%s, \"amdErrorRate\": 0}".formatted(rate);
    }

    /// The dice are thrown for a number, so a number is looked for whose dice fall right.
    private static String numberFor(TelephonyProviderContract.Behaviour behaviour, String config) {
        CallPlan.Order wanted = switch (behaviour) {
            case REFUSED -> CallPlan.Order.REFUSED;
            case ANSWER_LOST -> CallPlan.Order.ANSWER_LOST;
            case ORDER_LOST -> CallPlan.Order.ORDER_LOST;
            default -> CallPlan.Order.ACCEPTED;
        };
        return IntStream.range(1000, 2000)
                .mapToObj(i -> "+1202555" + i)
                .filter(to -> CallPlan.draw(MockConfig.parse(config), to, 1).order() == wanted)
                .findFirst()
                .orElseThrow();
    }
}

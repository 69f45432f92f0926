package dev.trunkline.dialing;

import dev.trunkline.ids.CallId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.store.Later;
import dev.trunkline.store.Store;
import dev.trunkline.telephony.CallRef;
import dev.trunkline.telephony.Lookup;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries out what transactions decided, after their commit, each order on a virtual thread of its own. An order that
/// fails is not tried again here: the reconciler finds the call as it was left and repeats it.
public class ProviderDesk implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ProviderDesk.class);

    private static final ScopedValue<CallId> ANSWERED_HERE = ScopedValue.newInstance();

    private final Store store;
    private final Providers providers;
    private final ConnectDesk connect;
    private final PoolDesk pool;
    private final Wakes wakes;
    private final Crew crew;

    ProviderDesk(Store store, Providers providers, ConnectDesk connect, PoolDesk pool, Wakes wakes, Crew crew) {
        this.store = store;
        this.providers = providers;
        this.connect = connect;
        this.pool = pool;
        this.wakes = wakes;
        this.crew = crew;
    }

    /// While `work` runs on this thread, orders for this call are not sent: whoever runs it answers the call itself.
    <T> T withoutOrdersFor(CallId call, Supplier<T> work) {
        return ScopedValue.where(ANSWERED_HERE, call).call(work::get);
    }

    private static boolean isAnsweredHere(Order order) {
        CallRef ref = switch (order) {
            case Order.HangUp hangUp -> hangUp.call();
            case Order.GiveUp giveUp -> giveUp.call();
            case Order.Join join -> join.call();
            case Order.Play play -> play.call();
            case Order.GiveUpLines _,
                    Order.GiveUpAt _,
                    Order.Control _,
                    Order.LetWait _,
                    Order.EndWaitAt _,
                    Order.Match _,
                    Order.Wake _ -> null;
        };
        return ref != null && ANSWERED_HERE.isBound() && ANSWERED_HERE.get().equals(ref.call());
    }

    void carryOut(List<Order> orders) {
        orders.stream().filter(order -> !isAnsweredHere(order)).forEach(order -> Later.run(() -> begin(order)));
    }

    private void begin(Order order) {
        switch (order) {
            case Order.Wake wake -> wakes.wake(wake.organization(), wake.campaign());
            case Order.GiveUpLines giveUp -> run(order, () -> giveUp(giveUp.taken()));
            case Order.GiveUpAt giveUp -> {
                var organization = giveUp.call().organization();
                at(
                        giveUp.at(),
                        order,
                        () -> store.engine(
                                organization,
                                () -> connect.giveUp(organization, giveUp.call().call())));
            }
            case Order.LetWait wait -> run(order, () -> letWait(wait));
            case Order.EndWaitAt end -> {
                var organization = end.call().organization();
                at(
                        end.at(),
                        order,
                        () -> store.engine(
                                organization,
                                () -> pool.endWait(organization, end.call().call())));
            }
            case Order.Match match -> run(order, () -> match(match));
            case Order.HangUp hangUp ->
                run(order, () -> providers.get(hangUp.provider()).hangUp(hangUp.call()));
            case Order.GiveUp giveUp ->
                run(order, () -> providers.get(giveUp.provider()).giveUp(giveUp.call()));
            case Order.Join join ->
                run(order, () -> providers.get(join.provider()).connect(join.call(), join.agent()));
            case Order.Control control -> run(order, () -> carryOut(control));
            case Order.Play play ->
                run(order, () -> providers.get(play.provider()).play(play.call(), play.announcement()));
        }
    }

    /// On this thread, because somebody waits for what comes of it.
    void carryOut(Order.Control order) {
        providers.get(order.provider()).control(order.call(), order.agent(), order.action());
    }

    /// What the provider says of a call.
    Lookup lookup(String provider, CallRef call) {
        return providers.get(provider).lookup(call);
    }

    private void giveUp(CallRef taken) {
        carryOut(store.engine(taken.organization(), () -> connect.giveUpLines(taken.organization(), taken.call())));
    }

    private void letWait(Order.LetWait order) {
        OrganizationId organization = order.call().organization();
        Instant until = store.engine(organization, () -> connect.waitsUntil(organization, order.provider()));
        carryOut(List.of(new Order.EndWaitAt(order.call(), until)));
    }

    private void match(Order.Match order) {
        PoolDesk.Match match;
        do {
            match = store.engine(order.organization(), () -> pool.match(order.organization(), order.campaign()));
            if (match instanceof PoolDesk.Match.Joined joined) {
                carryOut(joined.orders());
            }
        } while (!(match instanceof PoolDesk.Match.Nobody));
    }

    private void at(Instant time, Order order, Supplier<List<Order>> work) {
        crew.at(time, () -> tried(order, () -> carryOut(work.get())));
    }

    private void run(Order order, Runnable work) {
        crew.now(() -> tried(order, work));
    }

    private static void tried(Order order, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.warn("{} failed; the reconciler will repeat it", order, e);
        }
    }

    @Override
    public void close() {
        crew.close();
    }
}

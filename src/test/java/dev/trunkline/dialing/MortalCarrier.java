package dev.trunkline.dialing;

import dev.trunkline.telephony.TelephonyProvider;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.function.Consumer;

/// The carrier, as a node sees it that may die while it speaks to it: before an order leaves, and before its answer is
/// heard.
final class MortalCarrier {

    /// Where a node may die: between any two things that the outside sees.
    enum Point {
        /// The intent is committed, the carrier not asked.
        BEFORE_ORDER,
        /// The carrier was asked, its answer not heard.
        AFTER_ORDER,
        /// An agent is taken in the database, the carrier not told.
        BEFORE_JOIN,
        AFTER_JOIN,
        BEFORE_PLAY,
        AFTER_PLAY,
        BEFORE_HANG_UP,
        AFTER_HANG_UP,
        /// An event came in and is not written.
        BEFORE_EVENT,
        /// It is written, and the carrier not told so.
        AFTER_EVENT
    }

    private record Around(Point before, Point after) {}

    private static final Map<String, Around> ORDERS = Map.of(
            "originate", new Around(Point.BEFORE_ORDER, Point.AFTER_ORDER),
            "connect", new Around(Point.BEFORE_JOIN, Point.AFTER_JOIN),
            "play", new Around(Point.BEFORE_PLAY, Point.AFTER_PLAY),
            "hangUp", new Around(Point.BEFORE_HANG_UP, Point.AFTER_HANG_UP),
            "giveUp", new Around(Point.BEFORE_HANG_UP, Point.AFTER_HANG_UP));

    private MortalCarrier() {}

    /// @param pass told of each point as the node comes to it; throws if it does not get further
    static TelephonyProvider of(TelephonyProvider carrier, Consumer<Point> pass) {
        return (TelephonyProvider) Proxy.newProxyInstance(
                MortalCarrier.class.getClassLoader(),
                new Class<?>[] {TelephonyProvider.class},
                (_, method, arguments) -> {
                    Around around = ORDERS.get(method.getName());
                    if (around != null) {
                        pass.accept(around.before());
                    }
                    Object answer;
                    try {
                        answer = method.invoke(carrier, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                    if (around != null) {
                        pass.accept(around.after());
                    }
                    return answer;
                });
    }
}

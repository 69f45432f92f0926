package dev.trunkline.store;

import java.util.ArrayList;
import java.util.List;

/// Puts off what nobody waits for until whoever waits has been answered. To wake another thread takes up
/// to a tenth of an answer to a line, and then that thread wants the processor, too.
public final class Later {

    private static final ScopedValue<List<Runnable>> LEFT = ScopedValue.newInstance();

    private Later() {}

    /// Runs `answer`, and after it, whatever came of it, what was left for later on this thread meanwhile.
    public static <X extends Throwable> void first(ScopedValue.CallableOp<?, X> answer) throws X {
        var left = new ArrayList<Runnable>();
        try {
            ScopedValue.where(LEFT, left).call(answer);
        } finally {
            left.forEach(Runnable::run);
        }
    }

    /// Runs `work` when whoever waits for this thread has been answered; at once if nobody does.
    ///
    /// @param work hands something over to another thread, and does not fail
    public static void run(Runnable work) {
        if (LEFT.isBound()) {
            LEFT.get().add(work);
        } else {
            work.run();
        }
    }
}

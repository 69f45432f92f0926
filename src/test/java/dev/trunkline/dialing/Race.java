package dev.trunkline.dialing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/// Several threads that begin the same work at the same moment.
final class Race {

    private Race() {}

    /// Each does `work` with its number, from 0; the first failure is thrown when all have ended.
    static void run(int threads, IntConsumer work) throws Exception {
        var together = new CyclicBarrier(threads);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int thread = i;
                all.add(executor.submit(() -> {
                    together.await();
                    work.accept(thread);
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
    }
}

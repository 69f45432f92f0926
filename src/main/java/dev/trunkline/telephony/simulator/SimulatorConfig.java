package dev.trunkline.telephony.simulator;

import dev.trunkline.store.Store;
import dev.trunkline.telephony.ProviderEvent;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The simulated carrier of this node.
@Configuration(proxyBeanMethods = false)
public class SimulatorConfig {

    @Bean
    SimulatorRepository simulatorRepository(Store store) {
        return new SimulatorRepository(store);
    }

    @Bean
    Wakeups simulatorWakeups() {
        return new Wakeups();
    }

    @Bean
    SimulatorProvider simulatorProvider(Store store, SimulatorRepository calls, Wakeups wakeups, InstantSource clock) {
        return new SimulatorProvider(store, calls, wakeups, clock);
    }

    @Bean(initMethod = "start")
    SimulatorLoop simulatorLoop(
            Store store,
            SimulatorRepository calls,
            Wakeups wakeups,
            Consumer<ProviderEvent> sink,
            InstantSource clock) {
        return new SimulatorLoop(store, calls, wakeups, sink, clock);
    }
}

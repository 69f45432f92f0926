package dev.trunkline.live;

import dev.trunkline.store.DatabaseAddress;
import dev.trunkline.store.Store;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Starts reading the change log before the first client can ask.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LiveSettings.class)
public class LiveConfig {

    @Bean(initMethod = "start", destroyMethod = "close")
    ChangeLogLoop changeLogLoop(DatabaseAddress address, Store store, LiveDesk desk) {
        return new ChangeLogLoop(address, store, desk);
    }
}

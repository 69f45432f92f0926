package dev.trunkline.leads;

import dev.trunkline.embedded.DataDirectory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.util.unit.DataSize;

/// Wires the settings of imports.
@Configuration(proxyBeanMethods = false)
class LeadsConfig {

    @Bean
    ImportSettings importSettings(DataDirectory data, Environment environment) {
        return new ImportSettings(
                data.path().resolve("imports"),
                DataSize.parse(environment.getProperty("trunkline.import-limit", "500MB")));
    }
}

package dev.trunkline.secrets;

import dev.trunkline.embedded.DataDirectory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Finds the installation's secret key: `TRUNKLINE_SECRET_KEY`, else a file in the data directory, made on first use.
@Configuration(proxyBeanMethods = false)
class SecretsConfig {

    @Bean
    Secrets secrets(@Value("${trunkline.secret-key}") String key, DataDirectory files) {
        return new Secrets(key.isBlank() ? files.prepare().secret("secret-key") : key.strip());
    }
}

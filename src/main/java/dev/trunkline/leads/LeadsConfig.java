package dev.trunkline.leads;

import jakarta.servlet.MultipartConfigElement;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.servlet.MultipartConfigFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;

/// Wires the settings of imports and the limit of uploads.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ImportSettings.class)
class LeadsConfig {

    /// Uploads go to disk from the first byte on. One byte over the limit is let through, so that the refusal is ours
    /// and says what to do.
    @Bean
    MultipartConfigElement multipart(ImportSettings settings) {
        var factory = new MultipartConfigFactory();
        factory.setMaxFileSize(DataSize.ofBytes(settings.maxFile().toBytes() + 1));
        factory.setMaxRequestSize(DataSize.ofBytes(settings.maxFile().toBytes() + 1_000_000));
        factory.setFileSizeThreshold(DataSize.ofBytes(0));
        return factory.createMultipartConfig();
    }
}

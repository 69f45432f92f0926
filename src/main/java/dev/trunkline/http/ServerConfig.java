package dev.trunkline.http;

import org.apache.catalina.valves.RemoteIpValve;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// How the server stands in the network.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(HttpSettings.class)
class ServerConfig {

    /// With a public address there is a proxy in front: what it says about the client is believed when it sits in a
    /// private network. Without one, such headers are a client's invention.
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> proxy(HttpSettings settings) {
        return factory -> {
            if (!settings.publicUrl().isEmpty()) {
                var valve = new RemoteIpValve();
                valve.setRemoteIpHeader("X-Forwarded-For");
                valve.setProtocolHeader("X-Forwarded-Proto");
                factory.addEngineValves(valve);
            }
        };
    }
}

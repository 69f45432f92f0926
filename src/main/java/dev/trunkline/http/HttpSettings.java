package dev.trunkline.http;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.env.Environment;
import org.springframework.util.unit.DataSize;

/// The edge's part of `trunkline.*`; application.yaml says what each is for.
@ConfigurationProperties("trunkline")
public record HttpSettings(
        @DefaultValue("") String publicUrl,
        @DefaultValue("classpath:/static/") String webFiles,
        @DefaultValue("500") double requestsPerSecond,
        @DefaultValue("2000") double requestsBurst,
        @DefaultValue("20") double anonymousRequestsPerSecond,
        @DefaultValue("200") double anonymousRequestsBurst,
        @DefaultValue("1MB") DataSize requestLimit) {

    public HttpSettings {
        webFiles = webFiles.endsWith("/") ? webFiles : webFiles + "/";
        publicUrl = publicUrl.strip().replaceAll("/+$", "");
        if (!publicUrl.isEmpty() && !publicUrl.matches("https?://[^/\\s]+(/\\S*)?")) {
            throw new IllegalArgumentException("TRUNKLINE_PUBLIC_URL is \"" + publicUrl
                    + "\"; it must be the whole address, such as https://dialer.example.com.");
        }
    }

    /// Whether browsers come by https, so that cookies must not travel in the clear.
    public boolean https() {
        return publicUrl.startsWith("https:");
    }

    /// Where a browser finds this server: the public address, else the one it listens on.
    public String address(Environment environment) {
        if (!publicUrl.isEmpty()) {
            return publicUrl;
        }
        String host = environment.getProperty("server.address", "localhost");
        String shown = host.equals("0.0.0.0") || host.equals("::") ? "localhost" : host;
        String port = environment.getProperty("local.server.port", environment.getProperty("server.port", "8080"));
        return "http://" + shown + ":" + port;
    }
}

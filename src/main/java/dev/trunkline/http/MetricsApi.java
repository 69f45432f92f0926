package dev.trunkline.http;

import dev.trunkline.access.Caller;
import dev.trunkline.access.Open;
import dev.trunkline.access.Role;
import dev.trunkline.problem.Problem;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// Figures of the process for Prometheus. They name no person and no number, but tell how busy the place is: so they
/// are for admins (an API token as bearer), and for a Prometheus on this very machine without one.
@Tag(name = "Running it")
@RestController
class MetricsApi {

    private final PrometheusMeterRegistry registry;

    MetricsApi(PrometheusMeterRegistry registry) {
        this.registry = registry;
    }

    @Open(because = "it checks for itself: this machine, or an admin")
    @GetMapping(value = "/metrics", produces = "text/plain; version=0.0.4; charset=utf-8")
    String metrics(HttpServletRequest request) {
        Caller caller = CallerConfig.of(request);
        if (caller != null ? caller.role().atLeast(Role.ADMIN) : fromThisMachine(request)) {
            return registry.scrape();
        }
        throw caller == null
                ? CallerConfig.notSignedIn()
                : Problem.forbidden("Only admins may read the figures of the server.");
    }

    /// A proxy on this machine speaks for others, and says so.
    private static boolean fromThisMachine(HttpServletRequest request) {
        if (request.getHeader("X-Forwarded-For") != null || request.getHeader("Forwarded") != null) {
            return false;
        }
        try {
            return InetAddress.getByName(request.getRemoteAddr()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}

package dev.trunkline.http;

import dev.trunkline.access.Requires;
import dev.trunkline.access.Role;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// Routes with the faults that tests need. The application's own scan finds them, on the class path of tests alone.
@RestController
public class TestRoutesApi {

    @Requires(Role.AGENT)
    @GetMapping("/api/test/broken")
    String broken() {
        throw new IllegalStateException("a secret story");
    }

    @GetMapping("/api/test/silent")
    String silent() {
        return "nobody reads this";
    }
}

package dev.trunkline.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.WholeApp;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// An installation that must not call anybody real.
@Tag("slow")
class SimulatorOnlyTest {

    @Test
    void a_real_provider_is_refused_everywhere() {
        try (WholeApp app = WholeApp.start(Map.of(
                "trunkline.simulator-only", "true",
                "trunkline.provider", "twilio",
                "trunkline.twilio.account-sid", "AC00000000000000000000000000000001",
                "trunkline.twilio.auth-token", "a token of tests"))) {
            var owner = app.owner();
            assertThat(owner.get("/api/settings").expect(200).at("/provider")).isEqualTo("simulator");
            owner.put("/api/settings", Map.of("provider", "twilio")).expectProblem(409, "simulator-only");
            owner.put("/api/settings", Map.of("provider", "simulator")).expect(200);
        }
    }
}

package dev.trunkline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HttpTest {
    private final WholeApp app = WholeApp.shared();

    @Test
    void health_is_up() {
        assertThat(app.anonymous().get("/health").expect(200).at("/status")).isEqualTo("up");
        System.out.println(app.owner().get("/api/me").body());
    }
}

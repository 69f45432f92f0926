package dev.trunkline.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SecretsTest {

    private static final byte[] CONTENT = "account:password".getBytes(StandardCharsets.UTF_8);

    private final Secrets secrets = new Secrets("a key of one installation");

    @Test
    void what_was_sealed_opens_again_and_never_looks_the_same_twice() {
        byte[] box = secrets.seal(CONTENT, "provider 1");
        assertThat(secrets.open(box, "provider 1")).isEqualTo(CONTENT);
        assertThat(secrets.seal(CONTENT, "provider 1")).isNotEqualTo(box);
        assertThat(new Secrets("a key of one installation").open(box, "provider 1"))
                .isEqualTo(CONTENT);
    }

    @Test
    void another_key_another_purpose_or_a_changed_byte_opens_nothing() {
        byte[] box = secrets.seal(CONTENT, "provider 1");
        assertThatThrownBy(() -> new Secrets("a key of another installation").open(box, "provider 1"))
                .hasMessageContaining("TRUNKLINE_SECRET_KEY");
        assertThatThrownBy(() -> secrets.open(box, "provider 2")).isInstanceOf(IllegalStateException.class);
        for (int i = 0; i < box.length; i++) {
            byte[] changed = box.clone();
            changed[i] ^= 1;
            assertThatThrownBy(() -> secrets.open(changed, "provider 1")).isInstanceOf(IllegalStateException.class);
        }
        assertThatThrownBy(() -> secrets.open(new byte[3], "provider 1")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_short_key_is_refused() {
        assertThatThrownBy(() -> new Secrets("short")).hasMessageContaining("at least 16");
    }
}

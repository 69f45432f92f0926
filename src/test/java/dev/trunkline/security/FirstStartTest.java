package dev.trunkline.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trunkline.WholeApp;
import dev.trunkline.WholeApp.Client;
import dev.trunkline.store.DatabaseAddress;
import dev.trunkline.store.TestDatabase;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class FirstStartTest {

    private static final Pattern LINK = Pattern.compile("(http://127\\.0\\.0\\.1:\\d+)/sign-in\\?token=([\\w-]{43})");

    private static final Map<String, String> NOBODY = Map.of(
            "trunkline.owner-email", "",
            "trunkline.owner-password", "",
            "trunkline.bootstrap-token", "",
            "trunkline.organization", "Acme",
            "logging.level.dev.trunkline.security", "INFO");

    private static String lastLink(CapturedOutput output) {
        return LINK.matcher(output.getOut())
                .results()
                .reduce((a, b) -> b)
                .map(found -> found.group(2))
                .orElse("");
    }

    private static long links(CapturedOutput output) {
        return LINK.matcher(output.getOut()).results().count();
    }

    @Test
    void without_an_owner_each_start_prints_a_link_until_somebody_has_signed_in(CapturedOutput output) {
        DatabaseAddress database = TestDatabase.freshAddress();
        String first;
        try (WholeApp app = WholeApp.start(database, NOBODY)) {
            first = lastLink(output);
            assertThat(first).isNotEmpty();
            assertThat(output.getOut()).contains(app.address() + "/sign-in?token=");
        }
        try (WholeApp app = WholeApp.start(database, NOBODY)) {
            assertThat(links(output)).isEqualTo(2);
            app.anonymous().post("/api/auth/link", Map.of("token", first)).expectProblem(401, "link-used");
            var entered = app.anonymous()
                    .post("/api/auth/link", Map.of("token", lastLink(output)))
                    .expect(200);
            assertThat(entered.at("/role")).isEqualTo("owner");
            assertThat(entered.at("/organization/name")).isEqualTo("Acme");
        }
        try (WholeApp app = WholeApp.start(database, NOBODY)) {
            assertThat(links(output)).isEqualTo(2);
            app.anonymous().get("/health").expect(200);
        }
    }

    @Test
    void the_bootstrap_token_is_an_owners_and_ends_when_the_environment_no_longer_names_it() {
        DatabaseAddress database = TestDatabase.freshAddress();
        try (WholeApp app = WholeApp.start(database, Map.of())) {
            assertThat(app.owner().get("/api/me").expect(200).at("/role")).isEqualTo("owner");
        }
        try (WholeApp app = WholeApp.start(database, Map.of("trunkline.bootstrap-token", "another bootstrap token"))) {
            app.owner().get("/api/me").expect(401);
            app.anonymous().bearer("another bootstrap token").get("/api/me").expect(200);
        }
        try (WholeApp app = WholeApp.start(database, Map.of())) {
            app.owner().get("/api/me").expect(200);
            app.anonymous().bearer("another bootstrap token").get("/api/me").expect(401);
        }
    }

    @Test
    void a_short_bootstrap_token_is_refused_with_a_plain_sentence() {
        assertThatThrownBy(() -> WholeApp.start(Map.of("trunkline.bootstrap-token", "short")))
                .hasStackTraceContaining(
                        "TRUNKLINE_BOOTSTRAP_TOKEN has 5 characters; it is an owner's key, so it needs at least 16.");
    }

    @Test
    void a_new_organization_has_the_built_in_dispositions_and_its_own_owner() {
        WholeApp app = WholeApp.shared();
        String link = OrganizationCommand.create(
                "Second", app.bean(OrganizationRepository.class), app.bean(SignInDesk.class), app.store());
        var entered = app.anonymous()
                .post("/api/auth/link", Map.of("token", link.substring(link.indexOf('=') + 1)))
                .expect(200);
        assertThat(entered.at("/organization/name")).isEqualTo("Second");
        Client owner = app.anonymous().browser(entered);
        assertThat(owner.get("/api/dispositions").expect(200).json().get("items"))
                .extracting(type ->
                        type.get("outcome").asString() + " " + type.get("key").asString())
                .containsExactly(
                        "connected 1",
                        "voicemail 2",
                        "no-answer 3",
                        "busy 4",
                        "callback 5",
                        "not-interested 6",
                        "wrong-number 7",
                        "dnc 8");
    }
}

package dev.trunkline.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trunkline.ids.OrganizationId;
import dev.trunkline.store.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataIntegrityViolationException;

/// What the database lets no call be, whoever writes it.
class GuardedCallTest {

    private static final String NEW = """
            INSERT INTO call (organization_id, mode, from_e164, to_e164, provider, is_mock, status, started_at)
            VALUES (current_organization(), 'manual', '+12025550100', '+12125550001', 'simulator', false, 'dialing', app_now())""";

    private static TestDatabase database;
    private static OrganizationId organization;

    @BeforeAll
    static void open() {
        database = TestDatabase.fresh();
        organization = database.organization();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "direction = 'sideways'",
                "mode = 'magic'",
                "launch = 'perhaps'",
                "status = 'odd'",
                "status_source = 'hearsay'",
                "answer_type = 'parrot'",
                "end_cause = 'boredom'",
                "dropped = true, drop_reason = 'whim'",
                "attempt = 0",
                "amd = 'after'",
                "cancel_reason = 'whim'",
                "recording_state = 'rewinding'",
                "transfer_state = 'lost'",
                "ended_at = app_now()",
                "status = 'failed'",
                "status = 'no-answer', answered_at = app_now(), ended_at = app_now()",
                "status = 'in-progress'",
                "started_at = NULL",
                "status = 'in-progress', answered_at = app_now() - interval '1 second'",
                "status = 'failed', ended_at = app_now() - interval '1 second'",
                "dropped = true"
            })
    void no_call_can_be_like_this(String change) {
        assertThatThrownBy(() -> write("UPDATE call SET " + change))
                .isInstanceOf(DataIntegrityViolationException.class)
                .rootCause()
                .hasMessageContaining("can't be");
    }

    @Test
    void nor_begin_like_this() {
        assertThatThrownBy(() -> write("UPDATE call SET to_e164 = '+12125550002'", NEW.replace("'manual'", "'magic'")))
                .isInstanceOf(DataIntegrityViolationException.class)
                .rootCause()
                .hasMessageContaining("can't be");
    }

    @Test
    void what_is_possible_makes_a_new_version() {
        assertThat(write("UPDATE call SET status = 'in-progress', answered_at = app_now(), answer_type = NULL"))
                .isEqualTo(2);
    }

    /// @return the first call's version after it
    private static long write(String... statements) {
        return database.store().engine(organization, () -> {
            database.store().jdbc().sql("DELETE FROM call").update();
            database.store().jdbc().sql(NEW).update();
            List.of(statements).forEach(s -> database.store().jdbc().sql(s).update());
            return database.store()
                    .jdbc()
                    .sql("SELECT version FROM call")
                    .query(Long.class)
                    .single();
        });
    }
}

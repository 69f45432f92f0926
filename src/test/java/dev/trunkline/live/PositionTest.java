package dev.trunkline.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PositionTest {

    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    @Test
    void a_position_survives_being_text() {
        var position = new Position(745, NOON);
        assertThat(Position.parse(position.toString())).isEqualTo(position);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ".", "7", "7.", ".7", "-7.1", "7.x", "x.7", "7.9223372036854775807", "99999999999999999999.1"
            })
    void nonsense_is_no_position(String text) {
        assertThat(Position.parse(text)).isNull();
    }

    @Test
    void positions_too_old_or_from_another_database_are_not_replayed() {
        var position = new Position(745, NOON);
        assertThat(position.replayableAt(NOON.plusSeconds(600), 900)).isTrue();
        assertThat(position.replayableAt(NOON.plusSeconds(601), 900)).isFalse();
        assertThat(position.replayableAt(NOON, 744)).isFalse();
    }

    @Test
    void rows_outlive_every_position_by_more_than_a_transaction_may_take() {
        assertThat(ChangeLogSweeper.KEPT.minus(Position.REPLAYABLE)).hasMinutes(5);
    }

    @Test
    void a_snapshot_is_read_and_written_as_postgresql_does() {
        for (String text : new String[] {"745:745:", "745:750:745,748"}) {
            Snapshot snapshot = Snapshot.parse(text, NOON);
            assertThat(snapshot).hasToString(text);
            assertThat(snapshot.position()).isEqualTo(new Position(745, NOON));
        }
    }
}

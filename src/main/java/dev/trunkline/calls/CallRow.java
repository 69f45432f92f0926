package dev.trunkline.calls;

import dev.trunkline.ids.CallId;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.EntryId;
import dev.trunkline.ids.LeadId;
import dev.trunkline.ids.NumberId;
import dev.trunkline.ids.SessionId;
import dev.trunkline.ids.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// How a row of table `call` becomes a {@link Call}.
public final class CallRow {

    private CallRow() {}

    public static Call call(ResultSet rs, int row) throws SQLException {
        return new Call(
                new CallId(rs.getObject("id", UUID.class)),
                id(rs, "campaign_id", CampaignId::new),
                id(rs, "session_id", SessionId::new),
                id(rs, "queue_entry_id", EntryId::new),
                id(rs, "lead_id", LeadId::new),
                id(rs, "user_id", UserId::new),
                rs.getString("direction"),
                rs.getString("mode"),
                id(rs, "number_id", NumberId::new),
                rs.getString("from_e164"),
                rs.getString("to_e164"),
                (Integer) rs.getObject("line_number"),
                rs.getString("provider"),
                rs.getBoolean("is_mock"),
                rs.getString("provider_call_id"),
                rs.getString("agent_leg_id"),
                word(Launch.class, rs.getString("launch")),
                word(EventSource.class, rs.getString("status_source")),
                state(rs),
                rs.getString("outcome"),
                rs.getBoolean("dropped"),
                rs.getString("drop_reason"),
                rs.getInt("attempt"),
                rs.getBoolean("attempt_counted"),
                rs.getInt("ring_timeout_seconds"),
                rs.getString("amd"),
                rs.getBoolean("recording_enabled"),
                CallRepository.word(CancelReason.class, rs.getString("cancel_reason")),
                at(rs, "cancel_asked_at"),
                at(rs, "accepted_at"),
                rs.getString("last_error"),
                rs.getString("notes"),
                new CallControls(
                        rs.getBoolean("held"),
                        rs.getBoolean("muted"),
                        word(RecordingState.class, rs.getString("recording_state")),
                        word(TransferState.class, rs.getString("transfer_state")),
                        rs.getString("transfer_to")),
                rs.getLong("version"));
    }

    private static CallState state(ResultSet rs) throws SQLException {
        return new CallState(
                word(CallStatus.class, rs.getString("status")),
                rs.getTimestamp("queued_at").toInstant(),
                at(rs, "started_at"),
                at(rs, "ringing_at"),
                at(rs, "answered_at"),
                at(rs, "greeting_ended_at"),
                at(rs, "connected_at"),
                at(rs, "message_started_at"),
                at(rs, "ended_at"),
                CallRepository.word(AnswerType.class, rs.getString("answer_type")),
                CallRepository.word(EndCause.class, rs.getString("end_cause")));
    }

    private static <E extends Enum<E>> E word(Class<E> type, String word) {
        E constant = CallRepository.word(type, word);
        if (constant == null) {
            throw new IllegalStateException("a call without " + type.getSimpleName());
        }
        return constant;
    }

    private static <T> @Nullable T id(ResultSet rs, String column, Function<UUID, T> make) throws SQLException {
        UUID value = rs.getObject(column, UUID.class);
        return value == null ? null : make.apply(value);
    }

    private static @Nullable Instant at(ResultSet rs, String column) throws SQLException {
        Timestamp value = rs.getTimestamp(column);
        return value == null ? null : value.toInstant();
    }
}

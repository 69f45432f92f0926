package dev.trunkline.recordings;

import dev.trunkline.ids.CallId;
import dev.trunkline.ids.LeadId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.RecordingId;
import dev.trunkline.ids.UserId;
import dev.trunkline.store.Rows;
import dev.trunkline.store.Sql;
import dev.trunkline.store.Store;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Recordings in SQL.
@Repository
public class RecordingRepository {

    private static final String VIEW = """
            SELECT id, call_id, lead_id, user_id, provider, provider_recording_id,
                   '/api/recordings/' || id || '/audio' AS url, duration_seconds, status, created_at, version
              FROM recording WHERE organization_id = :org
            """;

    /// Whose recordings are asked for; null: not narrowed by this.
    record Filter(
            @Nullable UserId user,
            @Nullable LeadId lead,
            @Nullable String call) {}

    /// A recording whose audio is still with the provider.
    record Waiting(
            RecordingId id, CallId callId, String provider, String providerRecordingId, String sourceUrl, int tries) {}

    /// Where the audio lies.
    record File(String storageKey, String mediaType) {}

    private final JdbcClient jdbc;

    RecordingRepository(Store store) {
        this.jdbc = store.jdbc();
    }

    /// The provider has a recording of this call. Told again by another of its messages, nothing changes.
    public void add(
            OrganizationId organization,
            CallId call,
            String provider,
            String providerRecordingId,
            String source,
            double seconds) {
        jdbc.sql("""
                        INSERT INTO recording (organization_id, call_id, lead_id, user_id, provider, provider_recording_id,
                                               source_url, duration_seconds)
                        SELECT organization_id, id, lead_id, user_id, :provider, :recording, :source, :seconds
                          FROM call WHERE organization_id = :org AND id = :call
                        ON CONFLICT (organization_id, provider, provider_recording_id) DO NOTHING""")
                .param("org", organization.value())
                .param("call", call.value())
                .param("provider", provider)
                .param("recording", providerRecordingId)
                .param("source", source)
                .param("seconds", seconds)
                .update();
        jdbc.sql("""
                        INSERT INTO agenda (organization_id, kind, ref, due_at) VALUES (:org, 'sweep', :org, app_now())
                        ON CONFLICT DO NOTHING""").param("org", organization.value()).update();
    }

    /// Newest first.
    List<RecordingView> page(OrganizationId organization, Filter filter, @Nullable String before, int limit) {
        return jdbc.sql(VIEW + """
                           AND (CAST(:user AS uuid) IS NULL OR user_id = :user)
                           AND (CAST(:lead AS uuid) IS NULL OR lead_id = :lead)
                           AND (CAST(:call AS text) IS NULL OR call_id IN (
                                 SELECT c.id FROM call c WHERE c.organization_id = :org
                                    AND (c.id::text = :call OR c.provider_call_id = :call)))
                           AND (CAST(:before AS uuid) IS NULL OR id < CAST(:before AS uuid))
                         ORDER BY id DESC LIMIT :limit""")
                .param("org", organization.value())
                .param("user", Sql.id(filter.user()))
                .param("lead", Sql.id(filter.lead()))
                .param("call", filter.call())
                .param("before", before)
                .param("limit", limit + 1)
                .query(Rows.of(RecordingView.class))
                .list();
    }

    /// By ID; those that are not there are left out.
    public List<RecordingView> views(OrganizationId organization, Collection<RecordingId> ids) {
        return jdbc.sql(VIEW + " AND id = ANY (:ids)")
                .param("org", organization.value())
                .param("ids", Sql.ids(ids))
                .query(Rows.of(RecordingView.class))
                .list();
    }

    Optional<File> file(OrganizationId organization, RecordingId id) {
        return jdbc.sql("""
                        SELECT storage_key, media_type FROM recording
                         WHERE organization_id = :org AND id = :id AND status = 'available'""")
                .param("org", organization.value())
                .param("id", id.value())
                .query(Rows.of(File.class))
                .optional();
    }

    /// Takes up to `limit` recordings to fetch; they are the taker's until `until`.
    List<Waiting> take(OrganizationId organization, Instant now, Instant until, int limit) {
        return jdbc.sql("""
                        UPDATE recording r SET next_try_at = :until, tries = tries + 1
                          FROM (SELECT id FROM recording
                                 WHERE organization_id = :org AND status = 'pending' AND next_try_at <= :now
                                 ORDER BY next_try_at LIMIT :limit FOR UPDATE SKIP LOCKED) due
                         WHERE r.organization_id = :org AND r.id = due.id
                        RETURNING r.id, r.call_id, r.provider, r.provider_recording_id,
                                  coalesce(r.source_url, '') AS source_url, r.tries""")
                .param("org", organization.value())
                .param("now", Sql.time(now))
                .param("until", Sql.time(until))
                .param("limit", limit)
                .query(Rows.of(Waiting.class))
                .list();
    }

    void stored(OrganizationId organization, RecordingId id, String storageKey, String mediaType) {
        jdbc.sql("""
                        UPDATE recording SET status = 'available', storage_key = :key, media_type = :type, next_try_at = NULL
                         WHERE organization_id = :org AND id = :id AND status = 'pending'""")
                .param("org", organization.value())
                .param("id", id.value())
                .param("key", storageKey)
                .param("type", mediaType)
                .update();
    }

    /// @param at when it is tried again; null: never
    void notFetched(OrganizationId organization, RecordingId id, @Nullable Instant at) {
        jdbc.sql("""
                        UPDATE recording SET next_try_at = CAST(:at AS timestamptz),
                               status = CASE WHEN CAST(:at AS timestamptz) IS NULL THEN 'failed' ELSE status END
                         WHERE organization_id = :org AND id = :id AND status = 'pending'""")
                .param("org", organization.value())
                .param("id", id.value())
                .param("at", Sql.time(at))
                .update();
    }
}

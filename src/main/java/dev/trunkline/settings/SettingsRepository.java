package dev.trunkline.settings;

import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.UserId;
import dev.trunkline.settings.OrganizationSettings.Change;
import dev.trunkline.settings.OrganizationSettings.Row;
import dev.trunkline.store.Json;
import dev.trunkline.store.Rows;
import dev.trunkline.store.Store;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// The settings of organizations and users.
@Component
public class SettingsRepository {

    private final Store store;

    SettingsRepository(Store store) {
        this.store = store;
    }

    /// A user's own part.
    record Mine(
            boolean useMockDialer,
            @Nullable String mockConfig,
            @Nullable Boolean recordingEnabled) {}

    public OrganizationSettings organization(OrganizationId organization) {
        return row(organization, false).settings();
    }

    /// @param lock holds the row until the transaction ends, so that two partial changes don't undo each other
    Row row(OrganizationId organization, boolean lock) {
        return store.jdbc()
                .sql("""
                        SELECT name, country, time_zone, provider, mock_config::text AS mock_config, recording_enabled,
                               max_calls_per_second::float8 AS max_calls_per_second, max_concurrent_calls,
                               max_attempts_per_day, max_attempts_per_week, allowed_countries, preset,
                               calling_window, session_timeout_seconds, version
                          FROM organization WHERE organization_id = :organization""" + (lock ? " FOR NO KEY UPDATE" : ""))
                .param("organization", organization.value())
                .query(Rows.of(Row.class))
                .single();
    }

    void change(OrganizationId organization, Change change) {
        store.jdbc()
                .sql("""
                        UPDATE organization SET
                               name = coalesce(:name, name),
                               country = coalesce(:country, country),
                               time_zone = coalesce(:timeZone, time_zone),
                               provider = coalesce(:provider, provider),
                               mock_config = coalesce(CAST(:mockConfig AS jsonb), mock_config),
                               recording_enabled = coalesce(:recording, recording_enabled),
                               max_calls_per_second = coalesce(CAST(:perSecond AS numeric), max_calls_per_second),
                               max_concurrent_calls = coalesce(:concurrent, max_concurrent_calls),
                               max_attempts_per_day = coalesce(:perDay, max_attempts_per_day),
                               max_attempts_per_week = coalesce(:perWeek, max_attempts_per_week),
                               allowed_countries = coalesce(CAST(:countries AS text[]), allowed_countries),
                               preset = coalesce(:preset, preset),
                               calling_window = coalesce(CAST(:window AS jsonb), calling_window),
                               session_timeout_seconds = coalesce(:timeout, session_timeout_seconds)
                         WHERE organization_id = :organization""")
                .param("organization", organization.value())
                .param("name", change.name())
                .param("country", change.country())
                .param("timeZone", change.timeZone())
                .param(
                        "provider",
                        change.provider() == null ? null : change.provider().toString())
                .param("mockConfig", change.mockConfig())
                .param("recording", change.recordingEnabled())
                .param("perSecond", change.maxCallsPerSecond())
                .param("concurrent", change.maxConcurrentCalls())
                .param("perDay", change.maxAttemptsPerDay())
                .param("perWeek", change.maxAttemptsPerWeek())
                .param(
                        "countries",
                        change.allowedCountries() == null
                                ? null
                                : "{" + String.join(",", change.allowedCountries()) + "}")
                .param("preset", change.preset())
                .param("window", Json.write(change.callingWindow()))
                .param("timeout", change.sessionTimeoutSeconds())
                .update();
    }

    /// Agents' audio follows what carries their calls: a real phone has to be confirmed first.
    ///
    /// @param phone whether the organization's provider needs one
    public void agentAudio(OrganizationId organization, boolean phone) {
        store.jdbc()
                .sql(
                        "UPDATE organization SET agent_audio = :audio WHERE organization_id = :organization AND agent_audio <> :audio")
                .param("organization", organization.value())
                .param("audio", phone ? "pending" : "none")
                .update();
        agentAudio(organization);
    }

    /// The same after a user's own switch.
    void agentAudio(OrganizationId organization) {
        store.jdbc().sql("""
                        UPDATE agent a SET audio = CASE WHEN o.agent_audio = 'none' OR u.use_mock_dialer THEN 'none' ELSE 'pending' END
                          FROM app_user u JOIN organization o ON o.organization_id = u.organization_id
                         WHERE a.organization_id = :organization AND u.organization_id = a.organization_id AND u.id = a.user_id
                           AND (o.agent_audio = 'none' OR u.use_mock_dialer) <> (a.audio = 'none')""").param("organization", organization.value()).update();
    }

    Mine user(OrganizationId organization, UserId user) {
        return store.jdbc()
                .sql("""
                        SELECT use_mock_dialer, mock_config::text AS mock_config, recording_enabled
                          FROM app_user WHERE organization_id = :organization AND id = :user FOR NO KEY UPDATE""")
                .param("organization", organization.value())
                .param("user", user.value())
                .query(Rows.of(Mine.class))
                .single();
    }

    void changeUser(OrganizationId organization, UserId user, Mine mine) {
        store.jdbc()
                .sql("""
                        UPDATE app_user SET use_mock_dialer = :mock, mock_config = CAST(:config AS jsonb),
                               recording_enabled = CAST(:recording AS boolean)
                         WHERE organization_id = :organization AND id = :user""")
                .param("organization", organization.value())
                .param("user", user.value())
                .param("mock", mine.useMockDialer())
                .param("config", mine.mockConfig())
                .param("recording", mine.recordingEnabled())
                .update();
    }
}

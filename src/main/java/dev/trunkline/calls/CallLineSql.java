package dev.trunkline.calls;

import dev.trunkline.ids.OrganizationId;
import dev.trunkline.store.Sql;
import java.sql.Types;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;

/// How a line gets into a call's log, alone or as a part of a larger statement.
public final class CallLineSql {

    public static final String INSERT = """
            INSERT INTO call_event (organization_id, call_id, campaign_id, lead_id, event, at, source, provider, details, data,
                  applied, duration_seconds, dedupe_key)""";

    /// What is inserted, in the order of [#INSERT]'s columns.
    public static final String VALUES = """
            :org, :call, :campaign, :lead, :event, :at, :source, :provider, :details, CAST(:data AS jsonb), :applied, :age, :dedupe""";

    /// A provider's message that is in the log already is not inserted again.
    public static final String ONCE =
            "ON CONFLICT (organization_id, provider, dedupe_key) WHERE dedupe_key IS NOT NULL DO NOTHING";

    private CallLineSql() {}

    /// Adds the parameters of [#VALUES].
    public static MapSqlParameterSource bind(
            MapSqlParameterSource values, OrganizationId organization, Call call, CallLine line) {
        return values.addValue("org", organization.value())
                .addValue("call", call.id().value())
                .addValue("campaign", Sql.id(call.campaignId()), Types.OTHER)
                .addValue("lead", Sql.id(call.leadId()))
                .addValue("event", line.event().name())
                .addValue("at", Sql.time(line.at()))
                .addValue("source", line.source().toString())
                .addValue("provider", call.provider())
                .addValue("details", line.details())
                .addValue("data", line.raw())
                .addValue("applied", line.applied())
                .addValue("age", line.age(call.state()))
                .addValue("dedupe", line.dedupeKey());
    }
}

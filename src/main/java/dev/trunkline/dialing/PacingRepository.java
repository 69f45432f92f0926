package dev.trunkline.dialing;

import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.pacing.FloorEvent;
import dev.trunkline.pacing.Outcome;
import dev.trunkline.store.Json;
import dev.trunkline.store.Rows;
import dev.trunkline.store.Sql;
import dev.trunkline.store.Store;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// What predictive pacing learns from, written in the transactions in which it happens, and what it keeps.
@Repository
public class PacingRepository {

    private final JdbcClient jdbc;

    PacingRepository(Store store) {
        this.jdbc = store.jdbc();
    }

    /// What a call of a predictive campaign came to, `outcome`, after ringing for `rang` seconds of the wall clock; the
    /// call's row follows.
    static final String RESOLVED = """
            INSERT INTO pacing_event (organization_id, campaign_id, kind, outcome, seconds, score, traits)
            SELECT organization_id, campaign_id, 'resolved', :ringOutcome, greatest(0, :rang), answer_score, answer_traits FROM\s""";

    /// A call of a predictive campaign stopped ringing after so many seconds of the wall clock.
    public void resolved(OrganizationId organization, dev.trunkline.ids.CallId call, Outcome outcome, double seconds) {
        jdbc.sql(RESOLVED + "call WHERE organization_id = :org AND id = :call AND campaign_id IS NOT NULL")
                .param("org", organization.value())
                .param("call", call.value())
                .param("ringOutcome", outcome.name())
                .param("rang", seconds)
                .update();
    }

    /// An agent finished a talk, or a wrap-up and then stays or leaves. Counts only where calls are paced.
    ///
    /// @param stays null: a talk
    public void finished(OrganizationId organization, CampaignId campaign, double seconds, @Nullable Boolean stays) {
        jdbc.sql("""
                        INSERT INTO pacing_event (organization_id, campaign_id, kind, seconds, stays)
                        SELECT organization_id, id, CASE WHEN CAST(:stays AS boolean) IS NULL THEN 'talk-ended' ELSE 'wrap-ended' END,
                               greatest(0, :seconds), :stays
                          FROM campaign WHERE organization_id = :org AND id = :campaign AND mode = 'predictive'""")
                .param("org", organization.value())
                .param("campaign", campaign.value())
                .param("seconds", seconds)
                .param("stays", stays, Types.BOOLEAN)
                .update();
    }

    /// Somebody who answered was given up.
    public void abandoned(OrganizationId organization, CampaignId campaign) {
        jdbc.sql("INSERT INTO pacing_event (organization_id, campaign_id, kind) VALUES (:org, :campaign, 'abandoned')")
                .param("org", organization.value())
                .param("campaign", campaign.value())
                .update();
    }

    /// Tells the other nodes what was placed; answers the row's place in the log.
    public long placed(OrganizationId organization, CampaignId campaign, FloorEvent.PlacedElsewhere placed) {
        return jdbc.sql("""
                        INSERT INTO pacing_event (organization_id, campaign_id, kind, answers, risk, price)
                        VALUES (:org, :campaign, 'placed', :answers, :risk, :price) RETURNING seq""")
                .param("org", organization.value())
                .param("campaign", campaign.value())
                .param("answers", placed.answers())
                .param("risk", placed.risk())
                .param("price", placed.price())
                .query(Long.class)
                .single();
    }

    /// One line of the log.
    ///
    /// @param settled whether no transaction that began before this row's is still open
    public record Row(
            long seq,
            boolean settled,
            String kind,
            @Nullable String outcome,
            @Nullable Double seconds,
            @Nullable Double score,
            @Nullable List<String> traits,
            @Nullable Boolean stays,
            @Nullable Double answers,
            @Nullable Double risk,
            @Nullable Double price) {

        /// @param scale how many times faster than life it went
        FloorEvent event(double scale) {
            double lasted = (seconds == null ? 0 : seconds) * scale;
            return switch (kind) {
                case "resolved" ->
                    new FloorEvent.CallResolved(
                            Outcome.valueOf(String.valueOf(outcome)), lasted, score == null ? 1 : score);
                case "talk-ended" -> new FloorEvent.TalkEnded(lasted);
                case "wrap-ended" -> new FloorEvent.WrapEnded(lasted, Boolean.TRUE.equals(stays));
                case "abandoned" -> new FloorEvent.Abandoned();
                default ->
                    new FloorEvent.PlacedElsewhere(
                            answers == null ? 0 : answers, risk == null ? 0 : risk, price == null ? 0 : price);
            };
        }
    }

    /// The log from a place on, in order; rows at and after the place may have been read before.
    public List<Row> since(OrganizationId organization, CampaignId campaign, long xid) {
        return jdbc.sql("""
                        SELECT seq, xid < pg_snapshot_xmin(pg_current_snapshot()) AS settled, kind, outcome, seconds, score, traits, stays,
                               answers, risk, price
                          FROM pacing_event
                         WHERE organization_id = :org AND campaign_id = :campaign AND xid >= CAST(CAST(:xid AS text) AS xid8)
                         ORDER BY xid, seq LIMIT 20000""")
                .param("org", organization.value())
                .param("campaign", campaign.value())
                .param("xid", Long.toUnsignedString(xid))
                .query(Rows.of(Row.class))
                .list();
    }

    /// Where the next reading of the log has to begin.
    public long horizon() {
        return Long.parseUnsignedLong(jdbc.sql("SELECT pg_snapshot_xmin(pg_current_snapshot())::text")
                .query(String.class)
                .single());
    }

    /// What is kept over a restart.
    public record State(String laws, String scores, long foldedTo) {}

    public Optional<State> state(OrganizationId organization, CampaignId campaign) {
        return jdbc.sql("""
                        SELECT laws, scores, folded_to::text::bigint AS folded_to FROM pacing_state
                         WHERE organization_id = :org AND campaign_id = :campaign""")
                .param("org", organization.value())
                .param("campaign", campaign.value())
                .query(Rows.of(State.class))
                .optional();
    }

    public void save(OrganizationId organization, CampaignId campaign, State state, PacingView.Latest latest) {
        jdbc.sql("""
                        INSERT INTO pacing_state (organization_id, campaign_id, laws, scores, folded_to, decision, decided_at)
                        VALUES (:org, :campaign, :laws, :scores, CAST(CAST(:folded AS text) AS xid8), CAST(:decision AS jsonb), app_now())
                        ON CONFLICT (organization_id, campaign_id) DO UPDATE SET laws = EXCLUDED.laws, scores = EXCLUDED.scores,
                            folded_to = EXCLUDED.folded_to, decision = EXCLUDED.decision, decided_at = EXCLUDED.decided_at""")
                .param("org", organization.value())
                .param("campaign", campaign.value())
                .param("laws", state.laws())
                .param("scores", state.scores())
                .param("folded", Long.toUnsignedString(state.foldedTo()))
                .param("decision", Json.write(latest))
                .update();
    }

    /// The last decision as it was saved; it is some hundred milliseconds behind while a campaign runs.
    public PacingView.@Nullable Latest latest(OrganizationId organization, CampaignId campaign) {
        record Kept(PacingView.Latest decision) {}
        return jdbc
                .sql("SELECT decision FROM pacing_state WHERE organization_id = :org AND campaign_id = :campaign")
                .param("org", organization.value())
                .param("campaign", campaign.value())
                .query(Rows.of(Kept.class))
                .list()
                .stream()
                .findFirst()
                .map(Kept::decision)
                .orElse(null);
    }

    public void point(OrganizationId organization, CampaignId campaign, Instant at, PacingView.Point point) {
        jdbc.sql("""
                        INSERT INTO pacing_point (organization_id, campaign_id, at, launched, dial_level, abandon_rate, occupancy, sentence)
                        VALUES (:org, :campaign, :at, :launched, :level, :abandon, :occupancy, :sentence)""")
                .param("org", organization.value())
                .param("campaign", campaign.value())
                .param("at", Sql.time(at))
                .param("launched", point.launch())
                .param("level", point.dialLevel())
                .param("abandon", point.abandonRate(), Types.DOUBLE)
                .param("occupancy", point.occupancy(), Types.DOUBLE)
                .param("sentence", point.sentence())
                .update();
    }

    /// The last points, oldest first.
    public List<PacingView.Point> points(OrganizationId organization, CampaignId campaign, int limit) {
        return jdbc.sql("""
                        SELECT at, launched AS launch, dial_level, abandon_rate, occupancy, sentence FROM (
                          SELECT * FROM pacing_point WHERE organization_id = :org AND campaign_id = :campaign
                           ORDER BY at DESC LIMIT :limit) p ORDER BY at""")
                .param("org", organization.value())
                .param("campaign", campaign.value())
                .param("limit", limit)
                .query(Rows.of(PacingView.Point.class))
                .list();
    }

    /// What nothing reads any more.
    public void sweep(OrganizationId organization, Instant events, Instant points) {
        jdbc.sql("""
                        DELETE FROM pacing_event e WHERE organization_id = :org AND at < :limit AND xid < (
                          SELECT min(folded_to) FROM pacing_state s WHERE s.organization_id = :org AND s.campaign_id = e.campaign_id)""")
                .param("org", organization.value())
                .param("limit", Sql.time(events))
                .update();
        jdbc.sql("DELETE FROM pacing_point WHERE organization_id = :org AND at < :limit")
                .param("org", organization.value())
                .param("limit", Sql.time(points))
                .update();
    }
}

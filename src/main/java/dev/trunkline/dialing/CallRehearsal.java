package dev.trunkline.dialing;

import dev.trunkline.calls.Call;
import dev.trunkline.calls.CallEventType;
import dev.trunkline.calls.CallLine;
import dev.trunkline.calls.CallState;
import dev.trunkline.calls.CallStatus;
import dev.trunkline.calls.EndCause;
import dev.trunkline.calls.EventSource;
import dev.trunkline.calls.Signal;
import dev.trunkline.campaigns.CampaignMode;
import dev.trunkline.ids.CallId;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.NumberId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.SessionId;
import dev.trunkline.ids.UserId;
import dev.trunkline.store.Rehearsal;
import dev.trunkline.store.Store;
import dev.trunkline.telephony.Announcement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// One call of each kind from the order to its end, by the statements that real calls are written with, in an
/// organization that never comes to be. Without it the first to answer on a connection waits in silence for what the
/// connection does for the first time.
@Component
final class CallRehearsal implements Rehearsal {

    /// Five leads in a queue, one agent of a pool and one of a power session.
    private static final String SCENERY = """
            INSERT INTO organization (organization_id, name) VALUES (:org, 'Rehearsal');
            INSERT INTO campaign (organization_id, id, name, mode, retry_rules, calling_window)
            VALUES (:org, :campaign, 'Rehearsal', 'predictive', '{}', '{}');
            INSERT INTO number (organization_id, id, e164) VALUES (:org, :number, '+12025550100');
            INSERT INTO lead (organization_id, id) SELECT :org, id FROM unnest(:leads) id;
            INSERT INTO lead_phone (organization_id, lead_id, position, e164, region)
            SELECT :org, id, 0, '+1202555020' || n, 'US' FROM unnest(:leads) WITH ORDINALITY l(id, n);
            INSERT INTO queue_entry (organization_id, campaign_id, lead_id, max_attempts)
            SELECT :org, :campaign, id, 3 FROM unnest(:leads) id;
            INSERT INTO app_user (organization_id, id, email, name, role)
            VALUES (:org, :pooled, 'pooled', 'Pooled', 'agent'), (:org, :seated, 'seated', 'Seated', 'agent');
            INSERT INTO session (organization_id, id, user_id, campaign_id, mode, status, lines, number_ids)
            VALUES (:org, :session, :seated, :campaign, 'power', 'ACTIVE', 1, ARRAY[CAST(:number AS uuid)]);
            INSERT INTO agent (organization_id, user_id, status, campaign_id, session_id)
            VALUES (:org, :pooled, 'available', :campaign, NULL), (:org, :seated, 'available', NULL, :session)""";

    private static final Announcement MESSAGE = new Announcement(Announcement.Kind.CAMPAIGN, null, null);

    @Override
    public void on(Store store) {
        new Stage(store).play();
    }

    private static final class Stage {
        private final Store store;
        private final StepRepository steps;
        private final JoinRepository joins;
        private final LaunchRepository launches;
        private final ClaimRepository claims;
        private final OrganizationId organization = new OrganizationId(UUID.randomUUID());
        private final CampaignId campaign = new CampaignId(UUID.randomUUID());
        private final NumberId number = new NumberId(UUID.randomUUID());
        private final UserId seated = new UserId(UUID.randomUUID());
        private final SessionId session = new SessionId(UUID.randomUUID());
        private Instant now = Instant.EPOCH;

        Stage(Store store) {
            this.store = store;
            this.steps = new StepRepository(store);
            this.joins = new JoinRepository(store);
            this.launches = new LaunchRepository(store);
            this.claims = new ClaimRepository(store, new SettleRepository(store));
        }

        void play() {
            store.engine(organization, this::build);
            unattended(placed(CampaignMode.UNATTENDED, null));
            ended(waits(rings(placed(CampaignMode.PREDICTIVE, null))));
            ended(joined(rings(placed(CampaignMode.PREDICTIVE, null))));
            ended(joined(rings(placed(CampaignMode.POWER, seated))));
            ended(joined(setApart(rings(placed(CampaignMode.PREDICTIVE, seated)))));
        }

        private void build() {
            store.jdbc()
                    .sql(SCENERY)
                    .param("org", organization.value())
                    .param("campaign", campaign.value())
                    .param("number", number.value())
                    .param("leads", Stream.generate(UUID::randomUUID).limit(5).toArray(UUID[]::new))
                    .param("pooled", UUID.randomUUID())
                    .param("seated", seated.value())
                    .param("session", session.value())
                    .update();
            now = launches.now();
        }

        /// @param agent whose line it is; null: nobody's
        private Call placed(CampaignMode mode, @Nullable UserId agent) {
            return store.engine(organization, () -> {
                launches.facts(organization);
                launches.liveCalls(organization);
                launches.takePermits(organization, "rehearsal", 1, 1);
                Candidate candidate = claims.claim(
                                organization,
                                campaign,
                                List.of(""),
                                false,
                                agent,
                                false,
                                mode == CampaignMode.PREDICTIVE,
                                1)
                        .getFirst();
                var from = new CallerIds.Usable(number, "+12025550100", null, null);
                var slot = new Slot(agent == null ? null : session, agent, 1, from, "rehearsal", "{}");
                var order = new LaunchRepository.Order(
                        candidate, slot, List.of("rehearsal"), LaunchRepository.Chance.AVERAGE);
                var terms = new LaunchRepository.Terms(campaign, mode.toString(), false, 30, "off", false);
                Map<CallId, Call> placed = launches.insert(organization, terms, List.of(order), now);
                launches.isStillWanted(organization, candidate.callId());
                return placed.get(candidate.callId());
            });
        }

        private void unattended(Call placed) {
            Call answered = atOnce(rings(placed), new Signal.Answered(now));
            var late = new CallLine(CallEventType.ANSWERED, now, EventSource.WEBHOOK, "", "{}", false, "late");
            steps.logAtOnce(organization, answered, late);
            Call heard = atOnce(answered, new Signal.MessageStarted(now));
            ended(atOnce(heard, new Signal.MessageEnded(now)));
        }

        private Call rings(Call placed) {
            return atOnce(atOnce(placed, new Signal.Dialing(now)), new Signal.Ringing(now));
        }

        private Call atOnce(Call call, Signal signal) {
            StepRepository.Step step = step(call, signal, null);
            require(steps.writeAtOnce(organization, step, MESSAGE), signal);
            return step.left(now);
        }

        private Call setApart(Call call) {
            store.engine(
                    organization,
                    () -> store.jdbc()
                            .sql("UPDATE agent SET status = 'dialing', call_id = :call WHERE user_id = :user")
                            .param("call", call.id().value())
                            .param("user", seated.value())
                            .update());
            return call;
        }

        private Call joined(Call call) {
            var answer = new Signal.Answered(now);
            StepRepository.Step step = step(call, answer, null);
            require(joins.joinAtOnce(organization, step, 0).isPresent(), answer);
            return step.left(now);
        }

        private Call waits(Call call) {
            var answer = new Signal.Answered(now);
            StepRepository.Step step = step(call, answer, null);
            require(joins.waitAtOnce(organization, step, 0), answer);
            return step.left(now);
        }

        private Call written(Call call, Signal signal, StepRepository.@Nullable Closing closing) {
            StepRepository.Step step = step(call, signal, closing);
            require(store.engine(organization, () -> steps.write(organization, step)), signal);
            return step.left(now);
        }

        /// With an outcome by rule, whatever the call was: then nothing that an end can write is left out.
        private void ended(Call call) {
            var end = new Signal.Ended(now, CallStatus.COMPLETED, EndCause.HANGUP_CUSTOMER, null, "");
            written(
                    call,
                    end,
                    new StepRepository.Closing(
                            EndCause.HANGUP_CUSTOMER,
                            "no-answer",
                            true,
                            new AfterCall.Completed(),
                            null,
                            "connected",
                            now));
        }

        private StepRepository.Step step(Call call, Signal signal, StepRepository.@Nullable Closing closing) {
            var moved = (CallState.Moved) call.state().after(signal);
            String name = call.id().toString();
            var told = new Told(signal, EventSource.WEBHOOK, "{}", name + moved.event(), name, false);
            return new StepRepository.Step(
                    call,
                    moved.to(),
                    told.line(moved.event(), "", true),
                    CheckTimes.DEFAULT.silence(moved.to(), call),
                    CallDesk.adopts(call, told),
                    told.providerCallId(),
                    closing);
        }

        private static void require(boolean isWritten, Signal signal) {
            if (!isWritten) {
                throw new IllegalStateException(signal + " changed nothing");
            }
        }
    }
}

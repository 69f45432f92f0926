package dev.trunkline.dialing;

import dev.trunkline.access.Caller;
import dev.trunkline.agents.Agent;
import dev.trunkline.agents.AgentRepository;
import dev.trunkline.agents.AgentRepository.Move;
import dev.trunkline.agents.AgentStatus;
import dev.trunkline.agents.Session;
import dev.trunkline.agents.SessionRepository;
import dev.trunkline.agents.SessionStatus;
import dev.trunkline.calls.Call;
import dev.trunkline.calls.CallRepository;
import dev.trunkline.campaigns.AmdMode;
import dev.trunkline.campaigns.Campaign;
import dev.trunkline.campaigns.CampaignMode;
import dev.trunkline.campaigns.CampaignRepository;
import dev.trunkline.campaigns.CampaignStatus;
import dev.trunkline.compliance.CallingWindow;
import dev.trunkline.compliance.Gate;
import dev.trunkline.compliance.Rule;
import dev.trunkline.compliance.WindowKey;
import dev.trunkline.dialing.AgendaRepository.Kind;
import dev.trunkline.dialing.PlaceRepository.Callee;
import dev.trunkline.dialing.PlaceRepository.Own;
import dev.trunkline.dialing.PlaceRepository.Place;
import dev.trunkline.ids.CallId;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.LeadId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.SessionId;
import dev.trunkline.ids.UserId;
import dev.trunkline.phone.PhoneNumber;
import dev.trunkline.phone.PhoneParser;
import dev.trunkline.phone.PhoneReading;
import dev.trunkline.phone.TimeZones;
import dev.trunkline.problem.Problem;
import dev.trunkline.store.Store;
import dev.trunkline.telephony.MockConfig;
import dev.trunkline.telephony.Origination;
import dev.trunkline.telephony.TelephonyProvider;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/// Places the one call a person asks for: from the dial pad, from a lead, from a preview. The same gate, the same
/// guards, the same launch as in a tick, with the agent's row held and pointing at the call from its intent on. Locks
/// in the order of the house: campaign → agent → entry → number.
@Component
public class PlaceDesk {

    private final Store store;
    private final CampaignRepository campaigns;
    private final CallRepository calls;
    private final AgentRepository agents;
    private final SessionRepository sessions;
    private final LaunchRepository launches;
    private final ClaimRepository claims;
    private final PlaceRepository places;
    private final AgendaRepository agenda;
    private final Providers providers;
    private final LineDesk lines;
    private final LaunchDesk launch;
    private final Wakes wakes;
    private final CheckTimes times;

    PlaceDesk(
            Store store,
            CampaignRepository campaigns,
            CallRepository calls,
            AgentRepository agents,
            SessionRepository sessions,
            LaunchRepository launches,
            ClaimRepository claims,
            PlaceRepository places,
            AgendaRepository agenda,
            Providers providers,
            LineDesk lines,
            LaunchDesk launch,
            Wakes wakes,
            CheckTimes times) {
        this.store = store;
        this.campaigns = campaigns;
        this.calls = calls;
        this.agents = agents;
        this.sessions = sessions;
        this.launches = launches;
        this.claims = claims;
        this.places = places;
        this.agenda = agenda;
        this.providers = providers;
        this.lines = lines;
        this.launch = launch;
        this.wakes = wakes;
        this.times = times;
    }

    /// A call to `to`, or to the lead's number that is next.
    ///
    /// @param numberId to call from; else the line's, else the one used least lately
    /// @param sessionId the sitting it belongs to, whose queue the lead's entry is taken from
    /// @param lineNumber from 1, the place in the session's numbers
    /// @param amd null: as the campaign says in a preview, off otherwise
    /// @param recordingEnabled null: as campaign, user, organization say, the most specific first
    /// @param mockConfig over the organization's and the user's; only on the simulator
    public record Request(
            @Nullable String to,
            @Nullable UUID leadId,
            @Nullable UUID numberId,
            @Nullable UUID sessionId,
            @Nullable Integer lineNumber,
            @Nullable Boolean amd,
            @Nullable Boolean recordingEnabled,

            @Nullable @Schema(implementation = MockConfig.class)
            JsonNode mockConfig) {}

    /// What the transaction left to do: to ask the provider, or to say why not.
    private sealed interface Result {}

    private record Placed(LaunchDesk.Intent intent) implements Result {}

    private record TurnedAway(Problem problem, @Nullable CampaignId campaign) implements Result {}

    public CallId place(Caller caller, Request request) {
        OrganizationId organization = caller.organization();
        return switch (store.<Result>engine(
                organization, () -> new Placing(organization, caller.user(), request).run())) {
            case Placed placed -> {
                launch.launch(organization, List.of(placed.intent()));
                yield placed.intent().origination().call();
            }
            case TurnedAway away -> {
                if (away.campaign() != null) {
                    wakes.wake(organization, away.campaign());
                }
                throw away.problem();
            }
        };
    }

    /// One request, inside its transaction.
    private final class Placing {
        private final OrganizationId organization;
        private final UserId user;
        private final Request request;
        private final DialingFacts facts;
        private final Own own;
        private final Instant now;
        private final TelephonyProvider provider;

        Placing(OrganizationId organization, UserId user, Request request) {
            this.organization = organization;
            this.user = user;
            this.request = request;
            this.facts = launches.facts(organization);
            this.own = places.own(organization, user);
            this.now = facts.now();
            this.provider = providers.ofSitting(facts, own);
        }

        Result run() {
            PhoneNumber dialed = dialed();
            Session session = request.sessionId() == null ? null : session(new SessionId(request.sessionId()));
            LeadId lead = lead(dialed, session == null ? null : session.campaignId());
            CampaignId wanted = session == null ? appointment(lead) : session.campaignId();
            Campaign campaign = lockCampaign(wanted);
            Agent agent = lockAgent(session);
            Place place = campaign == null || lead == null ? null : place(campaign, lead);
            Callee callee = callee(dialed, lead, place, wanted);
            Candidate candidate =
                    places.candidate(organization, place == null ? null : place.id(), callee, simulated());
            return switch (Gate.check(
                    candidate.facts(window(campaign).at(now, WindowKey.zones(callee.windowKey()), simulated()), false),
                    facts.limits(false),
                    now)) {
                case Gate.Refused refused -> refuse(refused, callee, campaign, place);
                case Gate.Allowed allowed -> insert(candidate, allowed, campaign, session, agent);
            };
        }

        private boolean simulated() {
            return provider.capabilities().simulated();
        }

        private @Nullable PhoneNumber dialed() {
            if (request.to() == null || request.to().isBlank()) {
                if (request.leadId() == null) {
                    throw Problem.validation("to", "Name a number to call, or a lead.");
                }
                return null;
            }
            return switch (PhoneParser.read(request.to(), facts.country())) {
                case PhoneNumber number -> number;
                case PhoneReading.NotANumber not -> throw Problem.of(422, "invalid-number", not.reason());
            };
        }

        private Session session(SessionId id) {
            return sessions.find(organization, id)
                    .filter(session -> session.userId().equals(user))
                    .orElseThrow(() -> Problem.notFound("session"));
        }

        private @Nullable LeadId lead(@Nullable PhoneNumber dialed, @Nullable CampaignId campaign) {
            if (request.leadId() != null) {
                LeadId named = new LeadId(request.leadId());
                return places.lead(organization, named).map(_ -> named).orElseThrow(() -> Problem.notFound("lead"));
            }
            return dialed == null
                    ? null
                    : places.byNumber(organization, dialed.e164(), null, campaign)
                            .map(Callee::lead)
                            .orElse(null);
        }

        /// A call to somebody who has an appointment about now is the call of that appointment: their place in its
        /// queue is used, or they would be called for it once more.
        private @Nullable CampaignId appointment(@Nullable LeadId lead) {
            return lead == null
                    ? null
                    : places.appointment(organization, lead, user).orElse(null);
        }

        /// The call's campaign and the one the agent sits in, in one order for everybody: no tick of either opens a
        /// line for this agent meanwhile.
        private @Nullable Campaign lockCampaign(@Nullable CampaignId wanted) {
            CampaignId seat =
                    sessions.open(organization, user).map(Session::campaignId).orElse(null);
            Stream.of(wanted, seat)
                    .filter(Objects::nonNull)
                    .distinct()
                    .sorted(Comparator.comparing(CampaignId::value))
                    .forEach(id -> campaigns.lock(organization, id));
            Campaign campaign =
                    wanted == null ? null : campaigns.find(organization, wanted).orElseThrow();
            if (campaign != null && campaign.status() != CampaignStatus.RUNNING) {
                throw Problem.notInState("The campaign is " + campaign.status() + "; nobody is called in it now.");
            }
            return campaign;
        }

        private Agent lockAgent(@Nullable Session wanted) {
            Agent agent = agents.lock(organization, user);
            if (agent.callId() != null) {
                throw Problem.notInState(
                        agent.status() == AgentStatus.WRAP_UP
                                ? "Your last call has no outcome yet. Say what came of it, then call."
                                : "You are in a call. End it before you place another one.");
            }
            sessions.open(organization, user).ifPresentOrElse(seat -> checkSeat(seat, wanted), () -> {
                if (wanted != null) {
                    throw Problem.notInState("This session has ended. Begin a new one, or call without it.");
                }
            });
            return agent;
        }

        /// @param seat the agent's open session; nobody has two
        private void checkSeat(Session seat, @Nullable Session wanted) {
            if (wanted != null && !seat.id().equals(wanted.id())) {
                throw Problem.notInState("This session has ended. Go on in the one that is open.");
            }
            if (wanted != null && seat.status() != SessionStatus.ACTIVE) {
                throw Problem.notInState("This session is " + seat.status() + ". Start it, or call without it.");
            }
            if (calls.live(organization, seat.campaignId()).stream()
                    .anyMatch(call -> seat.id().equals(call.sessionId()))) {
                throw Problem.notInState(
                        "Your session has calls on its lines. Pause it and let them end, then place your call.");
            }
        }

        /// The lead's place in the campaign's queue, if the call may use it; null: it is called outside of the queue.
        private @Nullable Place place(Campaign campaign, LeadId lead) {
            Place place = places.lockPlace(organization, campaign.id(), lead).orElse(null);
            if (place == null || !place.mayBeCalled()) {
                return null;
            }
            SessionId seat = sessions.open(organization, user).map(Session::id).orElse(null);
            if (place.isPending() && place.heldBy() != null && !place.heldBy().equals(seat)) {
                throw Problem.notInState("Another agent has this lead in front of them.");
            }
            if (place.callbackUserId() != null && !place.callbackUserId().equals(user)) {
                throw Problem.notInState("This lead has an appointment with another agent.");
            }
            return place;
        }

        private Callee callee(
                @Nullable PhoneNumber dialed,
                @Nullable LeadId lead,
                @Nullable Place place,
                @Nullable CampaignId campaign) {
            if (dialed == null) {
                int position = place == null ? 0 : place.phonePosition();
                return places.byLead(organization, Objects.requireNonNull(lead), position)
                        .orElseThrow(() -> Problem.of(422, "invalid-number", "This lead has no phone number."));
            }
            return places.byNumber(organization, dialed.e164(), lead, campaign)
                    .orElseGet(() -> unknownNumber(dialed, lead));
        }

        /// A number that is stored nowhere; with a lead, the lead's zone binds it too.
        private Callee unknownNumber(PhoneNumber dialed, @Nullable LeadId lead) {
            var known = lead == null
                    ? new PlaceRepository.Known(0, null)
                    : places.lead(organization, lead).orElseThrow();
            return new Callee(
                    lead,
                    dialed.e164(),
                    dialed.region(),
                    dialed.type().toString(),
                    TimeZones.windowKey(dialed.zones(), List.of(), known.timeZone()),
                    known.callCount());
        }

        private CallingWindow window(@Nullable Campaign campaign) {
            return campaign == null ? facts.callingWindow() : campaign.callingWindow();
        }

        /// What the rule says holds for the queue too: the entry waits, or is out of it.
        private Result refuse(Gate.Refused refused, Callee callee, @Nullable Campaign campaign, @Nullable Place place) {
            if (place != null && place.isPending()) {
                claims.turnAway(organization, place.id(), refused);
            }
            return new TurnedAway(
                    Refusals.problem(refused, WindowKey.zones(callee.windowKey())),
                    campaign == null ? null : campaign.id());
        }

        private Result insert(
                Candidate candidate,
                Gate.Allowed allowed,
                @Nullable Campaign campaign,
                @Nullable Session session,
                Agent agent) {
            boolean preview = session != null && session.mode() == CampaignMode.PREVIEW && candidate.entryId() != null;
            LineDesk.Line line = lines.open(
                    new LineDesk.Ask(organization, user, request, facts, own, provider), campaign, session, preview);
            Map<CallId, Call> inserted = launches.insert(
                    organization,
                    new LaunchRepository.Terms(
                            campaign == null ? null : campaign.id(),
                            (preview ? CampaignMode.PREVIEW : CampaignMode.MANUAL).toString(),
                            simulated(),
                            line.ringSeconds(),
                            line.amd().toString(),
                            line.record()),
                    List.of(new LaunchRepository.Order(
                            candidate, line.slot(), allowed.rules(), LaunchRepository.Chance.AVERAGE)),
                    now.plus(times.intent()));
            if (inserted.isEmpty()) {
                // Somebody else was faster; the gate would say so now.
                throw Refusals.problem(new Gate.Refused(Rule.LIVE_CALL, null), List.of());
            }
            follow(candidate.callId(), session, agent);
            return new Placed(new LaunchDesk.Intent(
                    provider.name(),
                    new Origination(
                            organization,
                            candidate.callId(),
                            line.slot().from().e164(),
                            candidate.e164(),
                            candidate.attemptCount() + 1,
                            Duration.ofSeconds(line.ringSeconds()),
                            line.amd() != AmdMode.OFF,
                            line.record(),
                            line.slot().options()),
                    now));
        }

        private void follow(CallId call, @Nullable Session session, Agent agent) {
            agents.move(
                    organization,
                    agent,
                    new Move(AgentStatus.DIALING, null, agent.campaignId(), agent.sessionId(), call, null));
            if (session != null) {
                sessions.active(organization, session.id());
            }
            // Without a campaign nothing else has put these on the agenda.
            agenda.ensure(organization, Kind.RECONCILE, organization.value());
            agenda.ensure(organization, Kind.SWEEP, organization.value());
        }
    }
}

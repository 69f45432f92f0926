package dev.trunkline.dialing;

import dev.trunkline.access.Caller;
import dev.trunkline.agents.AgentRepository;
import dev.trunkline.agents.Session;
import dev.trunkline.agents.SessionRepository;
import dev.trunkline.agents.SessionStatus;
import dev.trunkline.calls.CallRepository;
import dev.trunkline.campaigns.Campaign;
import dev.trunkline.campaigns.CampaignMode;
import dev.trunkline.campaigns.CampaignRepository;
import dev.trunkline.campaigns.CampaignStatus;
import dev.trunkline.campaigns.QueueEntry;
import dev.trunkline.campaigns.QueueRepository;
import dev.trunkline.compliance.Gate;
import dev.trunkline.compliance.WindowKey;
import dev.trunkline.compliance.WindowState;
import dev.trunkline.dialing.PlaceRepository.Place;
import dev.trunkline.dialing.PreviewRepository.Taken;
import dev.trunkline.ids.EntryId;
import dev.trunkline.ids.LeadId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.SessionId;
import dev.trunkline.problem.Problem;
import dev.trunkline.store.Store;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Puts the next lead of a queue in front of a person, who reads, then calls it or passes it over. The gate is asked
/// before the offer, so that nobody studies a lead that may not be called, and once more when it is called. Locks:
/// session → entry.
@Component
public class PreviewDesk {

    /// Leads that the gate turns away before an offer is given up for this time.
    private static final int TURNS = 50;

    private final Store store;
    private final CampaignRepository campaigns;
    private final QueueRepository queue;
    private final CallRepository calls;
    private final AgentRepository agents;
    private final SessionRepository sessions;
    private final SessionLeadRepository adHoc;
    private final LaunchRepository launches;
    private final ClaimRepository claims;
    private final PlaceRepository places;
    private final PreviewRepository previews;
    private final Providers providers;
    private final Wakes wakes;

    PreviewDesk(
            Store store,
            CampaignRepository campaigns,
            QueueRepository queue,
            CallRepository calls,
            AgentRepository agents,
            SessionRepository sessions,
            SessionLeadRepository adHoc,
            LaunchRepository launches,
            ClaimRepository claims,
            PlaceRepository places,
            PreviewRepository previews,
            Providers providers,
            Wakes wakes) {
        this.store = store;
        this.campaigns = campaigns;
        this.queue = queue;
        this.calls = calls;
        this.agents = agents;
        this.sessions = sessions;
        this.adHoc = adHoc;
        this.launches = launches;
        this.claims = claims;
        this.places = places;
        this.previews = previews;
        this.providers = providers;
        this.wakes = wakes;
    }

    /// The lead to look at now; asking again gives the same one. Empty: the queue has nobody for this session now.
    public Optional<QueueEntry> next(Caller caller) {
        OrganizationId organization = caller.organization();
        Session session = store.web(organization, () -> sessions.open(organization, caller.user()))
                .orElseThrow(() -> Problem.notInState("You have no open session. Begin one in mode preview."));
        if (session.mode() != CampaignMode.PREVIEW) {
            throw Problem.notInState("A session in mode " + session.mode() + " is dialed for you; nothing is offered.");
        }
        Optional<QueueEntry> offer = store.engine(
                organization,
                () -> offer(organization, session.id())
                        .map(entry -> Objects.requireNonNull(
                                queue.views(organization, List.of(entry)).get(entry))));
        if (offer.isEmpty()) {
            // What was turned away may have been the last.
            wakes.wake(organization, session.campaignId());
        }
        return offer;
    }

    private Optional<EntryId> offer(OrganizationId organization, SessionId id) {
        Session session = sessions.lock(organization, id).orElseThrow();
        Optional<EntryId> inHand = inHand(organization, session);
        if (inHand.isPresent()) {
            return inHand;
        }
        if (session.status() != SessionStatus.ACTIVE) {
            throw Problem.notInState("This session is " + session.status() + ". Start it to be offered leads.");
        }
        Campaign campaign = campaigns.find(organization, session.campaignId()).orElseThrow();
        if (campaign.status() != CampaignStatus.RUNNING) {
            throw Problem.notInState("The campaign is " + campaign.status() + "; nobody is called in it now.");
        }
        DialingFacts facts = launches.facts(organization);
        boolean simulated = providers
                .ofSitting(facts, places.own(organization, session.userId()))
                .capabilities()
                .simulated();
        var round = new Round(organization, session, campaign, facts, facts.now(), simulated);
        for (int turn = 0; turn < TURNS; turn++) {
            Taken taken = round.take();
            if (taken == null || round.admits(taken)) {
                return Optional.ofNullable(taken).map(Taken::id);
            }
        }
        return Optional.empty();
    }

    /// The lead of the call that the agent is in, or has not said an outcome of.
    private Optional<EntryId> inHand(OrganizationId organization, Session session) {
        return agents.find(organization, session.userId())
                .flatMap(agent -> Optional.ofNullable(agent.callId()))
                .flatMap(call -> calls.find(organization, call))
                .filter(call -> session.id().equals(call.sessionId()))
                .flatMap(call -> Optional.ofNullable(call.queueEntryId()));
    }

    /// One search for a lead, with the facts read once.
    private final class Round {
        private final OrganizationId organization;
        private final Session session;
        private final Campaign campaign;
        private final DialingFacts facts;
        private final Instant now;
        private final boolean simulated;
        private @Nullable List<String> open;
        private boolean fresh;

        Round(
                OrganizationId organization,
                Session session,
                Campaign campaign,
                DialingFacts facts,
                Instant now,
                boolean simulated) {
            this.organization = organization;
            this.session = session;
            this.campaign = campaign;
            this.facts = facts;
            this.now = now;
            this.simulated = simulated;
        }

        @Nullable
        Taken take() {
            if (!fresh) {
                fresh = true;
                Optional<Taken> again = previews.again(organization, session);
                if (again.isPresent()) {
                    return again.get();
                }
            }
            if (open == null) {
                open = openWindows();
            }
            return previews.next(organization, session, open).orElse(null);
        }

        private List<String> openWindows() {
            var keys = new ArrayList<String>();
            for (String key : claims.windowKeys(organization, campaign.id())) {
                switch (campaign.callingWindow().at(now, WindowKey.zones(key), simulated)) {
                    // A person may call where the zone is not known.
                    case WindowState.Open _, WindowState.Unknown _ -> keys.add(key);
                    case WindowState.Closed _ -> {}
                    case WindowState.Never _ ->
                        claims.excludeWindow(organization, campaign.id(), key, "calling-window");
                }
            }
            return keys;
        }

        /// Puts the lead in front of the agent, if the gate would let the call pass; else out of line, as the rule
        /// says.
        boolean admits(Taken taken) {
            var callee = places.byLead(organization, taken.lead(), taken.phonePosition())
                    .orElse(null);
            if (callee == null) {
                claims.exclude(organization, taken.id(), "no-number");
                return false;
            }
            Candidate candidate = places.candidate(organization, taken.id(), callee, simulated);
            WindowState window = campaign.callingWindow().at(now, WindowKey.zones(callee.windowKey()), simulated);
            switch (Gate.check(candidate.facts(window, false), facts.limits(false), now)) {
                case Gate.Allowed _ -> {
                    previews.hold(organization, taken.id(), session);
                    sessions.offered(organization, session.id(), taken.lead(), taken.id());
                    return true;
                }
                case Gate.Refused refused -> {
                    claims.turnAway(organization, taken.id(), refused);
                    return false;
                }
            }
        }
    }

    /// The agent says what became of a lead; saying it again changes nothing. The lead that was in front of them goes
    /// back in line for others, and out of a queue of the session's own.
    public SessionRepository.Attempt mark(
            Caller caller, SessionId id, LeadId lead, String outcome, @Nullable String reason) {
        OrganizationId organization = caller.organization();
        Session session = store.web(organization, () -> sessions.find(organization, id))
                .filter(s -> s.userId().equals(caller.user()))
                .orElseThrow(() -> Problem.notFound("session"));
        SessionRepository.Attempt attempt = store.engine(organization, () -> {
            if (sessions.lock(organization, id).isEmpty()
                    || places.lead(organization, lead).isEmpty()) {
                throw Problem.notFound("lead");
            }
            Place place =
                    places.lockPlace(organization, session.campaignId(), lead).orElse(null);
            boolean inFront = place != null && place.isPending() && id.equals(place.heldBy());
            if (place != null && inFront) {
                previews.letGo(organization, place.id(), outcome, adHoc.isAdHoc(organization, session.campaignId()));
            }
            sessions.active(organization, id);
            return sessions.marked(organization, id, lead, outcome, reason, inFront);
        });
        wakes.wake(organization, session.campaignId());
        return attempt;
    }
}

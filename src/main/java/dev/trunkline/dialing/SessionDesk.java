package dev.trunkline.dialing;

import dev.trunkline.access.Caller;
import dev.trunkline.agents.Session;
import dev.trunkline.agents.SessionRepository;
import dev.trunkline.agents.SessionStatus;
import dev.trunkline.agents.SessionView;
import dev.trunkline.calls.CallView;
import dev.trunkline.calls.CallViewRepository;
import dev.trunkline.campaigns.Campaign;
import dev.trunkline.campaigns.CampaignDraft;
import dev.trunkline.campaigns.CampaignMode;
import dev.trunkline.campaigns.CampaignRepository;
import dev.trunkline.campaigns.CampaignView;
import dev.trunkline.campaigns.QueueRepository;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.ListId;
import dev.trunkline.ids.NumberId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.SessionId;
import dev.trunkline.problem.Problem;
import dev.trunkline.store.Store;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;

/// An agent's sittings: made, looked at, configured. Starting, pausing and stopping is the control desk's.
@Component
public class SessionDesk {

    /// The modes in which agents sit.
    private static final Set<CampaignMode> MODES =
            EnumSet.of(CampaignMode.PREVIEW, CampaignMode.POWER, CampaignMode.PREDICTIVE);

    private final Store store;
    private final SessionRepository sessions;
    private final CampaignRepository campaigns;
    private final QueueRepository queue;
    private final CallViewRepository calls;
    private final CallerIdRepository callerIds;
    private final CampaignDesk campaignDesk;
    private final BudgetDesk budgets;
    private final SessionLeadRepository leads;
    private final Wakes wakes;

    SessionDesk(
            Store store,
            SessionRepository sessions,
            CampaignRepository campaigns,
            QueueRepository queue,
            CallViewRepository calls,
            CallerIdRepository callerIds,
            CampaignDesk campaignDesk,
            BudgetDesk budgets,
            SessionLeadRepository leads,
            Wakes wakes) {
        this.store = store;
        this.sessions = sessions;
        this.campaigns = campaigns;
        this.queue = queue;
        this.calls = calls;
        this.callerIds = callerIds;
        this.campaignDesk = campaignDesk;
        this.budgets = budgets;
        this.leads = leads;
        this.wakes = wakes;
    }

    /// A sitting in a campaign, or over leads or lists that get an ad-hoc campaign of their own.
    public record Draft(
            @Nullable CampaignMode mode,
            @Nullable UUID campaignId,
            @Nullable List<UUID> leadIds,
            @Nullable UUID listId,
            @Nullable List<UUID> listIds,
            @Nullable Integer lines,
            @Nullable List<UUID> numberIds,
            CampaignDraft.@Nullable WindowDraft callingWindow,
            @Nullable Integer maxAttempts,
            dev.trunkline.campaigns.@Nullable BusyLinePolicy busyLinePolicy,
            @Nullable Integer wrapUpSeconds) {

        private @Nullable List<UUID> lists() {
            return listIds != null || listId == null ? listIds : List.of(listId);
        }
    }

    public SessionId create(Caller caller, Draft draft) {
        OrganizationId organization = caller.organization();
        if (draft.mode() != null && !MODES.contains(draft.mode())) {
            throw Problem.validation("mode", "A session runs in mode preview, power or predictive.");
        }
        if (draft.mode() == CampaignMode.PREDICTIVE && draft.campaignId() == null) {
            throw Problem.validation("campaignId", "Name the predictive campaign to join.");
        }
        try {
            SessionId id = store.web(organization, () -> insert(caller, draft));
            Session session = store.web(organization, () -> sessions.find(organization, id))
                    .orElseThrow();
            while (store.web(organization, () -> queue.fill(organization, session.campaignId()))
                    .isPresent()) {
                // Lists go into the queue batch by batch, each its own commit.
            }
            return id;
        } catch (DuplicateKeyException e) {
            throw alreadyOpen();
        }
    }

    private SessionId insert(Caller caller, Draft draft) {
        OrganizationId organization = caller.organization();
        if (sessions.open(organization, caller.user()).isPresent()) {
            throw alreadyOpen();
        }
        CampaignId campaign = draft.campaignId() == null
                ? campaignDesk.insert(caller, adHoc(draft), true)
                : joined(caller, new CampaignId(draft.campaignId()), draft.mode());
        Campaign settings = campaigns.find(organization, campaign).orElseThrow();
        List<NumberId> numbers = numbers(organization, draft.numberIds(), campaign);
        Integer wished = draft.lines() == null ? settings.lines() : draft.lines();
        CampaignMode seat = seat(settings.mode());
        int lines = seat == CampaignMode.PREVIEW ? 1 : lines(wished, numbers.size());
        ListId list = draft.listId() == null ? null : new ListId(draft.listId());
        return sessions.create(organization, caller.user(), campaign, list, seat, lines, numbers);
    }

    private static Problem alreadyOpen() {
        return Problem.of(
                409, "session-open", "You have an open session. Resume it or stop it before you begin another.");
    }

    private static CampaignDraft adHoc(Draft draft) {
        return new CampaignDraft(
                draft.mode() == CampaignMode.PREVIEW ? "Preview session" : "Power session",
                draft.mode() == CampaignMode.PREVIEW ? CampaignMode.PREVIEW : CampaignMode.POWER,
                draft.lists(),
                draft.leadIds(),
                null,
                draft.numberIds(),
                draft.lines(),
                null,
                null,
                draft.maxAttempts(),
                null,
                draft.busyLinePolicy(),
                draft.callingWindow(),
                null,
                null,
                null,
                null,
                draft.wrapUpSeconds(),
                null,
                null,
                null,
                null);
    }

    /// Who works a manual campaign picks from its queue, or lets it offer one lead after the other.
    private static CampaignMode seat(CampaignMode mode) {
        return mode == CampaignMode.MANUAL ? CampaignMode.PREVIEW : mode;
    }

    private CampaignId joined(Caller caller, CampaignId id, @Nullable CampaignMode wished) {
        CampaignView campaign = campaignDesk.view(caller, id);
        CampaignMode seat = seat(campaign.mode());
        if (!MODES.contains(seat)) {
            throw Problem.validation(
                    "campaignId", "This campaign is " + campaign.mode() + ": no agents take part in it.");
        }
        if (wished != null && wished != seat) {
            throw Problem.validation("campaignId", "This campaign is " + campaign.mode() + ", not " + wished + ".");
        }
        if (campaign.status().isOver()) {
            throw Problem.notInState("This campaign is over: " + campaign.status() + ".");
        }
        return id;
    }

    private List<NumberId> numbers(OrganizationId organization, @Nullable List<UUID> wanted, CampaignId campaign) {
        List<NumberId> named = wanted == null
                ? campaigns.numbers(organization, campaign)
                : wanted.stream().distinct().map(NumberId::new).toList();
        var usable = callerIds.active(organization, named);
        if (usable.isEmpty()) {
            throw Problem.validation(
                    "numberIds", "There is no active number to call from. Add one under Settings → Numbers.");
        }
        if (wanted != null && usable.size() < named.size()) {
            throw Problem.validation("numberIds", "Some of these numbers are not yours or not active.");
        }
        return named.isEmpty()
                ? usable
                : named.stream().filter(usable::contains).toList();
    }

    /// Half of the numbers unless the agent wishes otherwise, at least one (SPEC §2).
    private static int lines(@Nullable Integer wished, int numbers) {
        if (wished == null) {
            return Math.max(1, numbers / 2);
        }
        if (wished < 1 || wished > numbers) {
            throw Problem.validation("lines", "Lines go from 1 to " + numbers + ", the count of selected numbers.");
        }
        return wished;
    }

    public void configure(
            OrganizationId organization, SessionId id, @Nullable Integer lines, @Nullable List<UUID> numberIds) {
        CampaignId campaign = store.web(organization, () -> {
            Session session = sessions.lock(organization, id).orElseThrow(() -> Problem.notFound("session"));
            if (session.status() == SessionStatus.ENDED) {
                throw Problem.notInState("This session has ended.");
            }
            List<NumberId> numbers = numberIds == null
                    ? session.numberIds().stream().map(NumberId::new).toList()
                    : numbers(organization, numberIds, session.campaignId());
            Integer wished = lines == null ? Integer.valueOf(Math.min(session.lines(), numbers.size())) : lines;
            sessions.configure(organization, id, lines(wished, numbers.size()), numbers);
            return session.campaignId();
        });
        wakes.wake(organization, campaign);
    }

    /// The session, if the caller may see it.
    public Session session(Caller caller, SessionId id) {
        return store.web(caller.organization(), () -> sessions.find(caller.organization(), id))
                .filter(session -> caller.seesAll() || session.userId().equals(caller.user()))
                .orElseThrow(() -> Problem.notFound("session"));
    }

    /// The session, if it is the caller's own or a supervisor's to command.
    public SessionView view(Caller caller, SessionId id) {
        session(caller, id);
        return store.web(
                caller.organization(),
                () -> Objects.requireNonNull(
                        views(caller.organization(), List.of(id)).get(id)));
    }

    public Map<SessionId, SessionView> views(OrganizationId organization, Collection<SessionId> ids) {
        return views(organization, sessions.all(organization, ids));
    }

    Map<SessionId, SessionView> views(OrganizationId organization, List<Session> all) {
        Map<CampaignId, CampaignView> figures = campaigns.views(
                organization, all.stream().map(Session::campaignId).distinct().toList());
        Map<dev.trunkline.ids.LeadId, SessionView.Lead> current = leads.of(organization, all);
        var views = new LinkedHashMap<SessionId, SessionView>();
        for (Session s : all) {
            CampaignView campaign = figures.get(s.campaignId());
            double cap = campaign == null ? 0.03 : campaign.maxAbandonRate();
            views.put(
                    s.id(),
                    new SessionView(
                            s.id(),
                            s.userId(),
                            s.campaignId(),
                            campaign != null && !leads.isAdHoc(organization, s.campaignId()),
                            s.listId(),
                            s.mode(),
                            s.status(),
                            s.endReason(),
                            s.lines(),
                            s.numberIds().stream().map(NumberId::new).toList(),
                            s.currentLeadId() == null ? null : current.get(s.currentLeadId()),
                            s.currentIndex(),
                            campaign == null ? 0 : campaign.totalLeads(),
                            campaign == null ? 0 : campaign.completedLeads(),
                            s.createdAt(),
                            s.startedAt(),
                            s.pausedAt(),
                            s.endedAt(),
                            s.lastActivityAt(),
                            calls.count(
                                    organization,
                                    new CallViewRepository.Filter(null, s.id(), null, null, null, null, null, false)),
                            s.status() != SessionStatus.ENDED
                                    && budgets.of(organization, s.campaignId(), cap)
                                            .isGone(),
                            s.version()));
        }
        return views;
    }

    /// The live and past calls of a session, newest first.
    public List<CallView> calls(Caller caller, SessionId id, @Nullable String before, int limit) {
        session(caller, id);
        return store.web(
                caller.organization(),
                () -> calls.page(
                        caller.organization(),
                        new CallViewRepository.Filter(null, id, null, null, null, null, null, false),
                        before,
                        limit));
    }

    /// Whether the session's queue is its own, over hand-picked leads.
    boolean ownsQueue(OrganizationId organization, Session session) {
        return store.web(organization, () -> leads.isAdHoc(organization, session.campaignId()));
    }
}

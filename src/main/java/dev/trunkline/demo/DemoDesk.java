package dev.trunkline.demo;

import dev.trunkline.access.Caller;
import dev.trunkline.access.Role;
import dev.trunkline.agents.Agent;
import dev.trunkline.agents.AgentRepository;
import dev.trunkline.agents.AgentStatus;
import dev.trunkline.agents.Session;
import dev.trunkline.agents.SessionRepository;
import dev.trunkline.agents.SessionStatus;
import dev.trunkline.campaigns.CampaignDraft;
import dev.trunkline.campaigns.CampaignMode;
import dev.trunkline.campaigns.CampaignStatus;
import dev.trunkline.dialing.CampaignDesk;
import dev.trunkline.dialing.ControlDesk;
import dev.trunkline.dialing.DispositionDesk;
import dev.trunkline.dialing.PresenceDesk;
import dev.trunkline.dialing.SessionDesk;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.ListId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.UserId;
import dev.trunkline.leads.ImportDesk;
import dev.trunkline.leads.ImportKind;
import dev.trunkline.leads.ListRepository;
import dev.trunkline.leads.OnDuplicate;
import dev.trunkline.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.stereotype.Component;

/// Sets the demo company up, and is its agents: what people would do by hand.
@Component
class DemoDesk {

    private static final String TRIALS = "Spring trial sign-ups";
    private static final String RENEWALS = "Contracts that run out";
    private static final String PATIENTS = "Clinic patients";
    private static final String POWER = "Spring outreach";
    private static final String POOL = "Renewal reminders";
    private static final String UNATTENDED = "Appointment reminders";
    private static final List<String> AGENTS = List.of(
            "Amara Cole",
            "Ben Hartley",
            "Chiara Conti",
            "Daniel Osei",
            "Emma Lind",
            "Felix Grant",
            "Grace Okafor",
            "Hugo Marin",
            "Ines Duarte",
            "Jonas Weber");

    /// The first of them work lines of their own, the others are a pool.
    private static final int WITH_LINES = 4;

    /// Eight times faster than life: lively, and still to be followed by eye.
    private static final String CARRIER = "{\"speed\": 8}";

    private static final Duration WRAP_UP_MAX = Duration.ofSeconds(6);

    private final Store store;
    private final DemoRepository demo;
    private final ListRepository lists;
    private final ImportDesk imports;
    private final CampaignDesk campaigns;
    private final ControlDesk control;
    private final SessionDesk sessionDesk;
    private final SessionRepository sessions;
    private final AgentRepository agents;
    private final DispositionDesk dispositions;
    private final PresenceDesk presence;
    private final InstantSource clock;
    private final RandomGenerator random = RandomGenerator.getDefault();

    DemoDesk(
            Store store,
            DemoRepository demo,
            ListRepository lists,
            ImportDesk imports,
            CampaignDesk campaigns,
            ControlDesk control,
            SessionDesk sessionDesk,
            SessionRepository sessions,
            AgentRepository agents,
            DispositionDesk dispositions,
            PresenceDesk presence,
            InstantSource clock) {
        this.store = store;
        this.demo = demo;
        this.lists = lists;
        this.imports = imports;
        this.campaigns = campaigns;
        this.control = control;
        this.sessionDesk = sessionDesk;
        this.sessions = sessions;
        this.agents = agents;
        this.dispositions = dispositions;
        this.presence = presence;
        this.clock = clock;
    }

    /// The next thing that is missing, and a move of each agent. Called every half second.
    void step() {
        Optional<OrganizationId> organization = store.across(demo::organization);
        if (organization.isEmpty()) {
            return;
        }
        OrganizationId company = organization.get();
        List<UserId> staff = store.web(company, () -> demo.agents(company));
        if (staff.isEmpty()) {
            open(company);
        } else if (!store.web(company, () -> demo.isImporting(company))) {
            CampaignId power = running(company, POWER, CampaignMode.POWER, TRIALS);
            CampaignId pool = running(company, POOL, CampaignMode.PREDICTIVE, RENEWALS);
            running(company, UNATTENDED, CampaignMode.UNATTENDED, PATIENTS);
            for (int i = 0; i < staff.size(); i++) {
                presence.seen(company, staff.get(i));
                boolean lines = i < WITH_LINES;
                work(company, staff.get(i), lines ? CampaignMode.POWER : CampaignMode.PREDICTIVE, lines ? power : pool);
            }
        }
    }

    private void open(OrganizationId company) {
        var owner = new Caller(company, store.web(company, () -> demo.owner(company)), Role.OWNER);
        store.web(company, () -> {
            demo.simulator(company, CARRIER);
            demo.number(company, "+12025550170", "Washington");
            demo.number(company, "+13125550171", "Chicago");
            demo.number(company, "+14155550172", "San Francisco");
            demo.number(company, "+12125550173", "New York");
        });
        fill(owner, TRIALS, DemoLeads.csv(1, 0, 900));
        fill(owner, RENEWALS, DemoLeads.csv(3, 900, 600));
        fill(owner, PATIENTS, DemoLeads.csv(2, 1500, DemoLeads.MAX - 1500));
        store.web(company, () -> AGENTS.forEach(name -> demo.agent(company, name)));
    }

    private void fill(Caller owner, String name, String csv) {
        ListId list =
                store.web(owner.organization(), () -> lists.add(name, "US")).id();
        var file = new ByteArrayResource(csv.getBytes(StandardCharsets.UTF_8));
        try {
            imports.start(
                    owner,
                    file,
                    name + ".csv",
                    new ImportDesk.Wish(ImportKind.LEADS, list, "US", null, OnDuplicate.SKIP, true));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The campaign of this name, begun anew when the last one is over.
    private CampaignId running(OrganizationId company, String name, CampaignMode mode, String list) {
        Optional<DemoRepository.Named> newest = store.web(company, () -> demo.campaign(company, name));
        if (newest.isPresent() && !newest.get().status().isOver()) {
            return newest.get().id();
        }
        var owner = new Caller(company, store.web(company, () -> demo.owner(company)), Role.OWNER);
        return campaigns.create(
                owner,
                new CampaignDraft(
                        name,
                        mode,
                        store.web(company, () -> demo.list(company, list)),
                        null,
                        null,
                        null,
                        2,
                        mode == CampaignMode.PREDICTIVE ? null : 6,
                        null,
                        null,
                        null,
                        null,
                        new CampaignDraft.WindowDraft(Map.of(), true),
                        null,
                        null,
                        null,
                        null,
                        60,
                        null,
                        "Hello, this is {agent} from Northwind. You tried our service last week; how did it go?",
                        null,
                        true));
    }

    private void work(OrganizationId company, UserId user, CampaignMode mode, CampaignId campaign) {
        Optional<Session> open = store.web(company, () -> sessions.open(company, user));
        if (open.isEmpty()) {
            sessionDesk.create(
                    new Caller(company, user, Role.AGENT),
                    new SessionDesk.Draft(
                            mode,
                            campaign.value(),
                            null,
                            null,
                            null,
                            mode == CampaignMode.POWER ? 2 : null,
                            null,
                            null,
                            null,
                            null,
                            null));
            return;
        }
        if (open.get().status() == SessionStatus.READY && status(company, campaign) == CampaignStatus.RUNNING) {
            control.startSession(company, open.get().id());
            return;
        }
        Agent agent = store.web(company, () -> agents.find(company, user)).orElse(null);
        Instant now = clock.instant();
        boolean thinking = agent != null && agent.since().plus(WRAP_UP_MAX).isAfter(now) && random.nextInt(6) > 0;
        if (agent != null && agent.status() == AgentStatus.WRAP_UP && agent.callId() != null && !thinking) {
            dispositions.dispose(company, said(agent, now));
        }
    }

    private CampaignStatus status(OrganizationId company, CampaignId campaign) {
        return campaigns
                .view(new Caller(company, store.web(company, () -> demo.owner(company)), Role.OWNER), campaign)
                .status();
    }

    private DispositionDesk.Said said(Agent agent, Instant now) {
        var call = java.util.Objects.requireNonNull(agent.callId());
        return switch (random.nextInt(10)) {
            case 0, 1 ->
                new DispositionDesk.Said(call, "not-interested", "Has a provider already.", null, agent.userId());
            case 2 ->
                new DispositionDesk.Said(
                        call, "callback", "In a meeting.", now.plus(Duration.ofHours(26)), agent.userId());
            case 3, 4 -> new DispositionDesk.Said(call, "voicemail", null, null, agent.userId());
            default -> new DispositionDesk.Said(call, "connected", "Wants a quote by e-mail.", null, agent.userId());
        };
    }
}

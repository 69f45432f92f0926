package dev.trunkline.dialing;

import dev.trunkline.access.Caller;
import dev.trunkline.access.Requires;
import dev.trunkline.access.Role;
import dev.trunkline.agents.Session;
import dev.trunkline.calls.CallViewRepository;
import dev.trunkline.calls.Metrics;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.SessionId;
import dev.trunkline.ids.UserId;
import dev.trunkline.store.Store;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// Metrics, in one shape everywhere.
@RestController
class MetricsApi {

    private final Store store;
    private final CallViewRepository calls;
    private final LaunchRepository launches;
    private final SessionDesk sessions;
    private final CampaignDesk campaigns;

    MetricsApi(
            Store store,
            CallViewRepository calls,
            LaunchRepository launches,
            SessionDesk sessions,
            CampaignDesk campaigns) {
        this.store = store;
        this.calls = calls;
        this.launches = launches;
        this.sessions = sessions;
        this.campaigns = campaigns;
    }

    @GetMapping("/api/metrics/session/{id}")
    @Requires(Role.AGENT)
    Metrics session(Caller caller, @PathVariable UUID id) {
        Session session = sessions.session(caller, new SessionId(id));
        return count(caller.organization(), session.id(), null, null);
    }

    @GetMapping("/api/metrics/campaign/{id}")
    @Requires(Role.AGENT)
    Metrics campaign(Caller caller, @PathVariable UUID id) {
        return campaigns.view(caller, new CampaignId(id)).stats();
    }

    /// The caller's figures since midnight in the organization's time zone.
    @GetMapping("/api/metrics/user/today")
    @Requires(Role.AGENT)
    Metrics today(Caller caller) {
        Instant midnight = store.web(caller.organization(), () -> {
            DialingFacts facts = launches.facts(caller.organization());
            return facts.now()
                    .atZone(facts.zone())
                    .toLocalDate()
                    .atStartOfDay(facts.zone())
                    .toInstant();
        });
        return count(caller.organization(), null, caller.user(), midnight);
    }

    /// The caller's figures of all time.
    @GetMapping("/api/metrics/user/summary")
    @Requires(Role.AGENT)
    Metrics summary(Caller caller) {
        return count(caller.organization(), null, caller.user(), null);
    }

    private Metrics count(
            OrganizationId organization, @Nullable SessionId session, @Nullable UserId user, @Nullable Instant from) {
        return store.report(
                organization,
                () -> calls.count(
                        organization,
                        new CallViewRepository.Filter(null, session, null, user, null, from, null, false)));
    }
}

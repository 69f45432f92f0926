package dev.trunkline.dialing;

import dev.trunkline.access.Caller;
import dev.trunkline.access.Requires;
import dev.trunkline.access.Role;
import dev.trunkline.agents.AgentRepository;
import dev.trunkline.agents.AgentView;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.paging.Page;
import dev.trunkline.store.Store;
import dev.trunkline.telephony.BrowserPhone;
import dev.trunkline.telephony.Capabilities;
import dev.trunkline.telephony.TelephonyProvider;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Agents and what they are doing.
@RestController
class AgentApi {

    private final Store store;
    private final AgentRepository agents;
    private final LaunchRepository launches;
    private final Providers providers;
    private final StatusDesk status;
    private final PresenceDesk presence;

    AgentApi(
            Store store,
            AgentRepository agents,
            LaunchRepository launches,
            Providers providers,
            StatusDesk status,
            PresenceDesk presence) {
        this.store = store;
        this.agents = agents;
        this.launches = launches;
        this.providers = providers;
        this.status = status;
        this.presence = presence;
    }

    /// The wallboard's list.
    @GetMapping("/api/agents")
    @Requires(Role.SUPERVISOR)
    Page<AgentView> list(Caller caller) {
        return new Page<>(store.web(caller.organization(), () -> agents.views(caller.organization(), null)), null);
    }

    @GetMapping("/api/agents/me/status")
    @Requires(Role.AGENT)
    AgentView me(Caller caller) {
        OrganizationId organization = caller.organization();
        return store.engine(organization, () -> {
            // An answer passes over an agent whose row is locked, so that is done the first time only.
            if (agents.find(organization, caller.user()).isEmpty()) {
                agents.lock(organization, caller.user());
            }
            return agents.views(organization, List.of(caller.user())).getFirst();
        });
    }

    /// Repeating it every 10 s keeps a program without an event stream present.
    @PutMapping("/api/agents/me/status")
    @Requires(Role.AGENT)
    AgentView change(Caller caller, @RequestBody StatusDesk.Wish wish) {
        status.change(caller, wish);
        return me(caller);
    }

    /// A sign of life of the agent's browser or program, as any other request is.
    @PostMapping("/api/agents/me/presence")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Requires(Role.AGENT)
    void presence(Caller caller) {
        presence.seen(caller.organization(), caller.user());
    }

    /// @param provider who places this agent's calls
    /// @param audio what carries the agent's voice; `none`: nothing to carry
    /// @param phone what the browser needs to carry it; null: nothing to carry
    record Softphone(
            String provider,
            String audio,
            Capabilities capabilities,
            @Nullable BrowserPhone phone) {}

    @GetMapping("/api/softphone")
    @Requires(Role.AGENT)
    Softphone softphone(Caller caller) {
        DialingFacts facts = store.web(caller.organization(), () -> launches.facts(caller.organization()));
        TelephonyProvider provider = providers.get(facts.provider());
        return new Softphone(
                facts.provider(),
                provider.capabilities().browserAudio(),
                provider.capabilities(),
                provider.browserPhone(caller.organization(), caller.user()).orElse(null));
    }
}

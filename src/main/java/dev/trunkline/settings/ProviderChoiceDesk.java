package dev.trunkline.settings;

import dev.trunkline.audit.AuditRepository;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.problem.Problem;
import dev.trunkline.settings.OrganizationSettings.Change;
import dev.trunkline.store.Store;
import dev.trunkline.telephony.TelephonyProvider;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/// Who carries an organization's calls, chosen by page, API or `TRUNKLINE_PROVIDER`.
@Component
public class ProviderChoiceDesk {

    private static final Logger LOG = LoggerFactory.getLogger(ProviderChoiceDesk.class);

    private final Store store;
    private final SettingsRepository settings;
    private final AuditRepository audit;
    private final List<TelephonyProvider> providers;
    private final String byEnvironment;
    private final boolean simulatorOnly;

    ProviderChoiceDesk(
            Store store,
            SettingsRepository settings,
            AuditRepository audit,
            List<TelephonyProvider> providers,
            @Value("${trunkline.provider:}") String byEnvironment,
            @Value("${trunkline.simulator-only:false}") boolean simulatorOnly) {
        this.store = store;
        this.settings = settings;
        this.audit = audit;
        this.providers = providers;
        this.byEnvironment = byEnvironment.strip();
        this.simulatorOnly = simulatorOnly;
    }

    /// Refuses a real provider where the installation must not call anybody real.
    void requireAllowed(ProviderName name) {
        if (simulatorOnly && name != ProviderName.SIMULATOR) {
            throw Problem.of(
                    409,
                    "simulator-only",
                    "This installation places simulated calls only (TRUNKLINE_SIMULATOR_ONLY is set). Whoever runs it"
                            + " can allow real providers and start it again.");
        }
    }

    /// Built in, and set up by this organization.
    boolean isReady(OrganizationId organization, ProviderName name) {
        return !(simulatorOnly && name != ProviderName.SIMULATOR)
                && built(name)
                        .filter(provider -> provider.isReady(organization))
                        .isPresent();
    }

    /// The rest of a change of provider: an agent's phone has to be confirmed first where there is one.
    void agentsFollow(OrganizationId organization, ProviderName name) {
        settings.agentAudio(
                organization,
                built(name)
                        .filter(provider ->
                                !provider.capabilities().browserAudio().equals("none"))
                        .isPresent());
    }

    private Optional<TelephonyProvider> built(ProviderName name) {
        return providers.stream()
                .filter(provider -> provider.name().equals(name.toString()))
                .findFirst();
    }

    /// At each start, for the organization that was there first: what the environment names wins.
    ///
    /// @throws IllegalArgumentException when it names no provider
    public void applyEnvironment(OrganizationId organization) {
        if (byEnvironment.isEmpty()) {
            return;
        }
        ProviderName wanted = Arrays.stream(ProviderName.values())
                .filter(name -> name.toString().equalsIgnoreCase(byEnvironment))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("TRUNKLINE_PROVIDER is \"" + byEnvironment
                        + "\"; it must be one of " + Arrays.toString(ProviderName.values()) + "."));
        store.web(organization, () -> {
            if (settings.row(organization, true).provider() == wanted) {
                return;
            }
            if (!isReady(organization, wanted)) {
                LOG.error(
                        "TRUNKLINE_PROVIDER is {}, but it is not set up: {}. Calls go on as before.",
                        wanted,
                        lacking(wanted));
                return;
            }
            settings.change(organization, provider(wanted));
            agentsFollow(organization, wanted);
            audit.recordSystem(
                    organization,
                    "settings-changed",
                    "organization",
                    organization,
                    Map.of("provider", wanted.toString()));
        });
    }

    private String lacking(ProviderName name) {
        if (simulatorOnly) {
            return "TRUNKLINE_SIMULATOR_ONLY allows no real provider";
        }
        return built(name)
                .map(provider -> provider.lacks().isEmpty()
                        ? "its credentials are missing"
                        : String.join(", ", provider.lacks()) + " missing")
                .orElse("this version can't use it");
    }

    private static Change provider(ProviderName name) {
        return new Change(null, null, null, name, null, null, null, null, null, null, null, null, null, null);
    }
}

package dev.trunkline.security;

import dev.trunkline.http.HttpSettings;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.UserId;
import dev.trunkline.security.OrganizationRepository.Owner;
import dev.trunkline.settings.ProviderChoiceDesk;
import dev.trunkline.store.Store;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;

/// What a start sees to before anybody can sign in: a first organization with an owner, the bootstrap token as the
/// environment says it today, and a way in for an owner who never had one.
@Configuration(proxyBeanMethods = false)
class FirstStartConfig implements SmartInitializingSingleton {

    private static final Logger LOG = LoggerFactory.getLogger(FirstStartConfig.class);

    /// The owner's sign-in name where none was given; changed under Users.
    private static final String NOBODY = "owner@localhost";

    private final Store store;
    private final OrganizationRepository organizations;
    private final UserRepository users;
    private final TokenRepository tokens;
    private final SignInDesk desk;
    private final SecuritySettings settings;
    private final HttpSettings http;
    private final Environment environment;
    private final ProviderChoiceDesk provider;

    FirstStartConfig(
            Store store,
            OrganizationRepository organizations,
            UserRepository users,
            TokenRepository tokens,
            SignInDesk desk,
            SecuritySettings settings,
            HttpSettings http,
            Environment environment,
            ProviderChoiceDesk provider) {
        this.store = store;
        this.organizations = organizations;
        this.users = users;
        this.tokens = tokens;
        this.desk = desk;
        this.settings = settings;
        this.http = http;
        this.environment = environment;
        this.provider = provider;
    }

    @Override
    public void afterSingletonsInstantiated() {
        String password = settings.ownerPassword();
        var owner = new Owner(
                settings.ownerEmail().isEmpty() ? NOBODY : settings.ownerEmail(),
                "Owner",
                password.isEmpty() ? null : desk.encode(password, "TRUNKLINE_OWNER_PASSWORD"));
        organizations
                .createFirst(settings.organization(), owner)
                .ifPresent(made -> LOG.info("First start: made the organization \"{}\"", settings.organization()));
        List<OrganizationId> all = store.across(organizations::all);
        all.forEach(this::bootstrapToken);
        provider.applyEnvironment(first());
    }

    /// The token belongs to the organization that was there first; elsewhere, and when it changed, it is revoked.
    private void bootstrapToken(OrganizationId organization) {
        String hash = settings.bootstrapToken().isEmpty() ? "" : Bearer.hash(settings.bootstrapToken());
        Optional<OrganizationId> home =
                hash.isEmpty() ? Optional.empty() : tokens.organizationOf(hash).or(() -> Optional.of(first()));
        store.web(organization, () -> {
            tokens.revokeBootstrapExcept(organization, hash);
            if (home.filter(organization::equals).isPresent()) {
                users.lockOwners(organization).stream()
                        .findFirst()
                        .ifPresent(owner -> tokens.putBootstrap(organization, owner, hash));
            }
        });
    }

    private OrganizationId first() {
        return store.across(organizations::oldest);
    }

    /// After the server listens, so that the address in the log is the one that works.
    @EventListener(ApplicationReadyEvent.class)
    void sayWhere() {
        LOG.info("Trunkline is ready:  {}", http.address(environment));
        for (OrganizationId organization : store.across(organizations::all)) {
            store.web(organization, () -> {
                Optional<UserId> waiting = users.ownerWhoNeverSignedIn(organization);
                waiting.ifPresent(owner -> LOG.info(
                        "Nobody has signed in yet. This link signs the owner in, once, within {} h:  {}",
                        settings.linkLasts().toHours(),
                        http.address(environment) + desk.newLink(organization, owner)));
            });
        }
    }
}

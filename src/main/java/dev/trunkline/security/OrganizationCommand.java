package dev.trunkline.security;

import dev.trunkline.audit.AuditRepository;
import dev.trunkline.embedded.DatabaseConfig;
import dev.trunkline.http.HttpSettings;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.UserId;
import dev.trunkline.security.OrganizationRepository.Owner;
import dev.trunkline.settings.DispositionTypeRepository;
import dev.trunkline.store.Store;
import dev.trunkline.store.StoreConfig;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;

/// `org create NAME`: makes another organization and prints the link its owner signs in with. Runs beside a running
/// Trunkline, with no more of it than this takes.
@Import({
    DatabaseConfig.class,
    StoreConfig.class,
    AuditRepository.class,
    DispositionTypeRepository.class,
    UserRepository.class,
    TokenRepository.class,
    ThrottleRepository.class,
    OrganizationRepository.class,
    SignInDesk.class
})
@EnableConfigurationProperties({HttpSettings.class, SecuritySettings.class})
public class OrganizationCommand {

    /// @param args `org create NAME`, the name in one or several words
    public static void run(String... args) {
        if (args.length < 3 || !args[1].equals("create")) {
            System.err.println("It is called as: ./trunkline org create NAME");
            System.exit(2);
        }
        String name = String.join(" ", java.util.Arrays.copyOfRange(args, 2, args.length))
                .strip();
        try (var context = new SpringApplicationBuilder(OrganizationCommand.class)
                .web(WebApplicationType.NONE)
                .run()) {
            String link = create(
                    name,
                    context.getBean(OrganizationRepository.class),
                    context.getBean(SignInDesk.class),
                    context.getBean(Store.class));
            System.out.println("Made the organization \"" + name + "\". This link signs its owner in, once:");
            System.out.println(context.getBean(HttpSettings.class).address(context.getEnvironment()) + link);
        }
    }

    static String create(String name, OrganizationRepository organizations, SignInDesk desk, Store store) {
        // A sign-in name is needed before there is a person; the owner changes it under Users.
        String email = "owner-" + Bearer.random().substring(0, 8).toLowerCase(java.util.Locale.ROOT) + "@localhost";
        var made = organizations.create(name, new Owner(email, "Owner", null));
        OrganizationId organization = made.organization();
        UserId owner = made.owner();
        return store.web(organization, () -> desk.newLink(organization, owner));
    }

    @Bean
    SignIns signIns() {
        return new SignIns();
    }

    @Bean
    PasswordEncoder passwordEncoder() {
        return PasswordEncoderFactories.createDelegatingPasswordEncoder();
    }
}

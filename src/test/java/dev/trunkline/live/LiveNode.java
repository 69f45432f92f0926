package dev.trunkline.live;

import dev.trunkline.access.Caller;
import dev.trunkline.access.ObjectKind;
import dev.trunkline.access.Role;
import dev.trunkline.access.Visibility.Facts;
import dev.trunkline.http.ProblemApi;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.ids.UserId;
import dev.trunkline.notices.NoticeRepository;
import dev.trunkline.store.DatabaseAddress;
import dev.trunkline.store.Store;
import dev.trunkline.store.StoreConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Clock;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Import;
import org.springframework.core.MethodParameter;
import org.springframework.core.env.MapPropertySource;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/// One node of the live part over real HTTP, without sign-in: the caller is what the query parameter `as` says.
final class LiveNode implements AutoCloseable {

    private final ServletWebServerApplicationContext context;

    private LiveNode(ServletWebServerApplicationContext context) {
        this.context = context;
    }

    static LiveNode start(DatabaseAddress address, String... properties) {
        var settings = new HashMap<String, Object>(Map.of(
                "server.port", "0",
                "spring.threads.virtual.enabled", "true",
                "logging.level.root", "WARN"));
        for (String property : properties) {
            settings.put(property.split("=", 2)[0], property.split("=", 2)[1]);
        }
        var context = (ServletWebServerApplicationContext) new SpringApplicationBuilder(App.class)
                .web(WebApplicationType.SERVLET)
                .initializers(fresh -> {
                    fresh.getBeanFactory().registerSingleton("address", address);
                    fresh.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", settings));
                })
                .run();
        return new LiveNode(context);
    }

    Store store() {
        return context.getBean(Store.class);
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    int port() {
        return context.getWebServer().getPort();
    }

    URI uri(Caller caller, String query) {
        return URI.create("http://127.0.0.1:" + port() + "/api/events?as=" + caller.organization() + "," + caller.user()
                + "," + caller.role() + query);
    }

    /// Objects of kind `call` are whatever a test put here; the real ones belong to `calls`.
    Map<UUID, LiveObject> calls() {
        return context.getBean(App.class).calls;
    }

    @Override
    public void close() {
        context.close();
    }

    /// Not annotated as a configuration: the whole application scans this package in other tests.
    @ComponentScan(
            basePackageClasses = {LiveConfig.class, NoticeRepository.class},
            excludeFilters = @ComponentScan.Filter(type = FilterType.ASSIGNABLE_TYPE, classes = LiveKindsConfig.class))
    @Import({StoreConfig.class, ProblemApi.class})
    @ImportAutoConfiguration({
        TomcatServletWebServerAutoConfiguration.class,
        DispatcherServletAutoConfiguration.class,
        WebMvcAutoConfiguration.class,
        HttpMessageConvertersAutoConfiguration.class,
        JacksonAutoConfiguration.class
    })
    static class App implements WebMvcConfigurer {

        final Map<UUID, LiveObject> calls = new ConcurrentHashMap<>();

        @Bean
        InstantSource clock() {
            return Clock.systemUTC();
        }

        @Bean
        MeterRegistry meters() {
            return new SimpleMeterRegistry();
        }

        @Bean
        LiveKind campaigns(Store store) {
            return new LiveKind(ObjectKind.CAMPAIGN, (organization, ids) -> {
                var found = new HashMap<UUID, LiveObject>();
                store.jdbc()
                        .sql("SELECT id, name, version FROM campaign WHERE organization_id = :org AND id = ANY (:ids)")
                        .param("org", organization.value())
                        .param("ids", ids.toArray(UUID[]::new))
                        .query((row, _) -> {
                            var id = row.getObject("id", UUID.class);
                            Object body =
                                    Map.of("id", id, "name", row.getString("name"), "version", row.getLong("version"));
                            return found.put(id, new LiveObject(body, new Facts(null, Set.of())));
                        })
                        .list();
                return found;
            });
        }

        @Bean
        LiveKind callsOfTheTest() {
            return new LiveKind(ObjectKind.CALL, (_, ids) -> {
                var found = new HashMap<>(calls);
                found.keySet().retainAll(ids);
                return found;
            });
        }

        @Override
        public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
            resolvers.add(new CallerOfTheQuery());
        }
    }

    private static final class CallerOfTheQuery implements HandlerMethodArgumentResolver {
        @Override
        public boolean supportsParameter(MethodParameter parameter) {
            return parameter.getParameterType() == Caller.class;
        }

        @Override
        public Object resolveArgument(
                MethodParameter parameter,
                ModelAndViewContainer model,
                NativeWebRequest request,
                WebDataBinderFactory binder) {
            String[] as = request.getParameter("as").split(",", -1);
            return new Caller(OrganizationId.of(as[0]), UserId.of(as[1]), Role.valueOf(as[2].toUpperCase(Locale.ROOT)));
        }
    }
}

package dev.trunkline.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.WholeApp;
import dev.trunkline.WholeApp.Client;
import dev.trunkline.access.Open;
import dev.trunkline.access.Requires;
import dev.trunkline.access.Role;
import dev.trunkline.http.TestRoutesApi;
import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/// Every route against every role, as the running application has them.
class RolesTest {

    private static final Path TABLE = Path.of("docs/roles.md");

    private final WholeApp app = WholeApp.shared();

    private record Route(String method, String path, AnnotatedElement handler, boolean upload) {

        Requires requires() {
            return handler.getAnnotation(Requires.class);
        }

        Open open() {
            return handler.getAnnotation(Open.class);
        }

        /// With something in place of each variable that names nothing.
        String address() {
            return path.replaceAll("\\{[^}]+}", UUID.randomUUID().toString());
        }
    }

    private List<Route> routes() {
        var routes = new ArrayList<Route>();
        for (RequestMappingHandlerMapping mapping : app.beans(RequestMappingHandlerMapping.class)) {
            mapping.getHandlerMethods().forEach((info, handler) -> {
                Class<?> type = handler.getBeanType();
                if (type.getName().startsWith("dev.trunkline.") && type != TestRoutesApi.class) {
                    boolean upload = info.getConsumesCondition()
                            .getConsumableMediaTypes()
                            .contains(MediaType.MULTIPART_FORM_DATA);
                    Set<RequestMethod> methods = info.getMethodsCondition().getMethods();
                    for (String path : info.getPatternValues()) {
                        if (methods.isEmpty()) {
                            routes.add(new Route("GET", path, handler.getMethod(), upload));
                        }
                        methods.forEach(
                                method -> routes.add(new Route(method.name(), path, handler.getMethod(), upload)));
                    }
                }
            });
        }
        // Filters that answer at addresses of their own.
        for (FilterRegistrationBean<?> filter : app.beans(FilterRegistrationBean.class)) {
            Class<?> type = filter.getFilter().getClass();
            if (type.getName().startsWith("dev.trunkline.")) {
                filter.getUrlPatterns().forEach(path -> routes.add(new Route("any", path, type, false)));
            }
        }
        routes.sort(Comparator.comparing(Route::path).thenComparing(Route::method));
        return routes;
    }

    @Test
    void every_route_says_who_may_call_it() {
        assertThat(routes())
                .isNotEmpty()
                .allSatisfy(route -> assertThat(
                                Stream.of(route.open(), route.requires()).filter(java.util.Objects::nonNull))
                        .as("@Requires or @Open on " + route)
                        .hasSize(1));
    }

    @Test
    void routes_for_everybody_are_few() {
        assertThat(routes().stream()
                        .filter(route -> route.open() != null && route.path().startsWith("/api/")))
                .hasSizeLessThanOrEqualTo(10);
    }

    @Test
    void every_role_gets_in_exactly_where_it_may() {
        Client owner = app.freshOrganization();
        var callers = new LinkedHashMap<Role, Client>();
        for (Role role : Role.values()) {
            callers.put(role, role == Role.OWNER ? owner : owner.colleague(role.toString()));
        }
        var wrong = new ArrayList<String>();
        for (Route route : routes()) {
            if (route.requires() == null) {
                continue;
            }
            int anonymous = status(app.anonymous(), route);
            if (anonymous != 401) {
                wrong.add(route + " answers " + anonymous + " to nobody");
            }
            callers.forEach((role, client) -> {
                boolean may = role.atLeast(route.requires().value());
                WholeApp.Answer answer = ask(client, route);
                boolean refused = answer.status() == 401
                        || answer.status() == 403 && answer.body().contains("This needs the role");
                if (may == refused || answer.status() >= 500) {
                    wrong.add(route.method() + " " + route.path() + " answers " + answer.status() + " to " + role);
                }
            });
        }
        assertThat(wrong).isEmpty();
    }

    private int status(Client client, Route route) {
        return ask(client, route).status();
    }

    private WholeApp.Answer ask(Client client, Route route) {
        if (route.upload()) {
            return client.upload(route.address(), "numbers.csv", "phone\n".getBytes(StandardCharsets.UTF_8), Map.of());
        }
        Object body = Set.of("POST", "PUT", "PATCH").contains(route.method()) ? Map.of() : null;
        return client.send(route.method(), route.address(), body);
    }

    /// Written anew by `-Dtrunkline.write-docs=true`.
    @Test
    void the_table_in_docs_is_the_truth() throws IOException {
        String table = table();
        if (Boolean.getBoolean("trunkline.write-docs")) {
            Files.writeString(TABLE, table);
        }
        assertThat(Files.readString(TABLE))
                .as("docs/roles.md is old; write it anew with -Dtest=RolesTest -Dtrunkline.write-docs=true")
                .isEqualTo(table);
    }

    private String table() {
        var text = new StringBuilder("""
                # Who may do what

                Written by `RolesTest` from the routes of the running application; don't edit. A role may do what the
                roles after it may: owner, admin, supervisor, agent. What of an organization an agent sees (their own
                calls, the leads and campaigns they may work) is decided by object and said in `docs/api.md`. Objects
                of another organization are 404 for everybody.

                | method | path | least role |
                | --- | --- | --- |
                """);
        for (Route route : routes()) {
            if (!route.path().equals("/error")) {
                String who = route.requires() != null
                        ? route.requires().value().toString()
                        : "everybody: " + route.open().because();
                text.append("| ")
                        .append(route.method())
                        .append(" | `")
                        .append(route.path())
                        .append("` | ")
                        .append(who)
                        .append(" |\n");
            }
        }
        return text.toString();
    }
}

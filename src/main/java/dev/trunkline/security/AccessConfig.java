package dev.trunkline.security;

import dev.trunkline.access.Open;
import dev.trunkline.access.Requires;
import dev.trunkline.http.CallerConfig;
import dev.trunkline.problem.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.ParameterizableViewController;
import org.springframework.web.servlet.resource.ResourceHttpRequestHandler;

/// Asks every route who may call it, before it runs. What says nothing about itself is closed to everybody.
@Configuration(proxyBeanMethods = false)
class AccessConfig implements WebMvcConfigurer {

    /// The API's own description: it says what the source says.
    private static final String DESCRIPTION = "org.springdoc.";

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new Guard());
    }

    private static final class Guard implements HandlerInterceptor {
        @Override
        public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
            if (!isOpen(handler)) {
                check(
                        request,
                        handler instanceof HandlerMethod method ? method.getMethodAnnotation(Requires.class) : null);
            }
            return true;
        }

        private static boolean isOpen(Object handler) {
            return switch (handler) {
                // The web app's files; they hold no data.
                case ResourceHttpRequestHandler _ -> true;
                case ParameterizableViewController _ -> true;
                case HandlerMethod method ->
                    method.hasMethodAnnotation(Open.class)
                            || method.getBeanType().getName().startsWith(DESCRIPTION);
                default -> false;
            };
        }

        private static void check(HttpServletRequest request, @org.jspecify.annotations.Nullable Requires requires) {
            SignedIn who = SignInFilter.who(request);
            if (who == null && SignInFilter.csrfFailed(request)) {
                throw Problem.of(
                        403,
                        "csrf",
                        "The header X-XSRF-TOKEN is missing or old. Reload the page; programs use an API token.");
            }
            if (who == null) {
                throw CallerConfig.notSignedIn();
            }
            if (requires == null) {
                throw Problem.forbidden("This route says nothing about who may call it, so nobody may.");
            }
            if (!who.caller().role().atLeast(requires.value())) {
                throw Problem.forbidden("This needs the role " + requires.value() + "; yours is "
                        + who.caller().role() + ". Ask an admin of your organization.");
            }
            if (!who.mayChange()
                    && !request.getMethod().equals("GET")
                    && !request.getMethod().equals("HEAD")) {
                throw Problem.of(
                        403, "read-only-token", "This API token may only read. Make one with the scope write.");
            }
        }
    }
}

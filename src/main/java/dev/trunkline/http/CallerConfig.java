package dev.trunkline.http;

import dev.trunkline.access.Caller;
import dev.trunkline.problem.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/// Hands the signed-in {@link Caller} to handler methods that have one among their parameters.
@Configuration(proxyBeanMethods = false)
public class CallerConfig implements WebMvcConfigurer {

    private static final String ATTRIBUTE = Caller.class.getName();

    /// Who sent this request; null when nobody is signed in.
    public static @Nullable Caller of(HttpServletRequest request) {
        return (Caller) request.getAttribute(ATTRIBUTE);
    }

    /// Said once by the sign-in filter.
    public static void set(HttpServletRequest request, Caller caller) {
        request.setAttribute(ATTRIBUTE, caller);
    }

    /// 401.
    public static Problem notSignedIn() {
        return Problem.of(401, "not-signed-in", "You are not signed in, or your sign-in has ended. Sign in again.");
    }

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(new Resolver());
    }

    private static final class Resolver implements HandlerMethodArgumentResolver {
        @Override
        public boolean supportsParameter(MethodParameter parameter) {
            return parameter.getParameterType() == Caller.class;
        }

        @Override
        public Object resolveArgument(
                MethodParameter parameter,
                @Nullable ModelAndViewContainer container,
                NativeWebRequest request,
                @Nullable WebDataBinderFactory binders) {
            Object caller = request.getAttribute(ATTRIBUTE, NativeWebRequest.SCOPE_REQUEST);
            if (caller == null) {
                throw notSignedIn();
            }
            return caller;
        }
    }
}

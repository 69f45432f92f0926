package dev.trunkline.dialing;

import dev.trunkline.access.Caller;
import dev.trunkline.http.CallerConfig;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/// Every request of somebody who is signed in is a sign of life.
@Configuration(proxyBeanMethods = false)
class PresenceConfig implements WebMvcConfigurer {

    private final ObjectProvider<PresenceDesk> presence;

    PresenceConfig(ObjectProvider<PresenceDesk> presence) {
        this.presence = presence;
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new HandlerInterceptor() {
            @Override
            public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
                Caller caller = CallerConfig.of(request);
                if (caller != null) {
                    presence.getObject().seen(caller.organization(), caller.user());
                }
                return true;
            }
        });
    }
}

package dev.trunkline.security;

import dev.trunkline.http.BodyFilter;
import dev.trunkline.http.HttpSettings;
import dev.trunkline.http.IdempotencyFilter;
import dev.trunkline.http.IdempotencyRepository;
import dev.trunkline.http.RateFilter;
import dev.trunkline.telephony.BrowserOrigins;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;

/// One chain for every request: headers, size limit, who is it, rate limit, idempotency; then the route, guarded by
/// {@link AccessConfig}. Spring Security brings the firewall, the headers and the password hashes; sign-in is ours.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SecuritySettings.class)
class SecurityConfig {

    /// No inline script, nothing from elsewhere but what carries agents' audio. Styles: the component library sets
    /// style attributes.
    private static String content(List<BrowserOrigins> phones) {
        return String.join(
                "; ",
                "default-src 'self'",
                "script-src 'self'",
                "style-src 'self' 'unsafe-inline'",
                "img-src 'self' data: blob:",
                "font-src 'self' data:",
                sources("connect-src 'self'", phones, BrowserOrigins::connect),
                sources("media-src 'self' blob:", phones, BrowserOrigins::media),
                "worker-src 'self' blob:",
                "object-src 'none'",
                "base-uri 'self'",
                "form-action 'self'",
                "frame-ancestors 'none'");
    }

    private static String sources(String own, List<BrowserOrigins> phones, Function<BrowserOrigins, List<String>> of) {
        return Stream.concat(
                        Stream.of(own),
                        phones.stream().map(of).flatMap(List::stream).distinct())
                .collect(Collectors.joining(" "));
    }

    @Bean
    SignIns signIns() {
        return new SignIns();
    }

    @Bean
    PasswordEncoder passwordEncoder() {
        return PasswordEncoderFactories.createDelegatingPasswordEncoder();
    }

    @Bean
    SignInCookies signInCookies(HttpSettings http, SecuritySettings settings) {
        return new SignInCookies(http.https(), settings.signInLasts());
    }

    /// What each filter of a request does is not measured; it would cost more than the filter.
    @Bean
    SecurityObservationSettings securityObservation() {
        return SecurityObservationSettings.noObservations();
    }

    @Bean
    SecurityFilterChain chain(
            HttpSecurity security,
            HttpSettings http,
            SecuritySettings settings,
            TokenRepository tokens,
            SignIns signIns,
            SignInCookies cookies,
            IdempotencyRepository idempotency,
            List<BrowserOrigins> phones)
            throws Exception {
        return security.sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .anonymous(AbstractHttpConfigurer::disable)
                .authorizeHttpRequests(routes -> routes.anyRequest().permitAll())
                .headers(headers -> headers(headers, http.https(), content(phones)))
                .addFilterBefore(new BodyFilter(http), AuthorizationFilter.class)
                .addFilterBefore(new SignInFilter(tokens, signIns, cookies, settings), AuthorizationFilter.class)
                .addFilterBefore(new RateFilter(http), AuthorizationFilter.class)
                .addFilterBefore(new IdempotencyFilter(idempotency), AuthorizationFilter.class)
                .build();
    }

    private static void headers(HeadersConfigurer<HttpSecurity> headers, boolean https, String content) {
        headers.contentSecurityPolicy(policy -> policy.policyDirectives(content))
                .frameOptions(HeadersConfigurer.FrameOptionsConfig::deny)
                .referrerPolicy(policy -> policy.policy(ReferrerPolicy.NO_REFERRER))
                .permissionsPolicyHeader(
                        policy -> policy.policy("microphone=(self), camera=(), geolocation=(), payment=(), usb=()"))
                .httpStrictTransportSecurity(hsts -> {
                    if (https) {
                        hsts.requestMatcher(_ -> true).maxAgeInSeconds(31_536_000);
                    } else {
                        hsts.disable();
                    }
                });
    }
}

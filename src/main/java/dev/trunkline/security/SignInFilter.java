package dev.trunkline.security;

import dev.trunkline.http.CallerConfig;
import dev.trunkline.http.ProblemApi;
import dev.trunkline.problem.Problem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.transaction.TransactionException;
import org.springframework.web.filter.OncePerRequestFilter;

/// Finds out who sends a request: by `Authorization: Bearer`, else by the session cookie. Says it to
/// {@link CallerConfig} and refuses nobody: what a route demands is checked where the route is known. Only a browser
/// that changes something without its CSRF token is taken for nobody.
final class SignInFilter extends OncePerRequestFilter {

    static final String CSRF_HEADER = "X-XSRF-TOKEN";

    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");
    private static final String WHO = SignedIn.class.getName();
    private static final String CSRF_FAILED = WHO + ".csrf";

    private final TokenRepository tokens;
    private final SignIns known;
    private final SecuritySettings settings;
    private final SignInCookies cookies;

    SignInFilter(TokenRepository tokens, SignIns known, SignInCookies cookies, SecuritySettings settings) {
        this.tokens = tokens;
        this.known = known;
        this.settings = settings;
        this.cookies = cookies;
    }

    /// Who is signed in; null when nobody is.
    static @Nullable SignedIn who(HttpServletRequest request) {
        return (SignedIn) request.getAttribute(WHO);
    }

    /// Who is signed in, on a route that demands it.
    static SignedIn required(HttpServletRequest request) {
        SignedIn who = who(request);
        if (who == null) {
            throw CallerConfig.notSignedIn();
        }
        return who;
    }

    /// Whether somebody would have been signed in, had the CSRF token been right.
    static boolean csrfFailed(HttpServletRequest request) {
        return request.getAttribute(CSRF_FAILED) != null;
    }

    /// The secret of the session cookie; null without one.
    static @Nullable String session(HttpServletRequest request) {
        return cookie(request, SignInCookies.SESSION);
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        String path = request.getRequestURI();
        return !path.startsWith("/api/") && !path.equals("/metrics");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            signIn(request, response);
        } catch (DataAccessException | TransactionException e) {
            ProblemApi.write(
                    response,
                    Problem.of(503, "database-unavailable", "The database is not reachable at the moment. Try again.")
                            .with("retryAfterSeconds", 2));
            return;
        }
        chain.doFilter(request, response);
    }

    private void signIn(HttpServletRequest request, HttpServletResponse response) {
        String bearer = bearer(request);
        if (bearer != null) {
            find(bearer).filter(who -> who.kind() == TokenKind.API).ifPresent(who -> accept(request, who));
            return;
        }
        String session = session(request);
        if (session == null) {
            return;
        }
        Optional<SignedIn> found = find(session).filter(who -> who.kind() == TokenKind.SESSION);
        if (found.isEmpty()) {
            return;
        }
        String csrf = Bearer.csrf(session);
        if (!csrf.equals(cookie(request, SignInCookies.CSRF))) {
            cookies.of(session).forEach(cookie -> response.addHeader(HttpHeaders.SET_COOKIE, cookie));
        }
        String sent = request.getHeader(CSRF_HEADER);
        if (SAFE.contains(request.getMethod()) || (sent != null && Bearer.same(sent, csrf))) {
            accept(request, found.get());
        } else {
            request.setAttribute(CSRF_FAILED, true);
        }
    }

    private static void accept(HttpServletRequest request, SignedIn who) {
        request.setAttribute(WHO, who);
        CallerConfig.set(request, who.caller());
    }

    private Optional<SignedIn> find(String secret) {
        return known.find(Bearer.hash(secret), hash -> tokens.find(hash, settings.signInLasts()));
    }

    private static @Nullable String bearer(HttpServletRequest request) {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        return header != null && header.regionMatches(true, 0, "Bearer ", 0, 7)
                ? header.substring(7).strip()
                : null;
    }

    private static @Nullable String cookie(HttpServletRequest request, String name) {
        if (request.getCookies() != null) {
            for (Cookie cookie : request.getCookies()) {
                if (cookie.getName().equals(name) && !cookie.getValue().isEmpty()) {
                    return cookie.getValue();
                }
            }
        }
        return null;
    }
}

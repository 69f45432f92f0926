package dev.trunkline.http;

import dev.trunkline.access.Caller;
import dev.trunkline.problem.Problem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.web.filter.OncePerRequestFilter;

/// 429 for a caller who asks too often, counted by user, and by address for those who are not signed in. Each node
/// counts for itself. Webhooks have their own rules and are not counted here.
public final class RateFilter extends OncePerRequestFilter {

    private static final int MANY = 10_000;

    private final HttpSettings settings;
    private final ConcurrentHashMap<String, TokenBucket> buckets = new ConcurrentHashMap<>();

    public RateFilter(HttpSettings settings) {
        this.settings = settings;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !request.getRequestURI().startsWith("/api/");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Caller caller = CallerConfig.of(request);
        TokenBucket bucket = caller == null
                ? bucket(
                        "address " + request.getRemoteAddr(),
                        settings.anonymousRequestsPerSecond(),
                        settings.anonymousRequestsBurst())
                : bucket("user " + caller.user(), settings.requestsPerSecond(), settings.requestsBurst());
        long wait;
        synchronized (bucket) {
            wait = bucket.take(System.nanoTime()) ? 0 : bucket.secondsToNext();
        }
        if (wait == 0) {
            chain.doFilter(request, response);
        } else {
            ProblemApi.write(
                    response,
                    Problem.of(429, "too-many-requests", "Too many requests in a short time. Wait a moment.")
                            .with("retryAfterSeconds", wait));
        }
    }

    private TokenBucket bucket(String key, double perSecond, double burst) {
        if (buckets.size() > MANY) {
            long now = System.nanoTime();
            buckets.values().removeIf(bucket -> {
                synchronized (bucket) {
                    return bucket.full(now);
                }
            });
        }
        return buckets.computeIfAbsent(key, _ -> new TokenBucket(perSecond, burst, System.nanoTime()));
    }
}

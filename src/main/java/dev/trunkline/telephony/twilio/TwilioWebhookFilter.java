package dev.trunkline.telephony.twilio;

import dev.trunkline.access.Open;
import dev.trunkline.http.ProblemApi;
import dev.trunkline.problem.Problem;
import dev.trunkline.store.Later;
import dev.trunkline.telephony.twilio.TwilioWebhookDesk.Answer;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Where Twilio's requests come in. The address they were made to is the public one of this installation, whatever a
/// proxy made of it on the way.
///
/// It stands before all that requests of the API go through. The signature is its only sign-in; and whoever answered
/// listens to silence meanwhile, for which the way through everything else took as long as the answer itself.
@Open(because = "the provider has no account here; every request is verified by its signature")
final class TwilioWebhookFilter extends HttpFilter {

    /// The last parts of the addresses it answers at.
    static final List<String> KINDS = List.of("voice", "fallback", "status", "amd", "recording", "conference");

    private static final Set<String> METHODS = Set.of("POST", "GET");

    /// Twilio's largest is about 3 kB.
    private static final int LIMIT = 64 * 1024;

    private final transient TwilioWebhookDesk desk;
    private final transient Callbacks callbacks;
    private final transient MeterRegistry meters;

    TwilioWebhookFilter(TwilioWebhookDesk desk, Callbacks callbacks, MeterRegistry meters) {
        this.desk = desk;
        this.callbacks = callbacks;
        this.meters = meters;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain others)
            throws IOException {
        long began = System.nanoTime();
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        String kind = request.getServletPath().substring(Callbacks.PATH.length());
        Later.first(() -> {
            try {
                write(response, answer(request, kind));
            } catch (RuntimeException e) {
                ProblemApi.write(response, e, request);
            }
            response.flushBuffer();
            return null;
        });
        meters.timer(
                        "trunkline.webhook",
                        "provider",
                        "twilio",
                        "kind",
                        kind,
                        "status",
                        String.valueOf(response.getStatus()))
                .record(Duration.ofNanos(System.nanoTime() - began));
    }

    private Answer answer(HttpServletRequest request, String kind) throws IOException {
        if (!METHODS.contains(request.getMethod())) {
            throw Problem.of(405, "method-not-allowed", request.getMethod() + " is not possible here.");
        }
        byte[] body = body(request);
        if (body == null) {
            return Answer.TOO_LARGE;
        }
        String query = request.getQueryString();
        SortedMap<String, List<String>> asked = form(query == null ? "" : query);
        boolean posted = request.getMethod().equals("POST");
        return desk.take(new Hook(
                kind,
                callbacks.base().get() + Callbacks.PATH + kind + (query == null ? "" : "?" + query),
                asked.containsKey("k") ? asked.get("k").getFirst() : null,
                request.getHeader("X-Twilio-Signature"),
                posted ? form(new String(body, StandardCharsets.UTF_8)) : asked,
                posted));
    }

    private static void write(HttpServletResponse response, Answer answer) throws IOException {
        response.setStatus(answer.status());
        if (answer.twiml() != null) {
            byte[] twiml = answer.twiml().getBytes(StandardCharsets.UTF_8);
            response.setContentType("application/xml;charset=UTF-8");
            response.setContentLength(twiml.length);
            response.getOutputStream().write(twiml);
        }
    }

    /// Null when it is larger than any webhook.
    private static byte @Nullable [] body(HttpServletRequest request) throws IOException {
        if (request.getContentLengthLong() > LIMIT) {
            return null;
        }
        try (InputStream in = request.getInputStream()) {
            byte[] body = in.readNBytes(LIMIT + 1);
            return body.length > LIMIT ? null : body;
        }
    }

    /// Names to values, each in the order in which they came.
    static SortedMap<String, List<String>> form(String encoded) {
        var form = new TreeMap<String, List<String>>();
        for (String pair : encoded.split("&", -1)) {
            if (!pair.isEmpty()) {
                int is = pair.indexOf('=');
                String name = decoded(is < 0 ? pair : pair.substring(0, is));
                form.computeIfAbsent(name, _ -> new ArrayList<>()).add(is < 0 ? "" : decoded(pair.substring(is + 1)));
            }
        }
        return form;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}

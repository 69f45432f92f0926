package dev.trunkline.telephony.twilio;

import dev.trunkline.access.Open;
import dev.trunkline.telephony.twilio.TwilioWebhookDesk.Answer;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/// Where Twilio's requests come in. The address they were made to is the public one of this installation, whatever a
/// proxy made of it on the way.
@Hidden
@RestController
class TwilioWebhookApi {

    /// Twilio's largest is about 3 kB.
    private static final int LIMIT = 64 * 1024;

    private final TwilioWebhookDesk desk;
    private final Callbacks callbacks;

    TwilioWebhookApi(TwilioWebhookDesk desk, Callbacks callbacks) {
        this.desk = desk;
        this.callbacks = callbacks;
    }

    /// Named one by one: a route with a variable in it is looked for among all routes, and there are many of these
    /// requests.
    @RequestMapping(
            path = {
                Callbacks.PATH + "voice",
                Callbacks.PATH + "fallback",
                Callbacks.PATH + "status",
                Callbacks.PATH + "amd",
                Callbacks.PATH + "recording",
                Callbacks.PATH + "conference"
            },
            method = {RequestMethod.POST, RequestMethod.GET})
    @Open(because = "the provider has no account here; every request is verified by its signature")
    ResponseEntity<String> take(HttpServletRequest request) throws IOException {
        String kind = request.getRequestURI().substring(Callbacks.PATH.length());
        byte[] body = body(request);
        if (body == null) {
            return ResponseEntity.status(413).build();
        }
        String query = request.getQueryString();
        SortedMap<String, List<String>> asked = form(query == null ? "" : query);
        boolean posted = request.getMethod().equals("POST");
        Answer answer = desk.take(new Hook(
                kind,
                callbacks.base().get() + Callbacks.PATH + kind + (query == null ? "" : "?" + query),
                asked.containsKey("k") ? asked.get("k").getFirst() : null,
                request.getHeader("X-Twilio-Signature"),
                posted ? form(new String(body, StandardCharsets.UTF_8)) : asked,
                posted));
        var response = ResponseEntity.status(answer.status());
        return answer.twiml() == null
                ? response.build()
                : response.contentType(MediaType.valueOf("application/xml;charset=UTF-8"))
                        .body(answer.twiml());
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

package dev.trunkline.telephony.twilio;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Twilio's REST API. Sends each request once; what a lost answer means is the caller's to know.
final class TwilioClient {

    /// What came of a request.
    sealed interface Reply {}

    /// @param body JSON; an empty object where there was none
    record Said(int status, JsonNode body) implements Reply {

        boolean ok() {
            return status / 100 == 2;
        }

        int code() {
            return body.path("code").asInt(0);
        }

        String text(String field) {
            return body.path(field).asString("");
        }
    }

    /// It never left.
    record NotSent(String why) implements Reply {}

    /// It may have arrived.
    record NoAnswer(String why) implements Reply {}

    private static final Logger LOG = LoggerFactory.getLogger(TwilioClient.class);
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration CONNECT = Duration.ofSeconds(2);

    /// With the connecting, shorter than the engine takes an order for lost.
    private static final Duration ANSWER = Duration.ofSeconds(5);

    /// An hour of audio over a slow line.
    private static final Duration DOWNLOAD = Duration.ofMinutes(4);

    /// One parameter of a form; a name may come several times.
    record Parameter(String name, String value) {}

    private final String base;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    TwilioClient(String apiUrl) {
        this.base = apiUrl + "/2010-04-01/Accounts/";
    }

    /// @param path below the account, such as `/Calls.json`
    Reply get(TwilioAccount account, String path) {
        return send(request(account, path, ANSWER).GET());
    }

    Reply delete(TwilioAccount account, String path) {
        return send(request(account, path, ANSWER).DELETE());
    }

    Reply post(TwilioAccount account, String path, Map<String, String> form) {
        return post(
                account,
                path,
                form.entrySet().stream()
                        .map(entry -> new Parameter(entry.getKey(), entry.getValue()))
                        .toList());
    }

    Reply post(TwilioAccount account, String path, Iterable<Parameter> form) {
        String body = java.util.stream.StreamSupport.stream(form.spliterator(), false)
                .map(parameter -> encoded(parameter.name()) + "=" + encoded(parameter.value()))
                .collect(Collectors.joining("&"));
        return send(request(account, path, ANSWER)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /// The content of a media file.
    InputStream download(TwilioAccount account, String path) throws IOException {
        try {
            HttpResponse<InputStream> response = http.send(
                    request(account, path, DOWNLOAD).GET().build(), HttpResponse.BodyHandlers.ofInputStream());
            if (response.statusCode() != 200) {
                response.body().close();
                throw new IOException("Twilio answered " + response.statusCode() + " when asked for a recording");
            }
            return response.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private HttpRequest.Builder request(TwilioAccount account, String path, Duration timeout) {
        boolean byKey = account.apiKeySid() != null && account.apiKeySecret() != null;
        String credentials = byKey
                ? account.apiKeySid() + ":" + account.apiKeySecret()
                : account.accountSid() + ":" + account.authToken();
        return HttpRequest.newBuilder(URI.create(base + encoded(account.accountSid()) + path))
                .timeout(timeout)
                .header("Accept", "application/json")
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
    }

    private Reply send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Said(response.statusCode(), json(response.body()));
        } catch (ConnectException | HttpConnectTimeoutException e) {
            LOG.debug("Twilio can't be reached", e);
            return new NotSent(why(e));
        } catch (IOException e) {
            LOG.debug("no answer of Twilio", e);
            return new NoAnswer(why(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new NoAnswer("interrupted");
        }
    }

    /// In words for whoever set the account up; the rest is for the log.
    private static String why(IOException e) {
        Throwable cause = NestedExceptionUtils.getMostSpecificCause(e);
        return switch (cause) {
            case UnresolvedAddressException _, UnknownHostException _ ->
                "this server finds no address for it; check its DNS and its way to the Internet";
            case ConnectException _, ClosedChannelException _ ->
                "nothing accepts the connection; check the server's firewall or proxy";
            case HttpTimeoutException _ -> "no answer within " + ANSWER.toSeconds() + " seconds";
            case SSLException _ -> "no secure connection can be made: " + cause.getMessage();
            default -> "the connection broke";
        };
    }

    private static JsonNode json(@Nullable String text) {
        try {
            return text == null || text.isBlank() ? JSON.createObjectNode() : JSON.readTree(text);
        } catch (JacksonException e) {
            return JSON.createObjectNode();
        }
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}

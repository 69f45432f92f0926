package dev.trunkline.live;

import dev.trunkline.access.Caller;
import dev.trunkline.access.ObjectKind;
import dev.trunkline.access.Requires;
import dev.trunkline.access.Role;
import dev.trunkline.ids.CampaignId;
import dev.trunkline.ids.SessionId;
import dev.trunkline.live.LiveDesk.Seat;
import dev.trunkline.problem.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// `GET /api/events`: everything the caller may see, as it changes. docs/events.md tells clients how to use it.
@RestController
class EventApi {

    private final LiveDesk desk;
    private final StreamLoop streams;

    EventApi(LiveDesk desk, StreamLoop streams) {
        this.desk = desk;
        this.streams = streams;
    }

    /// Answers as long as the client listens.
    ///
    /// @param topics kinds, separated by commas; all of them when absent
    /// @param campaignId only this campaign's entries in topic `queue`
    /// @param sessionId only this session's entries in topic `queue`
    /// @param lastEventId like the header `Last-Event-ID`, for clients that can't set it
    @GetMapping(path = "/api/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    @Requires(Role.AGENT)
    void events(
            Caller caller,
            @RequestParam(required = false) @Nullable String topics,
            @RequestParam(required = false) @Nullable CampaignId campaignId,
            @RequestParam(required = false) @Nullable SessionId sessionId,
            @RequestParam(required = false) @Nullable String lastEventId,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventIdHeader,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        var subscription = new Subscription(caller, kinds(topics), campaignId, sessionId);
        if (!Thread.currentThread().isVirtual()) {
            throw new IllegalStateException("a stream keeps its thread: spring.threads.virtual.enabled must be true");
        }
        response.setContentType("text/event-stream;charset=UTF-8");
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        response.setHeader("X-Accel-Buffering", "no");
        if (request.getMethod().equals("HEAD")) {
            return;
        }
        Seat seat = desk.take(subscription);
        try {
            String resumeFrom = lastEventIdHeader == null ? lastEventId : lastEventIdHeader;
            streams.run(
                    seat, resumeFrom == null || resumeFrom.isBlank() ? null : resumeFrom, response.getOutputStream());
        } catch (IOException _) {
            // The client left; that is how streams end.
        } finally {
            desk.leave(seat);
        }
    }

    private static Set<ObjectKind> kinds(@Nullable String topics) {
        if (topics == null || topics.isBlank()) {
            return EnumSet.allOf(ObjectKind.class);
        }
        var kinds = EnumSet.noneOf(ObjectKind.class);
        List<String> unknown = new ArrayList<>();
        for (String word : topics.split(",", -1)) {
            ObjectKind kind = ObjectKind.of(word.strip());
            if (kind == null) {
                unknown.add(word.strip());
            } else {
                kinds.add(kind);
            }
        }
        if (!unknown.isEmpty()) {
            throw Problem.validation(
                    "topics",
                    "There is no topic called " + String.join(", ", unknown) + ". Topics are "
                            + String.join(
                                    ", ",
                                    Arrays.stream(ObjectKind.values())
                                            .map(ObjectKind::toString)
                                            .toList()) + ".");
        }
        return kinds;
    }
}

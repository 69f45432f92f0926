package dev.trunkline.live;

import dev.trunkline.WholeApp;
import dev.trunkline.ids.UserId;
import dev.trunkline.notices.NoticeRepository;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The stream behind the real sign-in.
class SignedInStreamTest {

    private final WholeApp app = WholeApp.shared();

    @Test
    void without_a_sign_in_there_is_no_stream() {
        app.anonymous().get("/api/events").expect(401);
    }

    @Test
    void an_api_token_opens_a_stream_that_ends_with_the_users_access() {
        String user = app.owner()
                .post("/api/users", Map.of("email", "stream@example.com", "name", "Stream", "role", "agent"))
                .expect(201)
                .at("/id");
        String token = app.owner()
                .post("/api/tokens", Map.of("name", "stream", "userId", user))
                .expect(201)
                .at("/token");
        var notices = app.bean(NoticeRepository.class);
        var organization = app.owner().organization();
        try (var stream = EventReader.open(uri(), Map.of("Authorization", "Bearer " + token))) {
            app.store()
                    .engine(organization, () -> notices.post(organization, UserId.of(user), Map.of("text", "hello")));
            stream.awaitEvent(event -> event.event().equals("notice"));
            app.owner()
                    .patch("/api/users/" + user, Map.of("status", "disabled"))
                    .expect(200);
            stream.awaitEnd();
        }
        app.anonymous().bearer(token).get("/api/events").expect(401);
    }

    private URI uri() {
        return URI.create(app.address() + "/api/events");
    }
}

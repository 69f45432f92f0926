package dev.trunkline.recordings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.WholeApp;
import dev.trunkline.WholeApp.Client;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.store.Store;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// Recordings as programs and browsers get them.
class RecordingsHttpTest {

    private final WholeApp app = WholeApp.shared();

    @Test
    void a_recording_is_fetched_heard_in_parts_and_audited() {
        Client owner = app.freshOrganization();
        Client agent = owner.colleague("agent");
        String call = endedCall(owner.organization(), agent.userId());
        String id = available(owner, call);

        var whole = agent.get("/api/recordings/" + id + "/audio").expect(200);
        assertThat(whole.header("content-type")).isEqualTo("audio/wav");
        assertThat(whole.header("content-length")).isEqualTo(Long.toString(44 + 2 * 8000));
        var part = agent.header("Range", "bytes=44-143").get("/api/recordings/" + id + "/audio");
        part.expect(206);
        assertThat(part.header("content-range")).isEqualTo("bytes 44-143/16044");
        var file = agent.get("/api/recordings/" + id + "/audio?download=true").expect(200);
        assertThat(file.header("content-disposition")).startsWith("attachment");
        assertThat(owner.get("/api/audit?objectId=" + id).expect(200).body())
                .contains("recording-played", "recording-downloaded", agent.userId());
        assertThat(agent.get("/api/calls/" + call).at("/recordingIds/0")).isEqualTo(id);
    }

    @Test
    void nobody_hears_the_calls_of_others() {
        Client owner = app.freshOrganization();
        Client agent = owner.colleague("agent");
        Client other = owner.colleague("agent");
        String call = endedCall(owner.organization(), agent.userId());
        String id = available(owner, call);
        assertThat(agent.get("/api/recordings").json().get("items")).hasSize(1);
        assertThat(other.get("/api/recordings").json().get("items")).isEmpty();
        assertThat(other.get("/api/recordings/" + call).json().get("items")).isEmpty();
        other.get("/api/recordings/" + id + "/audio").expectProblem(404, "not-found");
        app.freshOrganization().get("/api/recordings/" + id + "/audio").expectProblem(404, "not-found");
        app.anonymous().get("/api/recordings/" + id + "/audio").expect(401);
    }

    private String available(Client owner, String call) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> owner.get("/api/recordings/" + call)
                        .at("/items/0/status")
                        .equals("available"));
        return owner.get("/api/recordings/" + call).at("/items/0/id");
    }

    /// A call of two seconds that was recorded.
    private String endedCall(OrganizationId organization, String user) {
        Store store = app.store();
        UUID call = UUID.randomUUID();
        store.engine(organization, () -> {
            store.jdbc()
                    .sql("""
                            INSERT INTO call (organization_id, id, user_id, mode, from_e164, to_e164, provider, is_mock, status,
                                              started_at, answered_at, connected_at, ended_at)
                            VALUES (:org, :call, CAST(:user AS uuid), 'manual', '+12025550100', '+12125550101', 'simulator', true,
                                    'completed', app_now(), app_now(), app_now(), app_now())""")
                    .params(Map.of("org", organization.value(), "call", call, "user", user))
                    .update();
            app.bean(RecordingRepository.class)
                    .add(organization, new dev.trunkline.ids.CallId(call), "simulator", "RE" + call, "2.0", 2);
        });
        return call.toString();
    }
}

package dev.trunkline.dialing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.ServerCluster;
import dev.trunkline.ServerProcess;
import dev.trunkline.embedded.EmbeddedPostgres;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.leads.TestLeads;
import dev.trunkline.store.DatabaseAddress;
import dev.trunkline.store.Store;
import dev.trunkline.store.StoreConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Three server processes on one PostgreSQL that writes to disk; nodes are killed and PostgreSQL is cut off in the
/// middle of a campaign whose agents are programs that speak HTTP to whichever node answers.
class KilledNodesTest {

    private static final String TOKEN = ServerProcess.TOKEN;
    private static final long SEED = Long.getLong("trunkline.simulation.seed", 1);

    /// The promise: with one healthy node and the database up, dialing goes on within this.
    private static final Duration RESUMES = Duration.ofSeconds(15);

    /// What a busy machine needs until PostgreSQL accepts connections again; the promise counts from then on.
    private static final Duration RECOVERS = Duration.ofSeconds(60);

    /// Leads that the queue takes in one request.
    private static final int AT_ONCE = 10_000;

    @TempDir
    private Path scratch;

    private ServerCluster nodes;
    private final Random random = new Random(SEED);
    private EmbeddedPostgres postgres;
    private StoreConfig.Pools pools;
    private OrganizationId organization;
    private String campaign;
    private volatile boolean over;
    private final List<Duration> resumed = new ArrayList<>();

    @BeforeEach
    void open() throws Exception {
        Files.setPosixFilePermissions(scratch, PosixFilePermissions.fromString("rwx--x--x"));
        postgres = EmbeddedPostgres.start(scratch.resolve("data"));
        DatabaseAddress address = postgres.address();
        nodes = new ServerCluster(scratch, Map.of());
        nodes.add(address);
        pools = StoreConfig.Pools.open(address);
        nodes.add(address, 2);
        organization = OrganizationId.of(
                nodes.call("GET", "/api/me", TOKEN, null).at("/organization/id").asString());
    }

    @AfterEach
    void close() throws Exception {
        over = true;
        nodes.close();
        if (pools != null) {
            pools.close();
        }
        postgres.close();
    }

    @Test
    @Tag("slow")
    void a_campaign_goes_on_when_a_node_is_killed_and_the_database_is_cut_off() throws Exception {
        run(10, 400, 3, 1);
    }

    @Test
    @Tag("soak")
    void a_floor_of_thirty_goes_on_through_forty_faults() throws Exception {
        // Nobody is called twice within the run, and fifteen calls a second go through leads fast.
        run(30, 50_000, 40, 2);
    }

    /// @param cuts how often PostgreSQL is stopped as by a power cut; every other fault is a node
    private void run(int agents, int leads, int faults, int cuts) throws Exception {
        begin(agents, leads);
        awaitDialing(Instant.now(), Duration.ofSeconds(60));
        for (int fault = 0; fault < faults; fault++) {
            // Cuts lie evenly among the deaths of nodes.
            if ((fault + 1) % (faults / (cuts + 1) + 1) == 0) {
                cutDatabase();
            } else {
                killNode();
            }
            Invariants.assertAlways(pools.store(), organization);
        }
        nodes.call("PATCH", "/api/campaigns/" + campaign + "/pause", TOKEN, null);
        Awaitility.await("every call and every talk ends")
                .atMost(Duration.ofMinutes(3))
                .ignoreExceptions()
                .until(() -> count("SELECT (SELECT count(*) FROM call WHERE ended_at IS NULL)"
                                + " + (SELECT count(*) FROM agent WHERE call_id IS NOT NULL)"
                                + " + (SELECT count(*) FROM simulator_call WHERE next_at IS NOT NULL)")
                        == 0);
        over = true;
        Invariants.assertSettled(pools.store(), organization);
        System.out.printf(
                "%d calls, %d faults; dialing went on after %s%n",
                count("SELECT count(*) FROM call"),
                faults,
                resumed.stream().sorted().toList());
    }

    private void begin(int agents, int leads) {
        nodes.call("PUT", "/api/settings", TOKEN, Map.of("mockConfig", Map.of("speed", 30, "seed", SEED)));
        String number = nodes.call("POST", "/api/numbers", TOKEN, Map.of("number", "+12025550100", "label", "Line"))
                .at("/id")
                .asString();
        var campaignBody = new HashMap<String, Object>();
        campaignBody.put("name", "Floor");
        campaignBody.put("mode", "predictive");
        List<String> ids = TestLeads.add(pools.store(), organization, 1, leads).stream()
                .map(Object::toString)
                .toList();
        campaignBody.put("leadIds", ids.subList(0, Math.min(leads, AT_ONCE)));
        campaignBody.put("numberIds", List.of(number));
        campaignBody.put("callingWindow", Map.of("alwaysOpen", true));
        campaignBody.put("wrapUpSeconds", 20);
        campaignBody.put("start", true);
        campaign = nodes.call("POST", "/api/campaigns", TOKEN, campaignBody)
                .at("/id")
                .asString();
        for (int from = AT_ONCE; from < leads; from += AT_ONCE) {
            nodes.call(
                    "POST",
                    "/api/campaigns/" + campaign + "/queue",
                    TOKEN,
                    Map.of("leadIds", ids.subList(from, Math.min(leads, from + AT_ONCE))));
        }
        for (int i = 0; i < agents; i++) {
            String token = nodes.agent(i);
            Thread.ofVirtual().start(() -> work(token));
        }
    }

    /// An agent who is a program: keeps present, and says of each talk what came of it.
    private void work(String token) {
        var available = Map.of("status", "available", "campaignId", campaign, "audio", "none");
        Instant seen = Instant.MIN;
        while (!over) {
            try {
                JsonNode me = seen.plusSeconds(5).isBefore(Instant.now())
                        ? nodes.request("PUT", "/api/agents/me/status", token, available)
                        : nodes.request("GET", "/api/agents/me/status", token, null);
                seen = Instant.now();
                if (me != null && me.at("/status").asString().equals("wrap-up")) {
                    nodes.request(
                            "POST",
                            "/api/calls/disposition",
                            token,
                            Map.of("callId", me.at("/callId").asString(), "outcome", "connected"));
                }
                TimeUnit.MILLISECONDS.sleep(400);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /// One of them dies; the others go on without it, and another takes its place.
    private void killNode() throws Exception {
        nodes.kill(random.nextInt(nodes.size()));
        awaitDialing(Instant.now(), RESUMES);
        nodes.add(postgres.address());
    }

    /// SIGQUIT is `pg_ctl stop -m immediate`: nothing is written any more, the start recovers.
    private void cutDatabase() throws Exception {
        String pid = Files.readAllLines(scratch.resolve("data/postgres/postmaster.pid"))
                .getFirst();
        ProcessHandle postmaster = ProcessHandle.of(Long.parseLong(pid.strip())).orElseThrow();
        new ProcessBuilder("kill", "-QUIT", pid.strip()).start().waitFor();
        postmaster.onExit().get(20, TimeUnit.SECONDS);
        int port = port(postgres.address());
        postgres.close();
        postgres = EmbeddedPostgres.start(scratch.resolve("data"));
        assertThat(port(postgres.address())).as("the port is remembered").isEqualTo(port);
        Awaitility.await().atMost(RECOVERS).ignoreExceptions().until(() -> count("SELECT 1") == 1);
        awaitDialing(Instant.now(), RESUMES);
    }

    private static int port(DatabaseAddress address) {
        return Integer.parseInt(address.jdbcUrl().replaceAll(".*:(\\d+)/.*", "$1"));
    }

    private void awaitDialing(Instant fault, Duration within) {
        try {
            Awaitility.await("somebody is called again")
                    .atMost(within)
                    .pollInterval(Duration.ofMillis(100))
                    .ignoreExceptions()
                    .until(() -> count("SELECT count(*) FROM simulator_call WHERE placed_at > '" + fault + "'") > 0);
        } catch (ConditionTimeoutException silence) {
            throw new AssertionError("Nobody is called: " + floor(), silence);
        }
        resumed.add(Duration.between(fault, Instant.now()));
    }

    /// What a reader of a failure asks first: is there still something to dial, and somebody to dial for?
    private List<Map<String, Object>> floor() {
        Store store = pools.store();
        return store.engine(organization, () -> store.jdbc().sql("""
                        SELECT 'campaign' AS what, status::text AS status, count(*) FROM campaign GROUP BY status
                        UNION ALL SELECT 'entry', status::text, count(*) FROM queue_entry GROUP BY status
                        UNION ALL SELECT 'agent', status::text, count(*) FROM agent GROUP BY status
                        UNION ALL SELECT 'call', status::text, count(*) FROM call GROUP BY status
                        """).query().listOfRows());
    }

    private long count(String query) {
        Store store = pools.store();
        return store.engine(
                organization, () -> store.jdbc().sql(query).query(Long.class).single());
    }
}

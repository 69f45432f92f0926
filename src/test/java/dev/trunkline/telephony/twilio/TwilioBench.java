package dev.trunkline.telephony.twilio;

import dev.trunkline.WholeApp.Client;
import dev.trunkline.bench.Samples;
import dev.trunkline.store.DatabaseAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/// How long Twilio waits for an answer to a line's question, with the whole application, real HTTP and checked
/// signatures, in front of the stateful fake.
public final class TwilioBench implements AutoCloseable {

    private static final int LINES_EACH = 3;

    private final TwilioWorld world;

    public TwilioBench(DatabaseAddress database) {
        // In real time a line lives for about twenty seconds, so 100 of them begin five a second.
        world = new TwilioWorld(database, Map.of(), 1_000);
    }

    /// An unattended campaign with `lines` lines, until `answers` people have been given the message.
    public Samples messages(int lines, int answers) {
        campaign("unattended", answers * 4, Map.of("maxConcurrentCalls", lines, "unattended", Map.of()));
        return measured(List.of(), answers);
    }

    /// Agents with three lines each, as many as make `lines`, until `answers` lines have been told where to go.
    public Samples joins(int lines, int answers) {
        List<Client> agents = IntStream.range(0, lines / LINES_EACH)
                .mapToObj(_ -> world.owner.colleague("agent"))
                .toList();
        for (Client agent : agents) {
            agent.get("/api/agents/me/status").expect(200);
            world.phone(agent);
        }
        await(
                agents,
                () -> agents.stream()
                        .allMatch(agent ->
                                agent.get("/api/agents/me/status").at("/audio").equals("live")));
        String campaign = campaign("power", answers * 4, Map.of("lines", LINES_EACH, "wrapUpSeconds", 1));
        for (Client agent : agents) {
            String session = agent.post(
                            "/api/sessions", Map.of("campaignId", campaign, "mode", "power", "lines", LINES_EACH))
                    .expect(201)
                    .at("/id");
            agent.patch("/api/sessions/" + session, Map.of("action", "start")).expect(200);
        }
        return measured(agents, answers);
    }

    private Samples measured(List<Client> agents, int answers) {
        world.twilio.answerMillis.clear();
        // As many calls again warm everything up, and lines that began together drift apart.
        await(agents, () -> world.twilio.answerMillis.size() >= answers);
        world.twilio.answerMillis.clear();
        await(agents, () -> world.twilio.answerMillis.size() >= answers);
        var samples = new Samples();
        world.twilio.answerMillis.forEach(ms -> samples.add(Math.round(ms * 1e6)));
        return samples;
    }

    private String campaign(String mode, int leads, Map<String, Object> more) {
        var body = new HashMap<String, Object>(more);
        body.put("name", mode);
        body.put("mode", mode);
        body.put("leadIds", world.leads(0, leads).stream().map(Object::toString).toList());
        body.put("numberIds", world.numbers(5));
        body.put("callingWindow", TwilioWorld.alwaysOpen());
        body.put("start", true);
        return world.owner.post("/api/campaigns", body).expect(201).at("/id");
    }

    private static void await(List<Client> agents, java.util.concurrent.Callable<Boolean> done) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(5))
                .pollInterval(Duration.ofSeconds(2))
                .until(() -> {
                    agents.forEach(agent -> agent.post("/api/agents/me/presence", ""));
                    return done.call();
                });
    }

    @Override
    public void close() {
        world.close();
    }
}

package dev.trunkline.dialing;

import dev.trunkline.WholeApp.Answer;
import dev.trunkline.WholeApp.Client;
import dev.trunkline.live.EventReader;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/// Agents as programs: each has a token and an event stream of its own, does what its mode asks of a person, and says
/// what came of each talk. They know nothing but what the API tells them.
final class ScriptedClients {

    /// How an agent of a mode comes by calls.
    interface Work {

        /// With no call in hand, at the start of the day and whenever something may have changed.
        void next();
    }

    /// Without news an agent looks again after this.
    private static final Duration PATIENCE = Duration.ofMillis(300);

    private final URI stream;
    private final BooleanSupplier over;

    /// @param address of the server
    /// @param over when everybody goes home
    ScriptedClients(String address, BooleanSupplier over) {
        this.stream = URI.create(address + "/api/events?topics=agent");
        this.over = over;
    }

    /// All work at once until it is over; the first who fails makes it fail.
    void work(List<Client> agents, Function<Client, Work> work) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = new ArrayList<Future<?>>();
            for (Client agent : agents) {
                all.add(threads.submit(() -> day(agent, work.apply(agent))));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
    }

    private Object day(Client agent, Work work) throws InterruptedException {
        Set<String> said = new HashSet<>();
        try (var told = EventReader.open(stream, Map.of("Authorization", agent.headerValue("Authorization")))) {
            int known = 0;
            int pings = 0;
            while (!over.getAsBoolean()) {
                List<EventReader.Received> mine = told.of("agent");
                JsonNode me = mine.isEmpty() ? null : mine.getLast().data();
                if (me == null || me.at("/callId").isNull()) {
                    work.next();
                } else if (me.at("/status").asString().equals("wrap-up")) {
                    say(agent, me.at("/callId").asString(), said);
                }
                if (told.of("ping").size() > pings) {
                    pings = told.of("ping").size();
                    agent.post("/api/agents/me/presence", Map.of());
                }
                told.awaitMore(known, PATIENCE);
                known = told.received().size();
            }
        }
        return said;
    }

    private static void say(Client agent, String call, Set<String> said) {
        if (said.add(call)) {
            Answer answer = agent.post("/api/calls/disposition", Map.of("callId", call, "outcome", "connected"));
            if (answer.status() != 200) {
                // The wrap-up limit was faster, or the campaign ended.
                answer.expectProblem(409, "not-in-state");
            }
        }
    }
}

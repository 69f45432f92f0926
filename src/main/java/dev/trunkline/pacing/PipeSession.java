package dev.trunkline.pacing;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What `./trunkline pacing` answers, line by line, and what replays a [DecisionLog]. No I/O.
final class PipeSession {

    private @Nullable PipeStart start;
    private @Nullable Pacer pacer;
    private @Nullable DayAccount day;
    private @Nullable Decision last;
    private boolean ended;

    /// The answer to a line: present for every `decide`, empty for other lines.
    ///
    /// @throws IllegalArgumentException when the line cannot be read; nothing has changed then
    Optional<String> answer(String line) {
        if (line.isBlank()) {
            return Optional.empty();
        }
        switch (type(line)) {
            case "start" -> begin(PipeStart.read(new JsonCursor(line)));
            case "decide" -> {
                return Optional.of(decide(PipeDecide.read(new JsonCursor(line))));
            }
            case "end" -> ended = true;
            default -> throw new IllegalArgumentException("The type of a line is start, decide or end.");
        }
        return Optional.empty();
    }

    private static String type(String line) {
        JsonCursor json = new JsonCursor(line);
        json.open('{');
        while (json.more('}')) {
            if (json.name().equals("type")) {
                return json.string();
            }
            json.skip();
        }
        return "";
    }

    private void begin(PipeStart terms) {
        pacer = terms.laws().isEmpty()
                ? new Pacer(terms.ringTimeout(), terms.patience())
                : new Pacer(terms.ringTimeout(), terms.patience(), new LearntLaws(terms.laws()));
        day = new DayAccount(0, terms.day());
        start = terms;
        last = null;
    }

    private String decide(PipeDecide facts) {
        PipeStart terms = start;
        Pacer known = pacer;
        DayAccount account = day;
        if (terms == null || known == null || account == null) {
            throw new IllegalArgumentException("The first line is a start.");
        }
        double toCome = account.answersToCome(facts.floor(), facts.answered());
        Budget budget = facts.windows().isEmpty()
                ? Budget.of(new Window("day", terms.abandonTarget(), facts.answered(), facts.abandoned(), toCome))
                : new Budget(facts.windows());
        Decision decision = known.decide(facts.floor(), facts.events(), budget, facts.limits());
        known.placed(decision, facts.placed() < 0 ? decision.launch() : facts.placed());
        last = decision;
        return terms.explain() ? explained(decision) : "{\"launch\":" + decision.launch() + "}";
    }

    private static String explained(Decision decision) {
        return "{\"launch\":" + decision.launch() + ",\"cancel\":" + decision.cancel() + ",\"bound\":\""
                + decision.bound() + "\",\"why\":\"" + decision.sentence().replace("\"", "") + "\"}";
    }

    /// The decision behind the last answer.
    @Nullable
    Decision last() {
        return last;
    }

    boolean ended() {
        return ended;
    }
}

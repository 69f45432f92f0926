package dev.trunkline.pacing;

import java.util.ArrayList;
import java.util.List;

/// The lines from which a campaign's decisions can be made again, identical to the last digit.
///
/// They are the lines of the pipe, with account, guards and calls really placed written out, so `./trunkline pacing`
/// reads a log as it is. This class makes and replays lines; where they are kept is the caller's affair.
public final class DecisionLog {

    private DecisionLog() {}

    /// The first line: the terms, and the laws the pacer went on with.
    public static String start(double ringTimeout, double patience, LearntLaws learnt) {
        return "{\"type\":\"start\",\"ringTimeout\":" + ringTimeout + ",\"patience\":" + patience + ",\"laws\":\""
                + learnt.text().replace("\n", "\\n") + "\"}";
    }

    /// A decision's inputs, how many calls it wanted, and how many were placed.
    public static String decided(
            Floor floor, List<FloorEvent> events, Budget budget, Limits limits, int launch, int placed) {
        StringBuilder line = new StringBuilder(256);
        line.append("{\"type\":\"decide\",\"t\":").append(floor.time());
        line.append(",\"waiting\":")
                .append(floor.waiting())
                .append(",\"decided\":")
                .append(launch)
                .append(",\"placed\":")
                .append(placed);
        line.append(",\"agents\":").append(agents(floor));
        line.append(",\"ringing\":").append(floor.ringing());
        if (floor.ringingScores().size() > 0) {
            line.append(",\"scores\":").append(floor.ringingScores());
        }
        if (floor.nextScores().size() > 0) {
            line.append(",\"next\":").append(floor.nextScores());
        }
        line.append(",\"events\":")
                .append(events.stream().map(DecisionLog::event).toList());
        line.append(",\"windows\":")
                .append(budget.windows().stream().map(DecisionLog::window).toList());
        return line.append(",\"limits\":").append(limits(limits)).append('}').toString();
    }

    /// Makes the decisions of a log again.
    ///
    /// @throws IllegalArgumentException when a line cannot be read
    public static List<Decision> replay(List<String> lines) {
        PipeSession session = new PipeSession();
        List<Decision> decisions = new ArrayList<>();
        for (String line : lines) {
            boolean decided = session.answer(line).isPresent();
            Decision decision = session.last();
            if (decided && decision != null) {
                decisions.add(decision);
            }
        }
        return decisions;
    }

    private static List<String> agents(Floor floor) {
        List<String> agents = new ArrayList<>(floor.agents());
        for (int i = 0; i < floor.free(); i++) {
            agents.add("[\"FREE\",0]");
        }
        for (int i = 0; i < floor.talking().size(); i++) {
            agents.add("[\"TALK\"," + floor.talking().at(i) + "]");
        }
        for (int i = 0; i < floor.wrapping().size(); i++) {
            agents.add("[\"WRAP\"," + floor.wrapping().at(i) + "]");
        }
        return agents;
    }

    private static String event(FloorEvent event) {
        return switch (event) {
            case FloorEvent.CallResolved call ->
                "{\"e\":\"outcome\",\"outcome\":\"" + call.outcome() + "\",\"elapsed\":" + call.elapsed()
                        + ",\"score\":" + call.score() + "}";
            case FloorEvent.TalkEnded talk -> "{\"e\":\"talkEnd\",\"seconds\":" + talk.seconds() + "}";
            case FloorEvent.WrapEnded wrap ->
                "{\"e\":\"wrapEnd\",\"seconds\":" + wrap.seconds() + ",\"stays\":" + wrap.stays() + "}";
            case FloorEvent.Abandoned abandoned -> "{\"e\":\"abandon\"}";
            case FloorEvent.PlacedElsewhere placed ->
                "{\"e\":\"placed\",\"answers\":" + placed.answers() + ",\"risk\":" + placed.risk() + ",\"price\":"
                        + placed.price() + "}";
        };
    }

    private static String window(Window window) {
        return "{\"name\":\"" + window.name().replace("\\", "\\\\").replace("\"", "\\\"") + "\",\"cap\":" + window.cap()
                + ",\"answered\":" + window.answered() + ",\"abandoned\":" + window.abandoned() + ",\"toCome\":"
                + window.toCome() + "}";
    }

    private static String limits(Limits limits) {
        String cancel = Double.isInfinite(limits.cancelAfter()) ? "" : ",\"cancelAfter\":" + limits.cancelAfter();
        return "{\"lines\":" + limits.lines() + ",\"permits\":" + limits.permits() + ",\"dialLevel\":"
                + limits.maxDialLevel() + ",\"factsAge\":" + limits.factsAge() + cancel + "}";
    }
}

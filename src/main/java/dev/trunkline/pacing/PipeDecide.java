package dev.trunkline.pacing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A `decide` line: the floor, what happened, and what the caller knows of budget and guards.
///
/// @param windows the abandon account; empty: the day of the start line
/// @param placed calls really placed of those decided; negative: all of them
record PipeDecide(
        Floor floor,
        List<FloorEvent> events,
        double answered,
        double abandoned,
        List<Window> windows,
        Limits limits,
        int placed) {

    static PipeDecide read(JsonCursor json) {
        Reader reader = new Reader();
        json.open('{');
        while (json.more('}')) {
            reader.field(json.name(), json);
        }
        return reader.finish();
    }

    private static final class Reader {
        private double time;
        private int free = -1;
        private int talkingCount;
        private int wrappingCount;
        private int waiting;
        private double answered;
        private double abandoned;
        private int placed = -1;
        private int listedFree;
        private double[] talking = new double[16];
        private double[] wrapping = new double[16];
        private int talks;
        private int wraps;
        private Series ringing = Series.NONE;
        private Series scores = Series.NONE;
        private Series next = Series.NONE;
        private final List<FloorEvent> events = new ArrayList<>();
        private final List<Window> windows = new ArrayList<>();
        private Limits limits = Limits.NONE;

        void field(String name, JsonCursor json) {
            switch (name) {
                case "t" -> time = json.number();
                case "free" -> free = (int) json.number();
                case "talking" -> talkingCount = (int) json.number();
                case "wrapping" -> wrappingCount = (int) json.number();
                case "waiting" -> waiting = (int) json.number();
                case "answered" -> answered = json.number();
                case "abandoned" -> abandoned = json.number();
                case "placed" -> placed = (int) json.number();
                case "ringing" -> ringing = json.numbers();
                case "scores" -> scores = json.numbers();
                case "next" -> next = json.numbers();
                case "agents" -> agents(json);
                case "events" -> {
                    json.open('[');
                    while (json.more(']')) {
                        event(json);
                    }
                }
                case "windows" -> {
                    json.open('[');
                    while (json.more(']')) {
                        window(json);
                    }
                }
                case "limits" -> limits(json);
                default -> json.skip();
            }
        }

        private void agents(JsonCursor json) {
            json.open('[');
            while (json.more(']')) {
                json.open('[');
                json.more(']');
                String state = json.string();
                double seconds = json.more(']') ? json.number() : 0;
                json.more(']');
                switch (state) {
                    case "FREE" -> listedFree++;
                    case "TALK" -> talking = put(talking, talks++, seconds);
                    case "WRAP" -> wrapping = put(wrapping, wraps++, seconds);
                    default -> {}
                }
            }
        }

        private static double[] put(double[] buffer, int index, double value) {
            double[] room = index < buffer.length ? buffer : Arrays.copyOf(buffer, 2 * index);
            room[index] = value;
            return room;
        }

        private void event(JsonCursor json) {
            String kind = "";
            String outcome = "";
            double elapsed = 0;
            double seconds = 0;
            double score = 1;
            double answers = 0;
            double risk = 0;
            double price = 0;
            boolean stays = true;
            json.open('{');
            while (json.more('}')) {
                switch (json.name()) {
                    case "e" -> kind = json.string();
                    case "outcome" -> outcome = json.string();
                    case "elapsed" -> elapsed = json.number();
                    case "seconds" -> seconds = json.number();
                    case "score" -> score = json.number();
                    case "stays" -> stays = json.truth();
                    case "answers" -> answers = json.number();
                    case "risk" -> risk = json.number();
                    case "price" -> price = json.number();
                    default -> json.skip();
                }
            }
            switch (kind) {
                case "outcome" -> events.add(new FloorEvent.CallResolved(Outcome.valueOf(outcome), elapsed, score));
                case "talkEnd" -> events.add(new FloorEvent.TalkEnded(seconds));
                case "wrapEnd" -> events.add(new FloorEvent.WrapEnded(seconds, stays));
                case "abandon" -> events.add(new FloorEvent.Abandoned());
                case "placed" -> events.add(new FloorEvent.PlacedElsewhere(answers, risk, price));
                default -> {}
            }
        }

        private void window(JsonCursor json) {
            String name = "";
            double[] numbers = new double[4];
            json.open('{');
            while (json.more('}')) {
                switch (json.name()) {
                    case "name" -> name = json.string();
                    case "cap" -> numbers[0] = json.number();
                    case "answered" -> numbers[1] = json.number();
                    case "abandoned" -> numbers[2] = json.number();
                    case "toCome" -> numbers[3] = json.number();
                    default -> json.skip();
                }
            }
            windows.add(new Window(name, numbers[0], numbers[1], numbers[2], numbers[3]));
        }

        private void limits(JsonCursor json) {
            int lines = limits.lines();
            int permits = limits.permits();
            double dialLevel = limits.maxDialLevel();
            double factsAge = limits.factsAge();
            double cancelAfter = limits.cancelAfter();
            json.open('{');
            while (json.more('}')) {
                switch (json.name()) {
                    case "lines" -> lines = (int) json.number();
                    case "permits" -> permits = (int) json.number();
                    case "dialLevel" -> dialLevel = json.number();
                    case "factsAge" -> factsAge = json.number();
                    case "cancelAfter" -> cancelAfter = json.number();
                    default -> json.skip();
                }
            }
            limits = new Limits(lines, permits, dialLevel, factsAge, cancelAfter);
        }

        /// The counts rule: a busy agent who is counted but not listed has just begun, a free one is free.
        PipeDecide finish() {
            while (talks < talkingCount) {
                talking = put(talking, talks++, 0);
            }
            while (wraps < wrappingCount) {
                wrapping = put(wrapping, wraps++, 0);
            }
            Floor floor = new Floor(
                    time,
                    free < 0 ? listedFree : free,
                    waiting,
                    Series.of(talking, talks),
                    Series.of(wrapping, wraps),
                    ringing,
                    scores,
                    next);
            return new PipeDecide(floor, events, answered, abandoned, windows, limits, placed);
        }
    }
}

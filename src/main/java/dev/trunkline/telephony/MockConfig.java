package dev.trunkline.telephony;

import dev.trunkline.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// How the simulated carrier and its customers behave: the `mockConfig` of an organization, a user or one call.
/// Rates and shares are fractions 0–1, seconds are seconds of a real carrier: `speed` divides all of them.
///
/// @param answerRate share of calls a human answers
/// @param machineRate share of calls a machine answers
/// @param busyRate share of calls that are busy
/// @param noAnswerRate share of calls that ring until the ring timeout; what the five rates leave of 1 rings out too
/// @param failureRate share of calls that fail: invalid number, unreachable, rejected, blocked by the network
/// @param ringSeconds how long it rings before an answer
/// @param talkSeconds how long a human talks to an agent
/// @param speed how many times faster than life carrier and customers are; recorded times stay wall clock
/// @param seed same seed, number and attempt: same call
/// @param amdSeconds from the answer to the verdict of answering-machine detection
/// @param amdErrorRate share of verdicts that are wrong
/// @param eventsLost share of events that are never delivered
/// @param eventsDoubled share of events that are delivered twice
/// @param eventsShuffled share of events that are delivered late, so that later ones may overtake them
/// @param originateTimeouts share of orders whose answer is lost; half of them were placed all the same
public record MockConfig(
        double answerRate,
        double machineRate,
        double busyRate,
        double noAnswerRate,
        double failureRate,
        Range ringSeconds,
        Range talkSeconds,
        double speed,
        long seed,
        double amdSeconds,
        double amdErrorRate,
        double eventsLost,
        double eventsDoubled,
        double eventsShuffled,
        double originateTimeouts) {

    /// Drawn evenly from `min` to `max`, both in seconds.
    public record Range(double min, double max) {}

    public static final MockConfig DEFAULT = new MockConfig(
            0.35, 0.25, 0.08, 0.27, 0.05, new Range(4, 22), new Range(20, 120), 1, 1, 3, 0.05, 0, 0, 0, 0);

    private static final List<String> RATES =
            List.of("answerRate", "machineRate", "busyRate", "noAnswerRate", "failureRate");

    /// Reads JSON objects, or arrays of them, from the most general to the most specific: organization, user, call.
    /// A later one wins, field by field; absent and null fields are the default. The five rates belong together:
    /// the last object that names any of them decides them all, and those it leaves out share the rest in
    /// proportion to their defaults, so that `{"answerRate": 1}` means that everybody answers.
    ///
    /// @throws Problem 422 naming every wrong field
    public static MockConfig parse(@Nullable String... layers) {
        var fields = new Fields(layers);
        double[] rates = fields.rates();
        var config = new MockConfig(
                rates[0],
                rates[1],
                rates[2],
                rates[3],
                rates[4],
                fields.range("ringSeconds", DEFAULT.ringSeconds, 600),
                fields.range("talkSeconds", DEFAULT.talkSeconds, 36_000),
                fields.number("speed", DEFAULT.speed, 0.01, 1000),
                fields.seed(),
                fields.number("amdSeconds", DEFAULT.amdSeconds, 0, 60),
                fields.share("amdErrorRate"),
                fields.share("eventsLost"),
                fields.share("eventsDoubled"),
                fields.shuffled(),
                fields.share("originateTimeouts"));
        if (!fields.wrong.isEmpty()) {
            throw Problem.validation(fields.wrong);
        }
        return config;
    }

    /// The layers while they are read, and what is wrong with them.
    private static final class Fields {
        private static final JsonMapper JSON = JsonMapper.shared();

        private final List<JsonNode> layers;
        private final List<Problem.Field> wrong = new ArrayList<>();

        Fields(@Nullable String... layers) {
            this.layers = Stream.of(layers).flatMap(this::objects).toList();
        }

        private Stream<JsonNode> objects(@Nullable String text) {
            if (text == null || text.isBlank()) {
                return Stream.empty();
            }
            try {
                JsonNode node = JSON.readTree(text);
                return (node.isArray() ? node.valueStream() : Stream.of(node)).filter(this::isObject);
            } catch (JacksonException e) {
                wrong.add(new Problem.Field("mockConfig", "mockConfig is no valid JSON."));
                return Stream.empty();
            }
        }

        private boolean isObject(JsonNode node) {
            if (!node.isObject() && !node.isNull()) {
                wrong.add(new Problem.Field("mockConfig", "mockConfig must be a JSON object."));
            }
            return node.isObject();
        }

        private @Nullable JsonNode last(Predicate<JsonNode> has) {
            return layers.reversed().stream().filter(has).findFirst().orElse(null);
        }

        private @Nullable JsonNode value(String name) {
            JsonNode layer = last(node -> node.hasNonNull(name));
            return layer == null ? null : layer.get(name);
        }

        double share(String name) {
            return number(name, name.equals("amdErrorRate") ? DEFAULT.amdErrorRate : 0, 0, 1);
        }

        /// Also `true` for all and `false` for none.
        double shuffled() {
            JsonNode value = value("eventsShuffled");
            return value != null && value.isBoolean() ? (value.booleanValue() ? 1 : 0) : share("eventsShuffled");
        }

        double number(String name, double fallback, double min, double max) {
            return number(name, value(name), fallback, min, max);
        }

        private double number(String name, @Nullable JsonNode value, double fallback, double min, double max) {
            if (value == null || value.isNull()) {
                return fallback;
            }
            if (value.isNumber() && value.doubleValue() >= min && value.doubleValue() <= max) {
                return value.doubleValue();
            }
            wrong.add(new Problem.Field(
                    "mockConfig." + name,
                    "%s must be a number from %s to %s.".formatted(name, plain(min), plain(max))));
            return fallback;
        }

        long seed() {
            JsonNode value = value("seed");
            if (value == null) {
                return DEFAULT.seed;
            }
            if (value.isIntegralNumber() && value.canConvertToLong()) {
                return value.longValue();
            }
            wrong.add(new Problem.Field("mockConfig.seed", "seed must be a whole number."));
            return DEFAULT.seed;
        }

        Range range(String name, Range fallback, double limit) {
            JsonNode value = value(name);
            if (value == null) {
                return fallback;
            }
            boolean minGiven = value.hasNonNull("min");
            boolean maxGiven = value.hasNonNull("max");
            double min = number(name + ".min", value.get("min"), fallback.min, 0, limit);
            double max = number(name + ".max", value.get("max"), fallback.max, 0, limit);
            if (min > max && minGiven && maxGiven) {
                wrong.add(new Problem.Field("mockConfig." + name, name + ".min must not be above " + name + ".max."));
            }
            // One end alone may lie beyond the other's default.
            return minGiven ? new Range(min, Math.max(min, max)) : new Range(Math.min(min, max), max);
        }

        double[] rates() {
            double[] usual = {
                DEFAULT.answerRate, DEFAULT.machineRate, DEFAULT.busyRate, DEFAULT.noAnswerRate, DEFAULT.failureRate
            };
            JsonNode named = last(node -> RATES.stream().anyMatch(node::hasNonNull));
            if (named == null) {
                return usual;
            }
            double given = 0;
            double left = 0;
            double[] rates = new double[RATES.size()];
            for (int i = 0; i < rates.length; i++) {
                String name = RATES.get(i);
                rates[i] = number(name, named.get(name), 0, 0, 1);
                given += rates[i];
                left += named.hasNonNull(name) ? 0 : usual[i];
            }
            if (given > 1 + 1e-9) {
                wrong.add(new Problem.Field(
                        "mockConfig." + RATES.getFirst(), "The five rates must not add up to more than 1."));
            }
            for (int i = 0; i < rates.length; i++) {
                if (!named.hasNonNull(RATES.get(i))) {
                    rates[i] = Math.max(0, 1 - given) * usual[i] / left;
                }
            }
            return rates;
        }

        private static String plain(double number) {
            return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
        }
    }
}

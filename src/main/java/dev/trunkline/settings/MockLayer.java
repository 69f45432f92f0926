package dev.trunkline.settings;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What was set of a mockConfig, before the defaults are filled in. A change is merged member by member; null takes a
/// member out. The five rates are one thing: a change that names any of them replaces them all.
final class MockLayer {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final List<String> RATES =
            List.of("answerRate", "machineRate", "busyRate", "noAnswerRate", "failureRate");

    private MockLayer() {}

    /// @param present JSON text of what was set so far; null: nothing
    /// @param change what a request says; JSON null takes everything back
    static String merge(@Nullable String present, JsonNode change) {
        if (!change.isObject()) {
            // Whatever it is, MockConfig says what is wrong with it.
            return change.isNull() ? "{}" : JSON.writeValueAsString(change);
        }
        ObjectNode merged =
                present == null || present.isBlank() ? JSON.createObjectNode() : (ObjectNode) JSON.readTree(present);
        if (RATES.stream().anyMatch(change::hasNonNull)) {
            merged.remove(RATES);
        }
        change.properties().forEach(member -> {
            if (member.getValue().isNull()) {
                merged.remove(member.getKey());
            } else {
                merged.set(member.getKey(), member.getValue());
            }
        });
        return JSON.writeValueAsString(merged);
    }
}

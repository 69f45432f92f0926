package dev.trunkline.telephony.simulator;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.trunkline.calls.Signal;
import tools.jackson.databind.json.JsonMapper;

/// A script as it lies in its row.
final class ScriptJson {

    static final JsonMapper JSON =
            JsonMapper.builder().addMixIn(Signal.class, Named.class).build();

    private ScriptJson() {}

    /// A signal says which it is.
    @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "signal")
    private interface Named {}

    static String write(Object value) {
        return JSON.writeValueAsString(value);
    }

    static Script script(String json) {
        return JSON.readValue(json, Script.class);
    }
}

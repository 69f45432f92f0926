package dev.trunkline.telephony.twilio;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// A webhook as it came.
///
/// @param kind the last part of the path: `voice`, `fallback`, `status`, `amd`, `recording`, `conference`
/// @param url the whole address as Twilio called it
/// @param box the sealed callback of the address; null: there is none
/// @param form what it says, by form or, of a GET, by its address
record Hook(
        String kind,
        String url,
        @Nullable String box,
        @Nullable String signature,
        SortedMap<String, List<String>> form,
        boolean posted) {

    /// What is signed beside the address; of a GET the address says it all.
    SortedMap<String, List<String>> signed() {
        return posted ? form : Collections.emptySortedMap();
    }

    String text(String name) {
        return form.getOrDefault(name, List.of("")).getFirst();
    }
}

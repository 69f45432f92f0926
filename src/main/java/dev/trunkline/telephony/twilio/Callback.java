package dev.trunkline.telephony.twilio;

import dev.trunkline.ids.CallId;
import dev.trunkline.ids.OrganizationId;
import dev.trunkline.secrets.Secrets;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a callback address of ours carries, sealed: whom it is about and what is next. Nobody else can make one, so the
/// first webhook finds its call even when the answer to the order was lost.
///
/// @param ref the call; for an agent's leg the user
/// @param step what is to happen
/// @param arguments of the step
record Callback(OrganizationId organization, UUID ref, String step, List<String> arguments) {

    private static final String PURPOSE = "twilio callback";
    private static final String SEPARATOR = "\n";

    Callback(OrganizationId organization, UUID ref, String step, String... arguments) {
        this(organization, ref, step, Arrays.asList(arguments));
    }

    CallId call() {
        return new CallId(ref);
    }

    Callback then(String next, String... more) {
        return new Callback(organization, ref, next, more);
    }

    /// Empty for an argument that was not given.
    String argument(int index) {
        return index < arguments.size() ? arguments.get(index) : "";
    }

    String seal(Secrets secrets) {
        String text = organization + SEPARATOR + ref + SEPARATOR + step + SEPARATOR + String.join(SEPARATOR, arguments);
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(secrets.seal(text.getBytes(StandardCharsets.UTF_8), PURPOSE));
    }

    /// Null for a box that is not ours.
    static @Nullable Callback open(String box, Secrets secrets) {
        try {
            String text = new String(secrets.open(Base64.getUrlDecoder().decode(box), PURPOSE), StandardCharsets.UTF_8);
            String[] parts = text.split(SEPARATOR, -1);
            return new Callback(
                    OrganizationId.of(parts[0]),
                    UUID.fromString(parts[1]),
                    parts[2],
                    List.of(parts).subList(3, parts.length));
        } catch (IllegalArgumentException | IllegalStateException e) {
            return null;
        }
    }
}

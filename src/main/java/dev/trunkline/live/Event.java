package dev.trunkline.live;

import static java.nio.charset.StandardCharsets.UTF_8;

/// Server-sent events as text. JSON has no raw line ends, so one `data:` line always holds it.
final class Event {

    private Event() {}

    /// All of an event but its `id:` and the empty line that ends it.
    static byte[] text(String event, String json) {
        return ("event: " + event + "\ndata: " + json + "\n").getBytes(UTF_8);
    }

    /// What ends an event and makes it count: the position a client is at once it has it.
    static byte[] end(Position position) {
        return ("id: " + position + "\n\n").getBytes(UTF_8);
    }
}

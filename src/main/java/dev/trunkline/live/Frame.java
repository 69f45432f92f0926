package dev.trunkline.live;

import java.io.IOException;
import java.io.OutputStream;

/// One event of an object, ready to be written but for its `id:`; all subscribers share it.
final class Frame {

    private final Change.Key key;
    private final byte[] text;
    private final long bornNanos;

    Frame(Change.Key key, byte[] text, long bornNanos) {
        this.key = key;
        this.text = text;
        this.bornNanos = bornNanos;
    }

    Change.Key key() {
        return key;
    }

    int bytes() {
        return text.length;
    }

    /// When the change's transaction began, on the scale of `System.nanoTime()`.
    long bornNanos() {
        return bornNanos;
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(text);
    }
}

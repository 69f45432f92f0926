package dev.trunkline.telephony;

import java.io.IOException;
import java.io.InputStream;

/// The sound of a recording; closed by who asked for it.
///
/// @param mediaType such as `audio/wav`
public record Audio(String mediaType, InputStream content) implements AutoCloseable {

    @Override
    public void close() throws IOException {
        content.close();
    }
}

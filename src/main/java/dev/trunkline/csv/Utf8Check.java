package dev.trunkline.csv;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// Whether a whole file is UTF-8. A few broken places in a file that is UTF-8 elsewhere (a cut in the middle of a
/// letter) do not make it Windows-1252.
final class Utf8Check {

    private long letters;
    private long broken;
    private int missing;

    private Utf8Check() {}

    static boolean of(Path file) throws IOException {
        var check = new Utf8Check();
        byte[] buffer = new byte[64 * 1024];
        try (InputStream in = Files.newInputStream(file)) {
            for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
                check.feed(buffer, count);
            }
        }
        return check.broken == 0 || check.broken * 20 < check.letters;
    }

    private void feed(byte[] bytes, int count) {
        for (int i = 0; i < count; i++) {
            byte b = bytes[i];
            if (missing == 0 && b >= 0) {
                continue;
            }
            if (missing > 0 && (b & 0xC0) == 0x80) {
                missing--;
                letters += missing == 0 ? 1 : 0;
            } else {
                broken += missing > 0 ? 1 : 0;
                start(b);
            }
        }
    }

    private void start(byte b) {
        missing = 0;
        if (b >= 0) {
            return;
        }
        int value = b & 0xFF;
        if (value >= 0xC2 && value <= 0xDF) {
            missing = 1;
        } else if (value >= 0xE0 && value <= 0xEF) {
            missing = 2;
        } else if (value >= 0xF0 && value <= 0xF4) {
            missing = 3;
        } else {
            broken++;
        }
    }
}

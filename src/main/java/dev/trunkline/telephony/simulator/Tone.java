package dev.trunkline.telephony.simulator;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// A WAV file with a quiet tone of 440 Hz, 8 kHz, 8 bit, mono: what the simulated carrier recorded.
final class Tone extends InputStream {

    private static final int RATE = 8000;
    private static final int HEADER = 44;

    private final byte[] header;
    private final long length;
    private long position;

    Tone(double seconds) {
        long samples = Math.min(Integer.MAX_VALUE - HEADER, Math.round(seconds * RATE));
        length = HEADER + samples;
        header = ByteBuffer.allocate(HEADER)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("RIFF".getBytes(StandardCharsets.US_ASCII))
                .putInt((int) (HEADER - 8 + samples))
                .put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII))
                .putInt(16)
                .putShort((short) 1)
                .putShort((short) 1)
                .putInt(RATE)
                .putInt(RATE)
                .putShort((short) 1)
                .putShort((short) 8)
                .put("data".getBytes(StandardCharsets.US_ASCII))
                .putInt((int) samples)
                .array();
    }

    @Override
    public int read(byte[] to, int offset, int most) {
        int count = (int) Math.min(most, length - position);
        for (int i = 0; i < count; i++) {
            to[offset + i] = (byte) read();
        }
        return count > 0 || most == 0 ? count : -1;
    }

    @Override
    public int read() {
        if (position >= length) {
            return -1;
        }
        long at = position++;
        if (at < HEADER) {
            return header[(int) at] & 0xff;
        }
        return 128 + (int) Math.round(20 * Math.sin(2 * Math.PI * 440 * (at - HEADER) / RATE));
    }
}

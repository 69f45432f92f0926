package dev.trunkline.pacing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/// `./trunkline pacing`: the production pacing on a pipe, one JSON object a line.
///
/// Lines and fields: `docs/pacing.md`. A line that cannot be read is told on standard error; it gets `{"launch":0}`,
/// the safe answer, so that the other side never waits in vain.
public final class PacingPipe {

    private PacingPipe() {}

    static void main() throws IOException {
        run(System.in, System.out, System.err);
    }

    static void run(InputStream in, OutputStream out, PrintStream complaints) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8), 1 << 16);
        PipeSession session = new PipeSession();
        String line = lines.readLine();
        while (line != null && !session.ended()) {
            String answer = answer(session, line, complaints);
            if (!answer.isEmpty()) {
                out.write((answer + "\n").getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
            line = session.ended() ? null : lines.readLine();
        }
    }

    private static String answer(PipeSession session, String line, PrintStream complaints) {
        try {
            return session.answer(line).orElse("");
        } catch (IllegalArgumentException unreadable) {
            complaints.println("Line not understood, placing no call. " + unreadable.getMessage());
            return "{\"launch\":0}";
        }
    }
}

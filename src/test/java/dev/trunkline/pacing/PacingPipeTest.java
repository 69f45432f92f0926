package dev.trunkline.pacing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PacingPipeTest {

    private static final String START =
            "{\"type\":\"start\",\"agents\":10,\"day\":28800,\"patience\":2.0,\"ringTimeout\":26.0,\"abandonTarget\":0.03}";
    private static final String DECIDE = "{\"type\":\"decide\",\"t\":61.5,\"free\":2,\"talking\":7,\"wrapping\":1,"
            + "\"waiting\":0,\"dialed\":31,\"answered\":9,\"abandoned\":0,\"agents\":[[\"TALK\",12.3],[\"FREE\",1.0]],"
            + "\"ringing\":[0.5],\"events\":[{\"e\":\"outcome\",\"outcome\":\"HUMAN\",\"elapsed\":9.1},"
            + "{\"e\":\"talkEnd\",\"seconds\":80.2},{\"e\":\"wrapEnd\",\"seconds\":14.0,\"stays\":true},"
            + "{\"e\":\"abandon\"}]}";

    private static List<String> run(String... lines) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PacingPipe.run(
                new ByteArrayInputStream(String.join("\n", lines).getBytes(StandardCharsets.UTF_8)),
                out,
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void every_decide_gets_one_line_and_end_ends() throws IOException {
        assertThat(run(START, DECIDE, DECIDE, "{\"type\":\"end\"}", DECIDE))
                .containsExactly("{\"launch\":1}", "{\"launch\":1}");
    }

    @Test
    void a_broken_line_places_no_call_and_the_pipe_goes_on() throws IOException {
        assertThat(run(
                        START,
                        "{\"type\":\"decide\",\"t\":1,\"events\":[{\"e\":\"outcome\",\"outcome\":\"X\"}]}",
                        DECIDE))
                .containsExactly("{\"launch\":0}", "{\"launch\":1}");
        assertThat(run(DECIDE)).containsExactly("{\"launch\":0}");
    }

    @Test
    void an_explaining_pipe_says_why() throws IOException {
        String line = run(START.replace("}", ",\"explain\":true}"), DECIDE).getFirst();
        assertThat(line).contains("\"launch\":1", "\"bound\":\"UNSURE\"", "\"why\":\"dial level");
    }

    @Test
    void mutilated_lines_are_refused_never_crashed_on() {
        SplittableRandom random = new SplittableRandom(11);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder line = new StringBuilder(DECIDE);
            for (int cut = 0; cut <= random.nextInt(3); cut++) {
                int at = random.nextInt(line.length() - 5);
                line.replace(at, at + random.nextInt(4), "{}[],:\"\\0e-.tn".charAt(random.nextInt(14)) + "");
            }
            PipeSession session = new PipeSession();
            session.answer(START);
            try {
                session.answer(line.toString());
            } catch (IllegalArgumentException refused) {
                assertThat(refused.getMessage()).isNotBlank();
            }
        }
    }

    @Test
    void numbers_are_read_to_the_last_digit() {
        for (String text : List.of("0", "-1.5", "12.3", "1e3", "2.5E-3", "123456789.123456789", "0.1", "28800")) {
            assertThat(new JsonCursor(text).number()).isEqualTo(Double.parseDouble(text));
        }
        assertThatThrownBy(() -> new JsonCursor("1e999").number()).isInstanceOf(IllegalArgumentException.class);
    }
}

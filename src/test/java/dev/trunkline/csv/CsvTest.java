package dev.trunkline.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trunkline.problem.Problem;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE", "windows-1252"})
    void any_encoding_is_recognised_without_a_byte_order_mark(String charset) throws IOException {
        assertThat(rows("name;phone\nJörg Müßig;030 123456\nRenée;01 23\n".getBytes(Charset.forName(charset))))
                .containsExactly(
                        List.of("name", "phone"), List.of("Jörg Müßig", "030 123456"), List.of("Renée", "01 23"));
    }

    @Test
    void a_byte_order_mark_is_no_part_of_the_first_header() throws IOException {
        assertThat(rows("\uFEFFname,phone\r\nx,1".getBytes(StandardCharsets.UTF_8)))
                .containsExactly(List.of("name", "phone"), List.of("x", "1"));
        assertThat(rows("\uFEFFname\tphone\r\nx\t1".getBytes(StandardCharsets.UTF_16LE)))
                .containsExactly(List.of("name", "phone"), List.of("x", "1"));
    }

    @Test
    void a_letter_beyond_the_first_sample_decides_the_encoding() throws IOException {
        String plain = "a,b\n".repeat(200_000);
        List<List<String>> rows = rows((plain + "é,ü\n").getBytes(StandardCharsets.UTF_8));
        assertThat(rows.getLast()).containsExactly("é", "ü");
        rows = rows((plain + "é,ü\n").getBytes(Charset.forName("windows-1252")));
        assertThat(rows.getLast()).containsExactly("é", "ü");
    }

    @Test
    void a_file_cut_inside_a_letter_is_still_utf_8() throws IOException {
        byte[] bytes = "ä,ö\n".repeat(100).getBytes(StandardCharsets.UTF_8);
        byte[] cut = java.util.Arrays.copyOf(bytes, bytes.length - 2);
        assertThat(rows(cut).getFirst()).containsExactly("ä", "ö");
    }

    @ParameterizedTest
    @ValueSource(chars = {',', ';', '\t', '|'})
    void the_delimiter_is_found_among_others_in_the_text(char delimiter) throws IOException {
        String text = "name,phone,notes\nAda,1,\"a; b; c\"\nBob,2,\"x | y\"\nCy,3,\"1\t2\"\n".replace(',', delimiter);
        assertThat(rows(text)).allSatisfy(row -> assertThat(row).hasSize(3));
    }

    @Test
    void excels_separator_line_is_obeyed_and_is_no_row() throws IOException {
        assertThat(rows("sep=;\r\na;b,c\r\n")).containsExactly(List.of("a", "b,c"));
    }

    @Test
    void quotes_line_breaks_and_ragged_rows_are_read_as_meant() throws IOException {
        assertThat(rows("a,b,c\r\"x\ny\",\"say \"\"hi\"\"\",3\r\n1\n\n , ,\n1,2,3,4\n\"Joe\" Smith,5, \"six, 6\"\n"))
                .containsExactly(
                        List.of("a", "b", "c"),
                        List.of("x\ny", "say \"hi\"", "3"),
                        List.of("1"),
                        List.of("1", "2", "3", "4"),
                        List.of("Joe Smith", "5", "six, 6"));
    }

    @Test
    void a_quote_that_is_never_closed_is_told_by_its_row() throws IOException {
        Path file = file("a,b\n1,\"2\n3,4\n".getBytes(StandardCharsets.UTF_8));
        try (CsvSource source = CsvSource.open(file, CsvSniffer.sniff(file))) {
            source.next();
            CsvRow row = source.next();
            assertThat(row).isEqualTo(new CsvRow(2, List.of("1", "2\n3,4\n"), true));
            assertThat(source.next()).isNull();
        }
    }

    @Test
    void a_cell_of_forty_megabytes_gets_a_clear_answer() {
        String text = "a,b\n1,\"" + "x".repeat(40_000_000) + "\"\n";
        assertThatThrownBy(() -> rows(text))
                .hasMessageContaining("Row 2, column 2")
                .isInstanceOf(Problem.class);
    }

    @Test
    void more_than_a_thousand_columns_are_no_table() {
        assertThatThrownBy(() -> rows("x,".repeat(1_500) + "\n")).hasMessageContaining("more than 1000 columns");
    }

    @Test
    void what_is_no_csv_file_is_named() {
        assertWrong("%PDF-1.7 …", "This is a PDF");
        assertWrong("PK\u0003\u0004…", "Excel workbook");
        assertWrong("\u0089PNG\r\n", "picture");
        assertWrong("", "empty");
        assertWrong(" \r\n\r\n", "empty");
        assertWrong("<!DOCTYPE html><table>", "web page");
        assertWrong("{\"leads\": []}", "JSON");
        byte[] noise = new byte[5_000];
        new Random(7).nextBytes(noise);
        assertThatThrownBy(() -> rows(noise)).hasMessageContaining("not a text file");
    }

    @Test
    void whatever_is_written_is_read_back() throws IOException {
        var random = new Random(20260101);
        String alphabet = "ab\"', ;\n\rü1";
        for (int round = 0; round < 200; round++) {
            List<List<String>> table = new ArrayList<>();
            int width = 2 + random.nextInt(4);
            for (int row = 0; row < 1 + random.nextInt(6); row++) {
                List<String> cells = new ArrayList<>();
                for (int cell = 0; cell < width; cell++) {
                    var text = new StringBuilder("x");
                    for (int i = random.nextInt(5); i > 0; i--) {
                        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
                    }
                    cells.add(text.toString());
                }
                table.add(cells);
            }
            var out = new StringBuilder();
            var writer = new CsvWriter(out);
            for (List<String> row : table) {
                writer.row(row);
            }
            Path file = file(out.toString().getBytes(StandardCharsets.UTF_8));
            try (CsvSource source = CsvSource.open(file, new CsvFormat(StandardCharsets.UTF_8, 0, ',', false))) {
                for (List<String> row : table) {
                    CsvRow read = source.next();
                    assertThat(read).as("round %s of seed 20260101", round).isNotNull();
                    assertThat(read.cells()).isEqualTo(row);
                }
            }
        }
    }

    @Test
    void a_formula_is_written_as_text() throws IOException {
        var out = new StringBuilder();
        new CsvWriter(out).row(List.of("=1+1", "+15046218927", "-5", "@SUM(A1)", " =HYPERLINK(\"x\")", "plain"));
        assertThat(out).hasToString("'=1+1,+15046218927,-5,'@SUM(A1),\"' =HYPERLINK(\"\"x\"\")\",plain\r\n");
    }

    private void assertWrong(String text, String reason) {
        assertThatThrownBy(() -> rows(text.getBytes(StandardCharsets.ISO_8859_1)))
                .isInstanceOf(Problem.class)
                .hasMessageContaining(reason);
    }

    private List<List<String>> rows(String text) throws IOException {
        return rows(text.getBytes(StandardCharsets.UTF_8));
    }

    private List<List<String>> rows(byte[] bytes) throws IOException {
        Path file = file(bytes);
        List<List<String>> rows = new ArrayList<>();
        try (CsvSource source = CsvSource.open(file, CsvSniffer.sniff(file))) {
            for (CsvRow row = source.next(); row != null; row = source.next()) {
                rows.add(row.cells());
            }
        }
        return rows;
    }

    private Path file(byte[] bytes) throws IOException {
        return Files.write(directory.resolve("file.csv"), bytes);
    }
}

package dev.trunkline.csv;

import dev.trunkline.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// Finds out how a file is written, or says in plain words why it is no CSV file.
public final class CsvSniffer {

    private static final int SAMPLE = 256 * 1024;
    private static final int SAMPLE_ROWS = 300;
    private static final char[] DELIMITERS = {',', ';', '\t', '|'};
    private static final Charset WINDOWS = Charset.forName("windows-1252");
    private static final String EXPORT_AS_CSV =
            " Open it, choose “Save as” or “Export”, take CSV, and upload that file.";

    private CsvSniffer() {}

    /// Reads the beginning of the file, and all of it to be sure of the encoding.
    ///
    /// @throws Problem `unreadable-file` when the file is empty or not text
    public static CsvFormat sniff(Path file) throws IOException {
        byte[] sample;
        try (InputStream in = Files.newInputStream(file)) {
            sample = in.readNBytes(SAMPLE);
        }
        refuseOtherFormats(sample);
        Charset charset;
        int bom = 0;
        if (starts(sample, 0xEF, 0xBB, 0xBF)) {
            charset = StandardCharsets.UTF_8;
            bom = 3;
        } else if (starts(sample, 0xFF, 0xFE)) {
            charset = StandardCharsets.UTF_16LE;
            bom = 2;
        } else if (starts(sample, 0xFE, 0xFF)) {
            charset = StandardCharsets.UTF_16BE;
            bom = 2;
        } else {
            charset = withoutMark(file, sample);
        }
        String text = new String(sample, bom, sample.length - bom, charset);
        if (text.isBlank()) {
            throw unreadable("The file is empty.");
        }
        if (text.regionMatches(true, 0, "sep=", 0, 4) && text.length() > 5 && "\r\n".indexOf(text.charAt(5)) >= 0) {
            return new CsvFormat(charset, bom, text.charAt(4), true);
        }
        return new CsvFormat(charset, bom, delimiter(text, sample.length == SAMPLE), false);
    }

    private static Charset withoutMark(Path file, byte[] sample) throws IOException {
        int[] zeros = new int[2];
        int control = 0;
        for (int i = 0; i < sample.length; i++) {
            zeros[i & 1] += sample[i] == 0 ? 1 : 0;
            control += sample[i] >= 0 && sample[i] < 32 && "\t\r\n\f".indexOf(sample[i]) < 0 ? 1 : 0;
        }
        // Text of any alphabet in UTF-16 has its commas, digits and line ends with a zero byte on one side.
        if (zeros[1] > sample.length / 10 && zeros[1] > 10 * zeros[0]) {
            return StandardCharsets.UTF_16LE;
        }
        if (zeros[0] > sample.length / 10 && zeros[0] > 10 * zeros[1]) {
            return StandardCharsets.UTF_16BE;
        }
        if (control > 2 + sample.length / 100) {
            throw unreadable("This is not a text file." + EXPORT_AS_CSV);
        }
        return Utf8Check.of(file) ? StandardCharsets.UTF_8 : WINDOWS;
    }

    /// The delimiter that cuts most rows into the same number of cells; more cells win.
    private static char delimiter(String text, boolean cut) throws IOException {
        char best = ',';
        double bestScore = 0;
        for (char candidate : DELIMITERS) {
            double score = score(text, cut, candidate);
            if (score > bestScore) {
                bestScore = score;
                best = candidate;
            }
        }
        return best;
    }

    private static double score(String text, boolean cut, char delimiter) throws IOException {
        var scanner = new CsvScanner(new StringReader(text), delimiter);
        Map<Integer, Integer> byWidth = new HashMap<>();
        int rows = 0;
        try {
            CsvRow row = scanner.next();
            while (row != null && rows < SAMPLE_ROWS) {
                CsvRow following = scanner.next();
                boolean whole = following != null || !cut || rows == 0;
                if (whole && !row.isBlank()) {
                    byWidth.merge(row.cells().size(), 1, Integer::sum);
                    rows++;
                }
                row = following;
            }
        } catch (Problem tooWide) {
            return 0;
        }
        int total = rows;
        return byWidth.entrySet().stream()
                .filter(width -> width.getKey() > 1)
                .mapToDouble(width -> Math.pow((double) width.getValue() / total, 2) * (1 + Math.log(width.getKey())))
                .max()
                .orElse(0);
    }

    private static void refuseOtherFormats(byte[] head) {
        if (head.length == 0) {
            throw unreadable("The file is empty.");
        }
        if (starts(head, '%', 'P', 'D', 'F')) {
            throw unreadable("This is a PDF, not a CSV file. Ask for the list as a spreadsheet or CSV file.");
        }
        if (starts(head, 'P', 'K', 3, 4)) {
            throw unreadable("This is an Excel workbook or a ZIP archive, not a CSV file." + EXPORT_AS_CSV);
        }
        if (starts(head, 0xD0, 0xCF, 0x11, 0xE0)) {
            throw unreadable("This is an old Excel or Office file, not a CSV file." + EXPORT_AS_CSV);
        }
        if (starts(head, 0x1F, 0x8B)) {
            throw unreadable("This file is compressed (gzip). Unpack it and upload the CSV file in it.");
        }
        if (starts(head, 0x89, 'P', 'N', 'G') || starts(head, 0xFF, 0xD8, 0xFF) || starts(head, 'G', 'I', 'F', '8')) {
            throw unreadable("This is a picture, not a CSV file.");
        }
        String text = new String(head, 0, Math.min(head.length, 200), StandardCharsets.ISO_8859_1)
                .strip()
                .toLowerCase(Locale.ROOT);
        if (text.startsWith("<!doctype")
                || text.startsWith("<html")
                || text.startsWith("<?xml")
                || text.startsWith("<table")) {
            throw unreadable("This is a web page or XML, not a CSV file." + EXPORT_AS_CSV);
        }
        if (text.startsWith("{\\rtf")) {
            throw unreadable("This is a text document (RTF), not a CSV file." + EXPORT_AS_CSV);
        }
        if (text.startsWith("{\"") || text.startsWith("[{") || text.matches("(?s)[{\\[]\\s.*")) {
            throw unreadable("This is JSON, not a CSV file." + EXPORT_AS_CSV);
        }
    }

    private static boolean starts(byte[] head, int... bytes) {
        if (head.length < bytes.length) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            if ((head[i] & 0xFF) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    private static Problem unreadable(String detail) {
        return Problem.of(422, "unreadable-file", detail);
    }
}

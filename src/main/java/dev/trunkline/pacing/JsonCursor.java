package dev.trunkline.pacing;

import java.util.Arrays;

/// Reads one line of JSON from left to right without building a tree.
///
/// Every method throws [IllegalArgumentException] with the position when the text is not what was asked for.
final class JsonCursor {

    private static final double[] TENS = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14
    };
    private static final int DEEPEST = 32;

    private final String text;
    private int at;

    JsonCursor(String text) {
        this.text = text;
    }

    private IllegalArgumentException unexpected(String wanted) {
        String found = at < text.length() ? "'" + text.charAt(at) + "'" : "the end of the line";
        return new IllegalArgumentException("Expected " + wanted + " at column " + (at + 1) + ", found " + found + ".");
    }

    private char peek() {
        while (at < text.length() && text.charAt(at) <= ' ') {
            at++;
        }
        if (at >= text.length()) {
            throw unexpected("a value");
        }
        return text.charAt(at);
    }

    void open(char bracket) {
        if (peek() != bracket) {
            throw unexpected("'" + bracket + "'");
        }
        at++;
    }

    /// Moves to the next element of the array or object that `close` ends; false when there is none and it is closed.
    boolean more(char close) {
        char next = peek();
        if (next == close) {
            at++;
            return false;
        }
        if (next == ',') {
            at++;
            if (peek() == close) {
                throw unexpected("a value");
            }
        }
        return true;
    }

    /// The name of an object's field, up to and with its colon.
    String name() {
        String name = string();
        if (peek() != ':') {
            throw unexpected("':'");
        }
        at++;
        return name;
    }

    String string() {
        if (peek() != '"') {
            throw unexpected("a text in quotes");
        }
        int start = ++at;
        while (at < text.length() && text.charAt(at) != '"') {
            if (text.charAt(at) == '\\') {
                return escaped(start);
            }
            at++;
        }
        if (at >= text.length()) {
            throw unexpected("'\"'");
        }
        return text.substring(start, at++);
    }

    private String escaped(int start) {
        StringBuilder plain = new StringBuilder(text.substring(start, at));
        while (at < text.length() && text.charAt(at) != '"') {
            char next = text.charAt(at++);
            plain.append(next == '\\' ? escape() : next);
        }
        if (at >= text.length()) {
            throw unexpected("'\"'");
        }
        at++;
        return plain.toString();
    }

    private char escape() {
        if (at >= text.length()) {
            throw unexpected("an escape");
        }
        char kind = text.charAt(at++);
        return switch (kind) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'u' -> {
                if (at + 4 > text.length()) {
                    throw unexpected("four hexadecimal digits");
                }
                at += 4;
                yield (char) Integer.parseInt(text.substring(at - 4, at), 16);
            }
            default -> kind;
        };
    }

    /// A finite number. Short decimals are read exactly without a detour through text.
    double number() {
        peek();
        int start = at;
        boolean negative = text.charAt(at) == '-';
        at += negative ? 1 : 0;
        long digits = 0;
        int count = 0;
        int decimals = -1;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c >= '0' && c <= '9') {
                digits = count < 15 ? digits * 10 + (c - '0') : digits;
                count++;
                decimals += decimals >= 0 ? 1 : 0;
            } else if (c == '.' && decimals < 0) {
                decimals = 0;
            } else {
                break;
            }
            at++;
        }
        boolean exponent = at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E');
        if (count == 0) {
            throw unexpected("a number");
        }
        if (exponent || count > 15 || decimals >= TENS.length) {
            return slowNumber(start);
        }
        double value = digits / TENS[Math.max(0, decimals)];
        return negative ? -value : value;
    }

    private double slowNumber(int start) {
        while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        double value;
        try {
            value = Double.parseDouble(text.substring(start, at));
        } catch (NumberFormatException notANumber) {
            throw unexpected("a number");
        }
        if (Double.isInfinite(value)) {
            throw unexpected("a number that fits");
        }
        return value;
    }

    boolean truth() {
        boolean value = peek() == 't';
        String word = value ? "true" : "false";
        if (!text.startsWith(word, at)) {
            throw unexpected("true or false");
        }
        at += word.length();
        return value;
    }

    /// Passes over a value of any kind.
    void skip() {
        skip(0);
    }

    private void skip(int depth) {
        if (depth > DEEPEST) {
            throw unexpected("less deep nesting");
        }
        switch (peek()) {
            case '"' -> string();
            case '{' -> {
                open('{');
                while (more('}')) {
                    name();
                    skip(depth + 1);
                }
            }
            case '[' -> {
                open('[');
                while (more(']')) {
                    skip(depth + 1);
                }
            }
            case 't', 'f' -> truth();
            case 'n' -> {
                if (!text.startsWith("null", at)) {
                    throw unexpected("null");
                }
                at += 4;
            }
            default -> number();
        }
    }

    Series numbers() {
        double[] buffer = new double[64];
        int count = 0;
        open('[');
        while (more(']')) {
            if (count == buffer.length) {
                buffer = Arrays.copyOf(buffer, 2 * count);
            }
            buffer[count++] = number();
        }
        return Series.of(buffer, count);
    }
}

package dev.trunkline.simulation.floor;

import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// Draws busy share and abandons against team size as one SVG.
final class PacingChart {

    private static final String[] COLOURS = {"#868e96", "#e8590c", "#1971c2"};
    private static final int LEFT = 60;
    private static final int WIDTH = 640;

    private PacingChart() {}

    static String svg(int[] sizes, Map<String, DayMean[]> curves) {
        StringBuilder svg = new StringBuilder();
        svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 760 620\" font-family=\"sans-serif\"")
                .append(" font-size=\"13\">\n<rect width=\"760\" height=\"620\" fill=\"white\"/>\n");
        panel(svg, "busy % (talk and wrap-up over logged-in time)", 40, 260, 55, 100, 5, sizes);
        panel(svg, "abandons % of answers (cap 3 %)", 370, 180, 0, 12, 3, sizes);
        int index = 0;
        for (Map.Entry<String, DayMean[]> curve : curves.entrySet()) {
            String colour = COLOURS[index % COLOURS.length];
            line(svg, colour, sizes, curve.getValue(), DayMean::busy, 40, 260, 55, 100);
            line(svg, colour, sizes, curve.getValue(), DayMean::abandons, 370, 180, 0, 12);
            double x = LEFT + index * 200.0;
            text(svg, x + 22, 606, "start", curve.getKey());
            svg.append(String.format(
                    Locale.ROOT, "<rect x=\"%.0f\" y=\"595\" width=\"14\" height=\"10\" fill=\"%s\"/>%n", x, colour));
            index++;
        }
        return svg.append("</svg>\n").toString();
    }

    private static void panel(
            StringBuilder svg, String title, int top, int height, double low, double high, double step, int[] sizes) {
        text(svg, LEFT, top - 14, "start", title);
        for (double value = low; value <= high + 1e-9; value += step) {
            double y = y(value, top, height, low, high);
            svg.append(String.format(
                    Locale.ROOT, "<path d=\"M%d %.1fH%d\" stroke=\"#dee2e6\"/>%n", LEFT, y, LEFT + WIDTH));
            text(svg, LEFT - 8, y + 4, "end", String.format(Locale.ROOT, "%.0f", value));
        }
        for (int size : sizes) {
            text(svg, x(size, sizes), top + height + 18.0, "middle", Integer.toString(size));
        }
        text(svg, LEFT + WIDTH + 18.0, top + height + 18.0, "start", "agents");
    }

    private static void line(
            StringBuilder svg,
            String colour,
            int[] sizes,
            DayMean[] means,
            ToDoubleFunction<DayMean> value,
            int top,
            int height,
            double low,
            double high) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < sizes.length; i++) {
            double shown = Math.clamp(100 * value.applyAsDouble(means[i]), low, high);
            double y = y(shown, top, height, low, high);
            path.append(String.format(Locale.ROOT, "%s%.1f %.1f", i == 0 ? "M" : "L", x(sizes[i], sizes), y));
        }
        svg.append(String.format(
                Locale.ROOT, "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2.5\"/>%n", path, colour));
    }

    private static double x(int size, int[] sizes) {
        return LEFT + WIDTH * Math.log(size) / Math.log(sizes[sizes.length - 1]);
    }

    private static double y(double value, int top, int height, double low, double high) {
        return top + height * (high - value) / (high - low);
    }

    private static void text(StringBuilder svg, double x, double y, String anchor, String words) {
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"#212529\">%s</text>%n",
                x,
                y,
                anchor,
                words));
    }
}

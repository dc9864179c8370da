package io.weir.sandbox.observe;

import io.weir.sandbox.observe.Board.Panel;
import io.weir.sandbox.observe.Board.Place;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/** Draws a board as SVG from what a Prometheus answers to its queries: no Grafana, but its data. */
final class BoardPicture {
  /** What is shown. */
  static final Duration LAST = Duration.ofSeconds(60);

  private static final int COLUMN = 42;
  private static final int ROW = 30;
  private static final int HEAD = 48;
  private static final int MOST_LEGENDS = 5;
  private static final List<String> COLORS =
      List.of("#3b7dd8", "#d9822b", "#3d9970", "#b5438f", "#7a6ff0", "#c0392b", "#708090");

  private final Prometheus prometheus;
  private final StringBuilder svg = new StringBuilder();

  private BoardPicture(Prometheus prometheus) {
    this.prometheus = prometheus;
  }

  /** A line of a panel: its name, and its value by second before now. */
  private record Line(String name, List<double[]> points) {
    double last() {
      return points.isEmpty() ? 0 : points.getLast()[1];
    }
  }

  static String of(Board board, Prometheus prometheus) {
    return new BoardPicture(prometheus).draw(board);
  }

  private String draw(Board board) {
    int rows =
        board.panels().stream().mapToInt(p -> p.place().y() + p.place().h()).max().orElseThrow();
    int width = 24 * COLUMN;
    int height = HEAD + rows * ROW + 8;
    add("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\"", width, height);
    add(" font-family=\"sans-serif\" font-size=\"11\">\n");
    add("<rect width=\"%d\" height=\"%d\" fill=\"#f4f5f7\"/>\n", width, height);
    add("<text x=\"10\" y=\"22\" font-size=\"17\">%s</text>\n", escaped(board.title()));
    add(
        "<text x=\"10\" y=\"39\" fill=\"#667\">A sandbox of two nodes, its last %d seconds. Drawn by"
            + " BoardsIT from a Prometheus; Grafana draws the same data.</text>\n",
        LAST.toSeconds());
    board.panels().forEach(this::panel);
    return svg.append("</svg>\n").toString();
  }

  private void panel(Panel panel) {
    Place place = panel.place();
    int x = place.x() * COLUMN + 4;
    int y = HEAD + place.y() * ROW + 4;
    int w = place.w() * COLUMN - 8;
    int h = place.h() * ROW - 8;
    add("<g transform=\"translate(%d,%d)\">", x, y);
    add("<rect width=\"%d\" height=\"%d\" rx=\"4\" fill=\"#fff\" stroke=\"#d5d8de\"/>", w, h);
    add("<text x=\"8\" y=\"16\" font-weight=\"bold\">%s</text>\n", escaped(panel.title()));
    List<Line> lines = lines(panel);
    int legends = Math.min(MOST_LEGENDS, lines.size()) + (lines.size() > MOST_LEGENDS ? 1 : 0);
    int bottom = h - 12 - legends * 13;
    if (panel.heatmap()) {
      cells(lines, w, h - 20);
    } else {
      curves(lines, panel.unit(), w, bottom);
      legend(lines, panel.unit(), bottom + 16);
    }
    add("</g>\n");
  }

  private List<Line> lines(Panel panel) {
    List<Line> lines = new ArrayList<>();
    for (Board.Target target : panel.targets()) {
      for (JsonNode series : prometheus.range(target.expression(), LAST)) {
        lines.add(new Line(name(target.legend(), series.path("metric")), points(series)));
      }
    }
    if (!panel.heatmap()) {
      lines.sort((a, b) -> Double.compare(b.last(), a.last()));
    }
    return lines;
  }

  private static String name(String legend, JsonNode labels) {
    String name = legend;
    for (String label : labels.propertyNames()) {
      name = name.replace("{{" + label + "}}", labels.path(label).asString());
    }
    return name.replaceAll("\\{\\{.*?}}", "").strip();
  }

  private static List<double[]> points(JsonNode series) {
    return series
        .path("values")
        .valueStream()
        .map(p -> new double[] {p.get(0).asDouble(), Double.parseDouble(p.get(1).asString())})
        .filter(p -> Double.isFinite(p[1]))
        .toList();
  }

  private void curves(List<Line> lines, String unit, int w, int bottom) {
    double most =
        Math.max(
            1e-9,
            lines.stream()
                .flatMap(l -> l.points().stream())
                .mapToDouble(p -> p[1])
                .max()
                .orElse(1));
    double end =
        lines.stream().flatMap(l -> l.points().stream()).mapToDouble(p -> p[0]).max().orElse(0);
    int left = 58;
    add("<path d=\"M%d,26V%dH%d\" fill=\"none\" stroke=\"#99a\"/>", left, bottom, w - 8);
    add("<text x=\"%d\" y=\"32\" text-anchor=\"end\">%s</text>", left - 4, Unit.text(most, unit));
    add("<text x=\"%d\" y=\"%d\" text-anchor=\"end\">0</text>\n", left - 4, bottom);
    Function<double[], String> at =
        p ->
            String.format(
                Locale.ROOT,
                "%.1f,%.1f",
                w - 8 - (end - p[0]) / LAST.toSeconds() * (w - 8 - left),
                bottom - p[1] / most * (bottom - 28));
    for (int i = 0; i < lines.size(); i++) {
      List<String> points = lines.get(i).points().stream().map(at).toList();
      add(
          "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\" points=\"%s\"/>\n",
          color(i), String.join(" ", points));
    }
  }

  private void legend(List<Line> lines, String unit, int top) {
    int shown = Math.min(MOST_LEGENDS, lines.size());
    IntStream.range(0, shown)
        .forEach(i -> {
          Line line = lines.get(i);
          int y = top + i * 13;
          add("<rect x=\"10\" y=\"%d\" width=\"9\" height=\"3\" fill=\"%s\"/>", y - 5, color(i));
          add(
              "<text x=\"24\" y=\"%d\">%s</text>\n",
              y, escaped(line.name() + "  " + Unit.text(line.last(), unit)));
        });
    if (lines.size() > shown) {
      add("<text x=\"24\" y=\"%d\">and %d more</text>", top + shown * 13, lines.size() - shown);
    }
  }

  /** Buckets of a histogram as rows: each less the one below it, over time. */
  private void cells(List<Line> buckets, int w, int bottom) {
    List<Line> rows =
        buckets.stream()
            .filter(b -> !b.name().equals("+Inf"))
            .sorted((a, b) -> Double.compare(bound(a), bound(b)))
            .toList();
    double most = Math.max(1e-9, rows.stream().mapToDouble(Line::last).max().orElse(1));
    double step = (bottom - 26.0) / Math.max(1, rows.size());
    for (int i = 0; i < rows.size(); i++) {
      double y = bottom - (i + 1) * step;
      List<double[]> above = rows.get(i).points();
      List<double[]> below = i == 0 ? List.of() : rows.get(i - 1).points();
      if (i % 4 == 0) {
        add(
            "<text x=\"54\" y=\"%.0f\" text-anchor=\"end\">%s</text>",
            y + step, Unit.text(bound(rows.get(i)), "s"));
      }
      double wide = (w - 66.0) / Math.max(1, above.size());
      for (int t = 0; t < above.size(); t++) {
        double rate = above.get(t)[1] - (t < below.size() ? below.get(t)[1] : 0);
        if (rate > 0) {
          add(
              "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"#3b7dd8\""
                  + " fill-opacity=\"%.2f\"/>",
              58 + t * wide, y, wide, step, 0.15 + 0.85 * Math.min(1, rate / most));
        }
      }
    }
    add("\n");
  }

  private static double bound(Line bucket) {
    return Double.parseDouble(bucket.name());
  }

  private static String color(int line) {
    return COLORS.get(line % COLORS.size());
  }

  private void add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}

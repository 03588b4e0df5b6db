package dev.diorama.whatif.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** A chart of lines, drawn as SVG, with a legend beside it and a tooltip at each point. */
final class Chart {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 320;
  private static final int LEFT = 68;
  private static final int RIGHT = 34;
  private static final int TOP = 22;
  private static final int BOTTOM = 46;

  /** What a digit is wide. */
  private static final double LETTER = 8;

  /** Lines that can be told apart. */
  private static final int STYLES = 6;

  /** The most tooltips of a line. */
  private static final int TIPS = 80;

  private final String title;
  private final String explanation;
  private final Axis x;
  private final Axis y;
  private final StringBuilder drawing = new StringBuilder(4096);
  private final StringBuilder tips = new StringBuilder(4096);
  private final List<String> legend = new ArrayList<>();
  private final List<Label> labels = new ArrayList<>();
  private int lines;

  Chart(String title, String explanation, Axis x, Axis y) {
    this.title = title;
    this.explanation = explanation;
    this.x = x;
    this.y = y;
  }

  private double px(double value) {
    return LEFT + x.at(value) * (WIDTH - LEFT - RIGHT);
  }

  private double py(double value) {
    return HEIGHT - BOTTOM - y.at(value) * (HEIGHT - TOP - BOTTOM);
  }

  private static String at(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  /** A line through points. */
  Chart line(String name, double[] xs, double[] ys) {
    return line(name, xs, ys, false);
  }

  /** A line of steps, each value holding until the next point. */
  Chart steps(String name, double[] xs, double[] ys) {
    return line(name, xs, ys, true);
  }

  private Chart line(String name, double[] xs, double[] ys, boolean steps) {
    int style = lines++ % STYLES;
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < xs.length; i++) {
      if (i == 0) {
        path.append('M').append(at(px(xs[i]))).append(' ').append(at(py(ys[i])));
      } else if (steps) {
        path.append('H').append(at(px(xs[i]))).append('V').append(at(py(ys[i])));
      } else {
        path.append('L').append(at(px(xs[i]))).append(' ').append(at(py(ys[i])));
      }
    }
    drawing
        .append("<path class=\"l c")
        .append(style)
        .append("\" d=\"")
        .append(path)
        .append("\"/>\n");
    int every = Math.max(1, xs.length / TIPS);
    for (int i = 0; i < xs.length; i += every) {
      tip(xs[i], ys[i], name);
    }
    legend.add(
        "<li><svg viewBox=\"0 0 30 12\" aria-hidden=\"true\"><path class=\"l c"
            + style
            + "\" d=\"M0 6H30\"/></svg>"
            + Html.escape(name)
            + "</li>");
    return this;
  }

  private void tip(double atX, double atY, String name) {
    tips.append("<circle class=\"hit\" r=\"6\" cx=\"")
        .append(at(px(atX)))
        .append("\" cy=\"")
        .append(at(py(atY)))
        .append("\"><title>")
        .append(Html.escape(name + ": " + y.format().apply(atY) + " at " + x.format().apply(atX)))
        .append("</title></circle>\n");
  }

  /** A vertical line with a word at its top. */
  Chart mark(double value, String words) {
    String left = at(px(value));
    boolean late = px(value) > WIDTH * 0.7;
    drawing
        .append("<path class=\"m\" d=\"M")
        .append(left)
        .append(' ')
        .append(TOP)
        .append('V')
        .append(HEIGHT - BOTTOM)
        .append("\"/><text x=\"")
        .append(at(px(value) + (late ? -4 : 4)))
        .append("\" y=\"")
        .append(TOP - 8)
        .append(late ? "\" text-anchor=\"end\">" : "\">")
        .append(Html.escape(words))
        .append("</text>\n");
    return this;
  }

  /** A point of its own, with a ring around it when it is the chosen one. */
  Chart point(double atX, double atY, String name, String label, boolean chosen) {
    String cx = at(px(atX));
    String cy = at(py(atY));
    if (chosen) {
      drawing.append("<circle class=\"axis\" r=\"11\" cx=\"").append(cx);
      drawing.append("\" cy=\"").append(cy).append("\"/>");
    }
    drawing
        .append("<circle class=\"b0\" r=\"5\" cx=\"")
        .append(cx)
        .append("\" cy=\"")
        .append(cy)
        .append("\"/>\n");
    if (!label.isEmpty()) {
      label(px(atX), py(atY), label);
    }
    tip(atX, atY, name);
    return this;
  }

  /** Writes beside a point, where nothing has been written yet if there is such a place. */
  private void label(double x, double y, String label) {
    double wide = LETTER * label.length();
    Label place = new Label(x + 9, y - 7, wide);
    for (int step = 0; step < 8 && labels.stream().anyMatch(place::covers); step++) {
      // To the right and to the left by turns, lower each time.
      double beside = step % 2 == 0 ? x - 9 - wide : x + 9;
      place = new Label(beside, y - 7 + 14 * ((step + 1) / 2), wide);
    }
    labels.add(place);
    drawing
        .append("<text class=\"strong\" x=\"")
        .append(at(place.x))
        .append("\" y=\"")
        .append(at(place.y))
        .append("\">")
        .append(Html.escape(label))
        .append("</text>\n");
  }

  /** Where a point's label stands, from its lower left corner. */
  private record Label(double x, double y, double wide) {
    boolean covers(Label other) {
      boolean level = Math.abs(y - other.y) < 13;
      return level && x < other.x + other.wide && other.x < x + wide;
    }
  }

  /** Red bars from below: what was refused meanwhile; nothing is drawn where that is nothing. */
  Chart bad(String name, double[] from, double width, double[] values) {
    boolean any = false;
    for (int i = 0; i < values.length; i++) {
      if (values[i] > 0) {
        any = true;
        double wide = Math.max(2, px(from[i] + width) - px(from[i]));
        drawing
            .append("<rect class=\"bad\" x=\"")
            .append(at(px(from[i])))
            .append("\" y=\"")
            .append(at(py(values[i])))
            .append("\" width=\"")
            .append(at(wide))
            .append("\" height=\"")
            .append(at(Math.max(1, HEIGHT - BOTTOM - py(values[i]))))
            .append("\"><title>")
            .append(
                Html.escape(
                    name + ": " + y.format().apply(values[i]) + " at " + x.format().apply(from[i])))
            .append("</title></rect>\n");
      }
    }
    if (any) {
      legend.add(
          "<li><svg viewBox=\"0 0 30 12\" aria-hidden=\"true\"><rect class=\"bad\" x=\"9\" width=\"12\""
              + " height=\"12\"/></svg>"
              + Html.escape(name)
              + "</li>");
    }
    return this;
  }

  /** The whole as a figure. */
  String figure() {
    StringBuilder svg = new StringBuilder(8192);
    svg.append("<figure><figcaption>")
        .append(Html.escape(title))
        .append("<small>")
        .append(Html.escape(explanation))
        .append("</small></figcaption>");
    if (!legend.isEmpty()) {
      svg.append("<ul class=\"legend\">").append(String.join("", legend)).append("</ul>");
    }
    svg.append("<svg viewBox=\"0 0 ")
        .append(WIDTH)
        .append(' ')
        .append(HEIGHT)
        .append("\" role=\"img\" aria-label=\"")
        .append(Html.escape(title + ". " + explanation))
        .append("\">\n");
    axes(svg);
    return svg.append(drawing).append(tips).append("</svg></figure>").toString();
  }

  private void axes(StringBuilder svg) {
    int bottom = HEIGHT - BOTTOM;
    for (double tick : y.ticks()) {
      String at = at(py(tick));
      svg.append("<path class=\"grid\" d=\"M").append(LEFT).append(' ').append(at);
      svg.append('H').append(WIDTH - RIGHT).append("\"/><text text-anchor=\"end\" x=\"");
      svg.append(LEFT - 7).append("\" y=\"").append(at(py(tick) + 4)).append("\">");
      svg.append(Html.escape(y.format().apply(tick))).append("</text>\n");
    }
    for (double tick : x.ticks()) {
      String at = at(px(tick));
      svg.append("<path class=\"axis\" d=\"M").append(at).append(' ').append(bottom);
      svg.append("v5\"/><text text-anchor=\"middle\" x=\"").append(at).append("\" y=\"");
      svg.append(bottom + 19).append("\">").append(Html.escape(x.format().apply(tick)));
      svg.append("</text>\n");
    }
    svg.append("<path class=\"axis\" d=\"M").append(LEFT).append(' ').append(bottom);
    svg.append('H').append(WIDTH - RIGHT).append("\"/><text text-anchor=\"middle\" x=\"");
    svg.append((LEFT + WIDTH - RIGHT) / 2).append("\" y=\"").append(HEIGHT - 8).append("\">");
    svg.append(Html.escape(x.label())).append("</text><text text-anchor=\"middle\" transform=\"");
    svg.append("translate(14 ").append((TOP + bottom) / 2).append(") rotate(-90)\">");
    svg.append(Html.escape(y.label())).append("</text>\n");
  }

  /** Values from 0 on, evenly spaced, as the left ends of steps. */
  static double[] evenly(int count, double step) {
    return IntStream.range(0, count).mapToDouble(i -> i * step).toArray();
  }
}

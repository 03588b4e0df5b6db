package dev.diorama.whatif.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/** A chart of lying bars, each of one or more parts. */
final class Bars {
  private static final int WIDTH = 640;
  private static final int RIGHT = 84;
  private static final int ROW = 30;
  private static final int STYLES = 6;

  /** The most of a label that fits beside the bars. */
  private static final int LABEL = 36;

  /** What a letter is wide at most, on average. */
  private static final double LETTER = 7.4;

  private final String title;
  private final String explanation;
  private final List<String> parts;
  private final DoubleFunction<String> format;
  private final List<String> labels = new ArrayList<>();
  private final List<double[]> values = new ArrayList<>();

  Bars(String title, String explanation, List<String> parts, DoubleFunction<String> format) {
    this.title = title;
    this.explanation = explanation;
    this.parts = parts;
    this.format = format;
  }

  Bars bar(String label, double... lengths) {
    labels.add(label);
    values.add(lengths.clone());
    return this;
  }

  private static double sum(double[] lengths) {
    double sum = 0;
    for (double each : lengths) {
      sum += each;
    }
    return sum;
  }

  /** Where bars begin: behind the longest label. */
  private int left() {
    int letters = labels.stream().mapToInt(String::length).max().orElse(0);
    return (int) (LETTER * Math.min(LABEL, letters)) + 16;
  }

  String figure() {
    double most = values.stream().mapToDouble(Bars::sum).max().orElse(0);
    StringBuilder svg = new StringBuilder(4096);
    svg.append("<figure><figcaption>")
        .append(Html.escape(title))
        .append("<small>")
        .append(Html.escape(explanation))
        .append("</small></figcaption>");
    if (parts.size() > 1) {
      svg.append("<ul class=\"legend\">");
      for (int i = 0; i < parts.size(); i++) {
        svg.append("<li><svg viewBox=\"0 0 30 12\" aria-hidden=\"true\"><rect class=\"b")
            .append(i % STYLES)
            .append(pale(i))
            .append("\" x=\"9\" width=\"12\" height=\"12\"/></svg>")
            .append(Html.escape(parts.get(i)))
            .append("</li>");
      }
      svg.append("</ul>");
    }
    svg.append("<svg viewBox=\"0 0 ")
        .append(WIDTH)
        .append(' ')
        .append(ROW * labels.size() + 6)
        .append("\" role=\"img\" aria-label=\"")
        .append(Html.escape(title + ". " + explanation))
        .append("\">\n");
    for (int i = 0; i < labels.size(); i++) {
      row(svg, i, most);
    }
    return svg.append("</svg></figure>").toString();
  }

  /** From the seventh part on colours come again, half as strong. */
  private static String pale(int part) {
    return part < STYLES ? "" : "\" fill-opacity=\".5";
  }

  private void row(StringBuilder svg, int i, double most) {
    int begin = left();
    double left = begin;
    int top = ROW * i + 5;
    String label = labels.get(i);
    svg.append("<text class=\"strong\" text-anchor=\"end\" x=\"")
        .append(begin - 8)
        .append("\" y=\"")
        .append(top + 15)
        .append("\">")
        .append(Html.escape(label.length() > LABEL ? label.substring(0, LABEL - 1) + "…" : label))
        .append("</text>");
    double[] lengths = values.get(i);
    for (int p = 0; p < lengths.length; p++) {
      double wide = most == 0 ? 0 : lengths[p] / most * (WIDTH - begin - RIGHT);
      if (wide > 0) {
        svg.append(
            String.format(
                Locale.ROOT,
                "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"20\"",
                left,
                top,
                wide));
        svg.append(" class=\"b").append(p % STYLES).append(pale(p)).append("\"><title>");
        svg.append(Html.escape(label + ", " + parts.get(p) + ": " + format.apply(lengths[p])));
        svg.append("</title></rect>");
      }
      left += wide;
    }
    svg.append(String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%d\">", left + 6, top + 15));
    svg.append(Html.escape(format.apply(sum(lengths)))).append("</text>\n");
  }
}

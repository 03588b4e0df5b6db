package dev.diorama.whatif.report;

import java.util.ArrayList;
import java.util.List;

/** A table, for a terminal and for the page. */
final class Table {
  private final String title;
  private final int texts;
  private final List<String> headings;
  private final List<List<String>> rows = new ArrayList<>();
  private String note = "";

  /**
   * An empty table.
   *
   * @param texts how many of its first columns are texts, to the left; the others are figures
   */
  Table(String title, int texts, String... headings) {
    this.title = title;
    this.texts = texts;
    this.headings = List.of(headings);
  }

  Table row(String... cells) {
    if (cells.length != headings.size()) {
      throw new IllegalArgumentException(
          cells.length + " cells in a table of " + headings.size() + " columns");
    }
    rows.add(List.of(cells));
    return this;
  }

  /** What stands below it. */
  Table note(String text) {
    this.note = text;
    return this;
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  String title() {
    return title;
  }

  String text() {
    int[] widths = new int[headings.size()];
    List<List<String>> all = new ArrayList<>();
    all.add(headings);
    all.addAll(rows);
    for (List<String> row : all) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder(title).append('\n');
    for (List<String> row : all) {
      StringBuilder line = new StringBuilder(" ");
      for (int i = 0; i < widths.length; i++) {
        String pad = " ".repeat(widths[i] - row.get(i).length());
        line.append(i == 0 ? " " : "   ");
        line.append(i < texts ? row.get(i) + pad : pad + row.get(i));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    if (!note.isEmpty()) {
      note.lines().forEach(line -> text.append("  ").append(line).append('\n'));
    }
    return text.toString();
  }

  String html() {
    StringBuilder html = new StringBuilder(512);
    html.append("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"")
        .append(Html.escape(title))
        .append("\"><table><caption>")
        .append(Html.escape(title))
        .append("</caption><thead><tr>");
    for (int i = 0; i < headings.size(); i++) {
      html.append(i < texts ? "<th scope=\"col\">" : "<th scope=\"col\" class=\"n\">")
          .append(Html.escape(headings.get(i)))
          .append("</th>");
    }
    html.append("</tr></thead><tbody>");
    for (List<String> row : rows) {
      html.append("<tr>");
      for (int i = 0; i < row.size(); i++) {
        html.append(i < texts ? "<td>" : "<td class=\"n\">")
            .append(cell(row.get(i)))
            .append("</td>");
      }
      html.append("</tr>\n");
    }
    html.append("</tbody></table></div>");
    if (!note.isEmpty()) {
      html.append("<p class=\"note\">")
          .append(Html.escape(note).replace("\n", "<br>"))
          .append("</p>");
    }
    return html.toString();
  }

  private static String cell(String text) {
    return Html.escape(text);
  }
}

package dev.diorama.cli;

import java.util.ArrayList;
import java.util.List;
import org.apiguardian.api.API;

/**
 * A table for a terminal: the first column to the left, the others, which are mostly figures, to
 * the right unless told otherwise.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class TextTable {
  private final List<List<String>> rows = new ArrayList<>();
  private boolean left;

  /** A table with these headings. */
  public TextTable(String... headings) {
    rows.add(List.of(headings));
  }

  /** Adds a row of as many cells as there are headings. */
  public TextTable row(String... cells) {
    if (cells.length != rows.get(0).size()) {
      throw new IllegalArgumentException(
          cells.length + " cells in a table of " + rows.get(0).size() + " columns");
    }
    rows.add(List.of(cells));
    return this;
  }

  /** The same with every column to the left, as for text. */
  public TextTable allLeft() {
    this.left = true;
    return this;
  }

  /** The table, indented by two spaces, each line ended. */
  public String render() {
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], DisplayWidth.of(row.get(i)));
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder("  ");
      for (int i = 0; i < columns; i++) {
        String pad = " ".repeat(widths[i] - DisplayWidth.of(row.get(i)));
        line.append(i == 0 ? "" : "   ");
        line.append(i == 0 || left ? row.get(i) + pad : pad + row.get(i));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}

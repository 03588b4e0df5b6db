package dev.diorama.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apiguardian.api.API;

/**
 * A table for a terminal: the first column to the left, the others, which are mostly figures, to
 * the right unless told otherwise.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class TextTable {
  private static final String INDENT = "  ";
  private static final String GAP = "   ";

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
    return render(Integer.MAX_VALUE);
  }

  /**
   * The same in lines of at most so many columns, as far as its words allow: cells of the widest
   * columns are wrapped.
   */
  public String render(int columns) {
    int[] widths = widths(columns);
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      List<List<String>> cells = new ArrayList<>();
      int height = 1;
      for (int i = 0; i < widths.length; i++) {
        String cell = row.get(i);
        boolean fits = DisplayWidth.of(cell) <= widths[i];
        cells.add(fits ? List.of(cell) : DisplayWidth.wrap(cell, widths[i]));
        height = Math.max(height, cells.get(i).size());
      }
      for (int line = 0; line < height; line++) {
        text.append(line(cells, line, widths)).append('\n');
      }
    }
    return text.toString();
  }

  private String line(List<List<String>> cells, int number, int[] widths) {
    StringBuilder line = new StringBuilder(INDENT);
    for (int i = 0; i < widths.length; i++) {
      String cell = number < cells.get(i).size() ? cells.get(i).get(number) : "";
      String pad = " ".repeat(Math.max(0, widths[i] - DisplayWidth.of(cell)));
      line.append(i == 0 ? "" : GAP);
      line.append(i == 0 || left ? cell + pad : pad + cell);
    }
    return line.toString().stripTrailing();
  }

  /** The widths of the columns: the widest give way until the table fits, down to their words. */
  private int[] widths(int columns) {
    int count = rows.get(0).size();
    int[] widths = new int[count];
    int[] least = new int[count];
    for (List<String> row : rows) {
      for (int i = 0; i < count; i++) {
        widths[i] = Math.max(widths[i], DisplayWidth.of(row.get(i)));
        for (String word : DisplayWidth.wrap(row.get(i), 1)) {
          least[i] = Math.max(least[i], DisplayWidth.of(word));
        }
      }
    }
    int room = columns - INDENT.length() - GAP.length() * (count - 1);
    while (IntStream.of(widths).asLongStream().sum() > room) {
      int widest = -1;
      for (int i = 0; i < count; i++) {
        if (widths[i] > least[i] && (widest < 0 || widths[i] > widths[widest])) {
          widest = i;
        }
      }
      if (widest < 0) {
        break;
      }
      widths[widest]--;
    }
    return widths;
  }
}

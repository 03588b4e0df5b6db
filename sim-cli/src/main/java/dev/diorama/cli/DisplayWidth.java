package dev.diorama.cli;

import java.util.ArrayList;
import java.util.List;
import org.apiguardian.api.API;

/**
 * How many columns of a terminal a text takes: Korean, Chinese and Japanese characters take two
 * each, marks that combine with the character before them take none.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class DisplayWidth {
  /**
   * First and last of the ranges that are wide, from Unicode's EastAsianWidth.txt (W and F), joined
   * where only unassigned characters lie between.
   */
  private static final int[] WIDE = {
    0x1100, 0x115F, 0x2E80, 0x303E, 0x3041, 0x33FF, 0x3400, 0x4DBF, 0x4E00, 0xA4CF, 0xA960, 0xA97F,
    0xAC00, 0xD7A3, 0xF900, 0xFAFF, 0xFE30, 0xFE6F, 0xFF00, 0xFF60, 0xFFE0, 0xFFE6, 0x1F300,
    0x1F64F, 0x1F680, 0x1F6FF, 0x1F900, 0x1FAFF, 0x20000, 0x3FFFD
  };

  /** Vowels and final consonants of Korean join the letter before them. */
  private static final int FIRST_JOINING_JAMO = 0x1160;

  private static final int LAST_JOINING_JAMO = 0x11FF;

  private DisplayWidth() {}

  /** The columns that a text of one line takes. */
  public static int of(String text) {
    return text.codePoints().map(DisplayWidth::of).sum();
  }

  private static int of(int character) {
    int type = Character.getType(character);
    if (type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT
        || (character >= FIRST_JOINING_JAMO && character <= LAST_JOINING_JAMO)) {
      return 0;
    }
    for (int i = 0; i < WIDE.length; i += 2) {
      if (character >= WIDE[i] && character <= WIDE[i + 1]) {
        return 2;
      }
    }
    return 1;
  }

  /** The text and as many spaces as fill that many columns; a longer text as it is. */
  public static String pad(String text, int columns) {
    return text + " ".repeat(Math.max(0, columns - of(text)));
  }

  /**
   * The text in lines of at most that many columns, broken at spaces; a word that is longer has a
   * line of its own.
   */
  public static List<String> wrap(String text, int columns) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    int width = 0;
    for (String word : text.strip().split("\\s+")) {
      int wide = of(word);
      if (width > 0 && width + 1 + wide > columns) {
        lines.add(line.toString());
        line.setLength(0);
        width = 0;
      }
      if (width > 0) {
        line.append(' ');
        width++;
      }
      line.append(word);
      width += wide;
    }
    lines.add(line.toString());
    return lines;
  }
}

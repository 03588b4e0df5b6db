package dev.diorama.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.apiguardian.api.API;

/**
 * Two texts as a unified diff with three lines of context, as {@code patch} and {@code git apply}
 * read it.
 *
 * <p>The shortest edit script by the greedy algorithm of Myers, "An O(ND) Difference Algorithm and
 * Its Variations", 1986.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class UnifiedDiff {
  private static final int CONTEXT = 3;

  private final List<String> old;
  private final List<String> now;

  private UnifiedDiff(List<String> old, List<String> now) {
    this.old = old;
    this.now = now;
  }

  /** The difference; empty when there is none. */
  public static String of(String name, String before, String after) {
    if (before.equals(after)) {
      return "";
    }
    return "--- a/"
        + name
        + "\n+++ b/"
        + name
        + "\n"
        + new UnifiedDiff(lines(before), lines(after)).hunks();
  }

  /** Lines with their ends, so that a missing last one shows. */
  private static List<String> lines(String text) {
    List<String> lines = new ArrayList<>();
    int start = 0;
    while (start < text.length()) {
      int end = text.indexOf('\n', start) + 1;
      end = end == 0 ? text.length() : end;
      lines.add(text.substring(start, end));
      start = end;
    }
    return lines;
  }

  private record Line(char sign, String text, int oldAt, int newAt) {}

  private String hunks() {
    List<Line> script = script();
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < script.size()) {
      if (script.get(at).sign() == ' ') {
        at++;
        continue;
      }
      int from = Math.max(0, at - CONTEXT);
      int to = at;
      for (int i = at; i < script.size() && i <= to + 2 * CONTEXT; i++) {
        to = script.get(i).sign() == ' ' ? to : i;
      }
      int end = Math.min(script.size(), to + 1 + CONTEXT);
      hunk(script.subList(from, end), out);
      at = end;
    }
    return out.toString();
  }

  private static void hunk(List<Line> lines, StringBuilder out) {
    long removed = lines.stream().filter(line -> line.sign() != '+').count();
    long added = lines.stream().filter(line -> line.sign() != '-').count();
    Line first = lines.get(0);
    out.append("@@ -").append(first.oldAt() + (removed == 0 ? 0 : 1)).append(',').append(removed);
    out.append(" +").append(first.newAt() + (added == 0 ? 0 : 1)).append(',').append(added);
    out.append(" @@\n");
    for (Line line : lines) {
      out.append(line.sign()).append(line.text());
      if (!line.text().endsWith("\n")) {
        out.append("\n\\ No newline at end of file\n");
      }
    }
  }

  /** Every line of both texts, common ones once. */
  private List<Line> script() {
    List<int[]> trail = trail();
    List<Line> reversed = new ArrayList<>();
    int x = old.size();
    int y = now.size();
    for (int d = trail.size() - 1; d >= 0; d--) {
      int[] v = trail.get(d);
      int middle = v.length / 2;
      int k = x - y;
      boolean down = k == -d || (k != d && v[middle + k - 1] < v[middle + k + 1]);
      int before = down ? k + 1 : k - 1;
      int startX = d == 0 ? 0 : v[middle + before];
      int startY = d == 0 ? 0 : startX - before;
      while (x > startX && y > startY) {
        x--;
        y--;
        reversed.add(new Line(' ', old.get(x), x, y));
      }
      if (d > 0 && down) {
        y--;
        reversed.add(new Line('+', now.get(y), x, y));
      } else if (d > 0) {
        x--;
        reversed.add(new Line('-', old.get(x), x, y));
      }
    }
    Collections.reverse(reversed);
    return reversed;
  }

  /** The furthest reaching points before each step, until the end of both is reached. */
  private List<int[]> trail() {
    int most = old.size() + now.size();
    int[] v = new int[2 * most + 3];
    int middle = v.length / 2;
    List<int[]> trail = new ArrayList<>();
    for (int d = 0; d <= most; d++) {
      trail.add(Arrays.copyOf(v, v.length));
      for (int k = -d; k <= d; k += 2) {
        boolean down = k == -d || (k != d && v[middle + k - 1] < v[middle + k + 1]);
        int x = down ? v[middle + k + 1] : v[middle + k - 1] + 1;
        int y = x - k;
        while (x < old.size() && y < now.size() && old.get(x).equals(now.get(y))) {
          x++;
          y++;
        }
        v[middle + k] = x;
        if (x >= old.size() && y >= now.size()) {
          return trail;
        }
      }
    }
    return trail;
  }
}

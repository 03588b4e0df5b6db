package dev.diorama.lambda;

import java.util.ArrayDeque;
import java.util.List;

/** A log group: the newest lines of a function's environments. Safe for use by several threads. */
final class FunctionLog {
  private final int limit;
  private final ArrayDeque<LogLine> lines = new ArrayDeque<>();

  FunctionLog(int limit) {
    this.limit = limit;
  }

  synchronized void add(LogLine line) {
    lines.addLast(line);
    if (lines.size() > limit) {
      lines.removeFirst();
    }
  }

  synchronized List<LogLine> lines() {
    return List.copyOf(lines);
  }
}

package dev.diorama.cli;

import java.io.PrintWriter;

/** Shows how far a run is: a bar that moves on a terminal, a line for each stage elsewhere. */
final class ProgressBar implements Progress {
  private static final int WIDTH = 30;

  private final PrintWriter err;
  private final boolean terminal;
  private String shown = "";
  private String stage = "";

  ProgressBar(PrintWriter err, boolean terminal) {
    this.err = err;
    this.terminal = terminal;
  }

  void line(String text) {
    err.println(text);
    err.flush();
  }

  @Override
  public void at(String what, long done, long total) {
    show(what, done, total, "");
  }

  /** As {@link #at}, with a remark behind it that only a terminal shows. */
  void show(String what, long done, long total, String remark) {
    if (terminal) {
      int filled = (int) (WIDTH * done / total);
      String text =
          "  ["
              + "#".repeat(filled)
              + ".".repeat(WIDTH - filled)
              + "] "
              + (100 * done / total)
              + " % "
              + what
              + (remark.isEmpty() ? "" : ", " + remark);
      if (!text.equals(shown)) {
        if (!stage.isEmpty() && !stage.equals(what)) {
          err.println();
          shown = "";
        }
        err.print("\r" + text + " ".repeat(Math.max(0, shown.length() - text.length())));
        shown = text;
      }
    } else if (!what.equals(stage)) {
      err.println("  " + what);
    }
    stage = what;
    err.flush();
  }

  void done() {
    if (terminal && !shown.isEmpty()) {
      err.println();
      err.flush();
    }
  }
}

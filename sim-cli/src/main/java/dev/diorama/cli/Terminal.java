package dev.diorama.cli;

/** Whether output goes to a person's terminal; the start script knows, and says it. */
final class Terminal {
  private Terminal() {}

  static boolean onStandardError() {
    return Boolean.getBoolean("diorama.terminal");
  }
}

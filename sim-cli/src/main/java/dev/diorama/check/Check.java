package dev.diorama.check;

/** A rule and the way to look for its trap. */
record Check(Rule rule, Look look) {
  static Check error(String id, int lesson, String page, Look look) {
    return new Check(new Rule(id, Severity.ERROR, lesson, AWS + page), look);
  }

  static Check warning(String id, int lesson, String page, Look look) {
    return new Check(new Rule(id, Severity.WARNING, lesson, AWS + page), look);
  }

  static Check note(String id, int lesson, String page, Look look) {
    return new Check(new Rule(id, Severity.NOTE, lesson, AWS + page), look);
  }

  private static final String AWS = "https://docs.aws.amazon.com/";

  /** Looks through what would be deployed. */
  @FunctionalInterface
  interface Look {
    void at(Blueprint design, Traps found);
  }
}

package dev.diorama.scenarios.lessons;

/** The design that a lesson is about. */
enum Subject {
  TODO_LIST,
  BLOG,
  BOTH;

  /** The key of its name among the labels. */
  String label() {
    return switch (this) {
      case TODO_LIST -> "subject.todo";
      case BLOG -> "subject.blog";
      case BOTH -> "subject.both";
    };
  }
}

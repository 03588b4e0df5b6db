package dev.diorama.cloudfront;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which query strings, headers or cookies are meant, by name.
 *
 * @param mode how the names are to be taken
 * @param names the names; a set that ignores case where the names are those of headers
 */
record Selection(Mode mode, Set<String> names) {
  /** How the names are to be taken. */
  enum Mode {
    NONE,
    SOME,
    ALL_EXCEPT,
    ALL
  }

  static final Selection NOTHING = new Selection(Mode.NONE, Set.of());
  static final Selection EVERYTHING = new Selection(Mode.ALL, Set.of());

  /** Names in which case counts: those of query strings and cookies. */
  static Selection exact(Mode mode, List<String> names) {
    return new Selection(mode, new LinkedHashSet<>(names));
  }

  /** Names of headers. */
  static Selection headers(Mode mode, List<String> names) {
    Set<String> set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    set.addAll(names);
    return new Selection(mode, set);
  }

  /** Reads the word that the API has for a mode. */
  static Mode mode(String word) {
    return switch (word) {
      case "whitelist" -> Mode.SOME;
      case "allExcept", "all-except" -> Mode.ALL_EXCEPT;
      case "all", "allViewer", "allViewerAndWhitelistCloudFront" -> Mode.ALL;
      case "none" -> Mode.NONE;
      default -> throw new IllegalArgumentException("no such way to select: " + word);
    };
  }

  boolean picks(String name) {
    return switch (mode) {
      case NONE -> false;
      case SOME -> names.contains(name);
      case ALL_EXCEPT -> !names.contains(name);
      case ALL -> true;
    };
  }

  boolean isNone() {
    return mode == Mode.NONE;
  }
}

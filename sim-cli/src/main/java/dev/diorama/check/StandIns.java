package dev.diorama.check;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands for resources in resolved texts: a reference to one is {@code <Id>}, an attribute
 * {@code <Id.Attribute>}, which no name on AWS can hold. So any text tells which resources it
 * speaks of.
 */
final class StandIns {
  private static final Pattern ID = Pattern.compile("<(\\w+)(\\.[^>]*)?>");

  private StandIns() {}

  /** What stands for a logical id, or for one with an attribute behind a dot. */
  static String of(String reference) {
    return "<" + reference + ">";
  }

  /** The resources that a text speaks of, in its order. */
  static List<String> idsIn(String text) {
    List<String> ids = new ArrayList<>();
    Matcher matcher = ID.matcher(text);
    while (matcher.find()) {
      ids.add(matcher.group(1));
    }
    return ids;
  }

  /** The text as a person would say it. */
  static String plain(String text) {
    return ID.matcher(text).replaceAll("$1");
  }
}

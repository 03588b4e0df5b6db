package dev.diorama.core.wire;

import org.apiguardian.api.API;

/**
 * Patterns as AWS writes them wherever a text may be left open: {@code *} stands for any
 * characters, none among them, and {@code ?} for one.
 *
 * <p>Only the last star passed is remembered, so that a match takes at most pattern length × text
 * length steps, whatever the pattern. Policies have compiled patterns of their own, for they are
 * matched a million times a second.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Wildcards {
  private Wildcards() {}

  /** True when the whole text fits the pattern; letters must agree in case. */
  public static boolean match(String pattern, String text) {
    int p = 0;
    int t = 0;
    int star = -1;
    int resume = 0;
    while (t < text.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        resume = t;
      } else if (p < pattern.length()
          && (pattern.charAt(p) == '?' || pattern.charAt(p) == text.charAt(t))) {
        p++;
        t++;
      } else if (star >= 0) {
        p = star + 1;
        t = ++resume;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }
}

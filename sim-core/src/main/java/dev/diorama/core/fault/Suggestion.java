package dev.diorama.core.fault;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * The word that somebody who mistyped will have meant.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Suggestion {
  private Suggestion() {}

  /** {@code ; did you mean 'x'?}, or, where nothing is near, what there is. */
  public static String of(String given, List<String> known) {
    return nearest(given, known)
        .map(near -> "; did you mean '" + near + "'?")
        .orElse("; there is " + String.join(", ", known));
  }

  private static Optional<String> nearest(String given, List<String> known) {
    String wanted = given.toLowerCase(Locale.ROOT);
    String best = null;
    int least = Math.max(1, wanted.length() / 3) + 1;
    for (String each : known) {
      String candidate = each.toLowerCase(Locale.ROOT);
      int distance =
          wanted.length() > 2 && (candidate.startsWith(wanted) || wanted.startsWith(candidate))
              ? 1
              : distance(wanted, candidate);
      if (distance < least) {
        least = distance;
        best = each;
      }
    }
    return Optional.ofNullable(best);
  }

  /** Levenshtein's: how many letters have to be changed, added or left out. */
  private static int distance(String one, String other) {
    int[] before = new int[other.length() + 1];
    for (int j = 0; j < before.length; j++) {
      before[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int[] now = new int[other.length() + 1];
      now[0] = i;
      for (int j = 1; j < now.length; j++) {
        int change = before[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        now[j] = Math.min(change, Math.min(before[j], now[j - 1]) + 1);
      }
      before = now;
    }
    return before[other.length()];
  }
}

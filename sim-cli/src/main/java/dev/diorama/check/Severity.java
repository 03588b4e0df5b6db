package dev.diorama.check;

import java.util.Locale;
import org.apiguardian.api.API;

/**
 * How bad a finding is, the worst first.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum Severity {
  /** Data is open, or the design cannot work. */
  ERROR,
  /** It works, until it is busy, attacked or unlucky. */
  WARNING,
  /** Worth knowing. */
  NOTE;

  /** The word in reports, which is also SARIF's. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether this is as bad as the other, or worse. */
  public boolean atLeast(Severity other) {
    return compareTo(other) <= 0;
  }
}

package dev.diorama.whatif.report;

import java.util.Locale;

/** Figures as people read them, the same on every machine. */
final class Format {
  private static final String[] SIZES = {"B", "KB", "MB", "GB", "TB", "PB"};

  private Format() {}

  static String count(double value) {
    return String.format(Locale.ROOT, "%,.0f", value);
  }

  /** With as many decimals as its size asks for. */
  static String number(double value) {
    double size = Math.abs(value);
    if (size >= 100 || value == Math.rint(value)) {
      return count(value);
    }
    return String.format(Locale.ROOT, size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3g", value);
  }

  static String share(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  static String percent(double percent) {
    return String.format(
        Locale.ROOT, percent > 0 && percent < 0.1 ? "%.3f %%" : "%.1f %%", percent);
  }

  static String millis(double millis) {
    return String.format(Locale.ROOT, millis >= 1000 ? "%,.0f" : "%.1f", millis);
  }

  static String usd(double usd) {
    return String.format(Locale.ROOT, "%,.2f", usd);
  }

  static String bytes(double bytes) {
    int at = 0;
    double left = bytes;
    while (left >= 1024 && at < SIZES.length - 1) {
      left /= 1024;
      at++;
    }
    return (left >= 100 || left == Math.rint(left)
            ? String.format(Locale.ROOT, "%.0f", left)
            : String.format(Locale.ROOT, "%.1f", left))
        + " "
        + SIZES[at];
  }

  static String seconds(double seconds) {
    if (seconds >= 2 * 86_400) {
      return number(seconds / 86_400) + " d";
    }
    if (seconds >= 2 * 3600) {
      return number(seconds / 3600) + " h";
    }
    return seconds >= 120 ? number(seconds / 60) + " min" : number(seconds) + " s";
  }
}

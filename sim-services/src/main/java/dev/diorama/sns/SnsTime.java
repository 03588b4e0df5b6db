package dev.diorama.sns;

import dev.diorama.core.cloud.Cloud;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Dates as messages show them: always with milliseconds. */
final class SnsTime {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private SnsTime() {}

  static String text(Cloud cloud, long nanos) {
    return FORMAT.format(cloud.clock().start().plusNanos(nanos));
  }
}

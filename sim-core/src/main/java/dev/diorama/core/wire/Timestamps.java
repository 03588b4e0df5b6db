package dev.diorama.core.wire;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.traits.TimestampFormatTrait;

/**
 * Dates as AWS writes them; none is finer than a millisecond.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Timestamps {
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  /** Exponents beyond this are no date; a bound keeps BigDecimal from filling the memory. */
  private static final int LONGEST_NUMBER = 32;

  /** The end of the year 9999, which is as far as AWS's dates go. Assumed. */
  private static final double LAST_MILLI = 253_402_300_800_000.0;

  private Timestamps() {}

  static String write(Instant instant, TimestampFormatTrait.Format format) {
    return switch (format) {
      case ISO_8601 -> instant.truncatedTo(ChronoUnit.MILLIS).toString();
      case RFC_822 -> HTTP_DATE.format(instant);
      case UNIX_TIMESTAMP -> seconds(instant);
      case UNIX_TIMESTAMP_MILLIS -> Long.toString(instant.toEpochMilli());
    };
  }

  /** ISO 8601 with three digits of milliseconds always, as S3, SNS and event records have dates. */
  public static String writeMillis(Instant instant) {
    return MILLIS.format(instant);
  }

  /** Seconds since the epoch, with milliseconds as fraction where there are some. */
  static String seconds(Instant instant) {
    long millis = instant.toEpochMilli();
    return millis % 1000 == 0
        ? Long.toString(millis / 1000)
        : BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString();
  }

  /** The date; null when the text is none. */
  static @Nullable Instant parse(String text, TimestampFormatTrait.Format format) {
    try {
      return switch (format) {
        case ISO_8601 -> DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from);
        case RFC_822 -> DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from);
        case UNIX_TIMESTAMP -> fromNumber(text, 3);
        case UNIX_TIMESTAMP_MILLIS -> fromNumber(text, 0);
      };
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  private static @Nullable Instant fromNumber(String text, int scaleByTen) {
    if (text.length() > LONGEST_NUMBER || text.indexOf('e') >= 0 || text.indexOf('E') >= 0) {
      return fromDouble(text, scaleByTen);
    }
    try {
      return Instant.ofEpochMilli(
          new BigDecimal(text)
              .scaleByPowerOfTen(scaleByTen)
              .setScale(0, RoundingMode.HALF_EVEN)
              .longValueExact());
    } catch (ArithmeticException | DateTimeException e) {
      return null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static @Nullable Instant fromDouble(String text, int scaleByTen) {
    try {
      double millis = Double.parseDouble(text) * (scaleByTen == 3 ? 1000 : 1);
      return Math.abs(millis) < LAST_MILLI ? Instant.ofEpochMilli(StrictMath.round(millis)) : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }
}

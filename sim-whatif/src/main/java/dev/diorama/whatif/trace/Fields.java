package dev.diorama.whatif.trace;

import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads the fields of a line, each with a refusal that names it. */
final class Fields {
  private static final DateTimeFormatter S3_TIME =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH);

  private Fields() {}

  static long number(String name, String text) throws BadRecord {
    try {
      return Long.parseLong(text.strip());
    } catch (NumberFormatException e) {
      throw new BadRecord(name + " is \"" + shortened(text) + "\", not a whole number");
    }
  }

  /** Seconds with a fraction, as nanoseconds. */
  static long seconds(String name, String text) throws BadRecord {
    try {
      double seconds = Double.parseDouble(text.strip());
      if (Math.abs(seconds) < 9e9) {
        return Math.round(seconds * 1e9);
      }
    } catch (NumberFormatException e) {
      // Said below, together with the numbers that make no time.
    }
    throw new BadRecord(name + " is \"" + shortened(text) + "\", not a number of seconds");
  }

  /** A date with {@code T} in the middle, as nanoseconds since 1970. */
  static long isoTime(String name, String text) throws BadRecord {
    try {
      return nanos(
          text.endsWith("Z")
              ? OffsetDateTime.parse(text).toInstant()
              : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC));
    } catch (DateTimeParseException e) {
      throw new BadRecord(name + " is \"" + shortened(text) + "\", not a date and time");
    }
  }

  static long s3Time(String text) throws BadRecord {
    try {
      return nanos(OffsetDateTime.parse(text, S3_TIME).toInstant());
    } catch (DateTimeParseException e) {
      throw new BadRecord(
          "the time is \"" + shortened(text) + "\", not as 06/Feb/2019:00:00:38 +0000");
    }
  }

  private static long nanos(java.time.Instant instant) {
    return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
  }

  /** Fields between spaces; one in quotes or brackets is one field, without them. */
  static List<String> spaced(String line) throws BadRecord {
    List<String> fields = new ArrayList<>();
    int at = 0;
    while (at < line.length()) {
      char first = line.charAt(at);
      if (first == ' ') {
        at++;
      } else if (first == '"' || first == '[') {
        int end = line.indexOf(first == '"' ? '"' : ']', at + 1);
        if (end < 0) {
          throw new BadRecord("field " + (fields.size() + 1) + " is not closed");
        }
        fields.add(line.substring(at + 1, end));
        at = end + 1;
      } else {
        int end = line.indexOf(' ', at);
        end = end < 0 ? line.length() : end;
        fields.add(line.substring(at, end));
        at = end;
      }
    }
    return fields;
  }

  static void atLeast(int count, List<String> fields) throws BadRecord {
    if (fields.size() < count) {
      throw new BadRecord("it has " + fields.size() + " fields, not " + count);
    }
  }

  static String shortened(String text) {
    return text.length() <= 40 ? text : text.substring(0, 37) + "...";
  }
}

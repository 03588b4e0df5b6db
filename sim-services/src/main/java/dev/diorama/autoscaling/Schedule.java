package dev.diorama.autoscaling;

import dev.diorama.core.wire.AwsException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When a scheduled action runs: {@code at(...)}, {@code rate(...)} or {@code cron(...)}, in UTC.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/autoscaling/application/userguide/scheduled-scaling-using-cron-expressions.html">Cron
 *     expressions</a>
 */
final class Schedule {
  private static final Pattern AT =
      Pattern.compile("at\\((\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2})\\)");
  private static final Pattern RATE =
      Pattern.compile("rate\\(([1-9]\\d{0,5}) (minute|hour|day)s?\\)");
  private static final Pattern CRON = Pattern.compile("cron\\(([^)]+)\\)");
  private static final int FIELDS = 6;

  /** How far ahead a cron expression is looked for: leap days are at most eight years apart. */
  private static final int MOST_DAYS = 366 * 9;

  /** The next time strictly after an instant, of a schedule that began at another. */
  private interface Next {
    Optional<Instant> after(Instant instant, Instant begun);
  }

  final String text;
  private final Next next;

  private Schedule(String text, Next next) {
    this.text = text;
    this.next = next;
  }

  static Schedule parse(String text) {
    Matcher at = AT.matcher(text);
    Matcher rate = RATE.matcher(text);
    Matcher cron = CRON.matcher(text);
    try {
      if (at.matches()) {
        Instant when = LocalDateTime.parse(at.group(1)).toInstant(ZoneOffset.UTC);
        return new Schedule(
            text, (now, begun) -> when.isAfter(now) ? Optional.of(when) : Optional.empty());
      }
      if (rate.matches()) {
        long count = Long.parseLong(rate.group(1));
        Duration every =
            switch (rate.group(2)) {
              case "minute" -> Duration.ofMinutes(count);
              case "hour" -> Duration.ofHours(count);
              default -> Duration.ofDays(count);
            };
        return new Schedule(text, (now, begun) -> Optional.of(afterRate(now, begun, every)));
      }
      if (cron.matches()) {
        return new Schedule(text, cron(cron.group(1).strip().split("\\s+")));
      }
    } catch (DateTimeException | NumberFormatException e) {
      throw invalid(text);
    }
    throw invalid(text);
  }

  private static AwsException invalid(String text) {
    return AutoScalingError.VALIDATION.with(
        "Schedule '" + text + "' is not a valid at, rate or cron expression in UTC");
  }

  Optional<Instant> after(Instant instant, Instant begun) {
    return next.after(instant, begun);
  }

  private static Instant afterRate(Instant now, Instant begun, Duration every) {
    long passed = Math.max(0, Duration.between(begun, now).toSeconds());
    return begun.plusSeconds((passed / every.toSeconds() + 1) * every.toSeconds());
  }

  private static Next cron(String[] fields) {
    if (fields.length != FIELDS) {
      throw new NumberFormatException("a cron expression has six fields");
    }
    NavigableSet<Integer> minutes = set(fields[0], 0, 59);
    NavigableSet<Integer> hours = set(fields[1], 0, 23);
    NavigableSet<Integer> days = set(fields[2], 1, 31);
    NavigableSet<Integer> months = set(fields[3], 1, 12);
    NavigableSet<Integer> weekdays = set(fields[4], 1, 7);
    NavigableSet<Integer> years = set(fields[5], 1970, 2199);
    return (now, begun) -> {
      LocalDateTime from =
          LocalDateTime.ofInstant(now, ZoneOffset.UTC)
              .truncatedTo(ChronoUnit.MINUTES)
              .plusMinutes(1);
      LocalDate day = from.toLocalDate();
      for (int i = 0; i < MOST_DAYS; i++, day = day.plusDays(1)) {
        boolean right =
            years.contains(day.getYear())
                && months.contains(day.getMonthValue())
                && days.contains(day.getDayOfMonth())
                // Sunday is 1.
                && weekdays.contains(day.getDayOfWeek().getValue() % 7 + 1);
        LocalDateTime earliest = i == 0 ? from : day.atStartOfDay();
        Optional<Instant> found = right ? within(earliest, hours, minutes) : Optional.empty();
        if (found.isPresent()) {
          return found;
        }
      }
      return Optional.empty();
    };
  }

  private static Optional<Instant> within(
      LocalDateTime earliest, NavigableSet<Integer> hours, NavigableSet<Integer> minutes) {
    for (int hour : hours.tailSet(earliest.getHour(), true)) {
      int least = hour == earliest.getHour() ? earliest.getMinute() : 0;
      Integer minute = minutes.ceiling(least);
      if (minute != null) {
        return Optional.of(earliest.toLocalDate().atTime(hour, minute).toInstant(ZoneOffset.UTC));
      }
    }
    return Optional.empty();
  }

  /** Numbers, lists, ranges and steps; names and the wildcards L, W and # are refused. */
  private static NavigableSet<Integer> set(String field, int least, int most) {
    NavigableSet<Integer> set = new TreeSet<>();
    for (String part : field.split(",", -1)) {
      String[] stepped = part.split("/", 2);
      int step = stepped.length == 1 ? 1 : Integer.parseInt(stepped[1]);
      String[] ends = stepped[0].split("-", 2);
      boolean all = stepped[0].equals("*") || stepped[0].equals("?");
      int from = all ? least : Integer.parseInt(ends[0]);
      int to =
          all || (ends.length == 1 && stepped.length == 2)
              ? most
              : Integer.parseInt(ends[ends.length - 1]);
      if (step < 1 || from < least || to > most || from > to) {
        throw new NumberFormatException(field);
      }
      for (int value = from; value <= to; value += step) {
        set.add(value);
      }
    }
    return set;
  }
}

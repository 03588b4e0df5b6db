package dev.diorama.iam;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * How a condition compares a value of the request with a value of the policy.
 *
 * <p>The operators whose names say Not are the others turned round. Documented:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
enum ConditionOperator {
  STRING_EQUALS("StringEquals", false, Kind.TEXT),
  STRING_NOT_EQUALS("StringNotEquals", true, Kind.TEXT),
  STRING_EQUALS_IGNORE_CASE("StringEqualsIgnoreCase", false, Kind.TEXT_ANY_CASE),
  STRING_NOT_EQUALS_IGNORE_CASE("StringNotEqualsIgnoreCase", true, Kind.TEXT_ANY_CASE),
  STRING_LIKE("StringLike", false, Kind.PATTERN),
  STRING_NOT_LIKE("StringNotLike", true, Kind.PATTERN),
  NUMERIC_EQUALS("NumericEquals", false, Kind.NUMBER),
  NUMERIC_NOT_EQUALS("NumericNotEquals", true, Kind.NUMBER),
  NUMERIC_LESS_THAN("NumericLessThan", Kind.NUMBER, Order.LESS),
  NUMERIC_LESS_THAN_EQUALS("NumericLessThanEquals", Kind.NUMBER, Order.AT_MOST),
  NUMERIC_GREATER_THAN("NumericGreaterThan", Kind.NUMBER, Order.MORE),
  NUMERIC_GREATER_THAN_EQUALS("NumericGreaterThanEquals", Kind.NUMBER, Order.AT_LEAST),
  DATE_EQUALS("DateEquals", false, Kind.DATE),
  DATE_NOT_EQUALS("DateNotEquals", true, Kind.DATE),
  DATE_LESS_THAN("DateLessThan", Kind.DATE, Order.LESS),
  DATE_LESS_THAN_EQUALS("DateLessThanEquals", Kind.DATE, Order.AT_MOST),
  DATE_GREATER_THAN("DateGreaterThan", Kind.DATE, Order.MORE),
  DATE_GREATER_THAN_EQUALS("DateGreaterThanEquals", Kind.DATE, Order.AT_LEAST),
  BOOL("Bool", false, Kind.BOOLEAN),
  BINARY_EQUALS("BinaryEquals", false, Kind.BYTES),
  IP_ADDRESS("IpAddress", false, Kind.ADDRESS),
  NOT_IP_ADDRESS("NotIpAddress", true, Kind.ADDRESS),
  ARN_EQUALS("ArnEquals", false, Kind.ARN),
  ARN_LIKE("ArnLike", false, Kind.ARN),
  ARN_NOT_EQUALS("ArnNotEquals", true, Kind.ARN),
  ARN_NOT_LIKE("ArnNotLike", true, Kind.ARN),
  /** Asks whether the key is there at all; {@link Condition} answers it. */
  NULL("Null", false, Kind.BOOLEAN);

  /** What the compared values are; policy variables are documented for the first four alone. */
  private enum Kind {
    TEXT,
    TEXT_ANY_CASE,
    PATTERN,
    ARN,
    NUMBER,
    DATE,
    BOOLEAN,
    BYTES,
    ADDRESS
  }

  /** How the request's value must stand to the policy's. */
  private enum Order {
    SAME,
    LESS,
    AT_MOST,
    MORE,
    AT_LEAST;

    boolean holds(int sign) {
      return switch (this) {
        case SAME -> sign == 0;
        case LESS -> sign < 0;
        case AT_MOST -> sign <= 0;
        case MORE -> sign > 0;
        case AT_LEAST -> sign >= 0;
      };
    }
  }

  private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]{1,30}([.][0-9]{1,30})?");
  private static final Pattern EPOCH = Pattern.compile("[0-9]{1,12}");

  private final String written;
  private final boolean negated;
  private final Kind kind;
  private final Order order;

  ConditionOperator(String written, boolean negated, Kind kind) {
    this.written = written;
    this.negated = negated;
    this.kind = kind;
    this.order = Order.SAME;
  }

  ConditionOperator(String written, Kind kind, Order order) {
    this.written = written;
    this.negated = false;
    this.kind = kind;
    this.order = order;
  }

  static Optional<ConditionOperator> named(String name) {
    for (ConditionOperator operator : values()) {
      if (operator.written.equals(name)) {
        return Optional.of(operator);
      }
    }
    return Optional.empty();
  }

  boolean negated() {
    return negated;
  }

  /** A value of the policy, made ready; variables count where the policy's version has them. */
  PolicyText text(String value, boolean variables) {
    return PolicyText.of(
        value,
        variables && kind.compareTo(Kind.ARN) <= 0,
        kind == Kind.PATTERN || kind == Kind.ARN);
  }

  /** How one value of the policy compares with a value of the request. */
  @FunctionalInterface
  interface Comparison {
    /** Whether it compares, before any turning round; false when it could not be worked out. */
    boolean compares(String asked, RequestContext context);
  }

  /** A value of the policy, read as what it is once and for all. */
  Comparison comparison(PolicyText value) {
    String given = value.toString();
    return switch (kind) {
      case TEXT, PATTERN -> value::matches;
      case TEXT_ANY_CASE -> textInAnyCase(value);
      case BOOLEAN -> (asked, context) -> given.equalsIgnoreCase(asked);
      case ARN -> arn(value);
      case NUMBER -> ordered(ConditionOperator::number, given);
      case DATE -> ordered(ConditionOperator::date, given);
      case BYTES -> (asked, context) -> sameBytes(asked, given);
      case ADDRESS ->
          IpRange.parse(given)
              .<Comparison>map(range -> (asked, context) -> range.contains(asked))
              .orElse(NEVER);
    };
  }

  private static final Comparison NEVER = (asked, context) -> false;

  private static Comparison textInAnyCase(PolicyText value) {
    if (value.varies()) {
      return (asked, context) ->
          value
              .resolve(context)
              .filter(text -> text.toString().equalsIgnoreCase(asked))
              .isPresent();
    }
    String text = value.resolve(RequestContext.EMPTY).map(Glob::toString).orElse("");
    return (asked, context) -> text.equalsIgnoreCase(asked);
  }

  private static Comparison arn(PolicyText value) {
    if (value.varies()) {
      return (asked, context) ->
          value.resolve(context).filter(glob -> new ArnPattern(glob).matches(asked)).isPresent();
    }
    return value
        .resolve(RequestContext.EMPTY)
        .map(ArnPattern::new)
        .<Comparison>map(pattern -> (asked, context) -> pattern.matches(asked))
        .orElse(NEVER);
  }

  /** Compares nothing when either could not be read. */
  private <T extends Comparable<T>> Comparison ordered(
      Function<String, Optional<T>> read, String given) {
    return read.apply(given)
        .<Comparison>map(
            limit ->
                (asked, context) ->
                    read.apply(asked).filter(one -> order.holds(one.compareTo(limit))).isPresent())
        .orElse(NEVER);
  }

  private static Optional<BigDecimal> number(String text) {
    if (text.length() < 10 && digits(text, 0, text.length())) {
      return Optional.of(BigDecimal.valueOf(Integer.parseInt(text)));
    }
    return NUMBER.matcher(text).matches() ? Optional.of(new BigDecimal(text)) : Optional.empty();
  }

  /** A W3C date, a date and time with its offset, or seconds since the epoch. */
  private static Optional<Instant> date(String text) {
    if (usual(text)) {
      return usualDate(text);
    }
    try {
      if (EPOCH.matcher(text).matches()) {
        return Optional.of(Instant.ofEpochSecond(Long.parseLong(text)));
      }
      return Optional.of(
          text.indexOf('T') < 0
              ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
              : OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty(); // No date: compares with nothing.
    }
  }

  /** Whether it is written as in {@code 2026-01-01T00:00:00Z}, which requests' own dates are. */
  private static boolean usual(String text) {
    return text.length() == 20
        && text.charAt(19) == 'Z'
        && text.charAt(4) == '-'
        && text.charAt(7) == '-'
        && text.charAt(10) == 'T'
        && text.charAt(13) == ':'
        && text.charAt(16) == ':'
        && digits(text, 0, 4)
        && digits(text, 5, 7)
        && digits(text, 8, 10)
        && digits(text, 11, 13)
        && digits(text, 14, 16)
        && digits(text, 17, 19);
  }

  private static Optional<Instant> usualDate(String text) {
    try {
      long day = LocalDate.of(part(text, 0, 4), part(text, 5, 7), part(text, 8, 10)).toEpochDay();
      int second =
          LocalTime.of(part(text, 11, 13), part(text, 14, 16), part(text, 17, 19)).toSecondOfDay();
      return Optional.of(Instant.ofEpochSecond(day * 86_400 + second));
    } catch (DateTimeException e) {
      return Optional.empty(); // No such day or hour.
    }
  }

  private static int part(String text, int from, int to) {
    return Integer.parseInt(text, from, to, 10);
  }

  private static boolean digits(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return to > from;
  }

  private static boolean sameBytes(String asked, String given) {
    try {
      Base64.Decoder decoder = Base64.getDecoder();
      return Arrays.equals(decoder.decode(asked), decoder.decode(given));
    } catch (IllegalArgumentException e) {
      return false; // Not base64: compares with nothing.
    }
  }
}

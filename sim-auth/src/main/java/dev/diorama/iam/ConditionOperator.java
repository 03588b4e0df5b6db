package dev.diorama.iam;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
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

  /** Whether a value of the request compares with one of the policy, before any turning round. */
  boolean compares(String asked, Glob pattern) {
    String given = pattern.toString();
    return switch (kind) {
      case TEXT, PATTERN -> pattern.matches(asked);
      case TEXT_ANY_CASE, BOOLEAN -> given.equalsIgnoreCase(asked);
      case ARN -> pattern.matchesArn(asked);
      case NUMBER -> ordered(number(asked), number(given));
      case DATE -> ordered(date(asked), date(given));
      case BYTES -> sameBytes(asked, given);
      case ADDRESS -> IpRange.parse(given).filter(range -> range.contains(asked)).isPresent();
    };
  }

  /** False when either could not be read: then nothing compares. */
  private <T extends Comparable<T>> boolean ordered(Optional<T> asked, Optional<T> given) {
    return asked.isPresent()
        && given.isPresent()
        && order.holds(asked.get().compareTo(given.get()));
  }

  private static Optional<BigDecimal> number(String text) {
    return NUMBER.matcher(text).matches() ? Optional.of(new BigDecimal(text)) : Optional.empty();
  }

  /** A W3C date, a date and time with its offset, or seconds since the epoch. */
  private static Optional<Instant> date(String text) {
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

  private static boolean sameBytes(String asked, String given) {
    try {
      Base64.Decoder decoder = Base64.getDecoder();
      return Arrays.equals(decoder.decode(asked), decoder.decode(given));
    } catch (IllegalArgumentException e) {
      return false; // Not base64: compares with nothing.
    }
  }
}

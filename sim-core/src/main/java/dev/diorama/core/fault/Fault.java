package dev.diorama.core.fault;

import org.apiguardian.api.API;

/**
 * One thing that goes wrong on purpose.
 *
 * @param name what the trace calls it
 * @param service the service struck, by its name in traces such as {@code lambda}
 * @param operation the operation struck, or {@code *} for all
 * @param numerator strikes in so many ...
 * @param denominator ... of so many calls
 * @param fromNanos strikes from this time of the clock on
 * @param untilNanos strikes before this time of the clock
 * @param effect what happens to a call that is struck
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Fault(
    String name,
    String service,
    String operation,
    int numerator,
    int denominator,
    long fromNanos,
    long untilNanos,
    Effect effect) {

  /** What happens to a call. */
  public sealed interface Effect permits Refuse, Delay {}

  /** The call is refused, before any policy or rule is asked, with that error. */
  public record Refuse(String code, int status, String message) implements Effect {}

  /** The call takes longer by that many nanoseconds. */
  public record Delay(long nanos) implements Effect {
    public Delay {
      if (nanos < 0) {
        throw new IllegalArgumentException("a delay is not negative: " + nanos + " ns");
      }
    }
  }

  public Fault {
    if (numerator < 0 || denominator < 1 || numerator > denominator) {
      throw new IllegalArgumentException("not a probability: " + numerator + "/" + denominator);
    }
    if (untilNanos < fromNanos) {
      throw new IllegalArgumentException("ends before it begins: " + name);
    }
  }

  /** A fault that strikes at any time. */
  public static Fault of(
      String service, String operation, int numerator, int denominator, Effect effect) {
    return new Fault(
        service + ":" + operation,
        service,
        operation,
        numerator,
        denominator,
        0,
        Long.MAX_VALUE,
        effect);
  }

  /** The same, striking only within those times of the clock. */
  public Fault between(long from, long until) {
    return new Fault(name, service, operation, numerator, denominator, from, until, effect);
  }

  boolean concerns(String calledService, String calledOperation, long nowNanos) {
    return service.equals(calledService)
        && (operation.equals("*") || operation.equals(calledOperation))
        && nowNanos >= fromNanos
        && nowNanos < untilNanos;
  }
}

package dev.diorama.core.fault;

import dev.diorama.core.random.Latency;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.apiguardian.api.API;

/**
 * One thing that goes wrong on purpose: what happens, to what, when, and how often.
 *
 * <p>Made by the factory that names what happens, then narrowed: {@code
 * Fault.throttle().service("dynamodb").operation("PutItem").chance(1, 4)}. {@link Faults#add} lets
 * it loose, and refuses what could never strike.
 *
 * @param name what the trace calls it
 * @param effect what happens
 * @param scope what it happens to
 * @param numerator strikes in so many ...
 * @param denominator ... of so many cases
 * @param fromNanos strikes from this time of the clock on
 * @param untilNanos strikes before this time of the clock
 * @param times strikes at most so often
 * @param origin where it was written, such as {@code faults.yaml:3}; may be empty
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Fault(
    String name,
    Effect effect,
    Scope scope,
    int numerator,
    int denominator,
    long fromNanos,
    long untilNanos,
    int times,
    String origin) {

  /** What happens. */
  public sealed interface Effect permits OnCall, OnHandler, OnDelivery, Breakage {
    /** What faults of this sort are called in files and traces, such as {@code latency}. */
    String kind();
  }

  /** Happens to a call, before any policy or rule is asked. */
  public sealed interface OnCall extends Effect permits Refuse, Throttle, Delay, ExpireCredentials {
    /** Whether it can happen to a call whose credentials have that age; negative for none. */
    default boolean concerns(long credentialsAgeNanos) {
      return true;
    }
  }

  /** Happens while a function's handler runs. */
  public sealed interface OnHandler extends Effect permits SlowHandler, FullDisk {}

  /** Happens to an event on its way from one service to another. */
  public sealed interface OnDelivery extends Effect permits Lose, Duplicate, Reorder {}

  /** Breaks a thing at the fault's first moment; some are whole again at its last. */
  public sealed interface Breakage extends Effect permits KillNode, CutRegion {}

  /** The call is refused with that error. */
  public record Refuse(String code, int status, String message) implements OnCall {
    public Refuse {
      if (status < 400 || status > 599) {
        throw new IllegalArgumentException(
            "an error has a status from 400 to 599, such as 500; not " + status);
      }
    }

    @Override
    public String kind() {
      return "error";
    }
  }

  /** The call is refused in the words with which its service throttles. */
  public record Throttle() implements OnCall {
    @Override
    public String kind() {
      return "throttle";
    }
  }

  /** The call takes longer. */
  public record Delay(Latency latency) implements OnCall {
    /** Longer by that many nanoseconds. */
    public Delay(long nanos) {
      this(Latency.constant(Duration.ofNanos(nonNegative("a delay", nanos))));
    }

    @Override
    public String kind() {
      return "latency";
    }
  }

  /** Temporary credentials are refused as expired once they are older than that. */
  public record ExpireCredentials(long afterNanos) implements OnCall {
    public ExpireCredentials {
      nonNegative("an age", afterNanos);
    }

    @Override
    public boolean concerns(long credentialsAgeNanos) {
      return credentialsAgeNanos >= afterNanos;
    }

    @Override
    public String kind() {
      return "expire-credentials";
    }
  }

  /** The handler takes that much longer. */
  public record SlowHandler(long nanos) implements OnHandler {
    public SlowHandler {
      nonNegative("a delay", nanos);
    }

    @Override
    public String kind() {
      return "slow-handler";
    }
  }

  /** What the handler writes to {@code /tmp} does not fit. */
  public record FullDisk() implements OnHandler {
    @Override
    public String kind() {
      return "full-disk";
    }
  }

  /** The event never arrives, and nobody is told. */
  public record Lose() implements OnDelivery {
    @Override
    public String kind() {
      return "lose";
    }
  }

  /** The event arrives twice. */
  public record Duplicate() implements OnDelivery {
    @Override
    public String kind() {
      return "duplicate";
    }
  }

  /** The event is late by some time up to that, so that later ones may overtake it. */
  public record Reorder(long withinNanos) implements OnDelivery {
    public Reorder {
      if (withinNanos < 1) {
        throw new IllegalArgumentException("events change places within more than no time");
      }
    }

    @Override
    public String kind() {
      return "reorder";
    }
  }

  /**
   * A node of a DAX cluster is lost with what it has cached.
   *
   * @param cluster the cluster's name or a pattern that fits one, such as {@code todo-*}
   * @param node the node's id, or {@code primary}
   */
  public record KillNode(String cluster, String node) implements Breakage {
    @Override
    public String kind() {
      return "kill-node";
    }
  }

  /**
   * Nothing gets into a Region or out of it: writes of global tables wait, and calls between
   * services of it and of others fail. Clients reach it as ever.
   */
  public record CutRegion(String region) implements Breakage {
    @Override
    public String kind() {
      return "cut-region";
    }
  }

  public Fault {
    if (numerator < 0 || denominator < 1 || numerator > denominator) {
      throw new IllegalArgumentException("not a probability: " + numerator + "/" + denominator);
    }
    if (untilNanos < fromNanos) {
      throw new IllegalArgumentException("ends before it begins: " + name);
    }
    if (fromNanos < 0) {
      throw new IllegalArgumentException("begins before the clock does: " + name);
    }
    if (times < 1) {
      throw new IllegalArgumentException("would never strike: " + name + ", " + times + " times");
    }
  }

  private static long nonNegative(String what, long nanos) {
    if (nanos < 0) {
      throw new IllegalArgumentException(what + " is not negative: " + nanos + " ns");
    }
    return nanos;
  }

  /** A fault of everything that the effect can happen to, at any time. */
  public static Fault of(Effect effect) {
    return new Fault(
        effect.kind(), effect, Scope.EVERYTHING, 1, 1, 0, Long.MAX_VALUE, Integer.MAX_VALUE, "");
  }

  /** A fault of one service's calls, or one operation's, at any time. */
  public static Fault of(
      String service, String operation, int numerator, int denominator, Effect effect) {
    return of(effect)
        .named(service + ":" + operation)
        .service(service)
        .operation(operation)
        .chance(numerator, denominator);
  }

  /** Calls are refused as when there are too many. */
  public static Fault throttle() {
    return of(new Throttle());
  }

  /** Calls take longer. */
  public static Fault latency(Duration by) {
    return of(new Delay(by.toNanos()));
  }

  /** Calls are refused. */
  public static Fault error(String code, int status, String message) {
    return of(new Refuse(code, status, message));
  }

  /** Temporary credentials are good for no longer than that. */
  public static Fault expireCredentials(Duration after) {
    return of(new ExpireCredentials(after.toNanos()));
  }

  /** Handlers take longer. */
  public static Fault slowHandler(Duration by) {
    return of(new SlowHandler(by.toNanos()));
  }

  /** Handlers find no space under {@code /tmp}. */
  public static Fault fullDisk() {
    return of(new FullDisk());
  }

  /** Deliveries get lost. */
  public static Fault lose() {
    return of(new Lose());
  }

  /** Deliveries arrive twice. */
  public static Fault duplicate() {
    return of(new Duplicate());
  }

  /** Deliveries overtake each other. */
  public static Fault reorder(Duration within) {
    return of(new Reorder(within.toNanos()));
  }

  /** A DAX node is lost, at once unless {@link #between} says when. */
  public static Fault killNode(String cluster, String node) {
    return of(new KillNode(cluster, node));
  }

  /** A Region is cut off, from now until {@link #between} says or faults are cleared. */
  public static Fault cutRegion(String region) {
    return of(new CutRegion(region));
  }

  /** The same under another name. */
  public Fault named(String other) {
    return with(scope, other);
  }

  /** The same, of one service; see {@link Scope}. */
  public Fault service(String service) {
    return with(scope.service(service), name);
  }

  /** The same, of one operation. */
  public Fault operation(String operation) {
    return with(scope.operation(operation), name);
  }

  /** The same, of one resource. */
  public Fault resource(String arn) {
    return with(scope.resource(arn), name);
  }

  /** The same, of one caller. */
  public Fault principal(String arn) {
    return with(scope.principal(arn), name);
  }

  /** The same, of one Region. */
  public Fault region(String region) {
    return with(scope.region(region), name);
  }

  /** The same, striking in so many of so many cases. */
  public Fault chance(int of, int outOf) {
    return new Fault(name, effect, scope, of, outOf, fromNanos, untilNanos, times, origin);
  }

  /** The same, striking only within those times of the clock. */
  public Fault between(long from, long until) {
    return new Fault(name, effect, scope, numerator, denominator, from, until, times, origin);
  }

  /** The same, striking only within those times, counted from when it is let loose. */
  public Fault between(Duration from, Duration until) {
    return between(from.toNanos(), until.toNanos());
  }

  /** The same, striking at most so often. */
  public Fault times(int most) {
    return new Fault(
        name, effect, scope, numerator, denominator, fromNanos, untilNanos, most, origin);
  }

  /** The same, written there. */
  public Fault from(String where) {
    return new Fault(
        name, effect, scope, numerator, denominator, fromNanos, untilNanos, times, where);
  }

  private Fault with(Scope otherScope, String otherName) {
    return new Fault(
        otherName,
        effect,
        otherScope,
        numerator,
        denominator,
        fromNanos,
        untilNanos,
        times,
        origin);
  }

  /** The same with its times counted from {@code nanos} on. */
  Fault after(long nanos) {
    long until =
        untilNanos > Long.MAX_VALUE - nanos ? Long.MAX_VALUE : Math.addExact(untilNanos, nanos);
    return between(Math.addExact(fromNanos, nanos), until);
  }

  boolean isDue(long nowNanos) {
    return nowNanos >= fromNanos && nowNanos < untilNanos;
  }

  /** What it is, to whom, how often and where written, in one line for the trace. */
  public String cause() {
    StringBuilder text = new StringBuilder(effect.kind());
    List<String> where = scope.words();
    if (!where.isEmpty()) {
      boolean ofSomething = scope.isOfSomething();
      text.append(ofSomething ? " of " : " ").append(String.join(", ", where));
    }
    if (numerator < denominator) {
      text.append(String.format(Locale.ROOT, ", %d in %d", numerator, denominator));
    }
    return origin.isEmpty() ? text.toString() : text.append(" (" + origin + ")").toString();
  }
}

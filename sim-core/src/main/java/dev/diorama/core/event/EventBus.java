package dev.diorama.core.event;

import dev.diorama.core.fault.Faults;
import dev.diorama.core.fault.Target;
import dev.diorama.core.random.Seeds;
import dev.diorama.core.random.SimRandom;
import dev.diorama.core.time.SimClock;
import dev.diorama.core.trace.Trace;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.apiguardian.api.API;

/**
 * Delivers events from one service to another: at least once, as events on the clock.
 *
 * <p>An attempt that fails is repeated as the {@link RetryPolicy} says; when attempts or age run
 * out, the event is handed to its dead-letter target, never dropped.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class EventBus {

  /** What came of one attempt. */
  public sealed interface Outcome {
    /** It arrived and was taken. */
    record Taken() implements Outcome {}

    /** It was refused; {@code why} goes with it to the dead-letter target. */
    record Failed(String why) implements Outcome {}
  }

  /**
   * One event on its way.
   *
   * @param label what it is, for traces and the clock
   * @param delayNanos how long it takes to arrive the first time
   * @param attempt makes attempt number n, from 1
   * @param policy what happens when an attempt fails
   * @param deadLetter is handed the last failure when nothing is left to try
   * @param target what faults are asked about: who sends, in which Region, to where
   */
  public record Delivery(
      String label,
      long delayNanos,
      IntFunction<Outcome> attempt,
      RetryPolicy policy,
      Consumer<Outcome.Failed> deadLetter,
      Target target) {
    /** A delivery by nobody in particular. */
    public Delivery(
        String label,
        long delayNanos,
        IntFunction<Outcome> attempt,
        RetryPolicy policy,
        Consumer<Outcome.Failed> deadLetter) {
      this(label, delayNanos, attempt, policy, deadLetter, Target.delivery("", "", ""));
    }

    /** The same, sent by a service in a Region to an ARN. */
    public Delivery from(String service, String region, String destination) {
      Target sent = Target.delivery(service, region, destination);
      return new Delivery(label, delayNanos, attempt, policy, deadLetter, sent);
    }
  }

  private final SimClock clock;
  private final SimRandom chance;
  private final Faults faults;
  private int duplicateNumerator;
  private int duplicateDenominator = 1;

  /** A bus on that clock that duplicates nothing until told to. */
  public EventBus(SimClock clock, Seeds seeds) {
    this(clock, seeds, new Faults(clock, seeds, new Trace(1), ""));
  }

  /** A bus whose deliveries those faults strike. */
  public EventBus(SimClock clock, Seeds seeds, Faults faults) {
    this.clock = clock;
    this.chance = seeds.stream("event/duplicates");
    this.faults = faults;
  }

  /**
   * Lets {@code numerator} of {@code denominator} events arrive twice, as at-least-once permits.
   */
  public void duplicate(int numerator, int denominator) {
    if (numerator < 0 || denominator < 1 || numerator > denominator) {
      throw new IllegalArgumentException("not a probability: " + numerator + "/" + denominator);
    }
    this.duplicateNumerator = numerator;
    this.duplicateDenominator = denominator;
  }

  /** Sends an event on its way. */
  public void deliver(Delivery delivery) {
    long sentNanos = clock.nanos();
    Faults.Fate fate = faults.befalls(delivery.target(), delivery.label());
    boolean twice = duplicates() || fate.twice();
    if (fate.lost()) {
      return;
    }
    long arrivesIn = delivery.delayNanos() + fate.laterNanos();
    schedule(delivery, arrivesIn, 1, sentNanos);
    if (twice) {
      schedule(delivery, arrivesIn, 1, sentNanos);
    }
  }

  /**
   * Whether the next event arrives twice; drawn anew at each call, for senders that poll rather
   * than {@link #deliver}.
   */
  public boolean duplicates() {
    return duplicateNumerator > 0 && chance.chance(duplicateNumerator, duplicateDenominator);
  }

  /** As above, and by faults that duplicate what {@code sender} hands to {@code destination}. */
  public boolean duplicates(String sender, String region, String destination) {
    boolean promised = duplicates();
    return faults.duplicates(Target.delivery(sender, region, destination), destination) || promised;
  }

  private void schedule(Delivery delivery, long delayNanos, int number, long sentNanos) {
    clock.schedule(delayNanos, delivery.label(), () -> attempt(delivery, number, sentNanos));
  }

  private void attempt(Delivery delivery, int number, long sentNanos) {
    Outcome outcome = delivery.attempt().apply(number);
    if (outcome instanceof Outcome.Failed failed) {
      boolean again = number < delivery.policy().maxAttempts();
      long wait = again ? delivery.policy().waitNanos(number) : 0;
      long age = clock.nanos() + wait - sentNanos;
      if (again && age <= delivery.policy().maxAge().toNanos()) {
        schedule(delivery, wait, number + 1, sentNanos);
      } else {
        delivery.deadLetter().accept(failed);
      }
    }
  }
}

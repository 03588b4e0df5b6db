package dev.diorama.core.fault;

import dev.diorama.core.random.Seeds;
import dev.diorama.core.random.SimRandom;
import dev.diorama.core.time.SimClock;
import dev.diorama.core.time.SimClock.Scheduled;
import dev.diorama.core.trace.Span;
import dev.diorama.core.trace.Trace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * The faults of one cloud; none until some are added.
 *
 * <p>Whoever does the work that a fault strikes asks: the router for calls, Lambda for handlers,
 * the event bus for deliveries. Things that break are broken by the {@link Breaker} that their
 * service has installed. Each fault draws from a stream of its own, so that one more never changes
 * when the others strike.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Faults {
  /** A fault at large. */
  private static final class Loose {
    final Fault fault;
    final SimRandom chance;
    final List<Scheduled> moments = new ArrayList<>();
    int strokes;
    boolean broken;

    Loose(Fault fault, SimRandom chance) {
      this.fault = fault;
      this.chance = chance;
    }
  }

  /** What befalls a delivery. */
  public record Fate(boolean lost, boolean twice, long laterNanos) {}

  /** What befalls a delivery that no fault strikes. */
  public static final Fate NOTHING = new Fate(false, false, 0);

  private final SimClock clock;
  private final Seeds seeds;
  private final Trace trace;
  private final String homeRegion;
  private final FaultRules rules;
  private final Map<Class<?>, List<Breaker<?>>> breakers = new LinkedHashMap<>();
  private final List<Loose> loose = new ArrayList<>();
  private final Map<String, Integer> strokes = new LinkedHashMap<>();

  /** No faults, on that clock, with chance from that seed. */
  public Faults(SimClock clock, Seeds seeds, Trace trace, String homeRegion) {
    this.clock = clock;
    this.seeds = seeds;
    this.trace = trace;
    this.homeRegion = homeRegion;
    this.rules = new FaultRules();
  }

  /** Lets faults be refused that strike nothing there is. */
  public void know(Directory directory) {
    rules.know(directory);
  }

  /** Lets {@code service} be known as one that sends events by the bus. */
  public void sender(String service) {
    rules.sender(service);
  }

  /** Lets things of one sort be broken; all that are installed for it are asked. */
  public <B extends Fault.Breakage> void install(Class<B> sort, Breaker<B> breaker) {
    breakers.computeIfAbsent(sort, key -> new ArrayList<>()).add(breaker);
  }

  /**
   * Lets something go wrong, at the times of the clock that the fault names.
   *
   * @throws IllegalArgumentException if it could never strike, saying what to write instead
   */
  public void add(Fault fault) {
    rules.check(fault, breakers.keySet());
    Loose let = new Loose(fault, seeds.stream("fault/" + fault.name()));
    if (fault.effect() instanceof Fault.Breakage breakage) {
      plan(let, breakage);
    }
    loose.add(let);
  }

  /** Lets these go wrong with their times counted from now on: all of them, or none. */
  public void begin(List<Fault> faults) {
    faults.forEach(fault -> rules.check(fault, breakers.keySet()));
    int before = loose.size();
    try {
      faults.forEach(fault -> add(fault.after(clock.nanos())));
    } catch (IllegalArgumentException e) {
      List<Loose> added = loose.subList(before, loose.size());
      List.copyOf(added).forEach(this::end);
      added.clear();
      throw e;
    }
  }

  /** Lets everything go right again: what is cut off is healed, and what was to break does not. */
  public void clear() {
    List<Loose> all = List.copyOf(loose);
    loose.clear();
    all.forEach(this::end);
  }

  private void end(Loose each) {
    each.moments.forEach(Scheduled::cancel);
    if (each.broken) {
      mend(each, (Fault.Breakage) each.fault.effect());
    }
  }

  /** The faults at large, in the order in which they were let loose. */
  public List<Fault> all() {
    return loose.stream().map(each -> each.fault).toList();
  }

  /** How often each has struck, by name, those that were cleared included. */
  public Map<String, Integer> strokes() {
    return Collections.unmodifiableMap(new LinkedHashMap<>(strokes));
  }

  /** The faults that strike a call; each draws its own chance. */
  public List<Fault> striking(String service, String operation) {
    return striking(Fault.OnCall.class, new Target(service, operation, "", "", "", -1));
  }

  /** The faults of one sort that strike; each draws its own chance and counts the stroke. */
  public List<Fault> striking(Class<? extends Fault.Effect> sort, Target target) {
    if (loose.isEmpty()) {
      return List.of();
    }
    List<Fault> striking = new ArrayList<>();
    for (Loose each : List.copyOf(loose)) {
      if (sort.isInstance(each.fault.effect()) && strikes(each, target)) {
        striking.add(each.fault);
      }
    }
    return striking;
  }

  private boolean strikes(Loose each, Target target) {
    Fault fault = each.fault;
    boolean meant =
        fault.isDue(clock.nanos())
            && each.strokes < fault.times()
            && fault.scope().holds(target)
            && (!(fault.effect() instanceof Fault.OnCall onCall)
                || onCall.concerns(target.credentialsAgeNanos()));
    if (meant && each.chance.chance(fault.numerator(), fault.denominator())) {
      count(each);
      return true;
    }
    return false;
  }

  private void count(Loose each) {
    each.strokes++;
    strokes.merge(each.fault.name(), 1, Integer::sum);
  }

  /** How long a delay takes this time. */
  public long sample(Fault fault, Fault.Delay delay) {
    return delay.latency().sample(seeds.stream("fault/" + fault.name() + "/latency"));
  }

  /** The fault by which nothing gets from one Region to another now, if one does. */
  public Optional<Fault> between(String from, String to) {
    if (loose.isEmpty() || from.equals(to)) {
      return Optional.empty();
    }
    for (Loose each : loose) {
      if (each.broken
          && each.fault.effect() instanceof Fault.CutRegion cut
          && (cut.region().equals(from) || cut.region().equals(to))) {
        return Optional.of(each.fault);
      }
    }
    return Optional.empty();
  }

  /** What befalls a delivery; whatever does is in the trace. */
  public Fate befalls(Target delivery, String label) {
    return befalls(Fault.OnDelivery.class, delivery, label);
  }

  /** Whether what a poller hands over arrives twice: it can neither be lost nor change places. */
  public boolean duplicates(Target delivery, String label) {
    return befalls(Fault.Duplicate.class, delivery, label).twice();
  }

  private Fate befalls(Class<? extends Fault.OnDelivery> sort, Target delivery, String label) {
    if (loose.isEmpty()) {
      return NOTHING;
    }
    Fate fate = NOTHING;
    for (Fault fault : striking(sort, delivery)) {
      long later = 0;
      if (fault.effect() instanceof Fault.Reorder reorder) {
        later =
            Math.floorMod(
                seeds.stream("fault/" + fault.name() + "/places").nextLong(),
                reorder.withinNanos() + 1);
      }
      fate =
          new Fate(
              fate.lost() || fault.effect() instanceof Fault.Lose,
              fate.twice() || fault.effect() instanceof Fault.Duplicate,
              fate.laterNanos() + later);
      Map<String, String> facts = new LinkedHashMap<>();
      facts.put("delivery", label);
      if (later > 0) {
        facts.put("laterNanos", Long.toString(later));
      }
      tell(fault, fault.effect().kind(), delivery.resource(), "", facts);
    }
    return fate;
  }

  private void plan(Loose let, Fault.Breakage breakage) {
    Fault fault = let.fault;
    long now = clock.nanos();
    if (!let.chance.chance(fault.numerator(), fault.denominator())) {
      return;
    }
    if (fault.fromNanos() <= now) {
      smash(let, breakage);
    } else {
      let.moments.add(
          clock.schedule(
              fault.fromNanos() - now, "fault " + fault.name(), () -> smash(let, breakage)));
    }
    if (fault.untilNanos() != Long.MAX_VALUE && fault.untilNanos() > now) {
      let.moments.add(
          clock.schedule(
              fault.untilNanos() - now, "end of fault " + fault.name(), () -> mend(let, breakage)));
    }
  }

  @SuppressWarnings("unchecked") // Kept under the class that they were installed for.
  private <B extends Fault.Breakage> List<Breaker<B>> of(B breakage) {
    return (List<Breaker<B>>) (List<?>) breakers.getOrDefault(breakage.getClass(), List.of());
  }

  private <B extends Fault.Breakage> void smash(Loose let, B breakage) {
    String region = let.fault.scope().region();
    String where = region.equals(Scope.ANY) ? homeRegion : region;
    String what = "";
    try {
      for (Breaker<B> breaker : of(breakage)) {
        what = breaker.breaks(breakage, where);
      }
      let.broken = true;
      count(let);
      tell(let.fault, breakage.kind(), what, "", Map.of());
    } catch (IllegalArgumentException e) {
      String why = String.valueOf(e.getMessage());
      tell(let.fault, breakage.kind(), what, why, Map.of());
      throw new IllegalArgumentException(FaultRules.where(let.fault) + why, e);
    }
  }

  private <B extends Fault.Breakage> void mend(Loose let, B breakage) {
    if (let.broken) {
      let.broken = false;
      of(breakage).forEach(breaker -> breaker.mends(breakage));
      tell(let.fault, "end-of-" + breakage.kind(), "", "", Map.of());
    }
  }

  /** A hop of its own for what no call is behind. */
  private void tell(
      Fault fault, String what, String resource, String problem, Map<String, String> facts) {
    long id = trace.open();
    Map<String, String> notes = new LinkedHashMap<>();
    notes.put("fault", fault.name());
    notes.put("fault.cause", fault.cause());
    notes.putAll(facts);
    if (!problem.isEmpty()) {
      notes.put("why", problem);
    }
    trace.close(
        new Span(
            id,
            0,
            id,
            "",
            "fault",
            what,
            resource,
            "",
            "",
            problem.isEmpty() ? 200 : 400,
            problem.isEmpty() ? "" : "ImpossibleFault",
            clock.nanos(),
            0,
            notes));
  }
}

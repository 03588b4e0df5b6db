package dev.diorama.whatif.engine;

import dev.diorama.autoscaling.TargetTracking;
import dev.diorama.cloudwatch.AlarmVerdict;
import dev.diorama.core.time.SimClock;
import dev.diorama.dynamodb.capacity.DecreaseQuota;
import dev.diorama.dynamodb.capacity.OperationType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;

/**
 * Application Auto Scaling of one table in one Region with its indexes: alarms look at what was
 * consumed in each minute, by the live rules of {@link TargetTracking} and {@link AlarmVerdict},
 * and what they call for is an update of the table, one at a time, which takes its time.
 *
 * <p>As live, an alarm looks at a minute some time after its end, goes on calling for as long as it
 * is on, and begins anew with the running minute when its threshold is moved. The two alarms that
 * notice capacity changed by hand are left out: nobody does so in a run.
 */
final class AutoScaler {
  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

  /** What can be scaled: a table, or one of its indexes. */
  interface Scaled {
    /** Units a second. */
    long provisioned(OperationType type);

    /** Sets other units from now on. */
    void provision(OperationType type, long units, long nanos);
  }

  private final SimClock clock;
  private final long delay;
  private final long updateNanos;
  private final List<Scaling> scalings = new ArrayList<>();

  /** The decreases of each table and index are counted apart. */
  private final Map<Scaled, DecreaseQuota> quotas = new HashMap<>();

  private boolean updating;
  private long samples;

  /** What was consumed in a minute, and which of all minutes' first samples was its own. */
  private record Consumed(double units, long order) {}

  AutoScaler(SimClock clock, Services services) {
    this.clock = clock;
    this.delay = services.cloudWatch().evaluationDelay().toNanos();
    this.updateNanos = services.dynamoDb().throughputUpdate().toNanos();
  }

  /** Scales one kind of capacity from now on. */
  Scaling scaling(Scaled scaled, OperationType type, TargetTracking rule, CapacityTally tally) {
    DecreaseQuota quota = quotas.computeIfAbsent(scaled, each -> new DecreaseQuota());
    if (scalings.isEmpty()) {
      next(clock.nanos() / MINUTE + 1);
    }
    Scaling scaling = new Scaling(scaled, type, rule, quota, tally);
    scalings.add(scaling);
    return scaling;
  }

  private void next(long minute) {
    clock.scheduleBackground(
        Math.max(0, minute * MINUTE + delay - clock.nanos()),
        "auto scaling",
        () -> {
          look(minute);
          next(minute + 1);
        });
  }

  /** What all alarms say when minutes up to {@code minute} are over; then what follows from it. */
  private void look(long minute) {
    List<Runnable> calls = new ArrayList<>();
    scalings.stream()
        .sorted(Comparator.comparingLong(each -> each.order(minute)))
        .forEach(each -> each.look(minute, calls));
    calls.forEach(Runnable::run);
  }

  /** An alarm. */
  private static final class Alarm {
    final int periods;
    boolean on;

    Alarm(int periods) {
      this.periods = periods;
    }
  }

  /** Target tracking of one kind of capacity. */
  final class Scaling {
    private final Scaled scaled;
    private final OperationType type;
    private final TargetTracking rule;
    private final DecreaseQuota quota;
    private final CapacityTally tally;
    private final Alarm high = new Alarm(TargetTracking.MINUTES_HIGH);
    private final Alarm low = new Alarm(TargetTracking.MINUTES_LOW);

    /** What was consumed in the latest minutes, by their numbers; none for idle ones. */
    private final NavigableMap<Long, Consumed> consumed = new TreeMap<>();

    private long runningMinute = -1;
    private double running;
    private long runningOrder;

    /** The capacity that the alarms' thresholds were set for, and the first minute's end after. */
    private long watched;

    private long watchedFrom;
    private long lastOut = TargetTracking.NEVER;
    private long lastIn = TargetTracking.NEVER;

    /** Units times seconds up to the last change. */
    private double area;

    private long since;

    private Scaling(
        Scaled scaled,
        OperationType type,
        TargetTracking rule,
        DecreaseQuota quota,
        CapacityTally tally) {
      this.scaled = scaled;
      this.type = type;
      this.rule = rule;
      this.quota = quota;
      this.tally = tally;
      this.watched = scaled.provisioned(type);
      tally.provisioned(watched, clock.nanos());
    }

    /** Counts what was consumed at a time that is never before an earlier one's minute. */
    void consumed(double units, long nanos) {
      long minute = nanos / MINUTE;
      if (minute != runningMinute) {
        flush();
        runningMinute = minute;
        runningOrder = samples++;
      }
      running += units;
    }

    private void flush() {
      if (running > 0) {
        double before = minute(runningMinute).units();
        consumed.put(runningMinute, new Consumed(before + running, runningOrder));
        running = 0;
      }
    }

    private Consumed minute(long minute) {
      return consumed.getOrDefault(minute, new Consumed(0, -1));
    }

    /** When it looks at a minute's end, among the others; first when the minute was idle. */
    private long order(long minute) {
      flush();
      return minute(minute - 1).order();
    }

    /** Units a second, averaged over time. */
    double mean(double upToSeconds) {
      double rest = upToSeconds - since / 1e9;
      return (area + Math.max(0, rest) * scaled.provisioned(type)) / upToSeconds;
    }

    private void look(long minute, List<Runnable> calls) {
      tally.provisioned(scaled.provisioned(type), clock.nanos());
      if (minute < watchedFrom) {
        return;
      }
      consumed.headMap(minute - AlarmVerdict.range(TargetTracking.MINUTES_LOW)).clear();
      if (rings(high, minute)) {
        call(true, minute, calls);
      }
      if (rule.scalesIn() && rings(low, minute)) {
        call(false, minute, calls);
      }
    }

    /** Missing minutes are ignored: documented, as they always are for DynamoDB's metrics. */
    private boolean rings(Alarm alarm, long minute) {
      NavigableMap<Integer, Boolean> breaching = new TreeMap<>();
      int range = AlarmVerdict.range(alarm.periods);
      consumed
          .subMap(minute - range, minute)
          .forEach(
              (at, sum) ->
                  breaching.put(
                      (int) (minute - at),
                      alarm == high
                          ? sum.units() > rule.high(watched)
                          : sum.units() < rule.low(watched)));
      if (breaching.isEmpty()) {
        return false;
      }
      AlarmVerdict.of(breaching, alarm.periods, alarm.periods, AlarmVerdict.Missing.IGNORE)
          .state()
          .ifPresent(state -> alarm.on = state == StateValue.ALARM);
      return alarm.on;
    }

    private void call(boolean out, long minute, List<Runnable> calls) {
      double latest = consumed.headMap(minute, false).lastEntry().getValue().units();
      calls.add(
          () -> {
            if (!rule.rests(out, lastOut, lastIn, clock.nanos())) {
              update(out, rule.wanted(latest), 1, clock.nanos());
            }
          });
    }

    /** Asks for an update; refused ones are tried again as live. */
    private void update(boolean out, int wanted, int attempt, long begun) {
      long current = scaled.provisioned(type);
      int units = rule.bounded((int) (out ? Math.max(current, wanted) : Math.min(current, wanted)));
      if (units == current) {
        return;
      }
      boolean lower = units < current;
      if (updating || (lower && !quota.allows(clock.instant()))) {
        again(out, wanted, attempt, begun);
        return;
      }
      if (lower) {
        quota.used(clock.instant());
        lastIn = clock.nanos();
      } else {
        lastOut = clock.nanos();
      }
      watched = units;
      watchedFrom = clock.nanos() / MINUTE + 1;
      updating = true;
      clock.schedule(updateNanos, "update table", () -> land(units));
    }

    private void again(boolean out, int wanted, int attempt, long begun) {
      List<Duration> waits = TargetTracking.RETRIES.waits();
      long wait = waits.get(Math.min(attempt, waits.size()) - 1).toNanos();
      boolean young = clock.nanos() + wait - begun <= TargetTracking.RETRIES.maxAge().toNanos();
      if (attempt < TargetTracking.RETRIES.maxAttempts() && young) {
        clock.schedule(wait, "update again", () -> update(out, wanted, attempt + 1, begun));
      }
    }

    private void land(int units) {
      updating = false;
      long now = clock.nanos();
      area += scaled.provisioned(type) * ((now - since) / 1e9);
      since = now;
      scaled.provision(type, units, now);
      tally.provisioned(units, now);
    }
  }
}

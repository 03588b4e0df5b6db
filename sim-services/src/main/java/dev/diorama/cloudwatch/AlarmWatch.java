package dev.diorama.cloudwatch;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.json.Json;
import dev.diorama.core.metric.RegionalMetrics;
import dev.diorama.core.metric.Series;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.Principal;
import dev.diorama.core.time.SimClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.model.HistoryItemType;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricStat;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricAlarmRequest;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;

/**
 * Evaluates alarms: when samples come, and as long as the window has some. The package's manual
 * says when.
 */
final class AlarmWatch {
  /** Documented: alarms on this namespace ignore missing data, whatever they are told. */
  private static final String IGNORES_MISSING = "AWS/DynamoDB";

  private final Cloud cloud;
  private final CloudWatchConfig config;
  private final MetricData data;
  private final AlarmActions actions;
  private final IdentityHashMap<Alarm, Watching> watched = new IdentityHashMap<>();

  /** What an alarm watches, and how it is told of it. */
  private record Watching(List<MetricRef> metrics, ObjLongConsumer<Series> watcher) {}

  /** The points of an alarm's window, by their starts, latest first. */
  private record Window(NavigableMap<Long, Double> points, Map<Long, Double> counts) {}

  AlarmWatch(Cloud cloud, CloudWatchConfig config, MetricData data, AlarmActions actions) {
    this.cloud = cloud;
    this.config = config;
    this.data = data;
    this.actions = actions;
  }

  /** Begins to watch what an alarm is about; it is looked at once in any case. */
  void begin(Call call, Alarm alarm) {
    end(alarm);
    List<MetricRef> metrics = new ArrayList<>();
    if (alarm.wanted.metrics().isEmpty()) {
      metrics.add(metric(alarm.wanted));
    } else {
      metrics.addAll(new MetricQueries(call, alarm.wanted.metrics(), "Metrics").metrics());
    }
    ObjLongConsumer<Series> watcher =
        (series, second) -> {
          for (MetricRef each : metrics) {
            if (MetricData.covers(each, series.key())) {
              cloud.turn().hold(() -> sampled(alarm, second));
              return;
            }
          }
        };
    RegionalMetrics here = data.in(alarm.account, alarm.region);
    for (MetricRef each : metrics) {
      here.unwatch(each.namespace(), each.name(), watcher);
      here.watch(each.namespace(), each.name(), watcher);
    }
    watched.put(alarm, new Watching(metrics, watcher));
    soon(alarm);
  }

  private static MetricRef metric(PutMetricAlarmRequest wanted) {
    return MetricRef.of(wanted.namespace(), wanted.metricName(), wanted.dimensions());
  }

  /** Watches no more. */
  void end(Alarm alarm) {
    Watching watching = watched.remove(alarm);
    if (watching != null) {
      RegionalMetrics here = data.in(alarm.account, alarm.region);
      watching
          .metrics()
          .forEach(each -> here.unwatch(each.namespace(), each.name(), watching.watcher()));
    }
    alarm.due.values().forEach(each -> each.event().cancel());
    alarm.due.clear();
  }

  /** Has an alarm looked at again after the present period. */
  void soon(Alarm alarm) {
    long now = cloud.clock().instant().getEpochSecond();
    schedule(alarm, periodEnd(now, period(alarm.wanted)), false);
  }

  private static int period(PutMetricAlarmRequest wanted) {
    if (wanted.metrics().isEmpty()) {
      return wanted.period();
    }
    return wanted.metrics().stream()
        .map(MetricDataQuery::metricStat)
        .filter(stat -> stat != null)
        .mapToInt(MetricStat::period)
        .max()
        .orElse(60);
  }

  private static long periodEnd(long second, int period) {
    return Math.floorDiv(second, (long) period) * period + period;
  }

  private boolean sampled(Alarm alarm, long second) {
    int period = period(alarm.wanted);
    long now = cloud.clock().instant().getEpochSecond();
    long end = periodEnd(second, period);
    // A sample that comes late counts in the windows that are still open, from the latest on.
    long open = periodEnd(now - config.evaluationDelay().toSeconds(), period) - period;
    if (end + (long) AlarmVerdict.range(alarm.wanted.evaluationPeriods()) * period > open) {
      schedule(alarm, Math.max(end, open), true);
    }
    return true;
  }

  private void schedule(Alarm alarm, long end, boolean awaited) {
    Alarm.Due known = alarm.due.get(end);
    if (known != null && (known.awaited() || !awaited)) {
      return;
    }
    if (known != null) {
      known.event().cancel();
    }
    SimClock clock = cloud.clock();
    long at = clock.nanosAt(Instant.ofEpochSecond(end)) + config.evaluationDelay().toNanos();
    long wait = Math.max(0, at - clock.nanos());
    String label = "cloudwatch: alarm " + alarm.name + " is evaluated";
    Runnable task = () -> evaluate(alarm, end);
    alarm.due.put(
        end,
        new Alarm.Due(
            awaited
                ? clock.schedule(wait, label, task)
                : clock.scheduleBackground(wait, label, task),
            awaited));
  }

  private void evaluate(Alarm alarm, long end) {
    alarm.due.remove(end);
    if (alarm.deleted) {
      return;
    }
    PutMetricAlarmRequest wanted = alarm.wanted;
    int period = period(wanted);
    int periods = wanted.evaluationPeriods();
    int range = AlarmVerdict.range(periods);
    Window window = window(alarm, end - (long) range * period, end, period);
    NavigableMap<Integer, Boolean> breaching = new TreeMap<>();
    window
        .points()
        .forEach(
            (at, value) ->
                breaching.put((int) ((end - at) / period), AlarmRules.breaches(wanted, value)));
    AlarmVerdict.Missing missing =
        IGNORES_MISSING.equals(wanted.namespace())
            ? AlarmVerdict.Missing.IGNORE
            : AlarmVerdict.Missing.of(wanted.treatMissingData()).orElseThrow();
    AlarmVerdict verdict = AlarmVerdict.of(breaching, periods, alarm.needed(), missing);
    NavigableMap<Long, Double> decisive = first(window.points(), periods);
    double latest = decisive.isEmpty() ? Double.NaN : decisive.firstEntry().getValue();
    StateValue to = verdict.state().orElse(alarm.state);
    boolean tooFew = tooFewForPercentile(wanted, window);
    if (to != alarm.state && !tooFew) {
      String reason = AlarmTexts.reason(alarm, verdict, to, decisive);
      String details =
          AlarmTexts.reasonData(alarm, cloud.clock().instant(), decisive, period).write();
      change(alarm, to, reason, details, latest);
    } else if (to == StateValue.ALARM && alarm.actionsEnabled && !decisive.isEmpty()) {
      actions.again(alarm, latest);
    }
    if (!window.points().isEmpty()) {
      schedule(alarm, end + period, false);
    }
  }

  private static NavigableMap<Long, Double> first(NavigableMap<Long, Double> from, int most) {
    NavigableMap<Long, Double> some = new TreeMap<>(Comparator.reverseOrder());
    for (Map.Entry<Long, Double> each : from.entrySet()) {
      if (some.size() < most) {
        some.put(each.getKey(), each.getValue());
      }
    }
    return some;
  }

  /**
   * With {@code ignore}, a percentile keeps its state until there are enough samples to be
   * significant: 10/(1-p) above the median, 10/p below. Documented:
   * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/percentiles-with-low-samples.html
   */
  private static boolean tooFewForPercentile(PutMetricAlarmRequest wanted, Window window) {
    String statistic = wanted.extendedStatistic();
    if (!"ignore".equals(wanted.evaluateLowSampleCountPercentile())
        || statistic == null
        || !statistic.matches("p[0-9.]+")
        || window.counts().isEmpty()) {
      return false;
    }
    double percent = Double.parseDouble(statistic.substring(1));
    double least = 1000 / (percent >= 50 ? 100 - percent : percent);
    double latest = 0;
    for (double count : window.counts().values()) {
      latest = count;
    }
    return latest < least;
  }

  private Window window(Alarm alarm, long from, long to, int period) {
    PutMetricAlarmRequest wanted = alarm.wanted;
    RegionalMetrics here = data.in(alarm.account, alarm.region);
    NavigableMap<Long, Double> points = new TreeMap<>(Comparator.reverseOrder());
    Map<Long, Double> counts = new TreeMap<>();
    if (!wanted.metrics().isEmpty()) {
      MetricDataQuery returned =
          wanted.metrics().stream()
              .filter(query -> !Boolean.FALSE.equals(query.returnData()))
              .findFirst()
              .orElseThrow();
      cloud
          .router()
          .internal(
              "cloudwatch",
              "EvaluateAlarm",
              Principal.service("cloudwatch.amazonaws.com", alarm.account, alarm.arn()),
              alarm.region,
              call -> {
                call.on(alarm.arn());
                new MetricQueries(call, wanted.metrics(), "Metrics")
                    .work(data, here, Instant.ofEpochSecond(from), Instant.ofEpochSecond(to))
                    .lines(returned.id())
                    .forEach(points::putAll);
                return true;
              });
      return new Window(points, counts);
    }
    StatisticOf statistic =
        StatisticOf.parse(
                wanted.statistic() == null
                    ? wanted.extendedStatistic()
                    : wanted.statisticAsString())
            .orElseThrow();
    data.points(data.series(here, metric(wanted)), wanted.unitAsString(), from, to, period)
        .forEach(
            (at, samples) -> {
              statistic.of(samples).ifPresent(value -> points.put(at, value));
              counts.put(at, samples.count());
            });
    return new Window(points, counts);
  }

  /** Puts an alarm into another state, or the same for another reason. */
  void change(
      Alarm alarm, StateValue to, String reason, @Nullable String reasonData, double value) {
    Instant now = cloud.clock().instant();
    AlarmTexts.StateShown before = AlarmTexts.state(alarm);
    boolean other = alarm.state != to;
    alarm.state = to;
    alarm.reason = reason;
    alarm.reasonData = reasonData;
    alarm.updated = now;
    if (!other) {
      return;
    }
    alarm.transitioned = now;
    cloud
        .router()
        .internal(
            "cloudwatch",
            "AlarmStateChange",
            Principal.service("cloudwatch.amazonaws.com", alarm.account, alarm.arn()),
            alarm.region,
            call -> {
              call.on(alarm.arn());
              call.note("from", before.value()).note("to", to.toString()).note("why", reason);
              return true;
            });
    alarm.remember(
        HistoryItemType.STATE_UPDATE,
        now,
        "Alarm updated from " + before.value() + " to " + to,
        Json.object()
            .put("version", "1.0")
            .put("oldState", before.inHistory())
            .put("newState", AlarmTexts.state(alarm).inHistory())
            .build());
    if (alarm.actionsEnabled) {
      actions.run(alarm, before, value);
    }
  }
}

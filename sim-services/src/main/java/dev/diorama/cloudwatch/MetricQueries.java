package dev.diorama.cloudwatch;

import dev.diorama.core.metric.RegionalMetrics;
import dev.diorama.core.router.Call;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.model.Metric;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricStat;

/**
 * The queries of a GetMetricData request, or of an alarm on an expression: checked at once, worked
 * out over a time.
 */
final class MetricQueries {
  private static final Pattern ID = Pattern.compile("[a-z][a-zA-Z0-9_]*");
  private static final int MOST = 500;

  /** A query that names a metric. */
  private record Asked(
      MetricRef metric, StatisticOf statistic, int period, @Nullable String unit) {}

  private final List<MetricDataQuery> queries;
  private final Map<String, Asked> metrics = new LinkedHashMap<>();
  private final Map<String, MathExpression> expressions = new LinkedHashMap<>();

  MetricQueries(Call call, List<MetricDataQuery> queries, String member) {
    if (queries.isEmpty() || queries.size() > MOST) {
      throw CloudWatchError.VALIDATION.with(
          "The collection " + member + " must have a size from 1 to " + MOST + ".");
    }
    this.queries = queries;
    for (int i = 0; i < queries.size(); i++) {
      add(call, queries.get(i), member + ".member." + (i + 1) + ".");
    }
    for (Map.Entry<String, MathExpression> each : expressions.entrySet()) {
      checkReferences(each.getKey(), each.getValue(), new ArrayList<>());
    }
  }

  private void add(Call call, MetricDataQuery query, String at) {
    String id = query.id() == null ? "" : query.id();
    if (!ID.matcher(id).matches()) {
      throw CloudWatchError.VALIDATION.with(
          "The value '"
              + id
              + "' for parameter "
              + at
              + "Id is"
              + " not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.");
    }
    if (metrics.containsKey(id) || expressions.containsKey(id)) {
      throw CloudWatchError.VALIDATION.with(
          "The values for parameter id in "
              + at.substring(0, at.indexOf('.'))
              + " are not unique.");
    }
    if ((query.metricStat() == null) == (query.expression() == null)) {
      throw CloudWatchError.VALIDATION.with(
          "The parameters "
              + at
              + "Expression and "
              + at
              + "MetricStat are mutually exclusive and"
              + " you have to specify one.");
    }
    if (query.accountId() != null && !query.accountId().equals(call.account())) {
      throw CloudWatchError.VALIDATION.with(
          "Diorama does not simulate metrics of other accounts: " + query.accountId());
    }
    MetricStat stat = query.metricStat();
    if (stat == null) {
      expressions.put(id, MathExpression.parse(query.expression()));
      return;
    }
    Metric metric = stat.metric();
    if (metric.namespace() == null || metric.metricName() == null) {
      throw CloudWatchError.VALIDATION.with(
          "The parameter " + at + "MetricStat.Metric must name a namespace and a metric.");
    }
    Periods.check(stat.period(), at + "MetricStat.Period");
    metrics.put(
        id,
        new Asked(
            MetricRef.of(metric.namespace(), metric.metricName(), metric.dimensions()),
            StatisticOf.parse(stat.stat())
                .orElseThrow(
                    () ->
                        CloudWatchError.VALIDATION.with(
                            "The value "
                                + stat.stat()
                                + " for parameter "
                                + at
                                + "MetricStat.Stat is not supported.")),
            stat.period(),
            stat.unitAsString()));
  }

  private void checkReferences(String id, MathExpression expression, List<String> way) {
    if (way.contains(id)) {
      throw CloudWatchError.VALIDATION.with("The expression " + id + " refers to itself.");
    }
    way.add(id);
    for (String other : expression.ids()) {
      MathExpression next = expressions.get(other);
      if (next != null) {
        checkReferences(other, next, way);
      } else if (!metrics.containsKey(other)) {
        throw CloudWatchError.VALIDATION.with(
            "Error in expression '" + id + "': Undefined variable '" + other + "'");
      }
    }
    way.remove(id);
  }

  List<MetricDataQuery> queries() {
    return queries;
  }

  /** The metrics named. */
  List<MetricRef> metrics() {
    return metrics.values().stream().map(Asked::metric).toList();
  }

  /** The longest period asked for; a minute where there is none. */
  int period() {
    return metrics.values().stream().mapToInt(Asked::period).max().orElse(60);
  }

  /** What is called for a query that gives no label: the metric's name, or the expression's id. */
  String label(MetricDataQuery query) {
    if (query.label() != null && !query.label().isEmpty()) {
      return query.label();
    }
    Asked asked = metrics.get(query.id());
    return asked == null ? query.id() : asked.metric().name();
  }

  /** All queries over a time. */
  Worked work(MetricData data, RegionalMetrics here, Instant from, Instant to) {
    return new Worked(data, here, from, to);
  }

  /** The queries over one time, each worked out when it is first asked for. */
  final class Worked implements MathExpression.Scope {
    private final MetricData data;
    private final RegionalMetrics here;
    private final Instant from;
    private final Instant to;
    private final Map<String, MathExpression.Value> known = new LinkedHashMap<>();

    private Worked(MetricData data, RegionalMetrics here, Instant from, Instant to) {
      this.data = data;
      this.here = here;
      this.from = from;
      this.to = to;
    }

    @Override
    public Optional<MathExpression.Value> query(String id) {
      MathExpression.Value value = known.get(id);
      if (value == null) {
        Asked asked = metrics.get(id);
        MathExpression expression = expressions.get(id);
        if (asked != null) {
          value = new MathExpression.Line(points(asked));
        } else if (expression != null) {
          value = expression.in(this);
        } else {
          return Optional.empty();
        }
        known.put(id, value);
      }
      return Optional.of(value);
    }

    private NavigableMap<Long, Double> points(Asked asked) {
      long start = data.rounded(from, asked.period());
      NavigableMap<Long, Double> points = new TreeMap<>();
      if (!data.keptSoFine(start, asked.period())) {
        return points;
      }
      data.points(
              data.series(here, asked.metric()),
              asked.unit(),
              start,
              MetricData.end(to, asked.period()),
              asked.period())
          .forEach(
              (time, samples) ->
                  asked.statistic().of(samples).ifPresent(value -> points.put(time, value)));
      return points;
    }

    @Override
    public List<MathExpression.Line> metrics(String containing) {
      List<MathExpression.Line> lines = new ArrayList<>();
      for (String id : metrics.keySet()) {
        if (id.contains(containing)
            && query(id).orElseThrow() instanceof MathExpression.Line line) {
          lines.add(line);
        }
      }
      return lines;
    }

    @Override
    public double period(String id) {
      Asked asked = metrics.get(id);
      return asked == null ? MetricQueries.this.period() : asked.period();
    }

    @Override
    public List<Long> times() {
      int period = MetricQueries.this.period();
      List<Long> times = new ArrayList<>();
      long end = MetricData.end(to, period);
      for (long at = data.rounded(from, period); at < end; at += period) {
        times.add(at);
      }
      return times;
    }

    /** The series that a query comes to; a number is the same at all times. */
    List<NavigableMap<Long, Double>> lines(String id) {
      MathExpression.Value value = query(id).orElseThrow();
      if (value instanceof MathExpression.Line line) {
        return List.of(line.points());
      }
      if (value instanceof MathExpression.Lines several) {
        return several.lines().stream().map(MathExpression.Line::points).toList();
      }
      NavigableMap<Long, Double> constant = new TreeMap<>();
      times().forEach(time -> constant.put(time, ((MathExpression.Scalar) value).number()));
      return List.of(constant);
    }
  }
}

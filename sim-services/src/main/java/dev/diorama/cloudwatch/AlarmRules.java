package dev.diorama.cloudwatch;

import dev.diorama.core.router.Call;
import dev.diorama.core.wire.AwsException;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.cloudwatch.model.ComparisonOperator;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricAlarmRequest;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;

/**
 * What PutMetricAlarm accepts. Rules documented:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html; the
 * sentence about a day and that about ARNs observed, the others assumed.
 */
final class AlarmRules {
  private static final int DAY = 86_400;
  private static final int MOST_ACTIONS = 5;
  private static final Pattern ARN = Pattern.compile("arn:[^:]*:[^:]+:[^:]*:[^:]*:.+");
  private static final Set<ComparisonOperator> BANDS =
      Collections.unmodifiableSet(
          new LinkedHashSet<>(
              List.of(
                  ComparisonOperator.LESS_THAN_LOWER_OR_GREATER_THAN_UPPER_THRESHOLD,
                  ComparisonOperator.LESS_THAN_LOWER_THRESHOLD,
                  ComparisonOperator.GREATER_THAN_UPPER_THRESHOLD)));

  private AlarmRules() {}

  /** Whether a value is beyond an alarm's threshold. */
  static boolean breaches(PutMetricAlarmRequest alarm, double value) {
    double threshold = alarm.threshold();
    return switch (alarm.comparisonOperator()) {
      case GREATER_THAN_THRESHOLD -> value > threshold;
      case GREATER_THAN_OR_EQUAL_TO_THRESHOLD -> value >= threshold;
      case LESS_THAN_THRESHOLD -> value < threshold;
      default -> value <= threshold;
    };
  }

  private static AwsException invalid(String message) {
    return CloudWatchError.VALIDATION.with(message);
  }

  static void check(Call call, PutMetricAlarmRequest asked) {
    String name = asked.alarmName();
    if (name.isEmpty() || name.length() > 255) {
      throw CloudWatchError.constraint(
          name, "alarmName", "Member must have length less than or equal to 255");
    }
    if (asked.comparisonOperator() == null) {
      throw invalid("The parameter ComparisonOperator is required.");
    }
    if (asked.comparisonOperator() == ComparisonOperator.UNKNOWN_TO_SDK_VERSION) {
      throw CloudWatchError.constraint(
          asked.comparisonOperatorAsString(),
          "comparisonOperator",
          "Member must satisfy enum value set: [GreaterThanOrEqualToThreshold,"
              + " GreaterThanThreshold, GreaterThanUpperThreshold,"
              + " LessThanLowerOrGreaterThanUpperThreshold, LessThanLowerThreshold,"
              + " LessThanOrEqualToThreshold, LessThanThreshold]");
    }
    if (BANDS.contains(asked.comparisonOperator()) || asked.thresholdMetricId() != null) {
      throw invalid("Diorama does not simulate alarms on anomaly detection.");
    }
    if (asked.threshold() == null) {
      throw invalid("The parameter Threshold is required.");
    }
    if (asked.evaluationPeriods() == null || asked.evaluationPeriods() < 1) {
      throw invalid("The parameter EvaluationPeriods must be greater than or equal to 1.");
    }
    Integer needed = asked.datapointsToAlarm();
    if (needed != null && (needed < 1 || needed > asked.evaluationPeriods())) {
      throw invalid("The parameter DatapointsToAlarm must be from 1 to EvaluationPeriods.");
    }
    if (AlarmVerdict.Missing.of(asked.treatMissingData()).isEmpty()) {
      throw invalid(
          "The value " + asked.treatMissingData() + " is not supported for TreatMissingData");
    }
    String low = asked.evaluateLowSampleCountPercentile();
    if (low != null && !low.equals("evaluate") && !low.equals("ignore")) {
      throw invalid(
          "Option "
              + low
              + " is not supported. Supported options for parameter"
              + " EvaluateLowSampleCountPercentile are evaluate and ignore.");
    }
    checkMetric(call, asked);
    checkActions(asked.okActions());
    checkActions(asked.alarmActions());
    checkActions(asked.insufficientDataActions());
  }

  private static void checkMetric(Call call, PutMetricAlarmRequest asked) {
    int period;
    if (asked.metrics().isEmpty()) {
      if (asked.metricName() == null || asked.namespace() == null) {
        throw invalid(
            "Exactly one element of the metrics list should return data, or MetricName and"
                + " Namespace must be specified.");
      }
      if ((asked.statistic() == null) == (asked.extendedStatistic() == null)) {
        throw invalid("Exactly one of Statistic and ExtendedStatistic must be specified.");
      }
      if (asked.statistic() == Statistic.UNKNOWN_TO_SDK_VERSION) {
        throw CloudWatchError.constraint(
            asked.statisticAsString(),
            "statistic",
            "Member must satisfy enum value set: [Sum, Average, Maximum, Minimum, SampleCount]");
      }
      if (asked.extendedStatistic() != null
          && StatisticOf.parse(asked.extendedStatistic())
              .filter(StatisticOf::needsValues)
              .isEmpty()) {
        throw invalid(
            "The value "
                + asked.extendedStatistic()
                + " for parameter ExtendedStatistic is not"
                + " supported.");
      }
      if (asked.unit() == StandardUnit.UNKNOWN_TO_SDK_VERSION) {
        throw invalid(
            "The value " + asked.unitAsString() + " for parameter Unit is not supported.");
      }
      MetricRef unused = MetricRef.of(asked.namespace(), asked.metricName(), asked.dimensions());
      period = Periods.check(asked.period(), "Period");
      if (period < 10) {
        throw CloudWatchError.INVALID_VALUE.with(
            "The parameter Period must be 10, 20, 30, or a multiple of 60.");
      }
    } else {
      if (asked.metricName() != null || asked.statistic() != null || asked.period() != null) {
        throw CloudWatchError.INVALID_COMBINATION.with(
            "The parameters Metrics and MetricName are mutually exclusive and you have specified"
                + " both.");
      }
      MetricQueries queries = new MetricQueries(call, asked.metrics(), "Metrics");
      long returning =
          asked.metrics().stream().filter(q -> !Boolean.FALSE.equals(q.returnData())).count();
      if (returning != 1) {
        throw invalid("Exactly one element of the metrics list should return data.");
      }
      period = queries.period();
    }
    long span = (long) period * asked.evaluationPeriods();
    if (span > (period >= 3600 ? 7L * DAY : DAY)) {
      throw invalid(
          "Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <="
              + " 86400).");
    }
  }

  private static void checkActions(List<String> actions) {
    if (actions.size() > MOST_ACTIONS) {
      throw invalid("The collection of actions must not have a size greater than 5.");
    }
    for (String action : actions) {
      if (!ARN.matcher(action).matches()) {
        throw invalid("Invalid arn syntax: " + action);
      }
      String service = action.split(":", 4)[2];
      if (!Set.of("sns", "lambda", "autoscaling").contains(service)) {
        throw invalid(
            "Diorama runs the actions of SNS, Lambda and auto scaling only, not " + action);
      }
    }
  }
}

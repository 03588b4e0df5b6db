package dev.diorama.cloudwatch;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.json.Json;
import dev.diorama.core.json.JsonException;
import dev.diorama.core.router.Call;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.model.AlarmHistoryItem;
import software.amazon.awssdk.services.cloudwatch.model.AlarmType;
import software.amazon.awssdk.services.cloudwatch.model.DeleteAlarmsRequest;
import software.amazon.awssdk.services.cloudwatch.model.DeleteAlarmsResponse;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmHistoryRequest;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmHistoryResponse;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsForMetricRequest;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsForMetricResponse;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsRequest;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsResponse;
import software.amazon.awssdk.services.cloudwatch.model.DisableAlarmActionsRequest;
import software.amazon.awssdk.services.cloudwatch.model.DisableAlarmActionsResponse;
import software.amazon.awssdk.services.cloudwatch.model.EnableAlarmActionsRequest;
import software.amazon.awssdk.services.cloudwatch.model.EnableAlarmActionsResponse;
import software.amazon.awssdk.services.cloudwatch.model.HistoryItemType;
import software.amazon.awssdk.services.cloudwatch.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.cloudwatch.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricAlarmRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricAlarmResponse;
import software.amazon.awssdk.services.cloudwatch.model.ScanBy;
import software.amazon.awssdk.services.cloudwatch.model.SetAlarmStateRequest;
import software.amazon.awssdk.services.cloudwatch.model.SetAlarmStateResponse;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;
import software.amazon.awssdk.services.cloudwatch.model.Tag;
import software.amazon.awssdk.services.cloudwatch.model.TagResourceRequest;
import software.amazon.awssdk.services.cloudwatch.model.TagResourceResponse;
import software.amazon.awssdk.services.cloudwatch.model.UntagResourceRequest;
import software.amazon.awssdk.services.cloudwatch.model.UntagResourceResponse;

/** Alarms: put, described, deleted, set by hand, and their tags. */
final class AlarmService {
  private static final int MOST_RECORDS = 100;
  private static final int USUAL_RECORDS = 50;
  private static final int MOST_TAGS = 50;

  private final Cloud cloud;
  private final AlarmStore store;
  private final AlarmWatch watch;

  AlarmService(Cloud cloud, AlarmStore store, AlarmWatch watch) {
    this.cloud = cloud;
    this.store = store;
    this.watch = watch;
  }

  PutMetricAlarmResponse put(Call call, PutMetricAlarmRequest request) {
    AlarmRules.check(call, request);
    Instant now = cloud.clock().instant();
    Optional<Alarm> known = store.find(call, request.alarmName());
    Alarm alarm = known.orElseGet(() -> new Alarm(call, request, now));
    if (known.isEmpty()) {
      // Documented: tags are taken when an alarm is made, and ignored when it is changed.
      addTags(alarm, request.tags());
      store.add(call, alarm);
    }
    alarm.wanted = request;
    alarm.configured = now;
    alarm.actionsEnabled = !Boolean.FALSE.equals(request.actionsEnabled());
    String type = known.isEmpty() ? "Create" : "Update";
    alarm.remember(
        HistoryItemType.CONFIGURATION_UPDATE,
        now,
        "Alarm \"" + alarm.name + "\" " + (known.isEmpty() ? "created" : "updated"),
        Json.object().put("version", "1.0").put("type", type).build());
    watch.begin(call, alarm);
    return PutMetricAlarmResponse.builder().build();
  }

  DeleteAlarmsResponse delete(Call call, DeleteAlarmsRequest request) {
    checkNames(request.alarmNames());
    // Documented: with one name that is wrong, none is deleted.
    List<Alarm> alarms = new ArrayList<>();
    request.alarmNames().forEach(name -> alarms.add(store.get(call, name)));
    for (Alarm alarm : alarms) {
      watch.end(alarm);
      alarm.deleted = true;
      alarm.remember(
          HistoryItemType.CONFIGURATION_UPDATE,
          cloud.clock().instant(),
          "Alarm \"" + alarm.name + "\" deleted",
          Json.object().put("version", "1.0").put("type", "Delete").build());
      store.remove(call, alarm);
    }
    return DeleteAlarmsResponse.builder().build();
  }

  private static void checkNames(List<String> names) {
    if (names.isEmpty() || names.size() > MOST_RECORDS) {
      throw CloudWatchError.VALIDATION.with(
          "The collection AlarmNames must have a size from 1 to " + MOST_RECORDS + ".");
    }
  }

  DescribeAlarmsResponse describe(Call call, DescribeAlarmsRequest request) {
    if (!request.alarmNames().isEmpty() && request.alarmNamePrefix() != null) {
      throw CloudWatchError.INVALID_COMBINATION.with(
          "AlarmNames and AlarmNamePrefix are mutually exclusive");
    }
    if (request.childrenOfAlarmName() != null || request.parentsOfAlarmName() != null) {
      throw CloudWatchError.VALIDATION.with("Diorama does not simulate composite alarms.");
    }
    if (request.stateValueAsString() != null) {
      checkState(request.stateValue(), request.stateValueAsString());
    }
    List<MetricAlarm> found = new ArrayList<>();
    boolean metricAlarms =
        request.alarmTypes().isEmpty() || request.alarmTypes().contains(AlarmType.METRIC_ALARM);
    for (Alarm alarm : metricAlarms ? store.list(call) : List.<Alarm>of()) {
      boolean named = request.alarmNames().isEmpty() || request.alarmNames().contains(alarm.name);
      boolean begins =
          request.alarmNamePrefix() == null || alarm.name.startsWith(request.alarmNamePrefix());
      boolean state = request.stateValue() == null || request.stateValue() == alarm.state;
      if (named && begins && state && acts(alarm, request.actionPrefix())) {
        found.add(alarm.shown());
      }
    }
    Page<MetricAlarm> page = Page.of(found, size(request.maxRecords()), request.nextToken());
    return DescribeAlarmsResponse.builder()
        .metricAlarms(page.items())
        .compositeAlarms(List.of())
        .nextToken(page.next())
        .build();
  }

  private static boolean acts(Alarm alarm, @Nullable String prefix) {
    return prefix == null
        || Stream.of(
                alarm.wanted.okActions(),
                alarm.wanted.alarmActions(),
                alarm.wanted.insufficientDataActions())
            .flatMap(List::stream)
            .anyMatch(each -> each.startsWith(prefix));
  }

  private static int size(@Nullable Integer asked) {
    if (asked == null) {
      return USUAL_RECORDS;
    }
    if (asked < 1 || asked > MOST_RECORDS) {
      throw CloudWatchError.constraint(
          asked.toString(),
          "maxRecords",
          asked < 1
              ? "Member must have value greater than or equal to 1"
              : "Member must have value less than or equal to 100");
    }
    return asked;
  }

  private static void checkState(@Nullable StateValue state, @Nullable String given) {
    if (state == null || state == StateValue.UNKNOWN_TO_SDK_VERSION) {
      throw CloudWatchError.constraint(
          String.valueOf(given),
          "stateValue",
          "Member must satisfy enum value set: [INSUFFICIENT_DATA, ALARM, OK]");
    }
  }

  DescribeAlarmsForMetricResponse describeForMetric(
      Call call, DescribeAlarmsForMetricRequest request) {
    MetricRef metric =
        MetricRef.of(request.namespace(), request.metricName(), request.dimensions());
    List<MetricAlarm> found = new ArrayList<>();
    for (Alarm alarm : store.list(call)) {
      PutMetricAlarmRequest wanted = alarm.wanted;
      boolean same =
          wanted.metrics().isEmpty()
              && MetricRef.of(wanted.namespace(), wanted.metricName(), wanted.dimensions())
                  .equals(metric);
      boolean narrowed =
          (request.statistic() == null || request.statistic() == wanted.statistic())
              && (request.extendedStatistic() == null
                  || request.extendedStatistic().equals(wanted.extendedStatistic()))
              && (request.period() == null || request.period().equals(wanted.period()))
              && (request.unit() == null || request.unit() == wanted.unit());
      if (same && narrowed) {
        found.add(alarm.shown());
      }
    }
    return DescribeAlarmsForMetricResponse.builder().metricAlarms(found).build();
  }

  DescribeAlarmHistoryResponse history(Call call, DescribeAlarmHistoryRequest request) {
    if (request.historyItemTypeAsString() != null
        && request.historyItemType() == HistoryItemType.UNKNOWN_TO_SDK_VERSION) {
      throw CloudWatchError.constraint(
          request.historyItemTypeAsString(),
          "historyItemType",
          "Member must satisfy enum value set: [Action, StateUpdate, ConfigurationUpdate]");
    }
    List<AlarmHistoryItem> items = new ArrayList<>();
    for (Alarm alarm : store.remembered(call)) {
      if (request.alarmName() == null || request.alarmName().equals(alarm.name)) {
        alarm.history.stream().filter(each -> asked(each, request)).forEach(items::add);
      }
    }
    Comparator<AlarmHistoryItem> order = Comparator.comparing(AlarmHistoryItem::timestamp);
    if (request.scanBy() == ScanBy.TIMESTAMP_ASCENDING) {
      items.sort(order);
    } else {
      // Of equal times the later comes first, too.
      Collections.reverse(items);
      items.sort(order.reversed());
    }
    Page<AlarmHistoryItem> page = Page.of(items, size(request.maxRecords()), request.nextToken());
    return DescribeAlarmHistoryResponse.builder()
        .alarmHistoryItems(page.items())
        .nextToken(page.next())
        .build();
  }

  private static boolean asked(AlarmHistoryItem item, DescribeAlarmHistoryRequest request) {
    return (request.historyItemType() == null
            || request.historyItemType() == item.historyItemType())
        && (request.startDate() == null || !item.timestamp().isBefore(request.startDate()))
        && (request.endDate() == null || !item.timestamp().isAfter(request.endDate()));
  }

  SetAlarmStateResponse setState(Call call, SetAlarmStateRequest request) {
    checkState(request.stateValue(), request.stateValueAsString());
    Alarm alarm = store.get(call, request.alarmName());
    if (request.stateReasonData() != null) {
      try {
        Json unused = Json.parse(request.stateReasonData());
      } catch (JsonException e) {
        throw CloudWatchError.INVALID_FORMAT.with("TEXTParam must be valid JSON");
      }
    }
    watch.change(
        alarm, request.stateValue(), request.stateReason(), request.stateReasonData(), Double.NaN);
    watch.soon(alarm);
    return SetAlarmStateResponse.builder().build();
  }

  EnableAlarmActionsResponse enable(Call call, EnableAlarmActionsRequest request) {
    enable(call, request.alarmNames(), true);
    return EnableAlarmActionsResponse.builder().build();
  }

  DisableAlarmActionsResponse disable(Call call, DisableAlarmActionsRequest request) {
    enable(call, request.alarmNames(), false);
    return DisableAlarmActionsResponse.builder().build();
  }

  private void enable(Call call, List<String> names, boolean enabled) {
    checkNames(names);
    for (String name : names) {
      // Names of no alarm are passed over; assumed, since the model has no error here.
      store.find(call, name).ifPresent(alarm -> alarm.actionsEnabled = enabled);
    }
  }

  private static void addTags(Alarm alarm, List<Tag> tags) {
    Map<String, String> all = new LinkedHashMap<>(alarm.tags);
    tags.forEach(each -> all.put(each.key(), each.value()));
    if (all.size() > MOST_TAGS) {
      throw CloudWatchError.INVALID_VALUE.with("More than " + MOST_TAGS + " tags");
    }
    alarm.tags.putAll(all);
  }

  private Alarm tagged(Call call, String arn) {
    String prefix = Alarm.arn(call.region(), call.account(), "");
    if (!arn.startsWith("arn:aws:cloudwatch:")) {
      throw CloudWatchError.INVALID_VALUE.with(
          "The value " + arn + " for parameter ResourceARN is invalid.");
    }
    return store
        .find(call, arn.startsWith(prefix) ? arn.substring(prefix.length()) : "")
        .orElseThrow(
            () ->
                CloudWatchError.TAGGED_RESOURCE_NOT_FOUND.with(
                    "Unable to find the resource " + arn));
  }

  TagResourceResponse tag(Call call, TagResourceRequest request) {
    addTags(tagged(call, request.resourceARN()), request.tags());
    return TagResourceResponse.builder().build();
  }

  UntagResourceResponse untag(Call call, UntagResourceRequest request) {
    Alarm alarm = tagged(call, request.resourceARN());
    request.tagKeys().forEach(alarm.tags::remove);
    return UntagResourceResponse.builder().build();
  }

  ListTagsForResourceResponse tags(Call call, ListTagsForResourceRequest request) {
    List<Tag> tags = new ArrayList<>();
    tagged(call, request.resourceARN())
        .tags
        .forEach((key, value) -> tags.add(Tag.builder().key(key).value(value).build()));
    return ListTagsForResourceResponse.builder().tags(tags).build();
  }
}

package dev.diorama.cloudwatch;

import dev.diorama.core.router.Call;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The alarms of each account and Region, by name. */
final class AlarmStore {
  private final Map<String, Map<String, Alarm>> regions = new LinkedHashMap<>();

  /** Histories outlive their alarms; documented with DescribeAlarmHistory. */
  private final Map<String, List<Alarm>> buried = new LinkedHashMap<>();

  private Map<String, Alarm> region(Call call) {
    return regions.computeIfAbsent(call.account() + '/' + call.region(), r -> new TreeMap<>());
  }

  Optional<Alarm> find(Call call, String name) {
    return Optional.ofNullable(region(call).get(name));
  }

  Alarm get(Call call, String name) {
    return find(call, name).orElseThrow(() -> CloudWatchError.RESOURCE_NOT_FOUND.with(""));
  }

  List<Alarm> list(Call call) {
    return List.copyOf(region(call).values());
  }

  void add(Call call, Alarm alarm) {
    region(call).put(alarm.name, alarm);
  }

  void remove(Call call, Alarm alarm) {
    region(call).remove(alarm.name);
    buried.computeIfAbsent(call.account() + '/' + call.region(), r -> new ArrayList<>()).add(alarm);
  }

  /** All whose history there is. */
  List<Alarm> remembered(Call call) {
    List<Alarm> all =
        new ArrayList<>(buried.getOrDefault(call.account() + '/' + call.region(), List.of()));
    all.addAll(list(call));
    return all;
  }
}

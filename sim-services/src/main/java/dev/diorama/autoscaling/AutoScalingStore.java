package dev.diorama.autoscaling;

import dev.diorama.core.router.Call;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.applicationautoscaling.model.ScalingActivity;

/** Targets and activities of each account and Region, oldest first. */
final class AutoScalingStore {
  /** Documented: activities of the previous six weeks. */
  private static final Duration ACTIVITIES_FOR = Duration.ofDays(42);

  private final Map<String, Map<String, Target>> targets = new LinkedHashMap<>();
  private final Map<String, List<ScalingActivity>> activities = new LinkedHashMap<>();

  private static String place(String account, String region) {
    return account + '/' + region;
  }

  private Map<String, Target> in(Call call) {
    return targets.computeIfAbsent(
        place(call.account(), call.region()), p -> new LinkedHashMap<>());
  }

  private static String key(String resource, Capacity capacity) {
    return resource + '|' + capacity.dimension;
  }

  Optional<Target> find(Call call, String resource, Capacity capacity) {
    return Optional.ofNullable(in(call).get(key(resource, capacity)));
  }

  Target get(Call call, String resource, Capacity capacity) {
    return find(call, resource, capacity)
        .orElseThrow(
            () ->
                AutoScalingError.OBJECT_NOT_FOUND.with(
                    "No scalable target registered for service namespace: dynamodb, resource ID: "
                        + resource
                        + ", scalable dimension: "
                        + capacity.dimension));
  }

  /** The target that a request names. */
  Target get(Call call, @Nullable String namespace, @Nullable String dimension, String resource) {
    return get(call, resource, Capacity.of(namespace, dimension, resource));
  }

  void add(Call call, Target target) {
    in(call).put(key(target.resource, target.capacity), target);
  }

  void remove(Call call, Target target) {
    in(call).remove(key(target.resource, target.capacity));
  }

  List<Target> list(Call call) {
    return List.copyOf(in(call).values());
  }

  /** The policy of that ARN, with its target. */
  Optional<Map.Entry<Target, Target.Policy>> policy(String arn) {
    for (Map<String, Target> region : targets.values()) {
      for (Target target : region.values()) {
        for (Target.Policy policy : target.policies.values()) {
          if (policy.arn.equals(arn)) {
            return Optional.of(Map.entry(target, policy));
          }
        }
      }
    }
    return Optional.empty();
  }

  void happened(Target target, ScalingActivity activity, Instant now) {
    List<ScalingActivity> all =
        activities.computeIfAbsent(place(target.account, target.region), p -> new ArrayList<>());
    all.removeIf(each -> each.startTime().isBefore(now.minus(ACTIVITIES_FOR)));
    all.add(0, activity);
  }

  List<ScalingActivity> activities(Call call) {
    return activities.getOrDefault(place(call.account(), call.region()), List.of());
  }
}

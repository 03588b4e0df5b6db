package dev.diorama.whatif.design;

import dev.diorama.autoscaling.TargetTracking;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads the auto scaling of tables and indexes: by targets and policies, or as settings. */
final class ScalingReader {
  private static final String TARGET = "TargetTrackingScalingPolicyConfiguration";

  /**
   * Between which targets are, percent, documented:
   * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/AutoScaling.html
   */
  private static final int LEAST_TARGET = 20;

  private static final int GREATEST_TARGET = 90;

  private final Resources resources;

  ScalingReader(Resources resources) {
    this.resources = resources;
  }

  /**
   * What a template's targets and policies say of a table or an index.
   *
   * @param ids how a target may name it, such as {@code table/Todos}
   * @param dimension such as {@code dynamodb:table:ReadCapacityUnits}
   */
  Optional<TargetTracking> of(List<String> ids, String dimension) {
    for (Resources.Resource target : resources.of("AWS::ApplicationAutoScaling::ScalableTarget")) {
      if (ids.contains(target.text("", "ResourceId"))
          && target.text("", "ScalableDimension").equals(dimension)) {
        return policy(target).map(policy -> tracking(target, policy));
      }
    }
    return Optional.empty();
  }

  private Optional<Resources.Resource> policy(Resources.Resource target) {
    for (Resources.Resource policy : resources.of("AWS::ApplicationAutoScaling::ScalingPolicy")) {
      boolean byReference = policy.text("", "ScalingTargetId").equals(target.id());
      boolean byName =
          policy.text("", "ResourceId").equals(target.text("-", "ResourceId"))
              && policy.text("", "ScalableDimension").equals(target.text("-", "ScalableDimension"));
      if ((byReference || byName) && policy.properties().get(TARGET).isPresent()) {
        return Optional.of(policy);
      }
    }
    return Optional.empty();
  }

  private static TargetTracking tracking(Resources.Resource bounds, Resources.Resource wanted) {
    if (wanted.properties().at(TARGET, "CustomizedMetricSpecification").isPresent()) {
      throw new Resources.BadSetting(
          wanted.id() + ": target tracking is simulated by predefined metrics only");
    }
    double target = wanted.number(0, TARGET, "TargetValue");
    if (target < LEAST_TARGET || target > GREATEST_TARGET) {
      throw new Resources.BadSetting(
          wanted.id() + ": TargetValue has to lie between 20 and 90 for DynamoDB");
    }
    int min = (int) bounds.number(0, "MinCapacity");
    int max = (int) bounds.number(0, "MaxCapacity");
    if (min < 1 || max < min) {
      throw new Resources.BadSetting(
          bounds.id()
              + ": MinCapacity has to be 1 or more and MaxCapacity no less, not "
              + min
              + " and "
              + max);
    }
    return new TargetTracking(
        min,
        max,
        target,
        cooldown(wanted, "ScaleOutCooldown"),
        cooldown(wanted, "ScaleInCooldown"),
        !wanted.flag(TARGET, "DisableScaleIn"));
  }

  private static Optional<Duration> cooldown(Resources.Resource policy, String name) {
    double seconds = policy.number(-1, TARGET, name);
    return seconds < 0 ? Optional.empty() : Optional.of(Duration.ofSeconds((long) seconds));
  }

  /**
   * What a global table's settings say.
   *
   * @param owner what has the settings
   * @param path to the settings of auto scaling
   */
  static Optional<TargetTracking> settings(Resources.Resource owner, String... path) {
    return owner
        .properties()
        .at(path)
        .map(owner::part)
        .filter(part -> part.properties().get(TARGET).isPresent())
        .map(part -> tracking(part, part));
  }
}

package dev.diorama.cloudformation.resource;

import dev.diorama.cloudformation.template.TemplateException;
import dev.diorama.core.json.Json;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.applicationautoscaling.model.DeregisterScalableTargetRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.DeregisterScalableTargetResponse;
import software.amazon.awssdk.services.applicationautoscaling.model.DescribeScalableTargetsRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.DescribeScalableTargetsResponse;
import software.amazon.awssdk.services.applicationautoscaling.model.MetricType;
import software.amazon.awssdk.services.applicationautoscaling.model.PolicyType;
import software.amazon.awssdk.services.applicationautoscaling.model.PutScalingPolicyRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.PutScalingPolicyResponse;
import software.amazon.awssdk.services.applicationautoscaling.model.RegisterScalableTargetRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.RegisterScalableTargetResponse;
import software.amazon.awssdk.services.applicationautoscaling.model.ScalableTarget;
import software.amazon.awssdk.services.applicationautoscaling.model.ServiceNamespace;
import software.amazon.awssdk.services.applicationautoscaling.model.TargetTrackingScalingPolicyConfiguration;

/**
 * The provisioned capacity of a global table in a template: its units, and how they are scaled.
 *
 * <p>Documented:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-dynamodb-globaltable-capacityautoscalingsettings.html.
 * Assumed: a new table begins with its SeedCapacity or else its MinCapacity, and the names of
 * policies.
 */
final class GlobalTableCapacity {
  /**
   * Units of one kind, with what scales them.
   *
   * @param first what they are at first
   */
  record Units(long first, Optional<Scaling> scaling) {}

  /** Bounds and policy, as Application Auto Scaling takes them. */
  record Scaling(int min, int max, Json policy) {}

  private static final String READ = "ReadCapacity";
  private static final String WRITE = "WriteCapacity";

  private GlobalTableCapacity() {}

  /** What {@code WriteProvisionedThroughputSettings} say, which a provisioned table must have. */
  static Units writes(ResourceCall call, Optional<Json> settings) {
    return units(call, settings, WRITE).orElseThrow(() -> missing(call, "Write"));
  }

  /** What {@code ReadProvisionedThroughputSettings} say, those of a replica before the table's. */
  static Units reads(ResourceCall call, Optional<Json> own, Optional<Json> ofTable) {
    return units(call, own, READ)
        .or(() -> units(call, ofTable, READ))
        .orElseThrow(() -> missing(call, "Read"));
  }

  private static TemplateException missing(ResourceCall call, String way) {
    return new TemplateException(
        "Invalid request provided: "
            + way
            + "ProvisionedThroughputSettings must be specified if BillingMode of "
            + call.logicalId()
            + " is PROVISIONED");
  }

  private static Optional<Units> units(
      ResourceCall call, Optional<Json> settings, String capacity) {
    if (settings.isEmpty()) {
      return Optional.empty();
    }
    Properties known = call.properties((Json.Obj) settings.get());
    Optional<Long> fixed = known.text(capacity + "Units").map(Long::valueOf);
    Optional<Json> scaled = known.take(capacity + "AutoScalingSettings");
    known.done();
    if (scaled.isEmpty()) {
      return fixed.map(units -> new Units(units, Optional.empty()));
    }
    Properties scaling = call.properties((Json.Obj) scaled.get());
    int min = Integer.parseInt(scaling.requireText("MinCapacity"));
    int max = Integer.parseInt(scaling.requireText("MaxCapacity"));
    long seed = scaling.text("SeedCapacity").map(Long::valueOf).orElse((long) min);
    Json policy = scaling.require("TargetTrackingScalingPolicyConfiguration");
    scaling.done();
    return Optional.of(new Units(fixed.orElse(seed), Optional.of(new Scaling(min, max, policy))));
  }

  /** Lets the writes of a table, or of one of its indexes, be scaled in a Region. */
  static void scaleWrites(ResourceCall call, String region, String resource, Units units) {
    scale(call, region, resource, WRITE, MetricType.DYNAMO_DB_WRITE_CAPACITY_UTILIZATION, units);
  }

  /** Lets the reads be scaled. */
  static void scaleReads(ResourceCall call, String region, String resource, Units units) {
    scale(call, region, resource, READ, MetricType.DYNAMO_DB_READ_CAPACITY_UTILIZATION, units);
  }

  private static void scale(
      ResourceCall call,
      String region,
      String resource,
      String capacity,
      MetricType metric,
      Units units) {
    if (units.scaling().isEmpty()) {
      return;
    }
    Scaling scaling = units.scaling().get();
    String dimension =
        "dynamodb:" + (resource.contains("/index/") ? "index:" : "table:") + capacity + "Units";
    call.sendIn(
        region,
        RegisterScalableTargetRequest.builder()
            .serviceNamespace(ServiceNamespace.DYNAMODB)
            .resourceId(resource)
            .scalableDimension(dimension)
            .minCapacity(scaling.min())
            .maxCapacity(scaling.max())
            .build(),
        RegisterScalableTargetResponse.class);
    TargetTrackingScalingPolicyConfiguration policy =
        new Binder(call.logicalId())
            .bind(TargetTrackingScalingPolicyConfiguration.builder(), scaling.policy())
            .predefinedMetricSpecification(m -> m.predefinedMetricType(metric))
            .build();
    call.sendIn(
        region,
        PutScalingPolicyRequest.builder()
            .policyName(capacity + "UnitsScalingPolicy")
            .policyType(PolicyType.TARGET_TRACKING_SCALING)
            .serviceNamespace(ServiceNamespace.DYNAMODB)
            .resourceId(resource)
            .scalableDimension(dimension)
            .targetTrackingScalingPolicyConfiguration(policy)
            .build(),
        PutScalingPolicyResponse.class);
  }

  /** Lets nothing of these be scaled any more in the stack's Region. */
  static void forget(ResourceCall call, List<String> resources) {
    List<ScalableTarget> targets =
        call.send(
                DescribeScalableTargetsRequest.builder()
                    .serviceNamespace(ServiceNamespace.DYNAMODB)
                    .resourceIds(resources)
                    .build(),
                DescribeScalableTargetsResponse.class)
            .scalableTargets();
    for (ScalableTarget each : targets) {
      call.send(
          DeregisterScalableTargetRequest.builder()
              .serviceNamespace(each.serviceNamespace())
              .resourceId(each.resourceId())
              .scalableDimension(each.scalableDimension())
              .build(),
          DeregisterScalableTargetResponse.class);
    }
  }
}

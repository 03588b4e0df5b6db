package dev.diorama.dynamodb;

import dev.diorama.core.router.Call;
import dev.diorama.core.router.Router;
import dev.diorama.dynamodb.DynamoDbModel.Table;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.applicationautoscaling.model.DeregisterScalableTargetRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.DeregisterScalableTargetResponse;
import software.amazon.awssdk.services.applicationautoscaling.model.DescribeScalableTargetsRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.DescribeScalableTargetsResponse;
import software.amazon.awssdk.services.applicationautoscaling.model.DescribeScalingPoliciesRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.DescribeScalingPoliciesResponse;
import software.amazon.awssdk.services.applicationautoscaling.model.PutScalingPolicyRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.PutScalingPolicyResponse;
import software.amazon.awssdk.services.applicationautoscaling.model.RegisterScalableTargetRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.RegisterScalableTargetResponse;
import software.amazon.awssdk.services.applicationautoscaling.model.ScalableTarget;
import software.amazon.awssdk.services.applicationautoscaling.model.ScalingPolicy;
import software.amazon.awssdk.services.applicationautoscaling.model.ServiceNamespace;

/**
 * Auto scaling of global tables in provisioned mode.
 *
 * <p>Documented: a provisioned global table must have auto scaling, whose settings for writes are
 * the same in all Regions, while the capacity itself floats in each
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-global-table-design.prescriptive-guidance.throughput.html).
 * Assumed: that Application Auto Scaling is asked in the name of whoever asks for the replica (AWS
 * does so by a role of its own), and that settings are copied when a replica is added and not
 * afterwards.
 */
final class ReplicaScaling {
  /** Observed, in the issue trackers of clients (aws-cdk, terraform-provider-aws). */
  private static final String NOT_SCALED =
      " write capacity should either be Pay-Per-Request or AutoScaled.";

  private static final String TABLE_WRITES = "dynamodb:table:WriteCapacityUnits";
  private static final String INDEX_WRITES = "dynamodb:index:WriteCapacityUnits";

  private final Router router;

  ReplicaScaling(Router router) {
    this.router = router;
  }

  /** Refuses a table whose writes, or whose indexes' writes, are not scaled. */
  void require(Call call, Table table) {
    List<ScalableTarget> targets = targets(call, table, table.ref.region());
    String name = "table/" + table.ref.name();
    if (!isScaled(targets, name, TABLE_WRITES)) {
      throw DynamoDbError.VALIDATION.with("Table" + NOT_SCALED);
    }
    for (String index : table.throughput.indexes.keySet()) {
      if (!isScaled(targets, name + "/index/" + index, INDEX_WRITES)) {
        throw DynamoDbError.VALIDATION.with("Index" + NOT_SCALED);
      }
    }
  }

  private static boolean isScaled(List<ScalableTarget> targets, String resource, String dimension) {
    return targets.stream()
        .anyMatch(
            each ->
                each.resourceId().equals(resource)
                    && dimension.equals(each.scalableDimensionAsString()));
  }

  private List<ScalableTarget> targets(Call call, Table table, String region) {
    if (!router.answers(DescribeScalableTargetsRequest.class)) {
      // A cloud without Application Auto Scaling scales nothing.
      return List.of();
    }
    List<String> resources = new ArrayList<>();
    resources.add("table/" + table.ref.name());
    table
        .throughput
        .indexes
        .keySet()
        .forEach(index -> resources.add("table/" + table.ref.name() + "/index/" + index));
    return call.send(
            call.principal(),
            region,
            DescribeScalableTargetsRequest.builder()
                .serviceNamespace(ServiceNamespace.DYNAMODB)
                .resourceIds(resources)
                .build(),
            DescribeScalableTargetsResponse.class)
        .scalableTargets();
  }

  /** Lets a replica be scaled as its source is, in all that is not its own. */
  void copy(Call call, Table source, String region, ReplicaOverrides own) {
    for (ScalableTarget each : targets(call, source, source.ref.region())) {
      if (!isOwn(own, each)) {
        copy(call, each, region);
      }
    }
  }

  private static boolean isOwn(ReplicaOverrides own, ScalableTarget target) {
    String[] parts = target.resourceId().split("/", -1);
    return target.scalableDimensionAsString().endsWith(":ReadCapacityUnits")
        && own.reads(parts.length > 2 ? parts[3] : null).provisioned() != null;
  }

  private static void copy(Call call, ScalableTarget target, String region) {
    call.send(
        call.principal(),
        region,
        RegisterScalableTargetRequest.builder()
            .serviceNamespace(target.serviceNamespace())
            .resourceId(target.resourceId())
            .scalableDimension(target.scalableDimension())
            .minCapacity(target.minCapacity())
            .maxCapacity(target.maxCapacity())
            .build(),
        RegisterScalableTargetResponse.class);
    List<ScalingPolicy> policies =
        call.send(
                call.principal(),
                DescribeScalingPoliciesRequest.builder()
                    .serviceNamespace(target.serviceNamespace())
                    .resourceId(target.resourceId())
                    .scalableDimension(target.scalableDimension())
                    .build(),
                DescribeScalingPoliciesResponse.class)
            .scalingPolicies();
    for (ScalingPolicy policy : policies) {
      call.send(
          call.principal(),
          region,
          PutScalingPolicyRequest.builder()
              .policyName(policy.policyName())
              .policyType(policy.policyType())
              .serviceNamespace(policy.serviceNamespace())
              .resourceId(policy.resourceId())
              .scalableDimension(policy.scalableDimension())
              .targetTrackingScalingPolicyConfiguration(
                  policy.targetTrackingScalingPolicyConfiguration())
              .build(),
          PutScalingPolicyResponse.class);
    }
  }

  /** Lets a replica that is about to go be scaled no more. */
  void forget(Call call, Table replica) {
    for (ScalableTarget each : targets(call, replica, replica.ref.region())) {
      call.send(
          call.principal(),
          replica.ref.region(),
          DeregisterScalableTargetRequest.builder()
              .serviceNamespace(each.serviceNamespace())
              .resourceId(each.resourceId())
              .scalableDimension(each.scalableDimension())
              .build(),
          DeregisterScalableTargetResponse.class);
    }
  }
}

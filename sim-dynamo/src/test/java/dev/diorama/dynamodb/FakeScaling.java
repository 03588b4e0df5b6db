package dev.diorama.dynamodb;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.router.ServiceApi;
import dev.diorama.core.wire.Protocol;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import software.amazon.awssdk.services.applicationautoscaling.ApplicationAutoScalingClient;
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

/** Application Auto Scaling that keeps targets and policies, and scales nothing. */
final class FakeScaling {
  /** Bounds by Region, resource and dimension: "eu-west-1 table/Blog dynamodb:...". */
  final SortedMap<String, ScalableTarget> targets = new TreeMap<>();

  /** Policies by the same. */
  final SortedMap<String, ScalingPolicy> policies = new TreeMap<>();

  FakeScaling(Cloud cloud) {
    ServiceApi api =
        ServiceApi.of(
            "application-autoscaling", ApplicationAutoScalingClient.class, Protocol.JSON_1_1);
    api.on(
            RegisterScalableTargetRequest.class,
            (call, r) -> {
              targets.put(
                  key(call.region(), r.resourceId(), r.scalableDimensionAsString()),
                  ScalableTarget.builder()
                      .serviceNamespace(r.serviceNamespace())
                      .resourceId(r.resourceId())
                      .scalableDimension(r.scalableDimension())
                      .minCapacity(r.minCapacity())
                      .maxCapacity(r.maxCapacity())
                      .build());
              return RegisterScalableTargetResponse.builder().build();
            })
        .action("application-autoscaling:RegisterScalableTarget");
    api.on(
            DeregisterScalableTargetRequest.class,
            (call, r) -> {
              String key = key(call.region(), r.resourceId(), r.scalableDimensionAsString());
              targets.remove(key);
              policies.remove(key);
              return DeregisterScalableTargetResponse.builder().build();
            })
        .action("application-autoscaling:DeregisterScalableTarget");
    api.on(
            DescribeScalableTargetsRequest.class,
            (call, r) ->
                DescribeScalableTargetsResponse.builder()
                    .scalableTargets(
                        targets.entrySet().stream()
                            .filter(each -> each.getKey().startsWith(call.region() + " "))
                            .map(each -> each.getValue())
                            .filter(each -> r.resourceIds().contains(each.resourceId()))
                            .toList())
                    .build())
        .action("application-autoscaling:DescribeScalableTargets");
    api.on(
            PutScalingPolicyRequest.class,
            (call, r) -> {
              policies.put(
                  key(call.region(), r.resourceId(), r.scalableDimensionAsString()),
                  ScalingPolicy.builder()
                      .policyName(r.policyName())
                      .policyType(r.policyType())
                      .serviceNamespace(r.serviceNamespace())
                      .resourceId(r.resourceId())
                      .scalableDimension(r.scalableDimension())
                      .targetTrackingScalingPolicyConfiguration(
                          r.targetTrackingScalingPolicyConfiguration())
                      .build());
              return PutScalingPolicyResponse.builder().build();
            })
        .action("application-autoscaling:PutScalingPolicy");
    api.on(
            DescribeScalingPoliciesRequest.class,
            (call, r) -> {
              ScalingPolicy found =
                  policies.get(key(call.region(), r.resourceId(), r.scalableDimensionAsString()));
              return DescribeScalingPoliciesResponse.builder()
                  .scalingPolicies(found == null ? List.of() : List.of(found))
                  .build();
            })
        .action("application-autoscaling:DescribeScalingPolicies");
    cloud.router().install(api);
  }

  static String key(String region, String resource, String dimension) {
    return region + " " + resource + " " + dimension;
  }
}

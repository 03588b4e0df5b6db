package dev.diorama.autoscaling;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.router.Call;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.applicationautoscaling.model.Alarm;
import software.amazon.awssdk.services.applicationautoscaling.model.DeleteScalingPolicyRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.DeleteScalingPolicyResponse;
import software.amazon.awssdk.services.applicationautoscaling.model.DescribeScalingPoliciesRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.DescribeScalingPoliciesResponse;
import software.amazon.awssdk.services.applicationautoscaling.model.PolicyType;
import software.amazon.awssdk.services.applicationautoscaling.model.PredefinedMetricSpecification;
import software.amazon.awssdk.services.applicationautoscaling.model.PutScalingPolicyRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.PutScalingPolicyResponse;
import software.amazon.awssdk.services.applicationautoscaling.model.ScalingPolicy;
import software.amazon.awssdk.services.applicationautoscaling.model.ServiceNamespace;
import software.amazon.awssdk.services.applicationautoscaling.model.TargetTrackingScalingPolicyConfiguration;

/** Scaling policies. */
final class PolicyService {
  private final Cloud cloud;
  private final AutoScalingStore store;
  private final Scaler scaler;
  private final TrackingAlarms alarms;

  PolicyService(Cloud cloud, AutoScalingStore store, Scaler scaler, TrackingAlarms alarms) {
    this.cloud = cloud;
    this.store = store;
    this.scaler = scaler;
    this.alarms = alarms;
  }

  PutScalingPolicyResponse put(Call call, PutScalingPolicyRequest request) {
    Capacity capacity =
        Capacity.of(
            request.serviceNamespaceAsString(),
            request.scalableDimensionAsString(),
            request.resourceId());
    Target target = store.get(call, request.resourceId(), capacity);
    Target.Policy known = target.policies.get(request.policyName());
    if (request.policyType() != PolicyType.TARGET_TRACKING_SCALING
        && (known == null || request.policyType() != null)) {
      // Documented: step scaling is not supported for DynamoDB.
      throw AutoScalingError.VALIDATION.with(
          "Unsupported policy type "
              + (request.policyTypeAsString() == null
                  ? "StepScaling"
                  : request.policyTypeAsString())
              + " for service namespace dynamodb");
    }
    TargetTrackingScalingPolicyConfiguration wanted =
        request.targetTrackingScalingPolicyConfiguration();
    check(capacity, wanted);
    Target.Policy policy = known == null ? policy(target, request.policyName(), wanted) : known;
    policy.wanted = wanted;
    target.policies.put(policy.name, policy);
    scaler.refresh(target);
    return PutScalingPolicyResponse.builder()
        .policyARN(policy.arn)
        .alarms(alarms(target, policy))
        .build();
  }

  private static void check(
      Capacity capacity, @Nullable TargetTrackingScalingPolicyConfiguration wanted) {
    if (wanted == null || wanted.targetValue() == null) {
      throw AutoScalingError.VALIDATION.with(
          "TargetTrackingScalingPolicyConfiguration is required for the policy type"
              + " TargetTrackingScaling");
    }
    PredefinedMetricSpecification predefined = wanted.predefinedMetricSpecification();
    if (wanted.customizedMetricSpecification() != null || predefined == null) {
      throw AutoScalingError.VALIDATION.with(
          "Diorama simulates target tracking by predefined metrics only");
    }
    if (!capacity.utilization().equals(predefined.predefinedMetricTypeAsString())) {
      throw AutoScalingError.VALIDATION.with(
          "Predefined metric type "
              + predefined.predefinedMetricTypeAsString()
              + " is not supported for the scalable dimension "
              + capacity.dimension);
    }
    // Documented: between 20 and 90 percent.
    if (wanted.targetValue() < 20 || wanted.targetValue() > 90) {
      throw AutoScalingError.VALIDATION.with(
          "Target utilization for DynamoDB must be between 20 and 90");
    }
  }

  private Target.Policy policy(
      Target target, String name, TargetTrackingScalingPolicyConfiguration wanted) {
    String uuid = cloud.seeds().stream("autoscaling/policies").uuid().toString();
    String arn =
        "arn:aws:autoscaling:"
            + target.region
            + ":"
            + target.account
            + ":scalingPolicy:"
            + uuid
            + ":resource/dynamodb/"
            + target.resource
            + ":policyName/"
            + name;
    String id = cloud.seeds().stream("autoscaling/policies").uuid().toString();
    return new Target.Policy(name, arn, id, cloud.clock().instant(), wanted);
  }

  private List<Alarm> alarms(Target target, Target.Policy policy) {
    List<Alarm> shown = new ArrayList<>();
    for (String name : alarms.names(target, policy)) {
      if (name.contains("-AlarmLow-") && Boolean.TRUE.equals(policy.wanted.disableScaleIn())) {
        continue;
      }
      shown.add(Alarm.builder().alarmName(name).alarmARN(TrackingAlarms.arn(target, name)).build());
    }
    return shown;
  }

  DescribeScalingPoliciesResponse describe(Call call, DescribeScalingPoliciesRequest request) {
    List<ScalingPolicy> found = new ArrayList<>();
    for (Target target :
        TargetService.only(request.serviceNamespace(), request.serviceNamespaceAsString()).isEmpty()
            ? List.<Target>of()
            : store.list(call)) {
      boolean meant =
          (request.resourceId() == null || request.resourceId().equals(target.resource))
              && TargetService.isOf(target, request.scalableDimensionAsString());
      for (Target.Policy policy : meant ? target.policies.values() : List.<Target.Policy>of()) {
        if (request.policyNames().isEmpty() || request.policyNames().contains(policy.name)) {
          found.add(shown(target, policy));
        }
      }
    }
    Page<ScalingPolicy> page = Page.of(found, request.maxResults(), request.nextToken());
    return DescribeScalingPoliciesResponse.builder()
        .scalingPolicies(page.items())
        .nextToken(page.next())
        .build();
  }

  private ScalingPolicy shown(Target target, Target.Policy policy) {
    return ScalingPolicy.builder()
        .policyARN(policy.arn)
        .policyName(policy.name)
        .serviceNamespace(ServiceNamespace.DYNAMODB)
        .resourceId(target.resource)
        .scalableDimension(target.capacity.dimension)
        .policyType(PolicyType.TARGET_TRACKING_SCALING)
        .targetTrackingScalingPolicyConfiguration(policy.wanted)
        .alarms(alarms(target, policy))
        .creationTime(policy.created)
        .build();
  }

  DeleteScalingPolicyResponse delete(Call call, DeleteScalingPolicyRequest request) {
    Target target =
        store.get(
            call,
            request.serviceNamespaceAsString(),
            request.scalableDimensionAsString(),
            request.resourceId());
    Target.Policy policy = target.policies.remove(request.policyName());
    if (policy == null) {
      throw AutoScalingError.OBJECT_NOT_FOUND.with(
          "No scaling policy found for service namespace: dynamodb, resource ID: "
              + target.resource
              + ", scalable dimension: "
              + target.capacity.dimension
              + ": "
              + request.policyName());
    }
    scaler.forget(target, policy);
    return DeleteScalingPolicyResponse.builder().build();
  }
}

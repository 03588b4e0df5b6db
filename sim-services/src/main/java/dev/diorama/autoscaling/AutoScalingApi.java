package dev.diorama.autoscaling;

import dev.diorama.core.router.Call;
import dev.diorama.core.router.ServiceApi;
import dev.diorama.core.wire.Protocol;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.services.applicationautoscaling.ApplicationAutoScalingClient;
import software.amazon.awssdk.services.applicationautoscaling.model.DeleteScalingPolicyRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.DeleteScheduledActionRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.DeregisterScalableTargetRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.DescribeScalableTargetsRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.DescribeScalingActivitiesRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.DescribeScalingPoliciesRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.DescribeScheduledActionsRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.PutScalingPolicyRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.PutScheduledActionRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.RegisterScalableTargetRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.TagResourceRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.UntagResourceRequest;

/**
 * The table of Application Auto Scaling's operations. Actions documented:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_applicationautoscaling.html
 */
final class AutoScalingApi {
  private static final String NAME = "application-autoscaling";

  private AutoScalingApi() {}

  static ServiceApi of(
      AutoScalingConfig config, TargetService targets, PolicyService policies, PlanService plans) {
    ServiceApi api =
        ServiceApi.of(NAME, ApplicationAutoScalingClient.class, Protocol.JSON_1_1)
            .latency(config.latency())
            .ownWork("Scale");
    return api.rows(() -> add(api, targets, policies, plans));
  }

  private static void add(
      ServiceApi api, TargetService targets, PolicyService policies, PlanService plans) {
    api.on(RegisterScalableTargetRequest.class, targets::register)
        .action(NAME + ":RegisterScalableTarget", AutoScalingApi::anyTarget);
    api.on(DeregisterScalableTargetRequest.class, targets::deregister)
        .action(NAME + ":DeregisterScalableTarget", AutoScalingApi::anyTarget);
    api.on(DescribeScalableTargetsRequest.class, targets::describe)
        .action(NAME + ":DescribeScalableTargets");
    api.on(DescribeScalingActivitiesRequest.class, targets::activities)
        .action(NAME + ":DescribeScalingActivities");
    api.on(PutScalingPolicyRequest.class, policies::put)
        .action(NAME + ":PutScalingPolicy", AutoScalingApi::anyTarget);
    api.on(DescribeScalingPoliciesRequest.class, policies::describe)
        .action(NAME + ":DescribeScalingPolicies");
    api.on(DeleteScalingPolicyRequest.class, policies::delete)
        .action(NAME + ":DeleteScalingPolicy", AutoScalingApi::anyTarget);
    api.on(PutScheduledActionRequest.class, plans::put)
        .action(NAME + ":PutScheduledAction", AutoScalingApi::anyTarget);
    api.on(DescribeScheduledActionsRequest.class, plans::describe)
        .action(NAME + ":DescribeScheduledActions");
    api.on(DeleteScheduledActionRequest.class, plans::delete)
        .action(NAME + ":DeleteScheduledAction", AutoScalingApi::anyTarget);
    api.on(TagResourceRequest.class, targets::tag)
        .action(NAME + ":TagResource", (call, request) -> request.resourceARN());
    api.on(UntagResourceRequest.class, targets::untag)
        .action(NAME + ":UntagResource", (call, request) -> request.resourceARN());
    api.on(ListTagsForResourceRequest.class, targets::tags)
        .action(NAME + ":ListTagsForResource", (call, request) -> request.resourceARN());
  }

  private static String anyTarget(Call call, AwsRequest request) {
    return "arn:aws:application-autoscaling:"
        + call.region()
        + ":"
        + call.account()
        + ":scalable-target/*";
  }
}

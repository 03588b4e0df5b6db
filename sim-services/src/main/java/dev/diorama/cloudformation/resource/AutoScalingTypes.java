package dev.diorama.cloudformation.resource;

import dev.diorama.cloudformation.template.TemplateException;
import dev.diorama.core.json.Json;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.applicationautoscaling.model.DeleteScalingPolicyRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.DeleteScalingPolicyResponse;
import software.amazon.awssdk.services.applicationautoscaling.model.DeregisterScalableTargetRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.DeregisterScalableTargetResponse;
import software.amazon.awssdk.services.applicationautoscaling.model.PutScalingPolicyRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.PutScalingPolicyResponse;
import software.amazon.awssdk.services.applicationautoscaling.model.PutScheduledActionRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.PutScheduledActionResponse;
import software.amazon.awssdk.services.applicationautoscaling.model.RegisterScalableTargetRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.RegisterScalableTargetResponse;

/**
 * {@code AWS::ApplicationAutoScaling::*}. Properties documented:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_ApplicationAutoScaling.html;
 * that a target's Ref and Id are its resource, dimension and namespace with bars between them, and
 * a policy's Ref and Arn its ARN, is assumed (from memory of those pages).
 */
final class AutoScalingTypes {

  /** What a target's Ref, which policies give as ScalingTargetId, is made of. */
  private record TargetId(String resource, String dimension, String namespace) {
    static TargetId parse(String text, String logicalId) {
      String[] parts = text.split("\\|", -1);
      if (parts.length != 3) {
        throw new TemplateException(
            "Value of property ScalingTargetId of resource "
                + logicalId
                + " must be the Ref of a scalable target");
      }
      return new TargetId(parts[0], parts[1], parts[2]);
    }

    static TargetId of(Properties properties) {
      return new TargetId(
          properties.requireText("ResourceId"),
          properties.requireText("ScalableDimension"),
          properties.requireText("ServiceNamespace"));
    }

    String text() {
      return resource + "|" + dimension + "|" + namespace;
    }
  }

  private AutoScalingTypes() {}

  static void addTo(ResourceTypes types) {
    types.add(
        "AWS::ApplicationAutoScaling::ScalableTarget",
        AutoScalingTypes::register,
        (call, made, properties) -> {
          TargetId target = TargetId.parse(made.physicalId(), call.logicalId());
          call.send(
              DeregisterScalableTargetRequest.builder()
                  .resourceId(target.resource())
                  .scalableDimension(target.dimension())
                  .serviceNamespace(target.namespace())
                  .build(),
              DeregisterScalableTargetResponse.class);
        });
    types.add(
        "AWS::ApplicationAutoScaling::ScalingPolicy",
        AutoScalingTypes::putPolicy,
        (call, made, properties) -> {
          TargetId target = targetOf(call, properties);
          call.send(
              DeleteScalingPolicyRequest.builder()
                  .policyName(properties.requireText("PolicyName"))
                  .resourceId(target.resource())
                  .scalableDimension(target.dimension())
                  .serviceNamespace(target.namespace())
                  .build(),
              DeleteScalingPolicyResponse.class);
        });
  }

  private static ResourceType.Made register(ResourceCall call, Properties properties) {
    TargetId target = TargetId.of(properties);
    Json.Obj same = properties.only("MaxCapacity", "MinCapacity", "RoleARN", "SuspendedState");
    List<Json> scheduled = properties.take("ScheduledActions").map(Json::asList).orElse(List.of());
    properties.done();
    call.send(
        new Binder(call.logicalId())
            .bind(RegisterScalableTargetRequest.builder(), same)
            .resourceId(target.resource())
            .scalableDimension(target.dimension())
            .serviceNamespace(target.namespace())
            .build(),
        RegisterScalableTargetResponse.class);
    for (Json each : scheduled) {
      schedule(call, target, call.properties((Json.Obj) each));
    }
    return ResourceType.Made.of(target.text()).with("Id", target.text());
  }

  private static void schedule(ResourceCall call, TargetId target, Properties action) {
    Optional<Instant> start = action.text("StartTime").map(text -> time(call, "StartTime", text));
    Optional<Instant> end = action.text("EndTime").map(text -> time(call, "EndTime", text));
    Json.Obj same =
        action.only("ScheduledActionName", "Schedule", "ScalableTargetAction", "Timezone");
    action.done();
    PutScheduledActionRequest.Builder request =
        new Binder(call.logicalId())
            .bind(PutScheduledActionRequest.builder(), same)
            .resourceId(target.resource())
            .scalableDimension(target.dimension())
            .serviceNamespace(target.namespace());
    start.ifPresent(request::startTime);
    end.ifPresent(request::endTime);
    call.send(request.build(), PutScheduledActionResponse.class);
  }

  private static Instant time(ResourceCall call, String name, String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      throw new TemplateException(
          "Value of property "
              + name
              + " of resource "
              + call.logicalId()
              + " must be of type Timestamp");
    }
  }

  private static ResourceType.Made putPolicy(ResourceCall call, Properties properties) {
    TargetId target = targetOf(call, properties);
    Json.Obj same =
        properties.only("PolicyName", "PolicyType", "TargetTrackingScalingPolicyConfiguration");
    properties.done(
        Set.of("PredictiveScalingPolicyConfiguration", "StepScalingPolicyConfiguration"));
    String arn =
        call.send(
                new Binder(call.logicalId())
                    .bind(PutScalingPolicyRequest.builder(), same)
                    .resourceId(target.resource())
                    .scalableDimension(target.dimension())
                    .serviceNamespace(target.namespace())
                    .build(),
                PutScalingPolicyResponse.class)
            .policyARN();
    return ResourceType.Made.of(arn).with("Arn", arn);
  }

  /** Documented: either the target's id or its three parts, but not both. */
  private static TargetId targetOf(ResourceCall call, Properties properties) {
    Optional<String> id = properties.text("ScalingTargetId");
    return id.isPresent() ? TargetId.parse(id.get(), call.logicalId()) : TargetId.of(properties);
  }
}

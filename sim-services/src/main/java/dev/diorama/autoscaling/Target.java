package dev.diorama.autoscaling;

import dev.diorama.core.router.Call;
import dev.diorama.core.time.SimClock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.applicationautoscaling.model.ScalableTarget;
import software.amazon.awssdk.services.applicationautoscaling.model.ScalableTargetAction;
import software.amazon.awssdk.services.applicationautoscaling.model.ServiceNamespace;
import software.amazon.awssdk.services.applicationautoscaling.model.SuspendedState;
import software.amazon.awssdk.services.applicationautoscaling.model.TargetTrackingScalingPolicyConfiguration;

/** One scalable target with its policies and schedules. Touched while holding the turn. */
final class Target {
  final String account;
  final String region;
  final String resource;
  final Capacity capacity;
  final String id;
  final Instant created;
  final Map<String, String> tags = new LinkedHashMap<>();
  final Map<String, Policy> policies = new LinkedHashMap<>();
  final Map<String, Planned> planned = new LinkedHashMap<>();
  int min;
  int max;
  SuspendedState suspended =
      SuspendedState.builder()
          .dynamicScalingInSuspended(false)
          .dynamicScalingOutSuspended(false)
          .scheduledScalingSuspended(false)
          .build();
  boolean gone;
  long lastOutNanos = TargetTracking.NEVER;
  long lastInNanos = TargetTracking.NEVER;

  Target(Call call, String resource, Capacity capacity, String id, Instant created) {
    this.account = call.account();
    this.region = call.region();
    this.resource = resource;
    this.capacity = capacity;
    this.id = id;
    this.created = created;
  }

  /** One target tracking policy. */
  static final class Policy {
    final String name;
    final String arn;
    final String id;
    final Instant created;
    TargetTrackingScalingPolicyConfiguration wanted;

    Policy(
        String name,
        String arn,
        String id,
        Instant created,
        TargetTrackingScalingPolicyConfiguration wanted) {
      this.name = name;
      this.arn = arn;
      this.id = id;
      this.created = created;
      this.wanted = wanted;
    }

    /** What it comes to within the target's present bounds. */
    TargetTracking rule(Target target) {
      return new TargetTracking(
          target.min,
          target.max,
          wanted.targetValue(),
          Optional.ofNullable(wanted.scaleOutCooldown()).map(Duration::ofSeconds),
          Optional.ofNullable(wanted.scaleInCooldown()).map(Duration::ofSeconds),
          !Boolean.TRUE.equals(wanted.disableScaleIn()));
    }
  }

  /** One scheduled action. */
  static final class Planned {
    final String name;
    final String arn;
    final Instant created;
    Schedule schedule;
    @Nullable Instant from;
    @Nullable Instant until;
    ScalableTargetAction action;
    SimClock.@Nullable Scheduled next;

    Planned(
        String name, String arn, Instant created, Schedule schedule, ScalableTargetAction action) {
      this.name = name;
      this.arn = arn;
      this.created = created;
      this.schedule = schedule;
      this.action = action;
    }
  }

  String arn() {
    return "arn:aws:application-autoscaling:" + region + ":" + account + ":scalable-target/" + id;
  }

  String roleArn() {
    return "arn:aws:iam::"
        + account
        + ":role/aws-service-role/dynamodb.application-autoscaling.amazonaws.com/"
        + Scaler.ROLE;
  }

  ScalableTarget shown() {
    return ScalableTarget.builder()
        .serviceNamespace(ServiceNamespace.DYNAMODB)
        .resourceId(resource)
        .scalableDimension(capacity.dimension)
        .minCapacity(min)
        .maxCapacity(max)
        .roleARN(roleArn())
        .creationTime(created)
        .suspendedState(suspended)
        .scalableTargetARN(arn())
        .build();
  }
}

package dev.diorama.autoscaling;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.router.Call;
import dev.diorama.core.time.SimClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import software.amazon.awssdk.services.applicationautoscaling.model.DeleteScheduledActionRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.DeleteScheduledActionResponse;
import software.amazon.awssdk.services.applicationautoscaling.model.DescribeScheduledActionsRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.DescribeScheduledActionsResponse;
import software.amazon.awssdk.services.applicationautoscaling.model.PutScheduledActionRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.PutScheduledActionResponse;
import software.amazon.awssdk.services.applicationautoscaling.model.ScalableTargetAction;
import software.amazon.awssdk.services.applicationautoscaling.model.ScheduledAction;
import software.amazon.awssdk.services.applicationautoscaling.model.ServiceNamespace;

/** Scheduled actions. */
final class PlanService {
  private final Cloud cloud;
  private final AutoScalingStore store;
  private final Scaler scaler;

  PlanService(Cloud cloud, AutoScalingStore store, Scaler scaler) {
    this.cloud = cloud;
    this.store = store;
    this.scaler = scaler;
  }

  PutScheduledActionResponse put(Call call, PutScheduledActionRequest request) {
    Target target =
        store.get(
            call,
            request.serviceNamespaceAsString(),
            request.scalableDimensionAsString(),
            request.resourceId());
    if (request.timezone() != null && !Set.of("UTC", "Etc/UTC").contains(request.timezone())) {
      throw AutoScalingError.VALIDATION.with(
          "Diorama simulates schedules in UTC only, not in " + request.timezone());
    }
    Target.Planned known = target.planned.get(request.scheduledActionName());
    if (known == null && (request.schedule() == null || request.scalableTargetAction() == null)) {
      throw AutoScalingError.VALIDATION.with(
          "Schedule and ScalableTargetAction are required for a new scheduled action");
    }
    Schedule schedule =
        request.schedule() == null
            ? Objects.requireNonNull(known).schedule
            : Schedule.parse(request.schedule());
    ScalableTargetAction action =
        request.scalableTargetAction() == null
            ? Objects.requireNonNull(known).action
            : request.scalableTargetAction();
    if (action.minCapacity() == null && action.maxCapacity() == null) {
      throw AutoScalingError.VALIDATION.with(
          "ScalableTargetAction must have MinCapacity, MaxCapacity or both");
    }
    int min = action.minCapacity() == null ? target.min : action.minCapacity();
    TargetService.checkBounds(
        min, action.maxCapacity() == null ? Math.max(min, target.max) : action.maxCapacity());
    Target.Planned planned =
        known == null
            ? new Target.Planned(
                request.scheduledActionName(),
                arn(target, request.scheduledActionName()),
                cloud.clock().instant(),
                schedule,
                action)
            : known;
    planned.schedule = schedule;
    planned.action = action;
    planned.from = request.startTime() == null ? planned.from : request.startTime();
    planned.until = request.endTime() == null ? planned.until : request.endTime();
    target.planned.put(planned.name, planned);
    cancel(planned);
    next(target, planned);
    return PutScheduledActionResponse.builder().build();
  }

  private String arn(Target target, String name) {
    return "arn:aws:autoscaling:"
        + target.region
        + ":"
        + target.account
        + ":scheduledAction:"
        + cloud.seeds().stream("autoscaling/schedules").uuid()
        + ":resource/dynamodb/"
        + target.resource
        + ":scheduledActionName/"
        + name;
  }

  /** Nobody waits for a plan: it may go on for ever. */
  private void next(Target target, Target.Planned planned) {
    Instant now = cloud.clock().instant();
    Instant from = planned.from;
    Instant earliest = from != null && from.isAfter(now) ? from.minusNanos(1) : now;
    Instant until = planned.until;
    planned
        .schedule
        .after(earliest, from == null ? planned.created : from)
        .filter(at -> until == null || !at.isAfter(until))
        .ifPresent(
            at ->
                planned.next =
                    cloud
                        .clock()
                        .scheduleBackground(
                            cloud.clock().nanosAt(at) - cloud.clock().nanos(),
                            "application-autoscaling: scheduled action " + planned.name,
                            () -> run(target, planned)));
  }

  private void run(Target target, Target.Planned planned) {
    scaler.planned(target, planned);
    next(target, planned);
  }

  private static void cancel(Target.Planned planned) {
    SimClock.Scheduled next = planned.next;
    if (next != null) {
      next.cancel();
    }
  }

  /** Runs none of a target's plans any more. */
  void cancel(Target target) {
    target.planned.values().forEach(PlanService::cancel);
  }

  DescribeScheduledActionsResponse describe(Call call, DescribeScheduledActionsRequest request) {
    List<ScheduledAction> found = new ArrayList<>();
    for (Target target :
        TargetService.only(request.serviceNamespace(), request.serviceNamespaceAsString()).isEmpty()
            ? List.<Target>of()
            : store.list(call)) {
      boolean meant =
          (request.resourceId() == null || request.resourceId().equals(target.resource))
              && TargetService.isOf(target, request.scalableDimensionAsString());
      for (Target.Planned each : meant ? target.planned.values() : List.<Target.Planned>of()) {
        if (request.scheduledActionNames().isEmpty()
            || request.scheduledActionNames().contains(each.name)) {
          found.add(shown(target, each));
        }
      }
    }
    Page<ScheduledAction> page = Page.of(found, request.maxResults(), request.nextToken());
    return DescribeScheduledActionsResponse.builder()
        .scheduledActions(page.items())
        .nextToken(page.next())
        .build();
  }

  private static ScheduledAction shown(Target target, Target.Planned planned) {
    return ScheduledAction.builder()
        .scheduledActionName(planned.name)
        .scheduledActionARN(planned.arn)
        .serviceNamespace(ServiceNamespace.DYNAMODB)
        .schedule(planned.schedule.text)
        .timezone("UTC")
        .resourceId(target.resource)
        .scalableDimension(target.capacity.dimension)
        .startTime(planned.from)
        .endTime(planned.until)
        .scalableTargetAction(planned.action)
        .creationTime(planned.created)
        .build();
  }

  DeleteScheduledActionResponse delete(Call call, DeleteScheduledActionRequest request) {
    Target target =
        store.get(
            call,
            request.serviceNamespaceAsString(),
            request.scalableDimensionAsString(),
            request.resourceId());
    Target.Planned planned = target.planned.remove(request.scheduledActionName());
    if (planned == null) {
      throw AutoScalingError.OBJECT_NOT_FOUND.with(
          "No scheduled action found for service namespace: dynamodb, resource ID: "
              + target.resource
              + ", scalable dimension: "
              + target.capacity.dimension
              + ": "
              + request.scheduledActionName());
    }
    cancel(planned);
    return DeleteScheduledActionResponse.builder().build();
  }
}

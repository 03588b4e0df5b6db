package dev.diorama.autoscaling;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.router.Call;
import dev.diorama.core.wire.AwsException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.applicationautoscaling.model.DeregisterScalableTargetRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.DeregisterScalableTargetResponse;
import software.amazon.awssdk.services.applicationautoscaling.model.DescribeScalableTargetsRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.DescribeScalableTargetsResponse;
import software.amazon.awssdk.services.applicationautoscaling.model.DescribeScalingActivitiesRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.DescribeScalingActivitiesResponse;
import software.amazon.awssdk.services.applicationautoscaling.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.applicationautoscaling.model.RegisterScalableTargetRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.RegisterScalableTargetResponse;
import software.amazon.awssdk.services.applicationautoscaling.model.ScalableTarget;
import software.amazon.awssdk.services.applicationautoscaling.model.ScalingActivity;
import software.amazon.awssdk.services.applicationautoscaling.model.ServiceNamespace;
import software.amazon.awssdk.services.applicationautoscaling.model.SuspendedState;
import software.amazon.awssdk.services.applicationautoscaling.model.TagResourceRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.TagResourceResponse;
import software.amazon.awssdk.services.applicationautoscaling.model.UntagResourceRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.UntagResourceResponse;
import software.amazon.awssdk.services.iam.model.CreateServiceLinkedRoleRequest;
import software.amazon.awssdk.services.iam.model.CreateServiceLinkedRoleResponse;

/** Scalable targets, their activities and tags. */
final class TargetService {
  private final Cloud cloud;
  private final AutoScalingStore store;
  private final Scaler scaler;
  private final PlanService plans;

  TargetService(Cloud cloud, AutoScalingStore store, Scaler scaler, PlanService plans) {
    this.cloud = cloud;
    this.store = store;
    this.scaler = scaler;
    this.plans = plans;
  }

  static List<ServiceNamespace> only(ServiceNamespace namespace, @Nullable String text) {
    if (namespace == ServiceNamespace.UNKNOWN_TO_SDK_VERSION) {
      throw AutoScalingError.VALIDATION.with(
          "1 validation error detected: Value '"
              + text
              + "' at 'serviceNamespace' failed to satisfy constraint: Member must satisfy enum"
              + " value set");
    }
    return namespace == ServiceNamespace.DYNAMODB ? List.of(namespace) : List.of();
  }

  RegisterScalableTargetResponse register(Call call, RegisterScalableTargetRequest request) {
    Capacity capacity =
        Capacity.of(
            request.serviceNamespaceAsString(),
            request.scalableDimensionAsString(),
            request.resourceId());
    Optional<Target> known = store.find(call, request.resourceId(), capacity);
    if (known.isEmpty() && (request.minCapacity() == null || request.maxCapacity() == null)) {
      throw AutoScalingError.VALIDATION.with(
          "MinCapacity and MaxCapacity are required when registering a scalable target");
    }
    int min = request.minCapacity() == null ? known.orElseThrow().min : request.minCapacity();
    int max = request.maxCapacity() == null ? known.orElseThrow().max : request.maxCapacity();
    checkBounds(min, max);
    Target target =
        known.orElseGet(
            () ->
                new Target(
                    call,
                    request.resourceId(),
                    capacity,
                    cloud.seeds().stream("autoscaling/targets").uuid().toString().replace("-", ""),
                    cloud.clock().instant()));
    if (known.isEmpty()) {
      makeRole(call);
      target.tags.putAll(request.tags());
      store.add(call, target);
    } else if (!request.tags().isEmpty()) {
      throw AutoScalingError.VALIDATION.with(
          "Tags can only be given when a scalable target is registered for the first time");
    }
    target.min = min;
    target.max = max;
    if (request.suspendedState() != null) {
      target.suspended = suspended(target.suspended, request.suspendedState());
    }
    scaler.bound(target);
    return RegisterScalableTargetResponse.builder().scalableTargetARN(target.arn()).build();
  }

  static void checkBounds(int min, int max) {
    if (min < 1 || max < min) {
      throw AutoScalingError.VALIDATION.with(
          min < 1
              ? "Minimum capacity must be at least 1 for DynamoDB"
              : "Maximum capacity cannot be less than minimum capacity");
    }
  }

  private static SuspendedState suspended(SuspendedState old, SuspendedState asked) {
    SuspendedState.Builder merged = old.toBuilder();
    if (asked.dynamicScalingInSuspended() != null) {
      merged.dynamicScalingInSuspended(asked.dynamicScalingInSuspended());
    }
    if (asked.dynamicScalingOutSuspended() != null) {
      merged.dynamicScalingOutSuspended(asked.dynamicScalingOutSuspended());
    }
    if (asked.scheduledScalingSuspended() != null) {
      merged.scheduledScalingSuspended(asked.scheduledScalingSuspended());
    }
    return merged.build();
  }

  /** Documented: whoever registers needs iam:CreateServiceLinkedRole, if there is no such role. */
  private static void makeRole(Call call) {
    try {
      call.send(
          call.principal(),
          CreateServiceLinkedRoleRequest.builder().awsServiceName(Scaler.SERVICE).build(),
          CreateServiceLinkedRoleResponse.class);
    } catch (AwsException e) {
      if (!e.code().equals("InvalidInput")) {
        throw e;
      }
      // It has been made before.
      call.note("role", Scaler.ROLE);
    }
  }

  DeregisterScalableTargetResponse deregister(Call call, DeregisterScalableTargetRequest request) {
    Target target =
        store.get(
            call,
            request.serviceNamespaceAsString(),
            request.scalableDimensionAsString(),
            request.resourceId());
    for (Target.Policy policy : target.policies.values()) {
      scaler.forget(target, policy);
    }
    plans.cancel(target);
    target.gone = true;
    store.remove(call, target);
    return DeregisterScalableTargetResponse.builder().build();
  }

  DescribeScalableTargetsResponse describe(Call call, DescribeScalableTargetsRequest request) {
    List<ScalableTarget> found = new ArrayList<>();
    for (Target each :
        only(request.serviceNamespace(), request.serviceNamespaceAsString()).isEmpty()
            ? List.<Target>of()
            : store.list(call)) {
      boolean named =
          request.resourceIds().isEmpty() || request.resourceIds().contains(each.resource);
      if (named && isOf(each, request.scalableDimensionAsString())) {
        found.add(each.shown());
      }
    }
    Page<ScalableTarget> page = Page.of(found, request.maxResults(), request.nextToken());
    return DescribeScalableTargetsResponse.builder()
        .scalableTargets(page.items())
        .nextToken(page.next())
        .build();
  }

  static boolean isOf(Target target, @Nullable String dimension) {
    return dimension == null || dimension.equals(target.capacity.dimension);
  }

  DescribeScalingActivitiesResponse activities(
      Call call, DescribeScalingActivitiesRequest request) {
    List<ScalingActivity> found =
        only(request.serviceNamespace(), request.serviceNamespaceAsString()).isEmpty()
            ? List.of()
            : store.activities(call).stream()
                .filter(
                    each ->
                        (request.resourceId() == null
                                || request.resourceId().equals(each.resourceId()))
                            && (request.scalableDimensionAsString() == null
                                || request
                                    .scalableDimensionAsString()
                                    .equals(each.scalableDimensionAsString())))
                .toList();
    Page<ScalingActivity> page = Page.of(found, request.maxResults(), request.nextToken());
    return DescribeScalingActivitiesResponse.builder()
        .scalingActivities(page.items())
        .nextToken(page.next())
        .build();
  }

  private Target tagged(Call call, String arn) {
    return store.list(call).stream()
        .filter(each -> each.arn().equals(arn))
        .findFirst()
        .orElseThrow(
            () ->
                AutoScalingError.RESOURCE_NOT_FOUND.with(
                    "The resource " + arn + " does not exist."));
  }

  TagResourceResponse tag(Call call, TagResourceRequest request) {
    tagged(call, request.resourceARN()).tags.putAll(request.tags());
    return TagResourceResponse.builder().build();
  }

  UntagResourceResponse untag(Call call, UntagResourceRequest request) {
    Target target = tagged(call, request.resourceARN());
    request.tagKeys().forEach(target.tags::remove);
    return UntagResourceResponse.builder().build();
  }

  ListTagsForResourceResponse tags(Call call, ListTagsForResourceRequest request) {
    return ListTagsForResourceResponse.builder()
        .tags(new LinkedHashMap<>(tagged(call, request.resourceARN()).tags))
        .build();
  }
}

package dev.diorama.autoscaling;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.event.EventBus;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.Principal;
import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.ErrorCode;
import java.time.Instant;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import software.amazon.awssdk.services.applicationautoscaling.model.ScalingActivity;
import software.amazon.awssdk.services.applicationautoscaling.model.ScalingActivityStatusCode;
import software.amazon.awssdk.services.applicationautoscaling.model.ServiceNamespace;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableResponse;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.Credentials;

/** Changes capacity: when an alarm says so, when a schedule does, when bounds are moved. */
final class Scaler {
  static final String SERVICE = "dynamodb.application-autoscaling.amazonaws.com";
  static final String ROLE = "AWSServiceRoleForApplicationAutoScaling_DynamoDBTable";

  private final Cloud cloud;
  private final AutoScalingStore store;
  private final TrackingAlarms alarms;

  Scaler(Cloud cloud, AutoScalingStore store, TrackingAlarms alarms) {
    this.cloud = cloud;
    this.store = store;
    this.alarms = alarms;
  }

  private Principal service(Target target) {
    return Principal.service(SERVICE, target.account, target.arn());
  }

  /** A session of the service-linked role: what this service does, that role's policy allows. */
  private Principal role(Call call, Target target) {
    Credentials session =
        call.send(
                service(target),
                AssumeRoleRequest.builder()
                    .roleArn(target.roleArn())
                    .roleSessionName("AutoScaling-UpdateTable")
                    .build(),
                AssumeRoleResponse.class)
            .credentials();
    return call.resolve(session.accessKeyId(), session.sessionToken());
  }

  private TableDescription table(Call call, Principal as, Target target) {
    return call.send(
            as,
            DescribeTableRequest.builder().tableName(Capacity.table(target.resource)).build(),
            DescribeTableResponse.class)
        .table();
  }

  /** Sees to the alarms of a target's policies, as its capacity stands now. */
  void refresh(Target target) {
    in(
        target,
        "PutAlarms",
        call -> {
          Principal as = role(call, target);
          int now = target.capacity.now(table(call, as, target), target.resource);
          target.policies.values().forEach(policy -> alarms.put(call, as, target, policy, now));
          return true;
        });
  }

  /** Takes the alarms of a policy away. */
  void forget(Target target, Target.Policy policy) {
    in(
        target,
        "DeleteAlarms",
        call -> {
          alarms.delete(call, role(call, target), target, policy);
          return true;
        });
  }

  private <T> T in(Target target, String operation, Function<Call, T> work) {
    return cloud
        .router()
        .internal("application-autoscaling", operation, service(target), target.region, work);
  }

  /** What an alarm of a target tracking policy leads to. */
  void alarmed(Target target, Target.Policy policy, String alarmName, double perMinute) {
    if (target.gone || Double.isNaN(perMinute)) {
      return;
    }
    if (alarmName.contains("-ProvisionedCapacity")) {
      refresh(target);
      return;
    }
    boolean out = alarmName.contains("-AlarmHigh-");
    if (Boolean.TRUE.equals(
        out
            ? target.suspended.dynamicScalingOutSuspended()
            : target.suspended.dynamicScalingInSuspended())) {
      return;
    }
    TargetTracking rule = policy.rule(target);
    if (rule.rests(out, target.lastOutNanos, target.lastInNanos, cloud.clock().nanos())) {
      return;
    }
    int desired = rule.wanted(perMinute);
    String cause = "monitor alarm " + alarmName + " in state ALARM triggered policy " + policy.name;
    start(target, cause, current -> out ? Math.max(current, desired) : Math.min(current, desired));
  }

  /** New bounds by a schedule. */
  void planned(Target target, Target.Planned planned) {
    if (Boolean.TRUE.equals(target.suspended.scheduledScalingSuspended())) {
      return;
    }
    Integer min = planned.action.minCapacity();
    Integer max = planned.action.maxCapacity();
    target.min = min == null ? target.min : min;
    target.max = max == null ? target.max : max;
    String bounds =
        (min == null ? "" : "minimum capacity was set to " + min)
            + (min == null || max == null ? "" : " and ")
            + (max == null ? "" : "maximum capacity was set to " + max);
    start(
        target,
        "scheduled action name " + planned.name + " was triggered; " + bounds,
        current -> current);
  }

  /** Brings capacity within the bounds of a target that has just been registered, or changed. */
  void bound(Target target) {
    start(target, "minimum capacity was set to " + target.min, current -> current);
  }

  private void start(Target target, String cause, IntUnaryOperator wish) {
    String id = cloud.seeds().stream("autoscaling/activities").uuid().toString();
    Instant begun = cloud.clock().instant();
    cloud
        .events()
        .deliver(
            new EventBus.Delivery(
                    "application-autoscaling: " + target.resource,
                    0,
                    number -> attempt(target, cause, wish, id, begun),
                    TargetTracking.RETRIES,
                    failed -> record(target, id, begun, cause, 0, failed.why()))
                .from("application-autoscaling", target.region, target.arn()));
  }

  private EventBus.Outcome attempt(
      Target target, String cause, IntUnaryOperator wish, String id, Instant begun) {
    if (target.gone) {
      return new EventBus.Outcome.Taken();
    }
    int[] wanted = new int[1];
    try {
      in(
          target,
          "Scale",
          call -> {
            call.on(target.arn());
            call.suffer();
            scale(call, target, cause, wish, id, begun, wanted);
            return true;
          });
      return new EventBus.Outcome.Taken();
    } catch (AwsException e) {
      String why = e.code() + ": " + e.message();
      boolean again =
          e.side() == ErrorCode.Side.SERVER
              || e.code().contains("Thrott")
              || e.code().equals("ResourceInUseException")
              || e.code().equals("LimitExceededException");
      if (again) {
        return new EventBus.Outcome.Failed(why);
      }
      record(target, id, begun, cause, wanted[0], why);
      return new EventBus.Outcome.Taken();
    }
  }

  private void scale(
      Call call,
      Target target,
      String cause,
      IntUnaryOperator wish,
      String id,
      Instant begun,
      int[] wanted) {
    Principal as = role(call, target);
    TableDescription table = table(call, as, target);
    int current = target.capacity.now(table, target.resource);
    if (current == 0) {
      call.note("why", "the table is on demand");
      return;
    }
    int units = Math.max(target.min, Math.min(target.max, wish.applyAsInt(current)));
    wanted[0] = units;
    call.note("from", Integer.toString(current)).note("to", Integer.toString(units));
    if (units == current) {
      return;
    }
    call.send(as, target.capacity.change(table, target.resource, units), UpdateTableResponse.class);
    if (units > current) {
      target.lastOutNanos = cloud.clock().nanos();
    } else {
      target.lastInNanos = cloud.clock().nanos();
    }
    record(target, id, begun, cause, units, "");
    target.policies.values().forEach(policy -> alarms.put(call, as, target, policy, units));
  }

  private void record(
      Target target, String id, Instant begun, String cause, int units, String failure) {
    Instant now = cloud.clock().instant();
    String title = target.capacity.title();
    ScalingActivity.Builder activity =
        ScalingActivity.builder()
            .activityId(id)
            .serviceNamespace(ServiceNamespace.DYNAMODB)
            .resourceId(target.resource)
            .scalableDimension(target.capacity.dimension)
            .description("Setting " + title + " to " + units + ".")
            .cause(cause)
            .startTime(begun)
            .endTime(now);
    if (failure.isEmpty()) {
      activity
          .statusCode(ScalingActivityStatusCode.SUCCESSFUL)
          .statusMessage(
              "Successfully set "
                  + title
                  + " to "
                  + units
                  + ". Change successfully fulfilled by dynamodb.");
    } else {
      activity
          .statusCode(ScalingActivityStatusCode.FAILED)
          .statusMessage("Failed to set " + title + " to " + units + ". Reason: " + failure);
    }
    store.happened(target, activity.build(), now);
  }
}

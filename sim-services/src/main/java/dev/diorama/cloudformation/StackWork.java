package dev.diorama.cloudformation;

import dev.diorama.cloudformation.StackModel.Event;
import dev.diorama.cloudformation.StackModel.OnFailure;
import dev.diorama.cloudformation.StackModel.Output;
import dev.diorama.cloudformation.StackModel.ResourceState;
import dev.diorama.cloudformation.StackModel.StackState;
import dev.diorama.cloudformation.resource.ResourceCall;
import dev.diorama.cloudformation.resource.ResourceType;
import dev.diorama.cloudformation.resource.ResourceTypes;
import dev.diorama.cloudformation.template.Intrinsics;
import dev.diorama.cloudformation.template.Template;
import dev.diorama.cloudformation.template.TemplateException;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.json.Json;
import dev.diorama.core.random.SimRandom;
import dev.diorama.core.router.AuthFailure;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.Principal;
import dev.diorama.core.wire.AwsException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import software.amazon.awssdk.services.cloudformation.model.ResourceStatus;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;

/**
 * Makes a stack's resources in order, or removes them in reverse, as events on the clock.
 *
 * <p>One resource is one event; the next is scheduled for when the calls of the one before are
 * over.
 */
final class StackWork {
  /** After so many times a resource has failed; assumed: six hours' worth at 30 s. */
  private static final int MOST_ASKED = 720;

  private final Cloud cloud;
  private final ResourceTypes types;
  private final StackState stack;
  private final Map<String, Boolean> conditions;
  private final List<String> order;
  private final CloudFormationConfig config;
  private final SimRandom names;

  StackWork(
      Cloud cloud,
      ResourceTypes types,
      StackState stack,
      Map<String, Boolean> conditions,
      List<String> order,
      CloudFormationConfig config) {
    this.cloud = cloud;
    this.types = types;
    this.stack = stack;
    this.conditions = conditions;
    this.order = List.copyOf(order);
    this.config = config;
    this.names = cloud.seeds().stream("cloudformation/names");
  }

  private Intrinsics intrinsics() {
    return new Intrinsics(new StackScope(stack, conditions));
  }

  // Creation.

  void create() {
    stackEvent(ResourceStatus.CREATE_IN_PROGRESS, Optional.of("User Initiated"));
    next("begin", 0, () -> create(0));
  }

  /** How long the stack waits for what the call did. */
  private long spent(Call call) {
    return config.waits() ? call.elapsedNanos() : 0;
  }

  private void next(String what, long delayNanos, Runnable step) {
    cloud.clock().schedule(delayNanos, "stack " + stack.asked.name() + ": " + what, step);
  }

  private void create(int index) {
    if (index == order.size()) {
      finish();
      return;
    }
    Template.Resource resource = stack.asked.template().resources().get(order.get(index));
    if (resource == null) {
      throw new IllegalStateException("no resource " + order.get(index));
    }
    ResourceState state = new ResourceState(resource, cloud.clock().instant());
    stack.resources.put(resource.id(), state);
    event(state, ResourceStatus.CREATE_IN_PROGRESS, Optional.empty());
    Optional<String> failure = tryToMake(state, resource, index);
    failure.ifPresent(
        reason -> {
          event(state, ResourceStatus.CREATE_FAILED, Optional.of(reason));
          failed(resource.id());
        });
  }

  /** Makes one resource and schedules what comes after it; or says why it cannot be made. */
  private Optional<String> tryToMake(ResourceState state, Template.Resource resource, int index) {
    try {
      ResourceType type = type(resource.type());
      inCall(
          "create " + resource.type() + " " + resource.id(),
          call -> {
            Json resolved = intrinsics().resolve(resource.properties());
            state.properties = (Json.Obj) resolved;
            state.made = type.create(resourceCall(call, resource.id()), state.properties);
            next(
                resource.id() + " is made",
                spent(call),
                () ->
                    whenReady(
                        type,
                        state,
                        failure -> {
                          event(state, ResourceStatus.CREATE_FAILED, Optional.of(failure));
                          failed(resource.id());
                        },
                        () -> {
                          event(state, ResourceStatus.CREATE_COMPLETE, Optional.empty());
                          create(index + 1);
                        }));
            return true;
          });
      return Optional.empty();
    } catch (AwsException e) {
      return Optional.of(words(e));
    } catch (TemplateException e) {
      return Optional.of(e.message());
    } catch (AuthFailure e) {
      return Optional.of("The credentials that created the stack are not valid any more.");
    }
  }

  private void whenReady(
      ResourceType type, ResourceState state, Consumer<String> fail, Runnable then) {
    if (type instanceof ResourceType.Slow slow && state.made != null) {
      ResourceType.Made made = state.made;
      String what = "wait for " + state.logicalId;
      ask(
          what,
          0,
          call -> {
            ResourceCall asking = resourceCall(call, state.logicalId);
            boolean ready = slow.isReady(asking, made);
            if (ready) {
              state.made = slow.finished(asking, made);
            }
            return ready;
          },
          fail,
          then);
    } else {
      then.run();
    }
  }

  /** Goes on as soon as the answer is yes; asks from time to time until it is. */
  private void ask(
      String what,
      int before,
      Function<Call, Boolean> question,
      Consumer<String> fail,
      Runnable then) {
    try {
      boolean unused =
          inCall(
              what,
              call -> {
                boolean yes = question.apply(call);
                if (!yes && before >= MOST_ASKED) {
                  next(what, spent(call), () -> fail.accept("Exceeded attempts to wait"));
                } else if (yes) {
                  next(what + " is over", spent(call), then);
                } else {
                  next(
                      what,
                      spent(call) + config.askAgain().toNanos(),
                      () -> ask(what, before + 1, question, fail, then));
                }
                return yes;
              });
    } catch (AwsException e) {
      fail.accept(words(e));
    } catch (AuthFailure e) {
      fail.accept("The credentials that created the stack are not valid any more.");
    }
  }

  private static String words(AwsException e) {
    return "Resource handler returned message: \""
        + e.message()
        + "\" (HandlerErrorCode: "
        + e.code()
        + ", Status Code: "
        + e.status()
        + ")";
  }

  private ResourceType type(String name) {
    return types
        .find(name)
        .orElseThrow(() -> new IllegalStateException(name + " was accepted but is not there"));
  }

  private void finish() {
    try {
      stack.outputs = outputs();
    } catch (TemplateException e) {
      stack.reason = Optional.of(e.message());
      failed("outputs");
      return;
    }
    stack.status = StackStatus.CREATE_COMPLETE;
    stackEvent(ResourceStatus.CREATE_COMPLETE, Optional.empty());
  }

  private List<Output> outputs() {
    List<Output> outputs = new ArrayList<>();
    stack
        .asked
        .template()
        .outputs()
        .forEach(
            (key, definition) -> {
              boolean wanted =
                  definition
                      .text("Condition")
                      .map(name -> conditions.getOrDefault(name, false))
                      .orElse(true);
              if (wanted) {
                Json value =
                    intrinsics()
                        .resolve(
                            definition
                                .get("Value")
                                .orElseThrow(
                                    () ->
                                        new TemplateException(
                                            "Template format error: Output "
                                                + key
                                                + " must have a Value")));
                outputs.add(
                    new Output(
                        key,
                        value
                            .text()
                            .orElseThrow(
                                () ->
                                    new TemplateException(
                                        "Template format error: Output "
                                            + key
                                            + " must be a String")),
                        definition.text("Description"),
                        definition
                            .at("Export", "Name")
                            .map(name -> intrinsics().resolve(name))
                            .flatMap(Json::text)));
              }
            });
    return outputs;
  }

  // Failure and rollback.

  private void failed(String what) {
    String reason = "The following resource(s) failed to create: [" + what + "]. ";
    if (stack.asked.onFailure() == OnFailure.DO_NOTHING) {
      stack.status = StackStatus.CREATE_FAILED;
      stack.reason = Optional.of(reason.strip());
      stackEvent(ResourceStatus.CREATE_FAILED, stack.reason);
      return;
    }
    boolean delete = stack.asked.onFailure() == OnFailure.DELETE;
    stack.status = delete ? StackStatus.DELETE_IN_PROGRESS : StackStatus.ROLLBACK_IN_PROGRESS;
    stack.reason =
        Optional.of(
            reason + (delete ? "Delete requested by user." : "Rollback requested by user."));
    stackEvent(
        delete ? ResourceStatus.DELETE_IN_PROGRESS : ResourceStatus.ROLLBACK_IN_PROGRESS,
        stack.reason);
    List<String> backwards = backwards();
    next("begin to roll back", 0, () -> remove(backwards, 0, !delete));
  }

  // Deletion.

  void delete() {
    stack.status = StackStatus.DELETE_IN_PROGRESS;
    stack.reason = Optional.of("User Initiated");
    stackEvent(ResourceStatus.DELETE_IN_PROGRESS, stack.reason);
    List<String> backwards = backwards();
    next("begin to delete", 0, () -> remove(backwards, 0, false));
  }

  private List<String> backwards() {
    List<String> made = new ArrayList<>(stack.resources.keySet());
    Collections.reverse(made);
    return made;
  }

  private void remove(List<String> backwards, int index, boolean rollback) {
    if (index == backwards.size()) {
      removed(rollback);
      return;
    }
    ResourceState state = stack.resources.get(backwards.get(index));
    if (state == null || state.made == null || state.status == ResourceStatus.DELETE_COMPLETE) {
      next("nothing to delete", 0, () -> remove(backwards, index + 1, rollback));
      return;
    }
    if (state.retained && !rollback) {
      event(state, ResourceStatus.DELETE_SKIPPED, Optional.empty());
      next(state.logicalId + " is kept", 0, () -> remove(backwards, index + 1, rollback));
      return;
    }
    event(state, ResourceStatus.DELETE_IN_PROGRESS, Optional.empty());
    ResourceType.Made made = state.made;
    if (type(state.type) instanceof ResourceType.Slow slow) {
      ask(
          "make ready to delete " + state.logicalId,
          0,
          call -> slow.mayDelete(resourceCall(call, state.logicalId), made),
          failure -> notRemoved(state, failure, backwards, index, rollback),
          () -> removeNow(state, backwards, index, rollback));
    } else {
      removeNow(state, backwards, index, rollback);
    }
  }

  private void removeNow(ResourceState state, List<String> backwards, int index, boolean rollback) {
    tryToRemove(state, backwards, index, rollback)
        .ifPresent(failure -> notRemoved(state, failure, backwards, index, rollback));
  }

  /** The others are tried all the same, as CloudFormation does. */
  private void notRemoved(
      ResourceState state, String reason, List<String> backwards, int index, boolean rollback) {
    event(state, ResourceStatus.DELETE_FAILED, Optional.of(reason));
    next(
        state.logicalId + " could not be deleted", 0, () -> remove(backwards, index + 1, rollback));
  }

  private Optional<String> tryToRemove(
      ResourceState state, List<String> backwards, int index, boolean rollback) {
    try {
      ResourceType type = type(state.type);
      inCall(
          "delete " + state.type + " " + state.logicalId,
          call -> {
            ResourceType.Made made = state.made;
            if (made != null) {
              remove(type, call, made, state);
            }
            next(
                state.logicalId + " is deleted",
                spent(call),
                () -> {
                  event(state, ResourceStatus.DELETE_COMPLETE, Optional.empty());
                  remove(backwards, index + 1, rollback);
                });
            return true;
          });
      return Optional.empty();
    } catch (AwsException e) {
      return Optional.of(words(e));
    } catch (AuthFailure e) {
      return Optional.of("The credentials that created the stack are not valid any more.");
    }
  }

  /** What somebody has deleted already is deleted. */
  private void remove(ResourceType type, Call call, ResourceType.Made made, ResourceState state) {
    try {
      type.delete(resourceCall(call, state.logicalId), made, state.properties);
    } catch (AwsException e) {
      boolean missing =
          e.status() == 404 || e.code().contains("NotFound") || e.code().contains("NoSuch");
      if (!missing) {
        throw e;
      }
    }
  }

  private void removed(boolean rollback) {
    List<String> left =
        stack.resources.values().stream()
            .filter(state -> state.status == ResourceStatus.DELETE_FAILED)
            .map(state -> state.logicalId)
            .toList();
    if (left.isEmpty()) {
      stack.status = rollback ? StackStatus.ROLLBACK_COMPLETE : StackStatus.DELETE_COMPLETE;
      stack.reason = Optional.empty();
      if (!rollback) {
        stack.deleted = Optional.of(cloud.clock().instant());
        stack.outputs = List.of();
      }
    } else {
      stack.status = rollback ? StackStatus.ROLLBACK_FAILED : StackStatus.DELETE_FAILED;
      stack.reason = Optional.of("The following resource(s) failed to delete: " + left + ". ");
    }
    stackEvent(ResourceStatus.fromValue(stack.status.toString()), stack.reason);
  }

  // What both need.

  private <T> T inCall(String what, Function<Call, T> work) {
    return cloud
        .router()
        .internal("cloudformation", what, stack.asked.principal(), stack.asked.region(), work);
  }

  private ResourceCall resourceCall(Call call, String logicalId) {
    return new ResourceCall(call, actor(call), stack.asked.name(), logicalId, names);
  }

  /** Whoever asked for the stack, or the role that was given for it. */
  private Principal actor(Call call) {
    Optional<String> role = stack.asked.roleArn();
    if (role.isEmpty()) {
      return stack.asked.principal();
    }
    AssumeRoleResponse assumed =
        call.send(
            Principal.service(
                "cloudformation.amazonaws.com", stack.asked.account(), stack.asked.id()),
            AssumeRoleRequest.builder()
                .roleArn(role.get())
                .roleSessionName("AWSCloudFormation")
                .build(),
            AssumeRoleResponse.class);
    return call.resolve(assumed.credentials().accessKeyId(), assumed.credentials().sessionToken());
  }

  private void event(ResourceState state, ResourceStatus status, Optional<String> reason) {
    state.status = status;
    state.reason = reason;
    state.at = cloud.clock().instant();
    stack.events.add(
        new Event(
            state.logicalId + "-" + status + "-" + stack.events.size(),
            state.logicalId,
            state.physicalId(),
            state.type,
            status,
            reason,
            state.at));
  }

  private void stackEvent(ResourceStatus status, Optional<String> reason) {
    stack.events.add(
        new Event(
            cloud.seeds().stream("cloudformation/events").uuid().toString(),
            stack.asked.name(),
            stack.asked.id(),
            "AWS::CloudFormation::Stack",
            status,
            reason,
            cloud.clock().instant()));
  }
}

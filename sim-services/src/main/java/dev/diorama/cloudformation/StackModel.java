package dev.diorama.cloudformation;

import dev.diorama.cloudformation.resource.ResourceType;
import dev.diorama.cloudformation.template.Template;
import dev.diorama.core.json.Json;
import dev.diorama.core.router.Principal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudformation.model.ResourceStatus;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;

/** The state of stacks. */
final class StackModel {
  private StackModel() {}

  /** How a stack was asked for; does not change. */
  record Asked(
      String name,
      String id,
      String account,
      String region,
      Principal principal,
      String body,
      Template template,
      Map<String, Json> parameters,
      Map<String, String> tags,
      List<String> capabilities,
      Optional<String> roleArn,
      OnFailure onFailure,
      Instant created) {}

  /** What becomes of a stack that cannot be made. */
  enum OnFailure {
    ROLLBACK,
    DELETE,
    DO_NOTHING
  }

  /** One output. */
  record Output(String key, String value, Optional<String> description, Optional<String> export) {}

  /** One line of a stack's history. */
  record Event(
      String id,
      String logicalId,
      String physicalId,
      String type,
      ResourceStatus status,
      Optional<String> reason,
      Instant at) {}

  /** One resource of a stack as it stands. */
  static final class ResourceState {
    final String logicalId;
    final String type;
    final boolean retained;
    Json.Obj properties = Json.empty();
    ResourceType.@Nullable Made made;
    ResourceStatus status = ResourceStatus.CREATE_IN_PROGRESS;
    Optional<String> reason = Optional.empty();
    Instant at;

    ResourceState(Template.Resource resource, Instant at) {
      this.logicalId = resource.id();
      this.type = resource.type();
      this.retained = resource.retained();
      this.at = at;
    }

    String physicalId() {
      ResourceType.Made there = made;
      return there == null ? "" : there.physicalId();
    }
  }

  /** One stack as it stands. */
  static final class StackState {
    final Asked asked;
    final Map<String, ResourceState> resources = new LinkedHashMap<>();
    final List<Event> events = new ArrayList<>();
    List<Output> outputs = List.of();
    StackStatus status = StackStatus.CREATE_IN_PROGRESS;
    Optional<String> reason = Optional.empty();
    Optional<Instant> deleted = Optional.empty();

    StackState(Asked asked) {
      this.asked = asked;
    }

    boolean gone() {
      return status == StackStatus.DELETE_COMPLETE;
    }
  }
}

package dev.diorama.cognito.userpool;

import dev.diorama.cognito.userpool.UserPoolModel.Session;
import dev.diorama.core.json.Json;
import java.util.List;
import java.util.Objects;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GroupType;

/**
 * What tokens say of a user's groups.
 *
 * @param names of the groups
 * @param roles of the groups that have one
 * @param preferred the role of the first group; empty where it is not clear which that is
 */
record Groups(List<String> names, List<String> roles, String preferred) {
  /**
   * Roles of all groups, and the preferred one: that of the group with the lowest precedence value.
   * Two groups of equal precedence give one only if their role is the same. Documented:
   * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-user-groups.html
   */
  static Groups of(Session session) {
    List<GroupType> groups =
        session.user.groups.stream()
            .map(name -> session.pool.groups.get(name))
            .filter(Objects::nonNull)
            .toList();
    List<GroupType> withRole = groups.stream().filter(group -> group.roleArn() != null).toList();
    int first = withRole.stream().mapToInt(Groups::precedence).min().orElse(Integer.MAX_VALUE);
    List<String> best =
        withRole.stream()
            .filter(group -> precedence(group) == first)
            .map(GroupType::roleArn)
            .distinct()
            .toList();
    return new Groups(
        groups.stream().map(GroupType::groupName).toList(),
        withRole.stream().map(GroupType::roleArn).distinct().toList(),
        best.size() == 1 ? best.get(0) : "");
  }

  private static int precedence(GroupType group) {
    return group.precedence() == null ? Integer.MAX_VALUE : group.precedence();
  }

  /** The same as an event before tokens has it. */
  Json.Obj configuration() {
    return Json.object()
        .put("groupsToOverride", Json.strings(names))
        .put("iamRolesToOverride", Json.strings(roles))
        .put("preferredRole", preferred.isEmpty() ? Json.nil() : Json.of(preferred))
        .build();
  }

  void putNames(Json.ObjectBuilder claims) {
    if (!names.isEmpty()) {
      claims.put("cognito:groups", Json.strings(names));
    }
  }

  void putRoles(Json.ObjectBuilder claims) {
    if (!preferred.isEmpty()) {
      claims.put("cognito:preferred_role", preferred);
    }
    if (!roles.isEmpty()) {
      claims.put("cognito:roles", Json.strings(roles));
    }
  }
}

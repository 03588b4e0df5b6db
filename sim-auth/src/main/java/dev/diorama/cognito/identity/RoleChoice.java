package dev.diorama.cognito.identity;

import dev.diorama.cognito.identity.IdentityPoolModel.Identity;
import dev.diorama.cognito.identity.IdentityPoolModel.Login;
import dev.diorama.core.json.Json;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cognitoidentity.model.AmbiguousRoleResolutionType;
import software.amazon.awssdk.services.cognitoidentity.model.MappingRule;
import software.amazon.awssdk.services.cognitoidentity.model.RoleMapping;
import software.amazon.awssdk.services.cognitoidentity.model.RoleMappingType;

/**
 * Which role an identity gets. Documented:
 * https://docs.aws.amazon.com/cognito/latest/developerguide/role-based-access-control.html
 */
final class RoleChoice {
  private RoleChoice() {}

  /** The role's ARN; {@code login} is null for a guest, {@code asked} where nothing was asked. */
  static String of(Identity identity, @Nullable Login login, @Nullable String asked) {
    if (login == null) {
      return usual(identity, "unauthenticated");
    }
    RoleMapping mapping = identity.pool.mappings.get(login.mappingKey());
    if (mapping == null) {
      if (asked != null && !roles(login).contains(asked)) {
        throw IdentityPoolError.forbidden(identity.id);
      }
      return asked == null ? usual(identity, "authenticated") : asked;
    }
    return mapping.type() == RoleMappingType.TOKEN
        ? byToken(identity, login, mapping, asked)
        : byRules(identity, login, mapping);
  }

  private static String usual(Identity identity, String kind) {
    String role = identity.pool.roles.get(kind);
    if (role == null) {
      throw IdentityPoolError.badRoles();
    }
    return role;
  }

  private static List<String> roles(Login login) {
    return login.claims().get("cognito:roles").map(RoleChoice::texts).orElse(List.of());
  }

  private static List<String> texts(Json value) {
    return value.asList().stream().flatMap(each -> each.text().stream()).toList();
  }

  private static String byToken(
      Identity identity, Login login, RoleMapping mapping, @Nullable String asked) {
    List<String> roles = roles(login);
    if (asked != null) {
      if (!roles.contains(asked)) {
        throw IdentityPoolError.forbidden(identity.id);
      }
      return asked;
    }
    Optional<String> preferred = login.claims().text("cognito:preferred_role");
    if (preferred.isPresent()) {
      return preferred.get();
    }
    return roles.size() == 1 ? roles.get(0) : ambiguous(identity, mapping);
  }

  private static String ambiguous(Identity identity, RoleMapping mapping) {
    if (mapping.ambiguousRoleResolution() == AmbiguousRoleResolutionType.DENY) {
      throw IdentityPoolError.forbidden(identity.id);
    }
    return usual(identity, "authenticated");
  }

  private static String byRules(Identity identity, Login login, RoleMapping mapping) {
    for (MappingRule rule : mapping.rulesConfiguration().rules()) {
      Optional<Json> claim = login.claims().get(rule.claim());
      if (claim.isPresent() && matches(rule, texts(claim.get()))) {
        return rule.roleARN();
      }
    }
    return ambiguous(identity, mapping);
  }

  /** A claim that is a list matches if one of its entries does, or none equals; assumed. */
  private static boolean matches(MappingRule rule, List<String> values) {
    String wanted = rule.value();
    Predicate<String> equal = wanted::equals;
    return switch (rule.matchType()) {
      case EQUALS -> values.stream().anyMatch(equal);
      case CONTAINS -> values.stream().anyMatch(value -> value.contains(wanted));
      case STARTS_WITH -> values.stream().anyMatch(value -> value.startsWith(wanted));
      case NOT_EQUAL -> values.stream().noneMatch(equal);
      case UNKNOWN_TO_SDK_VERSION -> false;
    };
  }
}

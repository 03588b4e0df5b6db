package dev.diorama.iam;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The Principal or NotPrincipal element of a resource policy, indexed, so that asking whether it
 * names a caller costs the same however many it names.
 */
final class PrincipalElement {
  private final boolean not;
  private final List<Named> named;
  private final boolean everyone;

  // Looked up only, never iterated, so their order does not show.
  private final Set<Named> index;
  private final Set<String> entities = new HashSet<>();
  private final Set<String> accounts = new HashSet<>();

  PrincipalElement(boolean not, List<Named> named) {
    this.not = not;
    this.named = List.copyOf(named);
    this.index = new HashSet<>(named);
    this.everyone = index.contains(new Named.Everyone());
    for (Named one : named) {
      if (one instanceof Named.Entity entity) {
        entities.add(entity.arn());
      } else if (one instanceof Named.Account account) {
        accounts.add(account.id());
      }
    }
  }

  /** Whom it names, in the order written. */
  List<Named> named() {
    return named;
  }

  /**
   * How directly a policy names a caller, which decides what can still limit the permission.
   * Documented:
   * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html
   */
  enum Grip {
    /** Not at all. */
    NONE,
    /** By its account, which merely leaves it to that account's own policies. */
    ACCOUNT,
    /** By its role, or among all: permissions boundary and session policy still limit it. */
    ROLE,
    /** Itself: nothing but an explicit deny limits it. */
    DIRECT
  }

  /** One principal that the element names. */
  sealed interface Named {
    /** Everyone, known or not. */
    record Everyone() implements Named {}

    /** All of an account, by its id or the ARN of its root. */
    record Account(String id) implements Named {}

    /** A user, a role, or a session of a role or of a federated user. */
    record Entity(String arn) implements Named {}

    /** An AWS service. */
    record Service(String host) implements Named {}

    /** An identity provider. */
    record Federated(String provider) implements Named {}

    /** A canonical user id; of the callers here only origin access identities are known by one. */
    record Canonical(String id) implements Named {}
  }

  Grip grip(Caller caller) {
    if (not) {
      return excepted(caller) ? Grip.NONE : asEveryone(caller);
    }
    Grip best = everyone ? asEveryone(caller) : Grip.NONE;
    return best == Grip.DIRECT ? best : stronger(best, byName(caller));
  }

  private static Grip stronger(Grip one, Grip other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  private static Grip asEveryone(Caller caller) {
    return switch (caller.kind()) {
      case ROLE_SESSION, FEDERATED_USER -> Grip.ROLE;
      case ANONYMOUS, ROOT, USER, SERVICE, WEB_IDENTITY, ORIGIN_ACCESS_IDENTITY -> Grip.DIRECT;
    };
  }

  private Grip byName(Caller caller) {
    return switch (caller.kind()) {
      case ANONYMOUS -> Grip.NONE;
      case ROOT -> accounts.contains(caller.account()) ? Grip.DIRECT : Grip.NONE;
      case USER ->
          entities.contains(caller.arn())
              ? Grip.DIRECT
              : accounts.contains(caller.account()) ? Grip.ACCOUNT : Grip.NONE;
      case ROLE_SESSION, FEDERATED_USER -> {
        if (entities.contains(caller.arn())) {
          yield Grip.DIRECT;
        }
        if (entities.contains(caller.entityArn())) {
          yield Grip.ROLE;
        }
        yield accounts.contains(caller.account()) ? Grip.ACCOUNT : Grip.NONE;
      }
      case SERVICE -> index.contains(new Named.Service(caller.arn())) ? Grip.DIRECT : Grip.NONE;
      case WEB_IDENTITY -> {
        for (String provider : caller.providers()) {
          if (index.contains(new Named.Federated(provider))) {
            yield Grip.DIRECT;
          }
        }
        yield Grip.NONE;
      }
      case ORIGIN_ACCESS_IDENTITY ->
          entities.contains(caller.arn()) || index.contains(new Named.Canonical(caller.entityArn()))
              ? Grip.DIRECT
              : Grip.NONE;
    };
  }

  /**
   * A user is only excepted when its account is listed too, and a session when account and role
   * are. Documented:
   * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
   */
  private boolean excepted(Caller caller) {
    return switch (caller.kind()) {
      case USER -> lists(caller.arn()) && listsAccount(caller);
      case ROLE_SESSION, FEDERATED_USER ->
          lists(caller.arn()) && lists(caller.entityArn()) && listsAccount(caller);
      case ROOT -> listsAccount(caller);
      case ANONYMOUS, SERVICE, WEB_IDENTITY, ORIGIN_ACCESS_IDENTITY ->
          everyone || byName(caller) != Grip.NONE;
    };
  }

  private boolean lists(String arn) {
    return everyone || entities.contains(arn);
  }

  private boolean listsAccount(Caller caller) {
    return everyone || accounts.contains(caller.account());
  }
}

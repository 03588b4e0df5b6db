package dev.diorama.iam;

import java.util.List;

/**
 * The Principal or NotPrincipal element of a resource policy.
 *
 * @param not true for NotPrincipal
 */
record PrincipalElement(boolean not, List<Named> named) {

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
    Grip grip(Caller caller);

    /** Everyone, known or not. */
    record Everyone() implements Named {
      @Override
      public Grip grip(Caller caller) {
        return switch (caller.kind()) {
          case ROLE_SESSION, FEDERATED_USER -> Grip.ROLE;
          case ANONYMOUS, ROOT, USER, SERVICE, WEB_IDENTITY, ORIGIN_ACCESS_IDENTITY -> Grip.DIRECT;
        };
      }
    }

    /** All of an account, by its id or the ARN of its root. */
    record Account(String id) implements Named {
      @Override
      public Grip grip(Caller caller) {
        if (!caller.account().equals(id)) {
          return Grip.NONE;
        }
        return switch (caller.kind()) {
          case ROOT -> Grip.DIRECT;
          case USER, ROLE_SESSION, FEDERATED_USER -> Grip.ACCOUNT;
          case ANONYMOUS, SERVICE, WEB_IDENTITY, ORIGIN_ACCESS_IDENTITY -> Grip.NONE;
        };
      }
    }

    /** A user, a role, or a session of a role or of a federated user. */
    record Entity(String arn) implements Named {
      @Override
      public Grip grip(Caller caller) {
        if (caller.arn().equals(arn)) {
          return Grip.DIRECT;
        }
        return caller.entityArn().equals(arn) ? Grip.ROLE : Grip.NONE;
      }
    }

    /** An AWS service. */
    record Service(String host) implements Named {
      @Override
      public Grip grip(Caller caller) {
        return caller.kind() == Caller.Kind.SERVICE && caller.arn().equals(host)
            ? Grip.DIRECT
            : Grip.NONE;
      }
    }

    /** An identity provider. */
    record Federated(String provider) implements Named {
      @Override
      public Grip grip(Caller caller) {
        return caller.providers().contains(provider) ? Grip.DIRECT : Grip.NONE;
      }
    }

    /** A canonical user id; of the callers here only origin access identities are known by one. */
    record Canonical(String id) implements Named {
      @Override
      public Grip grip(Caller caller) {
        return caller.kind() == Caller.Kind.ORIGIN_ACCESS_IDENTITY && caller.entityArn().equals(id)
            ? Grip.DIRECT
            : Grip.NONE;
      }
    }
  }

  PrincipalElement {
    named = List.copyOf(named);
  }

  Grip grip(Caller caller) {
    return not ? excepted(caller) ? Grip.NONE : everyone(caller) : named(caller);
  }

  private static Grip everyone(Caller caller) {
    return new Named.Everyone().grip(caller);
  }

  private Grip named(Caller caller) {
    Grip best = Grip.NONE;
    for (Named one : named) {
      Grip grip = one.grip(caller);
      best = grip.compareTo(best) > 0 ? grip : best;
    }
    return best;
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
      case ANONYMOUS, SERVICE, WEB_IDENTITY, ORIGIN_ACCESS_IDENTITY -> named(caller) != Grip.NONE;
    };
  }

  private boolean lists(String arn) {
    return named.contains(new Named.Entity(arn)) || named.contains(new Named.Everyone());
  }

  private boolean listsAccount(Caller caller) {
    return named.contains(new Named.Account(caller.account()))
        || named.contains(new Named.Everyone());
  }
}

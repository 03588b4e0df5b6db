package dev.diorama.iam;

import dev.diorama.core.router.Decision;
import dev.diorama.iam.PrincipalElement.Grip;
import dev.diorama.iam.Statement.Fit;
import dev.diorama.iam.Statement.Question;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What all policies that bear on a request say together.
 *
 * <p>An explicit deny anywhere ends it. Then, within one account, the caller's policies or the
 * resource's must allow; between accounts both must, each in its own account. Permissions boundary
 * and session policies narrow what the caller's policies allow; whether they also narrow what the
 * resource's policy allows depends on how directly that names the caller: see {@link Grip}. A
 * role's trust policy must allow by itself. An account's root may do everything in its account that
 * no resource policy denies; services and anonymous callers only what a resource policy allows.
 * Sources:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html and the
 * pages below it.
 */
final class Evaluation {
  /**
   * A policy and what explanations call it.
   *
   * @param name such as {@code inline policy 'files' of role todo-user}
   */
  record Attached(String name, Policy policy) {}

  /**
   * All policies that bear on one request.
   *
   * @param identity those of the caller, its groups, or its role
   * @param boundary the permissions boundary, when the caller has one
   * @param session the session policies; empty list when there are none, which limits nothing
   * @param resource the policy of the resource, when it has one
   * @param sameAccount whether caller and resource belong to one account
   * @param resourceMustAllow true for roles, whose trust policy must allow by itself
   */
  record Bearing(
      List<Attached> identity,
      Optional<Attached> boundary,
      List<Attached> session,
      Optional<Attached> resource,
      boolean sameAccount,
      boolean resourceMustAllow) {
    Bearing {
      identity = List.copyOf(identity);
      session = List.copyOf(session);
    }
  }

  /** One statement and the policy it stands in. */
  private record Found(Attached attached, Statement statement) {
    String label() {
      return statement.label() + " of " + attached.name();
    }
  }

  /**
   * What several policies of one sort say.
   *
   * @param allowedBy the statement that allows
   * @param nearest the statement that allows the action and comes nearest, when none allows
   */
  private record Verdict(Optional<Found> allowedBy, Grip grip, Optional<Found> nearest) {
    boolean allows() {
      return allowedBy.isPresent();
    }
  }

  /** The S3 actions that a bucket's own root cannot be denied; documented for PutBucketPolicy. */
  private static final List<String> NEVER_DENIED_TO_ROOT =
      List.of("s3:GetBucketPolicy", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy");

  private final Question question;
  private final Bearing bearing;

  private Evaluation(Question question, Bearing bearing) {
    this.question = question;
    this.bearing = bearing;
  }

  static Decision decide(Question question, Bearing bearing) {
    return new Evaluation(question, bearing).decide();
  }

  private Decision decide() {
    boolean root = question.caller().kind() == Caller.Kind.ROOT && bearing.sameAccount();
    if (!root || !NEVER_DENIED_TO_ROOT.contains(question.action())) {
      Optional<Decision> denied = denied();
      if (denied.isPresent()) {
        return denied.get();
      }
    }
    Verdict resource = verdict(bearing.resource().stream().toList());
    if (bearing.resourceMustAllow() && !resource.allows()) {
      return refused(resourceSort(), resource);
    }
    return switch (question.caller().kind()) {
      case ANONYMOUS, SERVICE, WEB_IDENTITY, ORIGIN_ACCESS_IDENTITY -> byResource(resource);
      case ROOT -> root ? Decision.allow("allowed as the account's root") : byResource(resource);
      case USER, ROLE_SESSION, FEDERATED_USER -> byBoth(resource);
    };
  }

  /** A trust policy has a name of its own in messages, documented: troubleshoot_access-denied. */
  private String resourceSort() {
    return bearing.resourceMustAllow() ? "role trust policy" : "resource-based policy";
  }

  private Decision byResource(Verdict resource) {
    return resource.allows() ? allowed(resource) : refused(resourceSort(), resource);
  }

  private Decision byBoth(Verdict resource) {
    if (bearing.sameAccount() && resource.grip() == Grip.DIRECT) {
      return allowed(resource);
    }
    boolean enough = bearing.sameAccount() && resource.grip() == Grip.ROLE;
    Verdict identity = verdict(bearing.identity());
    if (!enough && !identity.allows()) {
      return refused("identity-based policy", identity);
    }
    if (!bearing.sameAccount() && !resource.allows()) {
      return refused(resourceSort(), resource);
    }
    Optional<Decision> narrowed = narrowed();
    if (narrowed.isPresent()) {
      return narrowed.get();
    }
    if (enough && !identity.allows()) {
      return allowed(resource);
    }
    return bearing.sameAccount() ? allowed(identity) : allowed(identity, resource);
  }

  /** What permissions boundary and session policies take away. */
  private Optional<Decision> narrowed() {
    if (bearing.boundary().isPresent()) {
      Verdict boundary = verdict(bearing.boundary().stream().toList());
      if (!boundary.allows()) {
        return Optional.of(refused("permissions boundary", boundary));
      }
    }
    if (!bearing.session().isEmpty()) {
      Verdict session = verdict(bearing.session());
      if (!session.allows()) {
        return Optional.of(refused("session policy", session));
      }
    }
    return Optional.empty();
  }

  private Optional<Decision> denied() {
    return denial(bearing.identity(), "an identity-based policy")
        .or(
            () ->
                denial(
                    bearing.resource().stream().toList(),
                    bearing.resourceMustAllow()
                        ? "the role trust policy"
                        : "a resource-based policy"))
        .or(() -> denial(bearing.boundary().stream().toList(), "a permissions boundary"))
        .or(() -> denial(bearing.session(), "a session policy"));
  }

  private Optional<Decision> denial(List<Attached> policies, String sort) {
    for (Attached attached : policies) {
      for (Statement statement : attached.policy().statements()) {
        if (!statement.allow() && statement.fit(question) == Fit.FITS) {
          return Optional.of(
              new Decision(
                  false,
                  true,
                  "denied by " + statement.label() + " of " + attached.name(),
                  "with an explicit deny in " + sort));
        }
      }
    }
    return Optional.empty();
  }

  private Verdict verdict(List<Attached> policies) {
    Optional<Found> allowedBy = Optional.empty();
    Grip best = Grip.NONE;
    Fit nearestFit = Fit.NOT_THE_ACTION;
    Optional<Found> nearest = Optional.empty();
    for (Attached attached : policies) {
      for (Statement statement : attached.policy().statements()) {
        if (!statement.allow()) {
          continue;
        }
        Fit fit = statement.fit(question);
        Grip grip = fit == Fit.FITS ? statement.grip(question.caller()) : Grip.NONE;
        if (grip.compareTo(best) > 0) {
          best = grip;
          allowedBy = Optional.of(new Found(attached, statement));
        }
        if (fit != Fit.FITS && fit.compareTo(nearestFit) > 0) {
          nearestFit = fit;
          nearest = Optional.of(new Found(attached, statement));
        }
      }
    }
    return new Verdict(allowedBy, best, nearest);
  }

  private static Decision allowed(Verdict... verdicts) {
    List<String> by = new ArrayList<>();
    for (Verdict verdict : verdicts) {
      verdict.allowedBy().map(Found::label).ifPresent(by::add);
    }
    return Decision.allow("allowed by " + String.join(" and by ", by));
  }

  private Decision refused(String sort, Verdict verdict) {
    String nearest =
        verdict
            .nearest()
            .map(
                found ->
                    ": nearest: "
                        + found.attached().name()
                        + ": "
                        + found.statement().describeMiss(question))
            .orElse("");
    return new Decision(
        false,
        false,
        "no " + sort + " allows " + question.action() + " on " + question.resource() + nearest,
        "because no " + sort + " allows the " + question.action() + " action");
  }
}

package dev.diorama.iam;

import dev.diorama.iam.PrincipalElement.Grip;
import dev.diorama.iam.Verdict.Sort;
import java.util.List;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * What all policies that bear on a request say together: a pure function of a question and of them.
 *
 * <p>An explicit deny anywhere ends it. Then every level of the caller's organization must allow
 * it. Then, within one account, the caller's policies or the resource's must allow; between
 * accounts both must, each in its own account. Permissions boundary and session policies narrow
 * what the caller's policies allow; whether they also narrow what the resource's policy allows
 * depends on how directly that names the caller: see {@link Grip}. A role's trust policy must allow
 * by itself. An account's root may do everything in its account that no other policy denies;
 * services and anonymous callers only what a resource policy allows. Sources:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html and the
 * pages below it.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Evaluation {
  /** The S3 actions that a bucket's own root cannot be denied; documented for PutBucketPolicy. */
  private static final List<String> NEVER_DENIED_TO_ROOT =
      List.of("s3:GetBucketPolicy", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy");

  private final Question question;
  private final Bearing bearing;

  private Evaluation(Question question, Bearing bearing) {
    this.question = question;
    this.bearing = bearing;
  }

  /** Decides. The same question and policies have the same verdict, always. */
  public static Verdict decide(Question question, Bearing bearing) {
    return new Evaluation(question, bearing).decide();
  }

  private Verdict decide() {
    boolean root = question.caller().kind() == Caller.Kind.ROOT && bearing.sameAccount();
    Verdict denied = denied(root && NEVER_DENIED_TO_ROOT.contains(question.action()));
    if (denied != null) {
      return denied;
    }
    for (List<Attached> level : bearing.serviceControl()) {
      if (allowing(level) == null) {
        return Verdict.notAllowed(question, Sort.SERVICE_CONTROL, level);
      }
    }
    Attached policy = bearing.resource().orElse(null);
    Grip grip = policy == null ? Grip.NONE : grip(policy);
    Proof resource = policy == null ? null : gripping(policy, grip);
    if (bearing.resourceMustAllow() && resource == null) {
      return notByResource();
    }
    return switch (question.caller().kind()) {
      case ANONYMOUS, SERVICE, WEB_IDENTITY, ORIGIN_ACCESS_IDENTITY -> byResource(resource);
      case ROOT -> root ? Verdict.allowed(question, null, null) : byResource(resource);
      case USER, ROLE_SESSION, FEDERATED_USER -> byBoth(resource, grip);
    };
  }

  private Verdict byResource(@Nullable Proof resource) {
    return resource == null ? notByResource() : Verdict.allowed(question, resource, null);
  }

  /** A trust policy has a name of its own in messages, documented: troubleshoot_access-denied. */
  private Verdict notByResource() {
    return Verdict.notAllowed(
        question,
        bearing.resourceMustAllow() ? Sort.TRUST : Sort.RESOURCE,
        bearing.resource().map(List::of).orElse(List.of()));
  }

  private Verdict byBoth(@Nullable Proof resource, Grip grip) {
    if (bearing.sameAccount() && grip == Grip.DIRECT) {
      return Verdict.allowed(question, resource, null);
    }
    boolean enough = bearing.sameAccount() && grip == Grip.ROLE;
    Proof identity = allowing(bearing.identity());
    if (!enough && identity == null) {
      return Verdict.notAllowed(question, Sort.IDENTITY, bearing.identity());
    }
    if (!bearing.sameAccount() && resource == null) {
      return notByResource();
    }
    Attached boundary = bearing.boundary().orElse(null);
    if (boundary != null && allowing(boundary) == null) {
      return Verdict.notAllowed(question, Sort.BOUNDARY, List.of(boundary));
    }
    if (!bearing.session().isEmpty() && allowing(bearing.session()) == null) {
      return Verdict.notAllowed(question, Sort.SESSION, bearing.session());
    }
    if (identity == null) {
      return Verdict.allowed(question, resource, null);
    }
    return Verdict.allowed(question, identity, bearing.sameAccount() ? null : resource);
  }

  /** The explicit deny that ends it, in the order in which AWS looks; null when there is none. */
  private @Nullable Verdict denied(boolean inSpiteOfResource) {
    Proof found = denying(bearing.resourceControl());
    if (found != null) {
      return Verdict.denied(question, Sort.RESOURCE_CONTROL, found);
    }
    for (List<Attached> level : bearing.serviceControl()) {
      found = denying(level);
      if (found != null) {
        return Verdict.denied(question, Sort.SERVICE_CONTROL, found);
      }
    }
    Attached resource = bearing.resource().orElse(null);
    found = resource == null || inSpiteOfResource ? null : denying(resource);
    if (found != null) {
      return Verdict.denied(
          question, bearing.resourceMustAllow() ? Sort.TRUST : Sort.RESOURCE, found);
    }
    found = denying(bearing.identity());
    if (found != null) {
      return Verdict.denied(question, Sort.IDENTITY, found);
    }
    Attached boundary = bearing.boundary().orElse(null);
    found = boundary == null ? null : denying(boundary);
    if (found != null) {
      return Verdict.denied(question, Sort.BOUNDARY, found);
    }
    found = denying(bearing.session());
    return found == null ? null : Verdict.denied(question, Sort.SESSION, found);
  }

  private @Nullable Proof denying(List<Attached> policies) {
    for (int i = 0; i < policies.size(); i++) {
      Proof found = denying(policies.get(i));
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private @Nullable Proof denying(Attached policy) {
    for (Proof proof : policy.denies()) {
      if (proof.statement().grips(question) != Grip.NONE) {
        return proof;
      }
    }
    return null;
  }

  private @Nullable Proof allowing(List<Attached> policies) {
    for (int i = 0; i < policies.size(); i++) {
      Proof found = allowing(policies.get(i));
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private @Nullable Proof allowing(Attached policy) {
    for (Proof proof : policy.allows()) {
      if (proof.statement().grips(question) != Grip.NONE) {
        return proof;
      }
    }
    return null;
  }

  /** How directly a resource's policy allows it to the caller, at its most direct. */
  private Grip grip(Attached policy) {
    Grip best = Grip.NONE;
    for (Proof proof : policy.allows()) {
      Grip grip = proof.statement().grips(question);
      if (grip == Grip.DIRECT) {
        return grip;
      }
      best = grip.compareTo(best) > 0 ? grip : best;
    }
    return best;
  }

  private @Nullable Proof gripping(Attached policy, Grip grip) {
    if (grip != Grip.NONE) {
      for (Proof proof : policy.allows()) {
        if (proof.statement().grips(question) == grip) {
          return proof;
        }
      }
    }
    return null;
  }
}

package dev.diorama.iam;

import dev.diorama.core.router.Call;
import dev.diorama.core.time.SimClock;
import dev.diorama.core.wire.AwsException;
import dev.diorama.iam.IamModel.Account;
import dev.diorama.iam.IamModel.Entity;
import dev.diorama.iam.IamModel.Group;
import dev.diorama.iam.IamModel.ManagedPolicy;
import dev.diorama.iam.IamModel.Role;
import dev.diorama.iam.IamModel.User;
import org.jspecify.annotations.Nullable;

/** Finds what an operation names, in AWS's words when it is not there, and checks its policies. */
final class IamDirectory {
  final IamStore store;
  final Ids ids;
  final SimClock clock;
  final IamConfig.Limits limits;

  IamDirectory(IamStore store, Ids ids, SimClock clock, IamConfig.Limits limits) {
    this.store = store;
    this.ids = ids;
    this.clock = clock;
    this.limits = limits;
  }

  Account account(Call call) {
    return store.account(call.account());
  }

  /** The user of that name, or the caller itself when none is named. */
  User userOrSelf(Call call, @Nullable String name) {
    if (name != null) {
      return user(call, name);
    }
    return store
        .byArn(call.principal().arn())
        .filter(User.class::isInstance)
        .map(User.class::cast)
        .orElseThrow(
            () ->
                IamError.VALIDATION_ERROR.with(
                    "Must specify userName when calling with non-User credentials"));
  }

  User user(Call call, @Nullable String name) {
    String given = Checks.name("userName", name, 128);
    return store
        .user(call.account(), given)
        .orElseThrow(() -> missing("The user with name " + given + " cannot be found."));
  }

  Group group(Call call, @Nullable String name) {
    String given = Checks.name("groupName", name, 128);
    return store
        .group(call.account(), given)
        .orElseThrow(() -> missing("The group with name " + given + " cannot be found."));
  }

  Role role(Call call, @Nullable String name) {
    String given = Checks.name("roleName", name);
    return store
        .role(call.account(), given)
        .orElseThrow(() -> missing("The role with name " + given + " cannot be found."));
  }

  ManagedPolicy policy(@Nullable String arn) {
    String given = policyArn(arn);
    return store.policy(given).orElseThrow(() -> missing("Policy " + given + " was not found."));
  }

  /** A policy that can be attached to something of that account. */
  ManagedPolicy attachable(Call call, @Nullable String arn) {
    String given = policyArn(arn);
    return store
        .policy(given)
        .filter(policy -> policy.ofAws() || given.split(":", 6)[4].equals(call.account()))
        .orElseThrow(() -> missing("Policy " + given + " does not exist or is not attachable."));
  }

  static String policyArn(@Nullable String arn) {
    String given = Checks.required("policyArn", arn);
    if (!given.matches("arn:aws:iam::([0-9]{12}|aws):policy/.+")) {
      throw IamError.INVALID_INPUT.with("ARN " + given + " is not valid.");
    }
    return given;
  }

  static AwsException missing(String message) {
    return IamError.NO_SUCH_ENTITY.with(message);
  }

  /** Checks the text of a policy to be put in place. */
  String identityPolicy(Call call, @Nullable String document) {
    String text = Checks.document("policyDocument", document);
    try {
      Policy unused = Policy.parse(text, Policy.Kind.IDENTITY);
    } catch (MalformedPolicy e) {
      throw malformed(call, e);
    }
    return text;
  }

  /** Checks a trust policy, and that the users and roles it names exist where that can be known. */
  String trustPolicy(Call call, String member, @Nullable String document) {
    String text = Checks.document(member, document);
    try {
      Policy policy = Policy.parse(text, Policy.Kind.TRUST);
      for (Statement statement : policy.statements()) {
        PrincipalElement principal = statement.principal();
        if (principal != null) {
          principal.named().forEach(this::checkExists);
        }
      }
    } catch (MalformedPolicy e) {
      throw malformed(call, e);
    }
    if (Checks.size(text) > limits.trustPolicySize()) {
      throw IamError.LIMIT_EXCEEDED.with(
          "Cannot exceed quota for ACLSizePerRole: " + limits.trustPolicySize());
    }
    return text;
  }

  private void checkExists(PrincipalElement.Named named) {
    if (named instanceof PrincipalElement.Named.Entity entity
        && entity.arn().startsWith("arn:aws:iam::")
        && store.knows(entity.arn().split(":", 6)[4])
        && store.byArn(entity.arn()).isEmpty()) {
      throw new MalformedPolicy(
          "Invalid principal in policy: \"AWS\":\"" + entity.arn() + "\"", "it does not exist");
    }
  }

  static AwsException malformed(Call call, MalformedPolicy e) {
    call.note("why", e.why());
    return IamError.MALFORMED_POLICY_DOCUMENT.with(e.message());
  }

  void checkQuota(int present, int limit, String quota) {
    if (present >= limit) {
      throw IamError.LIMIT_EXCEEDED.with("Cannot exceed quota for " + quota + ": " + limit);
    }
  }

  /** A boundary is a managed policy that can be attached here. */
  String boundary(Call call, @Nullable String arn) {
    return attachable(call, arn).arn;
  }

  static void checkBare(Entity entity) {
    if (!entity.attached.isEmpty()) {
      throw IamError.DELETE_CONFLICT.with("Cannot delete entity, must detach all policies first.");
    }
    if (!entity.inline.isEmpty()) {
      throw IamError.DELETE_CONFLICT.with("Cannot delete entity, must delete policies first.");
    }
  }
}

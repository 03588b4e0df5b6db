package dev.diorama.iam;

import dev.diorama.core.json.Json;
import dev.diorama.core.router.Access;
import dev.diorama.core.router.Authorizer;
import dev.diorama.core.router.Decision;
import dev.diorama.core.router.Principal;
import dev.diorama.iam.IamPrincipals.Standing;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/** Gathers the policies that bear on a request and lets {@link Evaluation} decide. */
final class IamAuthorizer implements Authorizer {
  /**
   * What credentials by GetSessionToken may still do of STS; documented:
   * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
   */
  private static final List<String> LEFT_TO_SESSION_TOKENS =
      List.of("sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity", "sts:GetCallerIdentity");

  private static final String MFA_PRESENT = "aws:MultiFactorAuthPresent";

  private final IamPrincipals principals;
  private final PolicyCache policies;
  private final OrganizationPolicies organization;
  private final AuthorizationMessages messages;

  IamAuthorizer(
      IamPrincipals principals,
      PolicyCache policies,
      OrganizationPolicies organization,
      AuthorizationMessages messages) {
    this.principals = principals;
    this.policies = policies;
    this.organization = organization;
    this.messages = messages;
  }

  @Override
  public Decision decide(Principal principal, Access access, RequestFacts facts) {
    Standing standing = principals.standing(principal);
    if (standing.fromSessionToken() && !open(access.action(), hasMfa(principal))) {
      return new Decision(
          false,
          false,
          "credentials by GetSessionToken without MFA may not call IAM, nor STS but AssumeRole",
          "because the credentials were issued by GetSessionToken without MFA");
    }
    return decide(
        principal, standing, access, context(principal, standing.caller(), access, facts));
  }

  @Override
  public Optional<String> encoded(
      Principal principal, Access access, RequestFacts facts, Decision denied) {
    Caller caller = principals.standing(principal).caller();
    return Optional.of(
        messages.encode(principal, access, context(principal, caller, access, facts), denied));
  }

  /** Documented: with MFA they may call IAM, and of STS no more than without. */
  private static boolean open(String action, boolean mfa) {
    return (mfa && action.startsWith("iam:"))
        || LEFT_TO_SESSION_TOKENS.contains(action)
        || !(action.startsWith("iam:") || action.startsWith("sts:"));
  }

  private static boolean hasMfa(Principal principal) {
    return principal.context().getOrDefault(MFA_PRESENT, List.of()).contains("true");
  }

  private Decision decide(
      Principal principal, Standing standing, Access access, RequestContext context) {
    Caller caller = standing.caller();
    boolean sameAccount =
        access.resourceAccount().isEmpty() || access.resourceAccount().equals(caller.account());
    boolean trust = isTrust(access);
    Optional<Attached> resource;
    try {
      resource = access.resourcePolicy().map(document -> resource(document, access, trust));
    } catch (MalformedPolicy e) {
      if (caller.kind() == Caller.Kind.ROOT && sameAccount) {
        return Decision.allow(
            "allowed as the account's root; the resource's policy cannot be read");
      }
      return new Decision(
          false,
          true,
          nameOf(access, trust) + " cannot be read: " + e.message() + " " + e.why(),
          "because no resource-based policy allows the " + access.action() + " action");
    }
    Bearing bearing =
        new Bearing(
            standing.identity(),
            standing.boundary(),
            standing.session(),
            resource,
            List.of(),
            List.of(),
            sameAccount,
            trust);
    return Evaluation.decide(
            new Question(caller, access.action(), access.resource(), context),
            organization.with(bearing, principal, caller, access))
        .decision();
  }

  /** Roles can be assumed by nobody whom their trust policy does not name. */
  private static boolean isTrust(Access access) {
    return access.action().startsWith("sts:")
        && access.resource().startsWith("arn:aws:iam::")
        && access.resource().contains(":role/");
  }

  private Attached resource(Json document, Access access, boolean trust) {
    return new Attached(
        nameOf(access, trust), trust ? policies.trust(document) : policies.resource(document));
  }

  private static String nameOf(Access access, boolean trust) {
    String arn = access.resource();
    if (trust) {
      return "trust policy of role " + arn.substring(arn.lastIndexOf('/') + 1);
    }
    if (arn.startsWith("arn:aws:s3:::")) {
      int slash = arn.indexOf('/');
      return "bucket policy of " + (slash < 0 ? arn : arn.substring(0, slash));
    }
    return "resource policy of " + arn;
  }

  /**
   * The condition keys of a request: the service's, the caller's, and those every request has,
   * which nobody else can set. Documented:
   * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
   */
  RequestContext context(Principal principal, Caller caller, Access access, RequestFacts facts) {
    RequestContext.Builder context =
        RequestContext.builder().putAll(access.context()).putAll(principal.context());
    Instant now = Instant.ofEpochSecond(facts.epochSeconds());
    context
        .put("aws:CurrentTime", DateTimeFormatter.ISO_INSTANT.format(now))
        .put("aws:EpochTime", Long.toString(facts.epochSeconds()))
        .put("aws:SecureTransport", Boolean.toString(facts.secure()))
        .put("aws:ViaAWSService", "false")
        .put("aws:PrincipalIsAWSService", Boolean.toString(caller.kind() == Caller.Kind.SERVICE))
        .put("aws:PrincipalType", type(caller))
        .put(
            "aws:ResourceAccount",
            access.resourceAccount().isEmpty() ? caller.account() : access.resourceAccount());
    if (hasMfa(principal)) {
      Instant signedIn =
          Instant.parse(
              principal
                  .context()
                  .getOrDefault("aws:TokenIssueTime", List.of(now.toString()))
                  .get(0));
      context.put(
          "aws:MultiFactorAuthAge",
          Long.toString(now.getEpochSecond() - signedIn.getEpochSecond()));
    }
    organization.describe(context, "Principal", principal.account());
    organization.describe(
        context,
        "Resource",
        access.resourceAccount().isEmpty() ? caller.account() : access.resourceAccount());
    List<String> source = principal.context().getOrDefault("aws:SourceAccount", List.of());
    if (!source.isEmpty()) {
      organization.describe(context, "Source", source.get(0));
    }
    if (!facts.region().isEmpty()) {
      context.put("aws:RequestedRegion", facts.region());
    }
    if (!facts.sourceIp().isEmpty()) {
      context.put("aws:SourceIp", facts.sourceIp());
    }
    switch (caller.kind()) {
      case SERVICE -> context.put("aws:PrincipalServiceName", caller.arn());
      case ROOT, USER, ROLE_SESSION, FEDERATED_USER ->
          context
              .put("aws:PrincipalAccount", caller.account())
              .put(
                  "aws:PrincipalArn",
                  caller.kind() == Caller.Kind.ROLE_SESSION ? caller.entityArn() : caller.arn())
              .put("aws:userid", principal.userId());
      case ANONYMOUS -> context.put("aws:userid", "anonymous");
      case ORIGIN_ACCESS_IDENTITY -> context.put("aws:PrincipalArn", caller.arn());
      case WEB_IDENTITY -> {
        // Its keys come with the token.
      }
    }
    return context.build();
  }

  private static String type(Caller caller) {
    return switch (caller.kind()) {
      case ROOT -> "Account";
      case USER, ORIGIN_ACCESS_IDENTITY -> "User";
      case ROLE_SESSION -> "AssumedRole";
      case FEDERATED_USER -> "FederatedUser";
      case ANONYMOUS, WEB_IDENTITY, SERVICE -> "Anonymous";
    };
  }
}

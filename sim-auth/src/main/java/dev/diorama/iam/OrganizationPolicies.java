package dev.diorama.iam;

import dev.diorama.core.router.Access;
import dev.diorama.core.router.Principal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Which policies of an organization bear on a request, and the condition keys that tell of it. */
final class OrganizationPolicies {
  /**
   * Services whose resources obey resource control policies, of those simulated. Documented:
   * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html#rcp-supported-services,
   * as that list stood in 2026.
   */
  private static final List<String> RESOURCE_CONTROLLED =
      List.of(
          "s3",
          "sts",
          "sqs",
          "dynamodb",
          "dax",
          "cognito-idp",
          "cognito-identity",
          "cloudfront",
          "logs");

  private String id = "";
  private String management = "";
  private Map<String, Organization.Member> members = new TreeMap<>();

  void set(Organization organization) {
    Map<String, Organization.Member> read = organization.members();
    this.id = organization.id();
    this.management = organization.managementAccount();
    this.members = read;
  }

  /** Adds what bears on a request of that caller for that resource. */
  Bearing with(Bearing bearing, Principal principal, Caller caller, Access access) {
    if (id.isEmpty()) {
      return bearing;
    }
    boolean linked = isServiceLinked(caller);
    List<List<Attached>> service = levels(caller);
    String action = access.action();
    String vendor = action.substring(0, Math.max(0, action.indexOf(':')));
    String owner =
        access.resourceAccount().isEmpty() ? principal.account() : access.resourceAccount();
    List<Attached> resource =
        linked || !RESOURCE_CONTROLLED.contains(vendor)
            ? List.of()
            : limited(owner).map(Organization.Member::resourceControl).orElse(List.of());
    return bearing.withOrganization(service, resource);
  }

  /** The service control policies that limit a caller, level by level. */
  List<List<Attached>> levels(Caller caller) {
    boolean ofAccount =
        switch (caller.kind()) {
          case ROOT, USER, ROLE_SESSION, FEDERATED_USER -> true;
          case ANONYMOUS, SERVICE, WEB_IDENTITY, ORIGIN_ACCESS_IDENTITY -> false;
        };
    return ofAccount && !isServiceLinked(caller)
        ? limited(caller.account()).map(Organization.Member::serviceControl).orElse(List.of())
        : List.of();
  }

  private static boolean isServiceLinked(Caller caller) {
    return caller.entityArn().contains(":role/aws-service-role/");
  }

  /** A member that policies limit: not the management account. */
  private Optional<Organization.Member> limited(String account) {
    return account.equals(management)
        ? Optional.empty()
        : Optional.ofNullable(members.get(account));
  }

  /**
   * The keys that tell of organizations. Documented:
   * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
   */
  void describe(RequestContext.Builder context, String side, String account) {
    Organization.Member member = members.get(account);
    if (!id.isEmpty() && (member != null || account.equals(management))) {
      context.put("aws:" + side + "OrgID", id);
      if (member != null) {
        context.put("aws:" + side + "OrgPaths", member.path());
      }
    }
  }
}

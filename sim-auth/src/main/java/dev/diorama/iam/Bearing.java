package dev.diorama.iam;

import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * All policies that bear on one request.
 *
 * @param identity those of the caller, its groups, or its role
 * @param boundary the permissions boundary, when the caller has one
 * @param session the session policies; empty list when there are none, which limits nothing
 * @param resource the policy of the resource, when it has one
 * @param serviceControl the service control policies of the caller's organization, level by level
 *     from its root down to the account, each of which must allow; empty when none apply
 * @param resourceControl the resource control policies on the resource's account and above it
 * @param sameAccount whether caller and resource belong to one account
 * @param resourceMustAllow true for roles, whose trust policy must allow by itself
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Bearing(
    List<Attached> identity,
    Optional<Attached> boundary,
    List<Attached> session,
    Optional<Attached> resource,
    List<List<Attached>> serviceControl,
    List<Attached> resourceControl,
    boolean sameAccount,
    boolean resourceMustAllow) {

  /** No policy at all, in one account. */
  public static final Bearing NONE =
      new Bearing(
          List.of(),
          Optional.empty(),
          List.of(),
          Optional.empty(),
          List.of(),
          List.of(),
          true,
          false);

  public Bearing {
    identity = List.copyOf(identity);
    session = List.copyOf(session);
    serviceControl = List.copyOf(serviceControl);
    resourceControl = List.copyOf(resourceControl);
  }

  /** The same with these policies of the caller. */
  public Bearing withIdentity(List<Attached> policies) {
    return new Bearing(
        policies,
        boundary,
        session,
        resource,
        serviceControl,
        resourceControl,
        sameAccount,
        resourceMustAllow);
  }

  /** The same with that permissions boundary. */
  public Bearing withBoundary(Attached policy) {
    return new Bearing(
        identity,
        Optional.of(policy),
        session,
        resource,
        serviceControl,
        resourceControl,
        sameAccount,
        resourceMustAllow);
  }

  /** The same with these session policies. */
  public Bearing withSession(List<Attached> policies) {
    return new Bearing(
        identity,
        boundary,
        policies,
        resource,
        serviceControl,
        resourceControl,
        sameAccount,
        resourceMustAllow);
  }

  /** The same with that policy of the resource. */
  public Bearing withResource(Attached policy) {
    return new Bearing(
        identity,
        boundary,
        session,
        Optional.of(policy),
        serviceControl,
        resourceControl,
        sameAccount,
        resourceMustAllow);
  }

  /** The same with these policies of an organization. */
  public Bearing withOrganization(List<List<Attached>> service, List<Attached> resources) {
    return new Bearing(
        identity, boundary, session, resource, service, resources, sameAccount, resourceMustAllow);
  }

  /** The same between two accounts. */
  public Bearing acrossAccounts() {
    return new Bearing(
        identity,
        boundary,
        session,
        resource,
        serviceControl,
        resourceControl,
        false,
        resourceMustAllow);
  }

  /** The same for a role, whose trust policy must allow by itself. */
  public Bearing forRole() {
    return new Bearing(
        identity, boundary, session, resource, serviceControl, resourceControl, sameAccount, true);
  }
}

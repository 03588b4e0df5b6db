package dev.diorama.iam;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apiguardian.api.API;

/**
 * An organization of accounts and the policies by which it limits them. AWS Organizations' own API
 * is not simulated: this is set by {@link IamConfig#withOrganization} or {@link Iam#organize}.
 *
 * <p>A service control policy limits what users, roles and the root of an account may do; at every
 * level from the organization's root down to the account one must allow. A resource control policy
 * denies access to an account's resources, whoever asks. Neither touches the management account.
 * Sources:
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
 * and
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_evaluation.html
 *
 * @param id such as {@code o-exampleorgid}
 * @param managementAccount twelve digits
 * @param root what stands at the top
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Organization(String id, String managementAccount, Unit root) {
  private static final Pattern ID = Pattern.compile("o-[a-z0-9]{10,32}");
  private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");

  /** Most characters of a policy; documented for both sorts: orgs_reference_limits. */
  static final int MAX_POLICY = 5_120;

  /**
   * The organization's root, an organizational unit, or an account.
   *
   * @param id such as {@code r-ab12}, {@code ou-ab12-11111111} or an account's twelve digits
   * @param serviceControl documents of the service control policies attached here; while there are
   *     none, AWS's FullAWSAccess is, as where nobody has detached it
   * @param resourceControl documents of the resource control policies attached here, beside AWS's
   *     RCPFullAWSAccess, which nobody can detach
   * @param below units and accounts under this one
   */
  public record Unit(
      String id, List<String> serviceControl, List<String> resourceControl, List<Unit> below) {
    public Unit {
      serviceControl = List.copyOf(serviceControl);
      resourceControl = List.copyOf(resourceControl);
      below = List.copyOf(below);
    }

    /** One without policies of its own. */
    public static Unit of(String id, Unit... below) {
      return new Unit(id, List.of(), List.of(), List.of(below));
    }

    /** The same with these service control policies in place of FullAWSAccess. */
    public Unit withServiceControl(String... documents) {
      return new Unit(id, List.of(documents), resourceControl, below);
    }

    /** The same with these resource control policies. */
    public Unit withResourceControl(String... documents) {
      return new Unit(id, serviceControl, List.of(documents), below);
    }
  }

  public Organization {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException("an organization's id is like o-exampleorgid, not " + id);
    }
    if (!ACCOUNT.matcher(managementAccount).matches()) {
      throw new IllegalArgumentException(
          "an account id has twelve digits, not '" + managementAccount + "'");
    }
  }

  /**
   * What bears on one account.
   *
   * @param path as {@code aws:PrincipalOrgPaths} has it, ending in a slash
   * @param serviceControl level by level from the root down
   * @param resourceControl of all levels
   */
  record Member(String path, List<List<Attached>> serviceControl, List<Attached> resourceControl) {}

  /**
   * The accounts and what bears on each.
   *
   * @throws MalformedPolicy if a document cannot be read
   * @throws IllegalArgumentException if a document is too long, or an account stands in two places
   */
  Map<String, Member> members() {
    Map<String, Member> members = new TreeMap<>();
    collect(root, id + "/", List.of(), List.of(), members);
    return members;
  }

  private static void collect(
      Unit unit,
      String above,
      List<List<Attached>> serviceAbove,
      List<Attached> resourceAbove,
      Map<String, Member> members) {
    List<List<Attached>> service = new ArrayList<>(serviceAbove);
    if (!unit.serviceControl().isEmpty()) {
      service.add(
          read(unit, unit.serviceControl(), "service control policy", Policy.Kind.SERVICE_CONTROL));
    }
    List<Attached> resource = new ArrayList<>(resourceAbove);
    resource.addAll(
        read(
            unit, unit.resourceControl(), "resource control policy", Policy.Kind.RESOURCE_CONTROL));
    if (ACCOUNT.matcher(unit.id()).matches()) {
      if (members.put(unit.id(), new Member(above, List.copyOf(service), List.copyOf(resource)))
          != null) {
        throw new IllegalArgumentException("account " + unit.id() + " stands in two places");
      }
      return;
    }
    for (Unit below : unit.below()) {
      collect(below, above + unit.id() + "/", service, resource, members);
    }
  }

  private static List<Attached> read(
      Unit unit, List<String> documents, String sort, Policy.Kind kind) {
    List<Attached> attached = new ArrayList<>();
    for (String document : documents) {
      if (document.length() > MAX_POLICY) {
        throw new IllegalArgumentException(
            "a " + sort + " has at most " + MAX_POLICY + " characters, not " + document.length());
      }
      attached.add(
          new Attached(
              sort + " #" + (attached.size() + 1) + " on " + unit.id(),
              Policy.parse(document, kind)));
    }
    return attached;
  }
}

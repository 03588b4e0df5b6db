package dev.diorama.iam;

import dev.diorama.core.random.Latency;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apiguardian.api.API;

/**
 * What IAM starts with, and its limits.
 *
 * @param rootAccessKey access key of the root of the instance's own account
 * @param rootSecret its secret
 * @param accounts further accounts
 * @param limits the account's quotas
 * @param latency how long an operation takes; assumed: AWS publishes none, and consoles show some
 *     tens of milliseconds
 * @param organization what the accounts belong to, when they belong to one
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record IamConfig(
    String rootAccessKey,
    String rootSecret,
    List<Account> accounts,
    Limits limits,
    Latency latency,
    Optional<Organization> organization) {
  private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");

  /**
   * A further account and the key of its root.
   *
   * @param id twelve digits
   */
  public record Account(String id, String rootAccessKey, String rootSecret) {
    public Account {
      if (!ACCOUNT.matcher(id).matches()) {
        throw new IllegalArgumentException("an account id has twelve digits, not '" + id + "'");
      }
    }
  }

  /**
   * Quotas of an account, documented:
   * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
   *
   * @param users users in an account
   * @param groups groups in an account
   * @param roles roles in an account
   * @param policies customer managed policies in an account
   * @param groupsPerUser groups a user can be in
   * @param keysPerUser access keys of a user
   * @param attachedPolicies managed policies attached to a user, group or role
   * @param versionsPerPolicy versions of a managed policy
   * @param tags tags of a user, role or policy
   * @param trustPolicySize characters of a trust policy, space not counted
   * @param managedPolicySize characters of a managed policy, space not counted
   * @param userInlineSize characters of all inline policies of a user
   * @param groupInlineSize characters of all inline policies of a group
   * @param roleInlineSize characters of all inline policies of a role
   */
  public record Limits(
      int users,
      int groups,
      int roles,
      int policies,
      int groupsPerUser,
      int keysPerUser,
      int attachedPolicies,
      int versionsPerPolicy,
      int tags,
      int trustPolicySize,
      int managedPolicySize,
      int userInlineSize,
      int groupInlineSize,
      int roleInlineSize) {
    /** The quotas of a new account. */
    public static final Limits AWS =
        new Limits(5_000, 300, 1_000, 1_500, 10, 2, 10, 5, 50, 2_048, 6_144, 2_048, 5_120, 10_240);
  }

  public IamConfig {
    accounts = List.copyOf(accounts);
    if (rootAccessKey.isEmpty() || rootSecret.isEmpty()) {
      throw new IllegalArgumentException("the root needs an access key and a secret");
    }
  }

  /** Root key {@code test} with secret {@code test}, no further accounts, AWS's quotas. */
  public static IamConfig defaults() {
    return new IamConfig(
        "test", "test", List.of(), Limits.AWS, Latency.ofMillis(40, 90, 250), Optional.empty());
  }

  /** The same with another root key. */
  public IamConfig withRoot(String accessKey, String secret) {
    return new IamConfig(accessKey, secret, accounts, limits, latency, organization);
  }

  /** The same with these further accounts. */
  public IamConfig withAccounts(List<Account> others) {
    return new IamConfig(rootAccessKey, rootSecret, others, limits, latency, organization);
  }

  /** The same with other quotas. */
  public IamConfig withLimits(Limits others) {
    return new IamConfig(rootAccessKey, rootSecret, accounts, others, latency, organization);
  }

  /** The same with another latency. */
  public IamConfig withLatency(Latency other) {
    return new IamConfig(rootAccessKey, rootSecret, accounts, limits, other, organization);
  }

  /** The same with its accounts in that organization. */
  public IamConfig withOrganization(Organization other) {
    return new IamConfig(rootAccessKey, rootSecret, accounts, limits, latency, Optional.of(other));
  }
}

package dev.diorama.iam;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.router.Authenticator;
import dev.diorama.core.router.Authorizer;
import dev.diorama.core.router.Principal;
import dev.diorama.core.time.SimClock;
import dev.diorama.iam.IamModel.ManagedPolicy;
import dev.diorama.iam.IamModel.MfaDevice;
import dev.diorama.iam.IamModel.OidcProvider;
import dev.diorama.saml.SamlMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apiguardian.api.API;

/**
 * Identity and access management: decides who calls and what they may do, and answers IAM's API.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Iam {
  private final IamStore store;
  private final Sessions sessions;
  private final IamPrincipals principals;
  private final IamAuthorizer authorizer;
  private final SigV4Authenticator authenticator;
  private final OrganizationPolicies organization;
  private final AuthorizationMessages messages;
  private final SimClock clock;

  private Iam(Cloud cloud, IamConfig config) {
    PolicyCache policies = new PolicyCache();
    this.store = new IamStore();
    this.sessions = new Sessions(cloud.clock(), cloud.seeds());
    List<IamConfig.Account> roots = new ArrayList<>();
    roots.add(
        new IamConfig.Account(
            cloud.config().account(), config.rootAccessKey(), config.rootSecret()));
    roots.addAll(config.accounts());
    this.principals = new IamPrincipals(store, sessions, policies, roots);
    this.clock = cloud.clock();
    this.messages = new AuthorizationMessages(cloud.seeds());
    this.organization = new OrganizationPolicies();
    config.organization().ifPresent(organization::set);
    this.authorizer = new IamAuthorizer(principals, policies, organization, messages);
    this.authenticator = new SigV4Authenticator(cloud.clock(), principals);
  }

  /** Installs IAM: from now on every request is verified and decided upon. */
  public static Iam install(Cloud cloud, IamConfig config) {
    Iam iam = new Iam(cloud, config);
    IamDirectory directory =
        new IamDirectory(iam.store, new Ids(cloud.seeds()), cloud.clock(), config.limits());
    cloud.router().guard(iam.authenticator, iam.authorizer);
    cloud
        .router()
        .install(
            new IamApi(
                    directory,
                    config,
                    new IamSimulationService(directory, iam.principals, iam.organization))
                .api()
                .afterEach(iam.authorizer::changed));
    return iam;
  }

  /** What verifies signatures. */
  public Authenticator authenticator() {
    return authenticator;
  }

  /** What decides upon permissions. */
  public Authorizer authorizer() {
    return authorizer;
  }

  /**
   * Lets the accounts belong to that organization from now on, in place of any before.
   *
   * @throws MalformedPolicy if one of its policies cannot be read
   */
  public void organize(Organization accounts) {
    organization.set(accounts);
    authorizer.changed();
  }

  /** The temporary credentials that are good now, for STS. */
  @API(status = API.Status.INTERNAL, since = "0.1")
  public Sessions sessions() {
    return sessions;
  }

  /**
   * A role as STS sees it.
   *
   * @param trustPolicy its document
   */
  @API(status = API.Status.INTERNAL, since = "0.1")
  public record AssumableRole(
      String account,
      String arn,
      String name,
      String id,
      int maxSessionSeconds,
      String trustPolicy,
      Map<String, String> tags) {}

  /** The role of that ARN, for STS. */
  @API(status = API.Status.INTERNAL, since = "0.1")
  public Optional<AssumableRole> role(String arn) {
    return store
        .roleByArn(arn)
        .map(
            role ->
                new AssumableRole(
                    role.account,
                    role.arn(),
                    role.name,
                    role.id,
                    role.maxSessionSeconds,
                    role.trustPolicy,
                    role.tags));
  }

  /** The account of an access key, for STS. */
  @API(status = API.Status.INTERNAL, since = "0.1")
  public Optional<String> accountOf(String accessKeyId) {
    return principals.accountOf(accessKeyId);
  }

  /** What an encoded authorization message says, for STS; empty when it is none of ours. */
  @API(status = API.Status.INTERNAL, since = "0.1")
  public Optional<String> decodeMessage(String encoded) {
    return messages.decode(encoded);
  }

  /**
   * Whether that is the code that a caller's own MFA device shows now, for STS. No code serves
   * twice.
   */
  @API(status = API.Status.INTERNAL, since = "0.1")
  public boolean verifyMfa(Principal caller, String serial, String code) {
    MfaDevice device = store.account(caller.account()).devices.get(serial);
    String user = caller.arn().substring(caller.arn().lastIndexOf('/') + 1);
    if (device == null
        || device.user.isEmpty()
        || caller.kind() != Principal.Kind.USER
        || !device.user.equals(user)) {
      return false;
    }
    long now = Totp.step(clock.instant());
    for (long step = now - 1; step <= now + 1; step++) {
      if (step > device.lastStep && Hmac.same(Totp.code(device.secret(), step), code)) {
        device.lastStep = step;
        return true;
      }
    }
    return false;
  }

  /** The text of a managed policy in use, for STS. */
  @API(status = API.Status.INTERNAL, since = "0.1")
  public Optional<String> managedPolicy(String arn) {
    return store.policy(arn).map(ManagedPolicy::document);
  }

  /**
   * Checks a session policy, for STS.
   *
   * @throws MalformedPolicy if AWS would refuse it
   */
  @API(status = API.Status.INTERNAL, since = "0.1")
  public static void checkSessionPolicy(String document) {
    Policy unused = Policy.parse(document, Policy.Kind.SESSION);
  }

  /** The client ids that an account's OpenID Connect provider of that host and path knows. */
  @API(status = API.Status.INTERNAL, since = "0.1")
  public Optional<Set<String>> clientIds(String account, String providerArn) {
    return Optional.ofNullable(store.account(account).providers.get(providerArn))
        .map(OidcProvider::clientIds);
  }

  /** The metadata of an account's SAML provider, for STS. */
  @API(status = API.Status.INTERNAL, since = "0.1")
  public Optional<SamlMetadata> samlProvider(String arn) {
    return Optional.ofNullable(store.account(arn.split(":", 6)[4]).samlProviders.get(arn))
        .map(provider -> provider.metadata);
  }
}

package dev.diorama.cognito.identity;

import dev.diorama.core.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.cognitoidentity.model.CognitoIdentityProvider;
import software.amazon.awssdk.services.cognitoidentity.model.DescribeIdentityPoolResponse;
import software.amazon.awssdk.services.cognitoidentity.model.RoleMapping;

/** What is known of identity pools beyond the SDK's own description of them. */
final class IdentityPoolModel {
  /** The name under which a developer's own token is presented. Documented. */
  static final String DEVELOPER = "cognito-identity.amazonaws.com";

  private IdentityPoolModel() {}

  /** One pool; what is settable of it is kept as the SDK describes it. */
  static final class Pool {
    final String id;
    final String account;
    final String region;

    /** {@code authenticated} and {@code unauthenticated}, each with a role's ARN. */
    final Map<String, String> roles = new LinkedHashMap<>();

    /** By provider and client, as {@code cognito-idp.../us-east-1_x:client}. */
    final Map<String, RoleMapping> mappings = new LinkedHashMap<>();

    /** By provider. */
    final Map<String, TagMap> tagMaps = new LinkedHashMap<>();

    final Map<String, Identity> identities = new LinkedHashMap<>();
    private DescribeIdentityPoolResponse settings;

    Pool(String account, String region, DescribeIdentityPoolResponse settings) {
      this.id = settings.identityPoolId();
      this.account = account;
      this.region = region;
      this.settings = settings;
    }

    DescribeIdentityPoolResponse settings() {
      return settings;
    }

    void settings(DescribeIdentityPoolResponse changed) {
      this.settings = changed;
    }

    String arn() {
      return "arn:aws:cognito-identity:" + region + ":" + account + ":identitypool/" + id;
    }

    boolean guests() {
      return Boolean.TRUE.equals(settings.allowUnauthenticatedIdentities());
    }

    /** True if the pool trusts a provider by that name, of whichever kind. */
    boolean trusts(String name) {
      return !providers(name).isEmpty() || oidcProvider(name).isPresent();
    }

    /** The ARN of the OpenID Connect provider in IAM whose issuer is {@code https://{name}}. */
    Optional<String> oidcProvider(String name) {
      return settings.openIdConnectProviderARNs().stream()
          .filter(arn -> arn.endsWith(":oidc-provider/" + name))
          .findFirst();
    }

    List<CognitoIdentityProvider> providers(String name) {
      List<CognitoIdentityProvider> found = new ArrayList<>();
      for (CognitoIdentityProvider each : settings.cognitoIdentityProviders()) {
        if (name.equals(each.providerName())) {
          found.add(each);
        }
      }
      return found;
    }
  }

  /**
   * Which claims become session tags.
   *
   * @param usual whether the default map applies
   * @param tags tag names, each with the claim its value comes from
   */
  record TagMap(boolean usual, Map<String, String> tags) {}

  /** One person or guest, as AWS credentials know them. */
  static final class Identity {
    final String id;
    final Pool pool;
    final Instant created;
    final long number;

    /** The user of each provider who is this identity; none for a guest. */
    final Map<String, String> logins = new LinkedHashMap<>();

    /** Who this identity is to the developer provider of its pool. */
    final Set<String> developerUsers = new LinkedHashSet<>();

    Instant modified;

    /** True once its last login was taken away. */
    boolean disabled;

    /** The names of its providers, as descriptions show them. */
    List<String> providers() {
      List<String> names = new ArrayList<>(logins.keySet());
      String own = pool.settings().developerProviderName();
      if (own != null && !developerUsers.isEmpty()) {
        names.add(own);
      }
      return names;
    }

    boolean guest() {
      return logins.isEmpty() && developerUsers.isEmpty();
    }

    Identity(String id, Pool pool, Instant created, long number) {
      this.id = id;
      this.pool = pool;
      this.created = created;
      this.number = number;
      this.modified = created;
    }
  }

  /**
   * A login that has been proved.
   *
   * @param provider such as {@code cognito-idp.us-east-1.amazonaws.com/us-east-1_x}
   * @param subject the user's {@code sub} there
   * @param client the app client the token was issued to
   * @param claims of the ID token
   */
  record Login(String provider, String subject, String client, Json.Obj claims) {
    /** User pools are told apart by app client too; other providers are not. */
    String mappingKey() {
      return provider.startsWith("cognito-idp.") ? provider + ":" + client : provider;
    }

    /** True for the token that a developer's back end fetched for its user. */
    boolean ofDeveloper() {
      return provider.equals(DEVELOPER);
    }
  }
}

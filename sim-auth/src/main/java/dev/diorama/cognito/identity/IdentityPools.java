package dev.diorama.cognito.identity;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.router.CrossOrigin;
import java.util.function.Predicate;
import org.apiguardian.api.API;

/**
 * Amazon Cognito identity pools, installed in a cloud.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class IdentityPools {
  private IdentityPools() {}

  /**
   * Lets a cloud answer for {@code cognito-identity} and serve the keys of its OpenID tokens. STS
   * and user pools are called through the router.
   *
   * @param stillSignedIn whether the user of an ID token, already verified, is neither signed out
   *     globally nor disabled nor deleted: asked where a provider has {@code ServerSideTokenCheck};
   *     {@code UserPools.stillSignedIn} is the one to give
   */
  public static IdentityPools install(
      Cloud cloud, IdentityPoolConfig config, Predicate<String> stillSignedIn) {
    IdentityPoolStore store = new IdentityPoolStore();
    OpenIdTokens tokens = new OpenIdTokens(cloud);
    Logins logins = new Logins(cloud.clock(), stillSignedIn);
    IdentityService identities = new IdentityService(cloud, store, logins, tokens, config);
    cloud
        .router()
        .install(
            new IdentityPoolApi(config)
                .pools(new IdentityPoolService(cloud, store))
                .identities(store, identities)
                .developers(new DeveloperService(cloud, store, logins, tokens, identities))
                .table());
    cloud.router().install(tokens);
    cloud.router().install(new CrossOrigin("cognito-identity"));
    return new IdentityPools();
  }
}

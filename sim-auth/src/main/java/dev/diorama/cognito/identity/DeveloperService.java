package dev.diorama.cognito.identity;

import static dev.diorama.cognito.identity.IdentityPoolError.need;

import dev.diorama.cognito.Page;
import dev.diorama.cognito.identity.IdentityPoolModel.Identity;
import dev.diorama.cognito.identity.IdentityPoolModel.Login;
import dev.diorama.cognito.identity.IdentityPoolModel.Pool;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.json.Json;
import dev.diorama.core.router.Call;
import dev.diorama.core.wire.AwsException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cognitoidentity.model.GetOpenIdTokenForDeveloperIdentityRequest;
import software.amazon.awssdk.services.cognitoidentity.model.GetOpenIdTokenForDeveloperIdentityResponse;
import software.amazon.awssdk.services.cognitoidentity.model.LookupDeveloperIdentityRequest;
import software.amazon.awssdk.services.cognitoidentity.model.LookupDeveloperIdentityResponse;
import software.amazon.awssdk.services.cognitoidentity.model.MergeDeveloperIdentitiesRequest;
import software.amazon.awssdk.services.cognitoidentity.model.MergeDeveloperIdentitiesResponse;
import software.amazon.awssdk.services.cognitoidentity.model.UnlinkDeveloperIdentityRequest;
import software.amazon.awssdk.services.cognitoidentity.model.UnlinkDeveloperIdentityResponse;

/**
 * Developer authenticated identities: users whom an application's own back end vouches for, by
 * calling with its AWS credentials. Documented:
 * https://docs.aws.amazon.com/cognito/latest/developerguide/developer-authenticated-identities.html
 */
final class DeveloperService {
  /** 15 minutes unless asked otherwise, 24 hours at most; documented. */
  private static final long USUAL_SECONDS = 900;

  private static final long MOST_SECONDS = 86_400;

  private final Cloud cloud;
  private final IdentityPoolStore store;
  private final Logins logins;
  private final OpenIdTokens tokens;
  private final IdentityService identities;

  DeveloperService(
      Cloud cloud,
      IdentityPoolStore store,
      Logins logins,
      OpenIdTokens tokens,
      IdentityService identities) {
    this.cloud = cloud;
    this.store = store;
    this.logins = logins;
    this.tokens = tokens;
    this.identities = identities;
  }

  private static AwsException invalid(String message) {
    return IdentityPoolError.INVALID_PARAMETER.with(message);
  }

  private Identity identity(Call call, Pool pool, String id) {
    return store
        .find(call, id)
        .filter(each -> each.pool == pool)
        .orElseThrow(() -> IdentityPoolError.noSuchIdentity(id));
  }

  GetOpenIdTokenForDeveloperIdentityResponse token(
      Call call, GetOpenIdTokenForDeveloperIdentityRequest request) {
    Pool pool = store.pool(call, need(request.identityPoolId(), "identityPoolId"));
    Map<String, String> given =
        new LinkedHashMap<>(need(request.hasLogins() ? request.logins() : null, "logins"));
    String user = given.remove(String.valueOf(pool.settings().developerProviderName()));
    if (pool.settings().developerProviderName() == null || user == null || user.isEmpty()) {
      throw invalid("Please provide a valid developer provider login.");
    }
    long seconds = request.tokenDuration() == null ? USUAL_SECONDS : request.tokenDuration();
    if (seconds < 1 || seconds > MOST_SECONDS) {
      throw invalid(
          "1 validation error detected: Value '"
              + seconds
              + "' at 'tokenDuration' failed to satisfy constraint: Member must have value between"
              + " 1 and "
              + MOST_SECONDS);
    }
    List<Login> proved = logins.proved(call, pool, given);
    Identity identity = chosen(call, pool, user, request.identityId(), proved);
    store.linkDeveloperUser(identity, user);
    proved.forEach(login -> store.link(identity, login));
    identity.disabled = false;
    identity.modified = cloud.clock().instant();
    return GetOpenIdTokenForDeveloperIdentityResponse.builder()
        .identityId(identity.id)
        .token(tokens.issueFor(identity, user, request.principalTags(), seconds))
        .build();
  }

  /** The one identity that all of the logins lead to, or a new one. */
  private Identity chosen(
      Call call, Pool pool, String user, @Nullable String id, List<Login> proved) {
    Identity known = store.byDeveloperUser(pool, user).orElse(null);
    if (id != null) {
      Identity named = identity(call, pool, id);
      if (known != null && known != named) {
        throw IdentityPoolError.DEVELOPER_USER_ALREADY_REGISTERED.with(
            "Developer user identifier is already linked to another identity.");
      }
      known = named;
    }
    for (Login login : proved) {
      Identity linked = store.byLogin(pool, login).orElse(known);
      if (known != null && linked != known) {
        throw IdentityPoolError.RESOURCE_CONFLICT.with(
            "Logins are already linked to different identities.");
      }
      known = linked;
    }
    return known == null ? identities.made(pool) : known;
  }

  LookupDeveloperIdentityResponse lookup(Call call, LookupDeveloperIdentityRequest request) {
    Pool pool = store.pool(call, need(request.identityPoolId(), "identityPoolId"));
    String user = request.developerUserIdentifier();
    String id = request.identityId();
    if (user == null && id == null) {
      throw invalid("Please provide an identity id or a developer user identifier.");
    }
    Identity identity =
        id != null
            ? identity(call, pool, id)
            : store
                .byDeveloperUser(pool, String.valueOf(user))
                .orElseThrow(() -> noSuchUser(String.valueOf(user)));
    if (user != null && !identity.developerUsers.contains(user)) {
      throw IdentityPoolError.RESOURCE_CONFLICT.with(
          "The developer user identifier is not linked to this identity.");
    }
    Page<String> page =
        Page.of(
            List.copyOf(identity.developerUsers),
            request.maxResults(),
            request.nextToken(),
            IdentityPoolError.INVALID_PARAMETER);
    return LookupDeveloperIdentityResponse.builder()
        .identityId(identity.id)
        .developerUserIdentifierList(page.items())
        .nextToken(page.next())
        .build();
  }

  private static AwsException noSuchUser(String user) {
    return IdentityPoolError.RESOURCE_NOT_FOUND.with(
        "Developer user identifier '" + user + "' not found.");
  }

  private static void checkProvider(Pool pool, @Nullable String name) {
    if (!need(name, "developerProviderName").equals(pool.settings().developerProviderName())) {
      throw invalid("Please provide a valid developer provider name.");
    }
  }

  /** Makes one identity of two: the source's users and logins become the destination's. */
  MergeDeveloperIdentitiesResponse merge(Call call, MergeDeveloperIdentitiesRequest request) {
    Pool pool = store.pool(call, need(request.identityPoolId(), "identityPoolId"));
    checkProvider(pool, request.developerProviderName());
    String from = need(request.sourceUserIdentifier(), "sourceUserIdentifier");
    String to = need(request.destinationUserIdentifier(), "destinationUserIdentifier");
    Identity source = store.byDeveloperUser(pool, from).orElseThrow(() -> noSuchUser(from));
    Identity destination = store.byDeveloperUser(pool, to).orElseThrow(() -> noSuchUser(to));
    if (source != destination) {
      // Documented in MergeDeveloperIdentities: not if both have a login of the same provider.
      for (String provider : source.logins.keySet()) {
        if (destination.logins.containsKey(provider)) {
          throw IdentityPoolError.RESOURCE_CONFLICT.with(
              "Both identities have a login of " + provider + ".");
        }
      }
      List<String> users = List.copyOf(source.developerUsers);
      Map<String, String> moved = new LinkedHashMap<>(source.logins);
      store.remove(source);
      users.forEach(user -> store.linkDeveloperUser(destination, user));
      moved.forEach(
          (provider, subject) ->
              store.link(destination, new Login(provider, subject, "", Json.empty())));
      destination.modified = cloud.clock().instant();
    }
    return MergeDeveloperIdentitiesResponse.builder().identityId(destination.id).build();
  }

  UnlinkDeveloperIdentityResponse unlink(Call call, UnlinkDeveloperIdentityRequest request) {
    Pool pool = store.pool(call, need(request.identityPoolId(), "identityPoolId"));
    checkProvider(pool, request.developerProviderName());
    Identity identity = identity(call, pool, need(request.identityId(), "identityId"));
    String user = need(request.developerUserIdentifier(), "developerUserIdentifier");
    if (!identity.developerUsers.contains(user)) {
      throw noSuchUser(user);
    }
    store.unlinkDeveloperUser(identity, user);
    identity.disabled = identity.guest();
    identity.modified = cloud.clock().instant();
    return UnlinkDeveloperIdentityResponse.builder().build();
  }
}

package dev.diorama.cognito.userpool;

import static dev.diorama.cognito.userpool.Settings.need;
import static dev.diorama.cognito.userpool.Settings.refuse;

import dev.diorama.cognito.Page;
import dev.diorama.cognito.SdkMembers;
import dev.diorama.cognito.userpool.UserPoolModel.Pool;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.random.SimRandom;
import dev.diorama.core.router.Call;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolClientRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolClientResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeleteUserPoolClientRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeleteUserPoolClientResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DescribeUserPoolClientRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DescribeUserPoolClientResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListUserPoolClientsRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListUserPoolClientsResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.PreventUserExistenceErrorTypes;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UpdateUserPoolClientRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UpdateUserPoolClientResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolClientDescription;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolClientType;

/** App clients: through which of them users may sign in, how, and for how long. */
final class ClientService {
  /**
   * What a client may do that was made without saying. Documented in {@code CreateUserPoolClient}.
   */
  private static final List<String> USUAL_FLOWS =
      List.of("ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH");

  private final Cloud cloud;
  private final UserPoolStore store;
  private final SimRandom ids;

  ClientService(Cloud cloud, UserPoolStore store) {
    this.cloud = cloud;
    this.store = store;
    this.ids = cloud.seeds().stream("cognito-idp/client-ids");
  }

  CreateUserPoolClientResponse create(Call call, CreateUserPoolClientRequest request) {
    Pool pool = store.pool(call, need(request.userPoolId(), "userPoolId"));
    Instant now = cloud.clock().instant();
    UserPoolClientType.Builder settings = UserPoolClientType.builder();
    SdkMembers.copy(request, settings);
    settings
        .clientName(need(request.clientName(), "clientName"))
        .clientId(ids.text(SimRandom.LOWER_ALNUM, 26))
        .creationDate(now);
    if (Boolean.TRUE.equals(request.generateSecret())) {
      settings.clientSecret(ids.text(SimRandom.LOWER_ALNUM, 51));
    }
    UserPoolClientType client = completed(pool, settings, now);
    store.addClient(pool, client);
    return CreateUserPoolClientResponse.builder().userPoolClient(client).build();
  }

  private static UserPoolClientType completed(
      Pool pool, UserPoolClientType.Builder settings, Instant now) {
    UserPoolClientType asked = settings.build();
    checkSimulated(asked);
    checkRotation(asked);
    checkAttributes(pool, asked);
    Integer session = asked.authSessionValidity();
    if (session != null && (session < 3 || session > 15)) {
      throw UserPoolError.INVALID_PARAMETER.with(
          "1 validation error detected: Value '"
              + session
              + "' at 'authSessionValidity' failed to satisfy constraint: Member must have value"
              + " between 3 and 15");
    }
    UserPoolClientType client =
        settings
            .explicitAuthFlowsWithStrings(
                asked.explicitAuthFlowsAsStrings().isEmpty()
                    ? usualFlows(asked)
                    : asked.explicitAuthFlowsAsStrings())
            // Documented: LEGACY for a client made by the API, revocation on, three minutes.
            .preventUserExistenceErrors(
                asked.preventUserExistenceErrors() == null
                    ? PreventUserExistenceErrorTypes.LEGACY
                    : asked.preventUserExistenceErrors())
            .enableTokenRevocation(
                asked.enableTokenRevocation() == null || asked.enableTokenRevocation())
            .refreshTokenValidity(
                asked.refreshTokenValidity() == null || asked.refreshTokenValidity() == 0
                    ? 30
                    : asked.refreshTokenValidity())
            .authSessionValidity(session == null ? 3 : session)
            .allowedOAuthFlowsUserPoolClient(
                Boolean.TRUE.equals(asked.allowedOAuthFlowsUserPoolClient()))
            .enablePropagateAdditionalUserContextData(false)
            .lastModifiedDate(now)
            .build();
    checkValidity(client);
    OAuthSettings.check(pool, client);
    return client;
  }

  private static void checkSimulated(UserPoolClientType asked) {
    refuse(asked.analyticsConfiguration() != null, "Pinpoint analytics");
    refuse(
        Boolean.TRUE.equals(asked.enablePropagateAdditionalUserContextData()), "user context data");
    refuse(
        asked.supportedIdentityProviders().stream().anyMatch(name -> !name.equals("COGNITO")),
        "sign-in through other identity providers");
    List<String> flows = asked.explicitAuthFlowsAsStrings();
    boolean modern = flows.stream().anyMatch(flow -> flow.startsWith("ALLOW_"));
    boolean legacy = flows.stream().anyMatch(flow -> !flow.startsWith("ALLOW_"));
    if (modern && legacy) {
      throw UserPoolError.INVALID_PARAMETER.with(
          "Cannot use both legacy and new values of ExplicitAuthFlows.");
    }
  }

  private static void checkAttributes(Pool pool, UserPoolClientType asked) {
    for (List<String> names : List.of(asked.readAttributes(), asked.writeAttributes())) {
      for (String name : names) {
        if (!pool.schema.containsKey(name)) {
          throw UserPoolError.INVALID_PARAMETER.with(
              "Invalid write attributes or read attributes specified while creating a client: "
                  + name);
        }
      }
    }
  }

  /**
   * Documented: a grace of 60 seconds at most, and refreshing by {@code InitiateAuth} is not for
   * clients whose refresh tokens rotate; the words are assumed.
   */
  private static void checkRotation(UserPoolClientType asked) {
    if (!Refreshes.rotates(asked)) {
      return;
    }
    Integer grace = asked.refreshTokenRotation().retryGracePeriodSeconds();
    if (grace != null && (grace < 0 || grace > 60)) {
      throw UserPoolError.INVALID_PARAMETER.with(
          "1 validation error detected: Value '"
              + grace
              + "' at 'refreshTokenRotation.retryGracePeriodSeconds' failed to satisfy constraint:"
              + " Member must have value between 0 and 60");
    }
    if (asked.explicitAuthFlowsAsStrings().contains("ALLOW_REFRESH_TOKEN_AUTH")) {
      throw UserPoolError.INVALID_PARAMETER.with(
          "Refresh token rotation cannot be enabled for a client with ALLOW_REFRESH_TOKEN_AUTH.");
    }
  }

  private static List<String> usualFlows(UserPoolClientType asked) {
    return USUAL_FLOWS.stream()
        .filter(flow -> !Refreshes.rotates(asked) || !flow.equals("ALLOW_REFRESH_TOKEN_AUTH"))
        .toList();
  }

  /** Documented: access and ID tokens 5 minutes to 1 day, refresh tokens 60 minutes to 10 years. */
  private static void checkValidity(UserPoolClientType client) {
    Duration least = Duration.ofMinutes(5);
    Duration most = Duration.ofDays(1);
    check("accessTokenValidity", Tokens.accessValidity(client), least, most);
    check("idTokenValidity", Tokens.idValidity(client), least, most);
    check(
        "refreshTokenValidity",
        Tokens.refreshValidity(client),
        Duration.ofMinutes(60),
        Duration.ofDays(3650));
    if (Tokens.refreshValidity(client).compareTo(Tokens.accessValidity(client)) < 0
        || Tokens.refreshValidity(client).compareTo(Tokens.idValidity(client)) < 0) {
      throw UserPoolError.INVALID_PARAMETER.with(
          "Invalid range for token validity: a refresh token must live as long as the others.");
    }
  }

  private static void check(String member, Duration validity, Duration least, Duration most) {
    if (validity.compareTo(least) < 0 || validity.compareTo(most) > 0) {
      throw UserPoolError.INVALID_PARAMETER.with(
          "Invalid range for token validity: "
              + member
              + " must be between "
              + least.toSeconds()
              + " and "
              + most.toSeconds()
              + " seconds.");
    }
  }

  DescribeUserPoolClientResponse describe(Call call, DescribeUserPoolClientRequest request) {
    Pool pool = store.pool(call, need(request.userPoolId(), "userPoolId"));
    return DescribeUserPoolClientResponse.builder()
        .userPoolClient(UserPoolStore.client(pool, need(request.clientId(), "clientId")))
        .build();
  }

  /** Replaces all settings but name, id and secret; those not given fall back to defaults. */
  UpdateUserPoolClientResponse update(Call call, UpdateUserPoolClientRequest request) {
    Pool pool = store.pool(call, need(request.userPoolId(), "userPoolId"));
    UserPoolClientType before = UserPoolStore.client(pool, need(request.clientId(), "clientId"));
    UserPoolClientType.Builder settings = UserPoolClientType.builder();
    SdkMembers.copy(request, settings);
    settings
        .clientName(request.clientName() == null ? before.clientName() : request.clientName())
        .clientSecret(before.clientSecret())
        .creationDate(before.creationDate());
    if (request.enableTokenRevocation() == null) {
      // Documented in UpdateUserPoolClient: left as it was.
      settings.enableTokenRevocation(before.enableTokenRevocation());
    }
    UserPoolClientType client = completed(pool, settings, cloud.clock().instant());
    store.addClient(pool, client);
    return UpdateUserPoolClientResponse.builder().userPoolClient(client).build();
  }

  DeleteUserPoolClientResponse delete(Call call, DeleteUserPoolClientRequest request) {
    Pool pool = store.pool(call, need(request.userPoolId(), "userPoolId"));
    UserPoolClientType client = UserPoolStore.client(pool, need(request.clientId(), "clientId"));
    store.removeClient(pool, client.clientId());
    return DeleteUserPoolClientResponse.builder().build();
  }

  ListUserPoolClientsResponse list(Call call, ListUserPoolClientsRequest request) {
    Pool pool = store.pool(call, need(request.userPoolId(), "userPoolId"));
    Page<UserPoolClientType> page =
        Page.of(
            List.copyOf(pool.clients.values()),
            request.maxResults(),
            request.nextToken(),
            UserPoolError.INVALID_PARAMETER);
    return ListUserPoolClientsResponse.builder()
        .userPoolClients(
            page.items().stream()
                .map(
                    each ->
                        UserPoolClientDescription.builder()
                            .clientId(each.clientId())
                            .userPoolId(pool.id)
                            .clientName(each.clientName())
                            .build())
                .toList())
        .nextToken(page.next())
        .build();
  }
}

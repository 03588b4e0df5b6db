package dev.diorama.cognito.userpool;

import static dev.diorama.cognito.userpool.Settings.need;

import dev.diorama.cognito.userpool.SignIn.Step;
import dev.diorama.cognito.userpool.UserPoolModel.Device;
import dev.diorama.cognito.userpool.UserPoolModel.Session;
import dev.diorama.cognito.userpool.UserPoolStore.Entrance;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.router.Call;
import dev.diorama.core.wire.AwsException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthenticationResultType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.FeatureType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetTokensFromRefreshTokenRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetTokensFromRefreshTokenResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.RefreshTokenRotationType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolClientType;

/**
 * New tokens for a refresh token, and its rotation. Documented:
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-refresh-token.html
 */
final class Refreshes {
  private final Cloud cloud;
  private final UserPoolStore store;
  private final Tokens tokens;
  private final Attempted attempted;
  private final Quotas quotas;

  Refreshes(Cloud cloud, UserPoolStore store, Tokens tokens, Attempted attempted, Quotas quotas) {
    this.cloud = cloud;
    this.store = store;
    this.tokens = tokens;
    this.attempted = attempted;
    this.quotas = quotas;
  }

  static boolean rotates(UserPoolClientType client) {
    RefreshTokenRotationType rotation = client.refreshTokenRotation();
    return rotation != null && rotation.feature() == FeatureType.ENABLED;
  }

  private static AwsException invalid() {
    return UserPoolError.NOT_AUTHORIZED.with("Invalid Refresh Token");
  }

  /**
   * The session that a refresh token of this client goes on with.
   *
   * @throws AwsException if it is none, or serves no more
   */
  Session session(UserPoolClientType client, @Nullable String token) {
    Session session = store.byRefreshToken(String.valueOf(token)).orElse(null);
    if (session == null || !session.clientId.equals(client.clientId())) {
      throw invalid();
    }
    long now = cloud.clock().nanos();
    if (session.revoked) {
      throw UserPoolError.NOT_AUTHORIZED.with("Refresh Token has been revoked");
    }
    if (now >= session.expiresNanos) {
      throw UserPoolError.NOT_AUTHORIZED.with("Refresh Token has expired");
    }
    Long until = session.replaced.get(token);
    if (until != null && now >= until) {
      // The error is documented, its words are assumed.
      throw UserPoolError.REFRESH_TOKEN_REUSE.with(
          "Refresh token has been invalidated by rotation");
    }
    if (!session.user.enabled) {
      throw UserPoolError.disabled();
    }
    return session;
  }

  /** By {@code InitiateAuth}, which cannot hand out another refresh token. */
  Step byFlow(Visit visit, Entrance entrance, Map<String, String> parameters) {
    UserPoolClientType client = entrance.client();
    String token = Parameters.need(parameters, "REFRESH_TOKEN");
    Session known =
        store
            .byRefreshToken(token)
            .filter(each -> each.clientId.equals(client.clientId()))
            .orElseThrow(Refreshes::invalid);
    Accounts.checkSecret(
        client, parameters.get("SECRET_HASH"), known.user.username, known.user.sub);
    Session session = session(client, token);
    checkDevice(session, parameters.getOrDefault("DEVICE_KEY", ""));
    attempted.count(entrance, "TokenRefreshSuccesses", 1);
    return Step.done(tokens.renew(visit, session, client));
  }

  GetTokensFromRefreshTokenResponse byToken(Call call, GetTokensFromRefreshTokenRequest request) {
    Entrance entrance = store.entrance(call, need(request.clientId(), "clientId"));
    quotas.admit(call, Quotas.Category.AUTHENTICATION);
    UserPoolClientType client = entrance.client();
    checkSecret(client, request.clientSecret());
    Session session = session(client, need(request.refreshToken(), "refreshToken"));
    checkDevice(session, request.deviceKey() == null ? "" : request.deviceKey());
    attempted.count(entrance, "TokenRefreshSuccesses", 1);
    Visit visit = Visit.of(call, entrance, request.clientMetadata());
    return GetTokensFromRefreshTokenResponse.builder()
        .authenticationResult(
            rotates(client)
                ? rotated(visit, session, client, request.refreshToken())
                : tokens.renew(visit, session, client))
        .build();
  }

  /** By the token endpoint, which knows no devices. */
  AuthenticationResultType hosted(Visit visit, Entrance entrance, String token) {
    UserPoolClientType client = entrance.client();
    Session session = session(client, token);
    attempted.count(entrance, "TokenRefreshSuccesses", 1);
    return rotates(client)
        ? rotated(visit, session, client, token)
        : tokens.renew(visit, session, client);
  }

  /** A retry within the grace gets the token that replaced the one it brings; assumed. */
  private AuthenticationResultType rotated(
      Visit visit, Session session, UserPoolClientType client, String brought) {
    var result = tokens.renew(visit, session, client);
    if (session.refreshToken.equals(brought)) {
      Integer grace = client.refreshTokenRotation().retryGracePeriodSeconds();
      long until = cloud.clock().nanos() + TimeUnit.SECONDS.toNanos(grace == null ? 0 : grace);
      store.rotate(session, tokens.refreshToken(), until);
    }
    return result.toBuilder().refreshToken(session.refreshToken).build();
  }

  private static void checkSecret(UserPoolClientType client, @Nullable String secret) {
    if (client.clientSecret() != null && !client.clientSecret().equals(secret)) {
      throw UserPoolError.NOT_AUTHORIZED.with(
          "Unable to verify secret for client " + client.clientId());
    }
  }

  /**
   * Where devices are tracked, only a confirmed one gets on. Observed:
   * https://repost.aws/knowledge-center/cognito-invalid-refresh-token-error
   */
  private static void checkDevice(Session session, String deviceKey) {
    if (!DeviceSignIn.tracked(session.pool) || session.grant.deviceKey().isEmpty()) {
      return;
    }
    Device device = session.user.devices.get(session.grant.deviceKey());
    if (device == null || !device.key.equals(deviceKey)) {
      throw invalid();
    }
  }
}

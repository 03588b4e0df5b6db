package dev.diorama.cognito.userpool;

import static dev.diorama.cognito.userpool.Settings.need;

import dev.diorama.cognito.userpool.SignIn.Challenge;
import dev.diorama.cognito.userpool.UserPoolModel.Pool;
import dev.diorama.cognito.userpool.UserPoolModel.SoftwareToken;
import dev.diorama.cognito.userpool.UserPoolModel.User;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.json.Json;
import dev.diorama.core.random.SimRandom;
import dev.diorama.core.router.Call;
import dev.diorama.core.wire.AwsException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AssociateSoftwareTokenRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AssociateSoftwareTokenResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.VerifySoftwareTokenRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.VerifySoftwareTokenResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.VerifySoftwareTokenResponseType;

/** Users' authenticator apps: how one becomes known, by an access token or during a sign-in. */
final class SoftwareTokens {
  private final Cloud cloud;
  private final Tokens tokens;
  private final Challenges challenges;
  private final SecondFactors factors;
  private final SimRandom secrets;

  SoftwareTokens(Cloud cloud, Tokens tokens, Challenges challenges, SecondFactors factors) {
    this.cloud = cloud;
    this.tokens = tokens;
    this.challenges = challenges;
    this.factors = factors;
    this.secrets = cloud.seeds().stream("cognito-idp/software-tokens");
  }

  static AwsException none() {
    return UserPoolError.SOFTWARE_TOKEN_NOT_FOUND.with(
        "Software Token MFA has not been enabled by the user.");
  }

  private static void checkOffered(Pool pool) {
    if (!pool.mfa().software()) {
      throw UserPoolError.SOFTWARE_TOKEN_NOT_FOUND.with(
          "Software Token MFA has not been enabled by the userPool.");
    }
  }

  private static void checkOne(boolean token, boolean session) {
    if (token == session) {
      throw UserPoolError.INVALID_PARAMETER.with(
          "Exactly one of AccessToken and Session is required.");
    }
  }

  AssociateSoftwareTokenResponse associate(Call call, AssociateSoftwareTokenRequest request) {
    checkOne(request.accessToken() != null, request.session() != null);
    String secret = secrets.text(Totp.ALPHABET, Totp.SECRET_LETTERS);
    AssociateSoftwareTokenResponse.Builder response =
        AssociateSoftwareTokenResponse.builder().secretCode(secret);
    if (request.accessToken() != null) {
      UserPoolModel.Session session = tokens.session(request.accessToken());
      checkOffered(session.pool);
      session.user.softwareSecret = secret;
      return response.build();
    }
    Challenge challenge = factors.settingUp(request.session());
    checkOffered(challenge.signIn().pool());
    challenge.signIn().softwareSecret = secret;
    return response.session(challenges.ask(challenge.signIn(), "MFA_SETUP", Json.empty())).build();
  }

  VerifySoftwareTokenResponse verify(Call call, VerifySoftwareTokenRequest request) {
    checkOne(request.accessToken() != null, request.session() != null);
    String code = need(request.userCode(), "userCode");
    String name = request.friendlyDeviceName() == null ? "" : request.friendlyDeviceName();
    VerifySoftwareTokenResponse.Builder response =
        VerifySoftwareTokenResponse.builder().status(VerifySoftwareTokenResponseType.SUCCESS);
    if (request.accessToken() != null) {
      User user = tokens.session(request.accessToken()).user;
      check(user.softwareSecret, code);
      user.softwareToken = new SoftwareToken(user.softwareSecret, name);
      user.softwareSecret = "";
      return response.build();
    }
    Challenge challenge = factors.settingUp(request.session());
    SignIn signIn = challenge.signIn();
    try {
      check(signIn.softwareSecret, code);
    } catch (AwsException refused) {
      challenges.again(request.session(), challenge);
      throw refused;
    }
    User user = signIn.person();
    user.softwareToken = new SoftwareToken(signIn.softwareSecret, name);
    // Whoever sets one up because the pool requires it has it switched on: observed.
    user.factors.add(UserPoolModel.Factor.SOFTWARE_TOKEN_MFA);
    signIn.softwareVerified = true;
    return response.session(challenges.ask(signIn, "MFA_SETUP", Json.empty())).build();
  }

  private void check(String secret, String code) {
    if (secret.isEmpty()) {
      throw UserPoolError.INVALID_PARAMETER.with("User has not associated a software token.");
    }
    if (!Totp.fits(secret, code, cloud.clock().instant().getEpochSecond())) {
      throw UserPoolError.ENABLE_SOFTWARE_TOKEN.with("Code mismatch");
    }
  }
}

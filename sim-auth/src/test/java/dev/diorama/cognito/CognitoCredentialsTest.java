package dev.diorama.cognito;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.diorama.cognito.identity.IdentityPoolConfig;
import dev.diorama.cognito.identity.IdentityPools;
import dev.diorama.cognito.userpool.UserPoolConfig;
import dev.diorama.cognito.userpool.UserPools;
import dev.diorama.core.client.SimClients;
import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.cloud.CloudConfig;
import dev.diorama.core.time.VirtualClock;
import dev.diorama.iam.Iam;
import dev.diorama.iam.IamConfig;
import dev.diorama.sts.Sts;
import dev.diorama.sts.StsConfig;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.cognitoidentity.CognitoIdentityClient;
import software.amazon.awssdk.services.cognitoidentity.model.Credentials;
import software.amazon.awssdk.services.cognitoidentity.model.InvalidIdentityPoolConfigurationException;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthFlowType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ExplicitAuthFlowsType;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.sts.StsClient;

/**
 * From sign-in to AWS credentials with nothing faked: real SDK clients, IAM, STS, user pool and
 * identity pool.
 */
class CognitoCredentialsTest {
  private static final String TRUST =
      """
      {"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow",
        "Principal": {"Federated": "cognito-identity.amazonaws.com"},
        "Action": [%s],
        "Condition": {
          "StringEquals": {"cognito-identity.amazonaws.com:aud": "%s"},
          "ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": "%s"}}}]}
      """;

  private static final String ALLOWED =
      """
      {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": ["cognito-idp:ListUserPools", "iam:ListRoles"],
         "Resource": "*"},
        {"Effect": "Allow", "Action": "iam:ListUsers", "Resource": "*",
         "Condition": {"StringEquals": {"aws:PrincipalTag/who": "mina"}}}]}
      """;

  private static final String ASSUME = "\"sts:AssumeRoleWithWebIdentity\"";

  private final Cloud cloud = Cloud.virtual(CloudConfig.defaults());
  private final VirtualClock clock = (VirtualClock) cloud.clock();
  private CognitoIdentityClient identities;
  private CognitoIdentityProviderClient users;
  private IamClient iam;
  private String provider = "";
  private String client = "";
  private String pool = "";

  @BeforeEach
  void aCloudWithAUser() {
    Sts.install(cloud, StsConfig.defaults(), Iam.install(cloud, IamConfig.defaults()));
    UserPools userPools = UserPools.install(cloud, UserPoolConfig.defaults());
    IdentityPools.install(cloud, IdentityPoolConfig.defaults(), userPools::stillSignedIn);
    AwsCredentials root = AwsBasicCredentials.create("test", "test");
    identities = as(root, CognitoIdentityClient.builder());
    users = as(root, CognitoIdentityProviderClient.builder());
    iam = as(root, IamClient.builder());
    String userPool = users.createUserPool(request -> request.poolName("people")).userPool().id();
    provider = "cognito-idp.us-east-1.amazonaws.com/" + userPool;
    client =
        users
            .createUserPoolClient(
                request ->
                    request
                        .userPoolId(userPool)
                        .clientName("phone")
                        .explicitAuthFlows(ExplicitAuthFlowsType.ALLOW_USER_PASSWORD_AUTH))
            .userPoolClient()
            .clientId();
    users.adminCreateUser(request -> request.userPoolId(userPool).username("mina"));
    users.adminSetUserPassword(
        request ->
            request.userPoolId(userPool).username("mina").password("Passw0rd!").permanent(true));
    pool =
        identities
            .createIdentityPool(
                request ->
                    request
                        .identityPoolName("people")
                        .allowUnauthenticatedIdentities(true)
                        .cognitoIdentityProviders(
                            each -> each.providerName(provider).clientId(client)))
            .identityPoolId();
  }

  @AfterEach
  void close() {
    cloud.close();
  }

  private <B extends AwsClientBuilder<B, C>, C> C as(AwsCredentials who, B builder) {
    return SimClients.configure(
            builder,
            cloud.router(),
            clock,
            StaticCredentialsProvider.create(who),
            cloud.config().region())
        .build();
  }

  private String role(String name, String trust) {
    String arn =
        iam.createRole(request -> request.roleName(name).assumeRolePolicyDocument(trust))
            .role()
            .arn();
    iam.putRolePolicy(request -> request.roleName(name).policyName("p").policyDocument(ALLOWED));
    return arn;
  }

  private void give(String authenticated, String guest) {
    identities.setIdentityPoolRoles(
        request ->
            request
                .identityPoolId(pool)
                .roles(Map.of("authenticated", authenticated, "unauthenticated", guest)));
  }

  private String trust(String actions, String method) {
    return TRUST.formatted(actions, pool, method);
  }

  private AwsSessionCredentials credentialsOfMina() {
    String token =
        users
            .initiateAuth(
                request ->
                    request
                        .clientId(client)
                        .authFlow(AuthFlowType.USER_PASSWORD_AUTH)
                        .authParameters(Map.of("USERNAME", "mina", "PASSWORD", "Passw0rd!")))
            .authenticationResult()
            .idToken();
    Map<String, String> logins = Map.of(provider, token);
    String identity =
        identities.getId(request -> request.identityPoolId(pool).logins(logins)).identityId();
    return session(
        identities
            .getCredentialsForIdentity(request -> request.identityId(identity).logins(logins))
            .credentials());
  }

  private static AwsSessionCredentials session(Credentials credentials) {
    return AwsSessionCredentials.create(
        credentials.accessKeyId(), credentials.secretKey(), credentials.sessionToken());
  }

  @Test
  void signedInUser_actsInTheRole_forAnHour() {
    give(
        role("user", trust(ASSUME, "authenticated")),
        role("guest", trust(ASSUME, "unauthenticated")));
    AwsSessionCredentials mina = credentialsOfMina();
    assertThat(as(mina, StsClient.builder()).getCallerIdentity().arn())
        .isEqualTo("arn:aws:sts::123456789012:assumed-role/user/CognitoIdentityCredentials");
    assertThat(as(mina, IamClient.builder()).listRoles().roles()).isNotEmpty();
    clock.advance(Duration.ofMinutes(59));
    as(mina, StsClient.builder()).getCallerIdentity();
    clock.advance(Duration.ofMinutes(2));
    AwsServiceException late =
        catchThrowableOfType(
            AwsServiceException.class, () -> as(mina, StsClient.builder()).getCallerIdentity());
    assertThat(late.awsErrorDetails().errorCode()).isEqualTo("ExpiredToken");
    assertThat(late.statusCode()).isEqualTo(403);
  }

  @Test
  void roleThatTrustsAnotherPool_orGuestsOnly_isRefused() {
    String other = role("other", TRUST.formatted(ASSUME, "us-east-1:other", "authenticated"));
    String guests = role("guests", trust(ASSUME, "unauthenticated"));
    for (String role : new String[] {other, guests}) {
      give(role, role);
      InvalidIdentityPoolConfigurationException refusal =
          catchThrowableOfType(
              InvalidIdentityPoolConfigurationException.class, this::credentialsOfMina);
      assertThat(refusal.statusCode()).isEqualTo(400);
      assertThat(refusal.awsErrorDetails().errorMessage())
          .isEqualTo(
              "Invalid identity pool configuration. Check assigned IAM roles for this pool.");
    }
  }

  @Test
  void guest_isKeptToTheServicesOfTheList() {
    String guestRole = role("guest", trust(ASSUME, "unauthenticated"));
    give(guestRole, guestRole);
    String identity = identities.getId(request -> request.identityPoolId(pool)).identityId();
    AwsSessionCredentials guest =
        session(
            identities
                .getCredentialsForIdentity(request -> request.identityId(identity))
                .credentials());
    assertThat(
            as(guest, CognitoIdentityProviderClient.builder())
                .listUserPools(request -> request.maxResults(5))
                .userPools())
        .hasSize(1);
    assertThatThrownBy(() -> as(guest, IamClient.builder()).listRoles())
        .isInstanceOfSatisfying(
            AwsServiceException.class,
            refusal -> {
              assertThat(refusal.statusCode()).isEqualTo(403);
              assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo("AccessDenied");
              assertThat(refusal.awsErrorDetails().errorMessage())
                  .contains("no session policy allows the iam:ListRoles action");
            });
  }

  @Test
  void attributes_becomePrincipalTags_whereTheRoleLetsThem() {
    String plain = role("plain", trust(ASSUME, "authenticated"));
    String tagging = role("tagging", trust(ASSUME + ", \"sts:TagSession\"", "authenticated"));
    give(tagging, tagging);
    AwsSessionCredentials untagged = credentialsOfMina();
    assertThatThrownBy(() -> as(untagged, IamClient.builder()).listUsers())
        .isInstanceOf(AwsServiceException.class);
    identities.setPrincipalTagAttributeMap(
        request ->
            request
                .identityPoolId(pool)
                .identityProviderName(provider)
                .principalTags(Map.of("who", "cognito:username")));
    assertThat(as(credentialsOfMina(), IamClient.builder()).listUsers().users()).isEmpty();
    give(plain, plain);
    assertThatThrownBy(this::credentialsOfMina)
        .isInstanceOf(InvalidIdentityPoolConfigurationException.class);
  }
}

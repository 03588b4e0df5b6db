package dev.diorama.scenarios.lessons;

import java.time.Duration;
import java.time.Instant;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.cognitoidentity.CognitoIdentityClient;
import software.amazon.awssdk.services.cognitoidentity.model.DescribeIdentityPoolResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityRequest;
import software.amazon.awssdk.services.sts.model.Credentials;

/** The enhanced flow gives an hour; in the basic flow the client chooses, and can only narrow. */
final class TwoFlows extends Lesson {
  private static final String READ_ONLY =
      "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\","
          + " \"Action\": [\"s3:GetObject\", \"s3:ListAllMyBuckets\"], \"Resource\": \"*\"}]}";

  TwoFlows() {
    super(
        16,
        Subject.TODO_LIST,
        Domain.SECURE,
        Guide.COGNITO.page("authentication-flow"),
        Guide.IAM.page("id_credentials_temp_control-access_assumerole"));
  }

  @Override
  void run(Lab lab, Observations saw) {
    TodoApp app = TodoApp.on(lab.bench());
    Person mina = app.person("mina");
    saw.note("enhanced", minutes(app, mina.temporary().expiration()));

    String role = allowBasicFlow(app);
    Credentials basic = assume(app, mina, role, 7_200, "").credentials();
    saw.note("basic", minutes(app, basic.expiration()));
    saw.note("too.long", Bench.outcome(() -> assume(app, mina, role, 14_400, "")));
    use(app, mina, saw, "role", basic);
    use(app, mina, saw, "session", assume(app, mina, role, 3_600, READ_ONLY).credentials());
    saw.answer(
        'b',
        saw.number("basic") > saw.number("enhanced")
            && saw.values().get("role.put").equals("200")
            && saw.values().get("session.put").startsWith("403"));
  }

  private static long minutes(TodoApp app, Instant end) {
    return Math.round(
        Duration.between(app.bench().cloud().clock().instant(), end).toSeconds() / 60.0);
  }

  /** Switches the basic flow on and lets the role's sessions last two hours; the role's ARN. */
  private static String allowBasicFlow(TodoApp app) {
    CognitoIdentityClient pools = app.bench().client(CognitoIdentityClient.builder());
    String id = app.stack().output("IdentityPoolId");
    DescribeIdentityPoolResponse pool = pools.describeIdentityPool(d -> d.identityPoolId(id));
    pools.updateIdentityPool(
        update ->
            update
                .identityPoolId(id)
                .identityPoolName(pool.identityPoolName())
                .allowUnauthenticatedIdentities(false)
                .cognitoIdentityProviders(pool.cognitoIdentityProviders())
                .allowClassicFlow(true));
    String role =
        pools.getIdentityPoolRoles(g -> g.identityPoolId(id)).roles().get("authenticated");
    app.bench()
        .iam()
        .updateRole(
            update ->
                update
                    .roleName(role.substring(role.lastIndexOf('/') + 1))
                    .maxSessionDuration(7_200));
    return role;
  }

  private static software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityResponse assume(
      TodoApp app, Person person, String role, int seconds, String policy) {
    String token =
        person
            .identityPool()
            .getOpenIdToken(get -> get.identityId(person.identityId()).logins(person.logins()))
            .token();
    StsClient sts = app.bench().client(StsClient.builder(), AnonymousCredentialsProvider.create());
    AssumeRoleWithWebIdentityRequest.Builder request =
        AssumeRoleWithWebIdentityRequest.builder()
            .roleArn(role)
            .roleSessionName("mina")
            .webIdentityToken(token)
            .durationSeconds(seconds);
    if (!policy.isEmpty()) {
      request.policy(policy);
    }
    return sts.assumeRoleWithWebIdentity(request.build());
  }

  private static void use(
      TodoApp app, Person person, Observations saw, String kind, Credentials credentials) {
    S3Client s3 =
        app.bench()
            .client(
                S3Client.builder(),
                StaticCredentialsProvider.create(
                    AwsSessionCredentials.create(
                        credentials.accessKeyId(),
                        credentials.secretAccessKey(),
                        credentials.sessionToken())));
    String bucket = app.stack().output("BucketName");
    String key = "users/" + person.identityId() + "/a.txt";
    saw.note(
        kind + ".put",
        Bench.outcome(
            () -> s3.putObject(p -> p.bucket(bucket).key(key), RequestBody.fromString("hello"))));
    saw.note(
        kind + ".get", Bench.outcome(() -> s3.getObjectAsBytes(g -> g.bucket(bucket).key(key))));
    saw.note(kind + ".buckets", Bench.outcome(s3::listBuckets));
  }
}

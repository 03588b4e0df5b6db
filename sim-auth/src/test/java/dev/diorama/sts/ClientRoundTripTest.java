package dev.diorama.sts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diorama.core.client.SimClients;
import dev.diorama.core.client.SimPresigner;
import dev.diorama.core.router.Access;
import dev.diorama.core.router.ServiceApi;
import dev.diorama.core.wire.Addressed;
import dev.diorama.core.wire.Headers;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.HttpResponse;
import dev.diorama.core.wire.Protocol;
import dev.diorama.iam.IamWorld;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ListTablesRequest;
import software.amazon.awssdk.services.dynamodb.model.ListTablesResponse;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.sts.model.StsException;

/** Real SDK clients on a clock years from the machine's, through router, codecs, IAM and STS. */
class ClientRoundTripTest {
  private final IamWorld world = new IamWorld();
  private byte[] stored = new byte[0];

  ClientRoundTripTest() {
    Sts unused = Sts.install(world.cloud, StsConfig.defaults(), world.iam);
    world.clock().advanceTo(Instant.parse("2039-03-04T05:06:07Z"));
    ServiceApi dynamo = ServiceApi.of("dynamodb", DynamoDbClient.class, Protocol.JSON_1_0);
    dynamo
        .on(
            ListTablesRequest.class,
            (call, request) -> ListTablesResponse.builder().tableNames("t").build())
        .action("dynamodb:ListTables");
    world.cloud.router().install(dynamo);
    ServiceApi s3 =
        ServiceApi.of("s3", S3Client.class, Protocol.REST_XML)
            .maxSkewSeconds(900)
            .hosts(host -> host.contains(".s3."))
            .addressing(
                request ->
                    new Addressed(request, Map.of("Bucket", request.host().split("\\.", 2)[0])));
    s3.on(
            PutObjectRequest.class,
            (call, request) -> {
              stored = call.body();
              return PutObjectResponse.builder().build();
            })
        .access((call, request) -> List.of(object("s3:PutObject", request.key())))
        .anonymous();
    s3.on(
            GetObjectRequest.class,
            (call, request) -> {
              call.replyBody(stored);
              return GetObjectResponse.builder().build();
            })
        .access((call, request) -> List.of(object("s3:GetObject", request.key())))
        .anonymous();
    world.cloud.router().install(s3);
  }

  private static Access object(String action, String key) {
    return Access.of(action, "arn:aws:s3:::bucket/" + key)
        .ownedBy(IamWorld.ACCOUNT, Optional.empty());
  }

  @AfterEach
  void close() {
    world.close();
  }

  private <B extends AwsClientBuilder<B, ?>> B with(B builder, AwsCredentialsProvider who) {
    return SimClients.configure(
        builder, world.cloud.router(), world.cloud.clock(), who, "us-east-1");
  }

  private static AwsCredentialsProvider fixed(AwsCredentials credentials) {
    return StaticCredentialsProvider.create(credentials);
  }

  private static AwsCredentialsProvider root() {
    return fixed(AwsBasicCredentials.create("test", "test"));
  }

  private static AwsSessionCredentials session(Credentials issued) {
    return AwsSessionCredentials.create(
        issued.accessKeyId(), issued.secretAccessKey(), issued.sessionToken());
  }

  private StsClient sts(AwsCredentialsProvider who) {
    return with(StsClient.builder(), who).build();
  }

  private IamClient iam(AwsCredentialsProvider who) {
    // IAM is a global service: its clients sign for us-east-1 whatever the Region.
    return SimClients.configure(
            IamClient.builder(), world.cloud.router(), world.cloud.clock(), who, "eu-central-1")
        .build();
  }

  private S3Client s3(AwsCredentialsProvider who) {
    return with(S3Client.builder(), who).build();
  }

  private Credentials assumed(String policy) {
    try (IamClient iam = iam(root())) {
      iam.createUser(user -> user.userName("mina"));
      AccessKey key = iam.createAccessKey(user -> user.userName("mina")).accessKey();
      iam.createRole(
          role ->
              role.roleName("app")
                  .assumeRolePolicyDocument(
                      IamWorld.trust("'AWS':'arn:aws:iam::123456789012:user/mina'")));
      iam.putRolePolicy(put -> put.roleName("app").policyName("p").policyDocument(policy));
      try (StsClient sts =
          sts(fixed(AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey())))) {
        return sts.assumeRole(
                assume ->
                    assume.roleArn("arn:aws:iam::123456789012:role/app").roleSessionName("s1"))
            .credentials();
      }
    }
  }

  @Test
  void stsClient_getCallerIdentity_knowsTheRoot() {
    try (StsClient sts = sts(root())) {
      assertThat(sts.getCallerIdentity().arn()).isEqualTo("arn:aws:iam::123456789012:root");
    }
  }

  @Test
  void iamClient_missingRole_throwsItsOwnException() {
    try (IamClient iam = iam(root())) {
      assertThatThrownBy(() -> iam.getRole(get -> get.roleName("none")))
          .isInstanceOfSatisfying(
              NoSuchEntityException.class,
              e -> {
                assertThat(e.statusCode()).isEqualTo(404);
                assertThat(e.awsErrorDetails().errorMessage())
                    .isEqualTo("The role with name none cannot be found.");
              });
    }
  }

  @Test
  void iamClient_document_comesBackEncoded() {
    try (IamClient iam = iam(root())) {
      iam.createRole(
          role ->
              role.roleName("app")
                  .assumeRolePolicyDocument(IamWorld.trust("'AWS':'123456789012'")));
      assertThat(iam.getRole(get -> get.roleName("app")).role().assumeRolePolicyDocument())
          .startsWith("%7B%22Version%22%3A%222012-10-17%22");
    }
  }

  @Test
  void clients_wrongSecretOrUnknownKey_areRefusedInEachProtocol() {
    AwsCredentialsProvider wrong = fixed(AwsBasicCredentials.create("test", "wrong"));
    AwsCredentialsProvider nobody = fixed(AwsBasicCredentials.create("AKIANOBODY", "x"));
    try (StsClient sts = sts(wrong);
        DynamoDbClient dynamo = with(DynamoDbClient.builder(), wrong).build();
        S3Client s3 = s3(wrong)) {
      assertThatThrownBy(sts::getCallerIdentity)
          .isInstanceOfSatisfying(
              StsException.class,
              e ->
                  assertThat(e.awsErrorDetails().errorCode() + " " + e.statusCode())
                      .isEqualTo("SignatureDoesNotMatch 403"));
      assertThatThrownBy(dynamo::listTables)
          .isInstanceOfSatisfying(
              DynamoDbException.class,
              e ->
                  assertThat(e.awsErrorDetails().errorCode() + " " + e.statusCode())
                      .isEqualTo("InvalidSignatureException 400"));
      assertThatThrownBy(() -> s3.getObjectAsBytes(get -> get.bucket("bucket").key("k")))
          .isInstanceOfSatisfying(
              S3Exception.class,
              e ->
                  assertThat(e.awsErrorDetails().errorCode() + " " + e.statusCode())
                      .isEqualTo("SignatureDoesNotMatch 403"));
    }
    try (IamClient iam = iam(nobody)) {
      assertThatThrownBy(iam::listRoles)
          .isInstanceOfSatisfying(
              IamException.class,
              e ->
                  assertThat(e.awsErrorDetails().errorCode() + " " + e.statusCode())
                      .isEqualTo("InvalidClientTokenId 403"));
    }
  }

  @Test
  void assumedRole_doesWhatItMayUntilItExpires() {
    Credentials credentials = assumed(IamWorld.allow("dynamodb:*", "*"));
    assertThat(credentials.expiration()).isEqualTo(Instant.parse("2039-03-04T06:06:07Z"));
    try (DynamoDbClient dynamo =
            with(DynamoDbClient.builder(), fixed(session(credentials))).build();
        S3Client s3 = s3(fixed(session(credentials)))) {
      assertThat(dynamo.listTables().tableNames()).containsExactly("t");
      assertThatThrownBy(() -> s3.getObjectAsBytes(get -> get.bucket("bucket").key("k")))
          .isInstanceOfSatisfying(
              S3Exception.class,
              e ->
                  assertThat(e.awsErrorDetails().errorMessage())
                      .isEqualTo(
                          "User: arn:aws:sts::123456789012:assumed-role/app/s1 is not authorized"
                              + " to perform: s3:GetObject on resource: \"arn:aws:s3:::bucket/k\""
                              + " because no identity-based policy allows the s3:GetObject action"));
      world.clock().advance(Duration.ofHours(1));
      assertThatThrownBy(dynamo::listTables)
          .isInstanceOfSatisfying(
              DynamoDbException.class,
              e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ExpiredTokenException"));
    }
  }

  @Test
  void s3Client_streamedBody_arrivesAsSent() {
    Credentials credentials = assumed(IamWorld.allow("s3:*", "*"));
    String text = "hello ".repeat(50_000);
    try (S3Client s3 = s3(fixed(session(credentials)))) {
      s3.putObject(put -> put.bucket("bucket").key("a/ü b+c"), RequestBody.fromString(text));
      assertThat(s3.getObjectAsBytes(get -> get.bucket("bucket").key("a/ü b+c")).asUtf8String())
          .isEqualTo(text);
    }
    try (S3Client anonymous = s3(AnonymousCredentialsProvider.create())) {
      assertThatThrownBy(() -> anonymous.getObjectAsBytes(get -> get.bucket("bucket").key("k")))
          .isInstanceOfSatisfying(
              S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(403));
    }
  }

  @Test
  void presignedUrl_isGoodUntilItExpiresAndForNothingElse() {
    AwsSessionCredentials who = session(assumed(IamWorld.allow("s3:GetObject", "*")));
    SimPresigner presigner = new SimPresigner(world.cloud.clock(), who, "us-east-1");
    URI url =
        presigner
            .presign(
                SdkHttpRequest.builder()
                    .method(SdkHttpMethod.GET)
                    .uri(URI.create("https://bucket.s3.us-east-1.amazonaws.com/a%20b"))
                    .build(),
                Duration.ofMinutes(5))
            .getUri();
    assertThat(status("GET", url)).isEqualTo(200);
    assertThat(status("PUT", url)).isEqualTo(403);
    assertThat(status("GET", URI.create(url.toString().replace("/a%20b", "/other"))))
        .isEqualTo(403);
    world.clock().advance(Duration.ofMinutes(5));
    assertThat(status("GET", url)).isEqualTo(403);
  }

  private int status(String method, URI url) {
    HttpResponse response =
        world
            .cloud
            .router()
            .handle(
                new HttpRequest(
                    method,
                    "https",
                    url.getHost(),
                    443,
                    url.getRawPath(),
                    url.getRawQuery(),
                    Headers.of("Host", url.getHost()),
                    new byte[0],
                    "127.0.0.1"));
    return response.status();
  }

  @Test
  void keysAndCertificatesOfOtherKinds_areNotBuiltAndSaySo() {
    IamClient iam = with(IamClient.builder(), root()).build();
    iam.createUser(request -> request.userName("mina"));
    assertThatThrownBy(
            () -> iam.uploadSSHPublicKey(r -> r.userName("mina").sshPublicKeyBody("ssh-rsa AAAA")))
        .isInstanceOfSatisfying(
            IamException.class, refused -> assertThat(refused.statusCode()).isEqualTo(501))
        .hasMessageContaining("Diorama does not simulate iam:UploadSshPublicKey");
    assertThatThrownBy(
            () ->
                iam.createServiceSpecificCredential(
                    r -> r.userName("mina").serviceName("codecommit.amazonaws.com")))
        .isInstanceOfSatisfying(
            IamException.class, refused -> assertThat(refused.statusCode()).isEqualTo(501))
        .hasMessageContaining("CreateServiceSpecificCredential");
  }
}

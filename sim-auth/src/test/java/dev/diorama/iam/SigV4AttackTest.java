package dev.diorama.iam;

import static dev.diorama.iam.SigV4AuthenticatorTest.dynamo;
import static dev.diorama.iam.SigV4AuthenticatorTest.presigned;
import static dev.diorama.iam.SigV4AuthenticatorTest.s3;
import static dev.diorama.iam.SigV4AuthenticatorTest.sign;
import static dev.diorama.iam.SigV4AuthenticatorTest.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.json.Json;
import dev.diorama.core.router.Access;
import dev.diorama.core.router.AuthFailure;
import dev.diorama.core.router.AuthFailure.Kind;
import dev.diorama.core.router.Principal;
import dev.diorama.core.wire.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/** Requests that want in without the right to: none of them gets in. */
class SigV4AttackTest {
  private final IamWorld world = new IamWorld();
  private final AwsCredentialsIdentity root = AwsCredentialsIdentity.create("test", "test");

  @AfterEach
  void close() {
    world.close();
  }

  private HttpRequest signed(
      SdkHttpFullRequest.Builder request,
      String service,
      AwsCredentialsIdentity by,
      Consumer<SignRequest.Builder<AwsCredentialsIdentity>> options) {
    return sign(
        request,
        service,
        "",
        by,
        signer -> {
          options.accept(signer);
          signer.putProperty(
              HttpSigner.SIGNING_CLOCK, Clock.fixed(world.clock().instant(), ZoneOffset.UTC));
        });
  }

  private HttpRequest signed(SdkHttpFullRequest.Builder request, String service) {
    return signed(request, service, root, signer -> {});
  }

  private Principal enter(HttpRequest request, String service) {
    return world.iam.authenticator().authenticate(request, service, 300);
  }

  private String refused(HttpRequest request, String service, Kind kind) {
    try {
      enter(request, service);
    } catch (AuthFailure failure) {
      assertThat(failure.kind()).as(failure.detail()).isEqualTo(kind);
      return failure.detail();
    }
    throw new AssertionError("got in, where " + kind + " was due");
  }

  private AwsCredentialsIdentity session(Duration life) {
    Session session =
        world
            .iam
            .sessions()
            .issue(
                new Sessions.Order(
                    Session.Kind.ROOT,
                    IamWorld.ACCOUNT,
                    "arn:aws:iam::" + IamWorld.ACCOUNT + ":root",
                    IamWorld.ACCOUNT,
                    "arn:aws:iam::" + IamWorld.ACCOUNT + ":root",
                    "",
                    List.of(),
                    new TreeMap<>(),
                    Set.of(),
                    Map.of(),
                    life));
    return AwsSessionCredentialsIdentity.create(
        session.accessKeyId(), session.secret(), session.token());
  }

  @Test
  void presignedUrl_afterItsSession_isExpired() {
    HttpRequest url =
        signed(
            s3(SdkHttpMethod.GET, "/k"),
            "s3",
            session(Duration.ofMinutes(15)),
            presigned(Duration.ofDays(7)));
    world.clock().advance(Duration.ofMinutes(14));
    assertThat(enter(url, "s3").kind()).isEqualTo(Principal.Kind.ROOT);
    world.clock().advance(Duration.ofMinutes(1));
    refused(url, "s3", Kind.EXPIRED_TOKEN);
  }

  @Test
  void presignedUrl_forMoreThanSevenDays_isRefused() {
    HttpRequest url =
        signed(s3(SdkHttpMethod.GET, "/k"), "s3", root, presigned(Duration.ofDays(7)));
    HttpRequest longer =
        SigV4AuthenticatorTest.withQuery(
            url, url.rawQuery().replace("X-Amz-Expires=604800", "X-Amz-Expires=604801"));
    assertThat(refused(longer, "s3", Kind.MALFORMED)).contains("less than a week");
  }

  @Test
  void signedHeader_sentTwice_isBadSignature() {
    HttpRequest request = signed(dynamo(), "dynamodb");
    for (String name : List.of("Host", "X-Amz-Date", "X-Amz-Target")) {
      HttpRequest twice =
          request.withBody(request.headers().toBuilder().add(name, "evil").build(), request.body());
      refused(twice, "dynamodb", Kind.BAD_SIGNATURE);
    }
  }

  @Test
  void signedHeader_foldedWithAnotherInside_isBadSignature() {
    HttpRequest request = signed(dynamo(), "dynamodb");
    refused(
        with(request, "X-Amz-Target", "DynamoDB_20120810.GetItem\r\n x-amz-acl: public-read"),
        "dynamodb",
        Kind.BAD_SIGNATURE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x-amz-acl", "X-AMZ-ACL", "X-Amz-Security-Token", "x-amz-copy-source"})
  void amzHeader_addedUnsigned_isRefused(String name) {
    assertThat(
            refused(
                with(signed(s3(SdkHttpMethod.PUT, "/k"), "s3"), name, "x"), "s3", Kind.MALFORMED))
        .isEqualTo(
            "There were headers present in the request which were not signed: "
                + name.toLowerCase(java.util.Locale.ROOT));
    HttpRequest url =
        signed(s3(SdkHttpMethod.PUT, "/k"), "s3", root, presigned(Duration.ofMinutes(5)));
    refused(with(url, name, "x"), "s3", Kind.MALFORMED);
  }

  @Test
  void host_leftUnsigned_isRefused() {
    HttpRequest request = signed(dynamo(), "dynamodb");
    String authorization = request.header("Authorization").orElseThrow();
    assertThat(
            refused(
                with(request, "Authorization", authorization.replace(";host;", ";")),
                "dynamodb",
                Kind.MALFORMED))
        .contains("must be a 'SignedHeader'");
  }

  @Test
  void host_ofAnotherBucket_isBadSignature() {
    HttpRequest request = signed(s3(SdkHttpMethod.GET, "/k"), "s3");
    refused(with(request, "Host", "other.s3.us-east-1.amazonaws.com"), "s3", Kind.BAD_SIGNATURE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/mina/../bob", "/mina/%2e%2e/bob", "/bob", "/MINA/k", "/mina%2Fk/"})
  void path_changedAfterSigning_isBadSignature(String path) {
    HttpRequest request = signed(s3(SdkHttpMethod.GET, "/mina/k"), "s3");
    HttpRequest changed =
        new HttpRequest(
            request.method(),
            request.scheme(),
            request.host(),
            request.port(),
            path,
            request.rawQuery(),
            request.headers(),
            request.body(),
            request.sourceIp());
    refused(changed, "s3", Kind.BAD_SIGNATURE);
  }

  @Test
  void token_ofAMegabyte_isUnknown() {
    AwsCredentialsIdentity huge =
        AwsSessionCredentialsIdentity.create(
            "ASIAIOSFODNN7EXAMPLE", "secret", "IQoJb3JpZ2luX2Vj" + "A".repeat(1_000_000));
    refused(signed(dynamo(), "dynamodb", huge, signer -> {}), "dynamodb", Kind.UNKNOWN_KEY);
  }

  @Test
  void token_ofAnotherSession_isUnknown() {
    AwsSessionCredentialsIdentity mine =
        (AwsSessionCredentialsIdentity) session(Duration.ofHours(1));
    AwsSessionCredentialsIdentity other =
        (AwsSessionCredentialsIdentity) session(Duration.ofHours(1));
    AwsCredentialsIdentity mixed =
        AwsSessionCredentialsIdentity.create(
            mine.accessKeyId(), mine.secretAccessKey(), other.sessionToken());
    refused(signed(dynamo(), "dynamodb", mixed, signer -> {}), "dynamodb", Kind.UNKNOWN_KEY);
  }

  @Test
  void signatureV4A_isRefusedSayingWhatToDo() {
    HttpRequest request = signed(dynamo(), "dynamodb");
    String header = request.header("Authorization").orElseThrow();
    assertThat(
            refused(
                with(
                    request,
                    "Authorization",
                    header.replace("AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256")),
                "dynamodb",
                Kind.MALFORMED))
        .contains("Signature Version 4A", "sign for one Region with AWS4-HMAC-SHA256");
    HttpRequest url =
        signed(s3(SdkHttpMethod.GET, "/k"), "s3", root, presigned(Duration.ofMinutes(5)));
    assertThat(
            refused(
                SigV4AuthenticatorTest.withQuery(
                    url, url.rawQuery().replace("AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256")),
                "s3",
                Kind.MALFORMED))
        .contains("Signature Version 4A");
  }

  @Test
  void inactiveKey_isUnknown() {
    world.user("mina", IamWorld.ALLOW_ALL);
    var key = world.key("mina");
    AwsCredentialsIdentity mina =
        AwsCredentialsIdentity.create(key.accessKeyId(), key.secretAccessKey());
    HttpRequest request = signed(dynamo(), "dynamodb", mina, signer -> {});
    assertThat(enter(request, "dynamodb").kind()).isEqualTo(Principal.Kind.USER);
    world.send(
        software.amazon.awssdk.services.iam.model.UpdateAccessKeyRequest.builder()
            .userName("mina")
            .accessKeyId(key.accessKeyId())
            .status("Inactive")
            .build(),
        software.amazon.awssdk.services.iam.model.UpdateAccessKeyResponse.class);
    refused(request, "dynamodb", Kind.UNKNOWN_KEY);
    var used =
        world
            .send(
                software.amazon.awssdk.services.iam.model.GetAccessKeyLastUsedRequest.builder()
                    .accessKeyId(key.accessKeyId())
                    .build(),
                software.amazon.awssdk.services.iam.model.GetAccessKeyLastUsedResponse.class)
            .accessKeyLastUsed();
    assertThat(used.serviceName()).isEqualTo("dynamodb");
    assertThat(used.lastUsedDate()).isEqualTo(world.clock().instant());
  }

  @Test
  void confusedDeputy_sourceOfAnotherAccount_isOnlyKeptOutByACondition() {
    Principal deputy =
        Principal.service(
            "sns.amazonaws.com", IamWorld.OTHER, "arn:aws:sns:us-east-1:210987654321:theirs");
    String statement =
        "{'Effect':'Allow','Principal':{'Service':'sns.amazonaws.com'},'Action':'sqs:SendMessage',"
            + "'Resource':'*'";
    Json open = Json.parse(IamWorld.policy(statement + "}"));
    Json closed =
        Json.parse(
            IamWorld.policy(
                statement
                    + ",'Condition':{'ArnLike':{'aws:SourceArn':'arn:aws:sns:*:"
                    + IamWorld.ACCOUNT
                    + ":*'}}}"));
    Access queue = Access.of("sqs:SendMessage", "arn:aws:sqs:us-east-1:" + IamWorld.ACCOUNT + ":q");
    assertThat(
            world
                .decide(deputy, queue.ownedBy(IamWorld.ACCOUNT, Optional.of(closed)))
                .explanation())
        .contains("condition ArnLike aws:SourceArn", "does not hold");
    // As on AWS: who leaves the condition out lets every account's topics in.
    assertThat(world.decide(deputy, queue.ownedBy(IamWorld.ACCOUNT, Optional.of(open))).allowed())
        .isTrue();
  }

  @Test
  void chunkedBody_withMoreBehindItsEnd_isRefused() {
    HttpRequest request =
        sign(
            s3(SdkHttpMethod.PUT, "/k"),
            "s3",
            "some bytes",
            root,
            signer ->
                signer
                    .putProperty(
                        software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner
                            .CHUNK_ENCODING_ENABLED,
                        true)
                    .putProperty(
                        HttpSigner.SIGNING_CLOCK,
                        Clock.fixed(world.clock().instant(), ZoneOffset.UTC)));
    assertThat(enter(request, "s3").kind()).isEqualTo(Principal.Kind.ROOT);
    String more = new String(request.body(), StandardCharsets.UTF_8) + "x-amz-meta:evil\r\n";
    refused(
        request.withBody(request.headers(), more.getBytes(StandardCharsets.UTF_8)),
        "s3",
        Kind.BAD_SIGNATURE);
  }
}

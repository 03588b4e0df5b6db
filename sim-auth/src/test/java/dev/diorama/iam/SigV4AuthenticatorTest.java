package dev.diorama.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diorama.core.random.Seeds;
import dev.diorama.core.random.SimRandom;
import dev.diorama.core.router.AuthFailure;
import dev.diorama.core.router.AuthFailure.Kind;
import dev.diorama.core.router.Principal;
import dev.diorama.core.wire.Headers;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.UrlCoding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.checksums.DefaultChecksumAlgorithm;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/** The SDK's own signer is the other side of every one of these tests. */
class SigV4AuthenticatorTest {
  private static final Instant NOW = Instant.parse("2031-05-06T07:08:09Z");
  private static final String KEY = "AKIAIOSFODNN7EXAMPLE";
  private static final String SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
  private static final String TEMPORARY = "ASIAIOSFODNN7EXAMPLE";
  private static final String TOKEN = "IQoJb3Jp/+Z2lu==";
  private static final Principal MINA =
      new Principal(
          Principal.Kind.USER,
          "111111111111",
          "arn:aws:iam::111111111111:user/mina",
          "AIDA1",
          KEY,
          Map.of());

  private static final AwsCredentialsIdentity LONG_TERM =
      AwsCredentialsIdentity.create(KEY, SECRET);
  private static final AwsCredentialsIdentity SESSION =
      AwsSessionCredentialsIdentity.create(TEMPORARY, SECRET, TOKEN);

  private Instant now = NOW;
  private final SigV4Authenticator authenticator =
      new SigV4Authenticator(() -> now, SigV4AuthenticatorTest::find);

  private static Keys.Credential find(String accessKeyId, String token) {
    boolean known =
        accessKeyId.equals(KEY)
            ? token.isEmpty()
            : accessKeyId.equals(TEMPORARY) && token.equals(TOKEN);
    if (!known) {
      throw new AuthFailure(Kind.UNKNOWN_KEY, accessKeyId);
    }
    return new Keys.Credential(SECRET, MINA);
  }

  private static SdkHttpFullRequest.Builder request(
      SdkHttpMethod method, String host, String encodedPath) {
    return SdkHttpFullRequest.builder()
        .method(method)
        .protocol("https")
        .host(host)
        .encodedPath(encodedPath);
  }

  static SdkHttpFullRequest.Builder dynamo() {
    return request(SdkHttpMethod.POST, "dynamodb.us-east-1.amazonaws.com", "/")
        .putHeader("X-Amz-Target", "DynamoDB_20120810.GetItem")
        .putHeader("Content-Type", "application/x-amz-json-1.0");
  }

  static SdkHttpFullRequest.Builder s3(SdkHttpMethod method, String encodedPath) {
    return request(method, "bucket.s3.us-east-1.amazonaws.com", encodedPath);
  }

  private static HttpRequest sign(SdkHttpFullRequest.Builder request, String service, String body) {
    return sign(request, service, body, LONG_TERM, signer -> {});
  }

  static HttpRequest sign(
      SdkHttpFullRequest.Builder request,
      String service,
      String body,
      AwsCredentialsIdentity identity,
      Consumer<SignRequest.Builder<AwsCredentialsIdentity>> options) {
    boolean s3 = service.equals("s3");
    SignedRequest signed =
        AwsV4HttpSigner.create()
            .sign(
                signer -> {
                  signer
                      .identity(identity)
                      .request(request.build())
                      .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, service)
                      .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1")
                      .putProperty(AwsV4FamilyHttpSigner.DOUBLE_URL_ENCODE, !s3)
                      .putProperty(AwsV4FamilyHttpSigner.NORMALIZE_PATH, !s3)
                      .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(NOW, ZoneOffset.UTC));
                  if (!body.isEmpty()) {
                    signer.payload(ContentStreamProvider.fromUtf8String(body));
                  }
                  options.accept(signer);
                });
    byte[] bytes = signed.payload().map(SigV4AuthenticatorTest::read).orElse(new byte[0]);
    return received(signed.request(), bytes);
  }

  private static byte[] read(ContentStreamProvider payload) {
    try (var stream = payload.newStream()) {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static HttpRequest received(SdkHttpRequest request, byte[] body) {
    return new HttpRequest(
        request.method().name(),
        request.protocol(),
        request.host().toLowerCase(Locale.ROOT),
        request.port(),
        request.encodedPath().isEmpty() ? "/" : request.encodedPath(),
        request.encodedQueryParameters().orElse(""),
        Headers.of(request.headers()),
        body,
        "127.0.0.1");
  }

  static Consumer<SignRequest.Builder<AwsCredentialsIdentity>> presigned(Duration life) {
    return signer ->
        signer
            .putProperty(
                AwsV4FamilyHttpSigner.AUTH_LOCATION,
                AwsV4FamilyHttpSigner.AuthLocation.QUERY_STRING)
            .putProperty(AwsV4FamilyHttpSigner.EXPIRATION_DURATION, life)
            // As the SDK's S3Presigner has it: S3 takes presigned bodies as they come.
            .putProperty(AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED, false);
  }

  private void assertAccepted(HttpRequest request, String service) {
    assertThat(authenticator.authenticate(request, service, 300)).isEqualTo(MINA);
  }

  private AuthFailure assertRefused(HttpRequest request, String service, Kind kind) {
    try {
      authenticator.authenticate(request, service, 300);
    } catch (AuthFailure failure) {
      assertThat(failure.kind()).as(failure.detail()).isEqualTo(kind);
      return failure;
    }
    throw new AssertionError("accepted, where " + kind + " was due");
  }

  static HttpRequest with(HttpRequest request, String header, String value) {
    return request.withBody(
        request.headers().toBuilder().set(header, value).build(), request.body());
  }

  static HttpRequest withQuery(HttpRequest request, String rawQuery) {
    return new HttpRequest(
        request.method(),
        request.scheme(),
        request.host(),
        request.port(),
        request.rawPath(),
        rawQuery,
        request.headers(),
        request.body(),
        request.sourceIp());
  }

  private static HttpRequest withBody(HttpRequest request, String body) {
    return request.withBody(request.headers(), body.getBytes(StandardCharsets.UTF_8));
  }

  // What is accepted.

  @Test
  void authenticate_noCredentials_isAnonymous() {
    HttpRequest request = received(s3(SdkHttpMethod.GET, "/key").build(), new byte[0]);
    assertThat(authenticator.authenticate(request, "s3", 900)).isEqualTo(Principal.ANONYMOUS);
  }

  @Test
  void authenticate_jsonService_isAccepted() {
    assertAccepted(sign(dynamo(), "dynamodb", "{\"TableName\":\"Todos\"}"), "dynamodb");
    assertAccepted(sign(dynamo(), "dynamodb", "{\"ü\":\"☃😀\"}"), "dynamodb");
  }

  @Test
  void authenticate_sessionToken_isAccepted() {
    assertAccepted(sign(dynamo(), "dynamodb", "{}", SESSION, signer -> {}), "dynamodb");
    assertAccepted(
        sign(s3(SdkHttpMethod.GET, "/k"), "s3", "", SESSION, presigned(Duration.ofMinutes(5))),
        "s3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/key",
        "/a/b/c",
        "/a//b",
        "/a/./b/../c",
        "/%C3%BC/%E2%98%83",
        "/a%20b%2Bc",
        "/a%2Fb",
        "/~tilde-_.",
        "/(brackets)'!*",
        "/arn%3Aaws%3Alambda%3Aus-east-1%3A1%3Afunction%3Af",
        "/100%25",
        "/trailing/"
      })
  void authenticate_oddPath_isAccepted(String path) {
    assertAccepted(sign(s3(SdkHttpMethod.GET, path), "s3", ""), "s3");
    assertAccepted(
        sign(s3(SdkHttpMethod.GET, path), "s3", "", LONG_TERM, presigned(Duration.ofDays(7))),
        "s3");
    assertAccepted(
        sign(request(SdkHttpMethod.POST, "lambda.us-east-1.amazonaws.com", path), "lambda", "{}"),
        "lambda");
  }

  @Test
  void authenticate_oddQuery_isAccepted() {
    SdkHttpFullRequest.Builder request =
        s3(SdkHttpMethod.GET, "/")
            .appendRawQueryParameter("prefix", "ü +&=/%")
            .appendRawQueryParameter("a-b", "1")
            .appendRawQueryParameter("a", "2")
            .appendRawQueryParameter("a", "10")
            .appendRawQueryParameter("A", "")
            .appendRawQueryParameter("list-type", "2");
    HttpRequest signed = sign(request, "s3", "");
    assertAccepted(signed, "s3");
    // The same query as other clients write it.
    assertAccepted(
        withQuery(signed, signed.rawQuery().replace("%20", "+").replace("A=&", "A&")), "s3");
  }

  @Test
  void authenticate_oddHeaders_isAccepted() {
    assertAccepted(
        sign(
            dynamo()
                .putHeader("X-Amz-Meta-Note", "  two   spaces\tand more ")
                .putHeader("X-Amz-Meta-List", List.of("b", "a")),
            "dynamodb",
            "{}"),
        "dynamodb");
  }

  @Test
  void authenticate_hostWithPort_isAccepted() {
    assertAccepted(
        sign(request(SdkHttpMethod.GET, "localhost", "/bucket/key").port(4566), "s3", ""), "s3");
  }

  @Test
  void authenticate_s3Body_signedAndUnsigned_isAccepted() {
    HttpRequest signed = sign(s3(SdkHttpMethod.PUT, "/k"), "s3", "hello");
    assertThat(signed.header("x-amz-content-sha256").orElseThrow()).hasSize(64);
    assertAccepted(signed, "s3");
    HttpRequest unsigned =
        sign(
            s3(SdkHttpMethod.PUT, "/k"),
            "s3",
            "hello",
            LONG_TERM,
            signer -> signer.putProperty(AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED, false));
    assertThat(unsigned.header("x-amz-content-sha256")).contains("UNSIGNED-PAYLOAD");
    assertAccepted(unsigned, "s3");
    assertAccepted(withBody(unsigned, "other"), "s3");
  }

  @ParameterizedTest
  @CsvSource({
    "true,false,STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
    "true,true,STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
    "false,true,STREAMING-UNSIGNED-PAYLOAD-TRAILER",
  })
  void authenticate_chunkedBody_isAccepted(boolean signed, boolean checksum, String payload) {
    HttpRequest request = chunked(signed, checksum, "x".repeat(200_000));
    assertThat(request.header("x-amz-content-sha256")).contains(payload);
    assertAccepted(request, "s3");
  }

  private static HttpRequest chunked(boolean signed, boolean checksum, String body) {
    SdkHttpFullRequest.Builder request =
        s3(SdkHttpMethod.PUT, "/big").putHeader("Content-Length", "" + body.length());
    return sign(
        request,
        "s3",
        body,
        LONG_TERM,
        signer -> {
          signer
              .putProperty(AwsV4FamilyHttpSigner.CHUNK_ENCODING_ENABLED, true)
              .putProperty(AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED, signed);
          if (checksum) {
            signer.putProperty(
                AwsV4FamilyHttpSigner.CHECKSUM_ALGORITHM, DefaultChecksumAlgorithm.CRC32);
          }
        });
  }

  @Test
  void authenticate_presigned_isAcceptedUntilItExpires() {
    HttpRequest request =
        sign(s3(SdkHttpMethod.GET, "/k"), "s3", "", LONG_TERM, presigned(Duration.ofSeconds(60)));
    now = NOW.plusSeconds(59);
    assertAccepted(request, "s3");
    now = NOW.plusSeconds(60);
    assertRefused(request, "s3", Kind.EXPIRED_URL);
    now = NOW.minusSeconds(301);
    assertRefused(request, "s3", Kind.SKEWED);
  }

  @Test
  void authenticate_dateHeaderInsteadOfAmzDate_isAccepted() {
    HttpRequest unsigned =
        received(
            dynamo().putHeader("Date", "Tue, 06 May 2031 07:08:09 GMT").build(),
            "{}".getBytes(StandardCharsets.UTF_8));
    HttpRequest request = with(unsigned, "Host", "dynamodb.us-east-1.amazonaws.com");
    Signature signature =
        new Signature(
            false,
            KEY,
            "20310506",
            "us-east-1",
            "dynamodb",
            List.of("content-type", "date", "host", "x-amz-target"),
            "",
            "20310506T070809Z",
            "",
            0);
    String canonical =
        CanonicalRequest.readings(request, signature, Hmac.sha256Hex("{}"), false)
            .iterator()
            .next();
    byte[] key = new SigningKeys().key(signature, SECRET);
    String hex =
        Hmac.signHex(
            key,
            "AWS4-HMAC-SHA256\n20310506T070809Z\n"
                + signature.scope()
                + "\n"
                + Hmac.sha256Hex(canonical));
    assertAccepted(
        with(
            request,
            "Authorization",
            "AWS4-HMAC-SHA256 Credential="
                + KEY
                + "/"
                + signature.scope()
                + ",SignedHeaders=content-type;date;host;x-amz-target,Signature="
                + hex),
        "dynamodb");
  }

  /** The example that AWS documents, so that not only the SDK is the judge. */
  @Test
  void authenticate_documentedExample_isAccepted() {
    now = Instant.parse("2015-08-30T12:36:00Z");
    HttpRequest request =
        new HttpRequest(
            "GET",
            "https",
            "iam.amazonaws.com",
            443,
            "/",
            "Action=ListUsers&Version=2010-05-08",
            Headers.of(
                Map.of(
                    "Content-Type",
                    List.of("application/x-www-form-urlencoded; charset=utf-8"),
                    "Host",
                    List.of("iam.amazonaws.com"),
                    "X-Amz-Date",
                    List.of("20150830T123600Z"),
                    "Authorization",
                    List.of(
                        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request,"
                            + " SignedHeaders=content-type;host;x-amz-date,"
                            + " Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924"
                            + "a6f2b5d7"))),
            new byte[0],
            "");
    SigV4Authenticator other =
        new SigV4Authenticator(
            () -> now,
            (key, token) -> new Keys.Credential("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", MINA));
    assertThat(other.authenticate(request, "iam", 300)).isEqualTo(MINA);
  }

  /** What a DAX client sends: the text it has signed, and the signature beside it. */
  @Test
  void verify_textAndSignature_provesWhoSigned() {
    String text =
        "AWS4-HMAC-SHA256\n20260102T030405Z\n20260102/us-east-1/dax/aws4_request\n"
            + "0".repeat(64);
    byte[] key = ("AWS4" + SECRET).getBytes(StandardCharsets.UTF_8);
    for (String part : List.of("20260102", "us-east-1", "dax", "aws4_request")) {
      key = Hmac.sign(key, part);
    }
    String signature = Hmac.signHex(key, text);
    assertThat(authenticator.verify(KEY, "", text, signature)).isEqualTo(MINA);
    assertUnproven(Kind.BAD_SIGNATURE, KEY, text, "0".repeat(64));
    assertUnproven(Kind.BAD_SIGNATURE, KEY, text.replace("us-east-1", "us-east-2"), signature);
    assertUnproven(Kind.UNKNOWN_KEY, "AKIAX", text, signature);
    assertUnproven(Kind.MALFORMED, KEY, "anything", signature);
    assertUnproven(Kind.MALFORMED, KEY, text.replace("/aws4", ""), signature);
  }

  private void assertUnproven(Kind kind, String accessKeyId, String text, String signature) {
    assertThatThrownBy(() -> authenticator.verify(accessKeyId, "", text, signature))
        .isInstanceOfSatisfying(AuthFailure.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }

  // What is refused.

  @Test
  void authenticate_unknownKeyOrToken_isRefused() {
    assertRefused(
        sign(dynamo(), "dynamodb", "{}", AwsCredentialsIdentity.create("AKIAX", SECRET), o -> {}),
        "dynamodb",
        Kind.UNKNOWN_KEY);
    assertRefused(
        sign(
            dynamo(),
            "dynamodb",
            "{}",
            AwsSessionCredentialsIdentity.create(TEMPORARY, SECRET, "other"),
            o -> {}),
        "dynamodb",
        Kind.UNKNOWN_KEY);
    assertRefused(
        sign(dynamo(), "dynamodb", "{}", AwsCredentialsIdentity.create(TEMPORARY, SECRET), o -> {}),
        "dynamodb",
        Kind.UNKNOWN_KEY);
  }

  @Test
  void authenticate_wrongSecret_isBadSignatureAndShowsWhatWasSigned() {
    AuthFailure failure =
        assertRefused(
            sign(dynamo(), "dynamodb", "{}", AwsCredentialsIdentity.create(KEY, "wrong"), o -> {}),
            "dynamodb",
            Kind.BAD_SIGNATURE);
    assertThat(failure.detail())
        .startsWith("The Canonical String for this request should have been\n'POST\n/\n\n")
        .contains(
            """
            The String-to-Sign should have been
            'AWS4-HMAC-SHA256
            20310506T070809Z
            20310506/us-east-1/dynamodb/aws4_request
            """)
        .doesNotContain(SECRET);
  }

  @Test
  void authenticate_tamperedWith_isBadSignature() {
    HttpRequest good =
        sign(s3(SdkHttpMethod.GET, "/key").appendRawQueryParameter("versionId", "1"), "s3", "");
    assertAccepted(good, "s3");
    assertRefused(good.withPath(good.host(), "/kez"), "s3", Kind.BAD_SIGNATURE);
    assertRefused(withQuery(good, "versionId=2"), "s3", Kind.BAD_SIGNATURE);
    assertRefused(withQuery(good, ""), "s3", Kind.BAD_SIGNATURE);
    assertRefused(with(good, "Host", "other.s3.us-east-1.amazonaws.com"), "s3", Kind.BAD_SIGNATURE);
    assertRefused(with(good, "X-Amz-Date", "20310506T070810Z"), "s3", Kind.BAD_SIGNATURE);
    HttpRequest json = sign(dynamo(), "dynamodb", "{}");
    assertRefused(
        with(json, "X-Amz-Target", "DynamoDB_20120810.Scan"), "dynamodb", Kind.BAD_SIGNATURE);
    HttpRequest method =
        new HttpRequest(
            "PUT",
            json.scheme(),
            json.host(),
            json.port(),
            json.rawPath(),
            json.rawQuery(),
            json.headers(),
            json.body(),
            "");
    assertRefused(method, "dynamodb", Kind.BAD_SIGNATURE);
  }

  @Test
  void authenticate_bodyChanged_isRefused() {
    HttpRequest s3 = sign(s3(SdkHttpMethod.PUT, "/k"), "s3", "hello");
    assertRefused(withBody(s3, "hallo"), "s3", Kind.BAD_BODY_HASH);
    HttpRequest json = sign(dynamo(), "dynamodb", "{}");
    assertThat(json.header("x-amz-content-sha256")).isPresent();
    assertRefused(withBody(json, "[]"), "dynamodb", Kind.BAD_BODY_HASH);
    HttpRequest unsigned =
        sign(
            dynamo(),
            "dynamodb",
            "{}",
            LONG_TERM,
            signer -> signer.putProperty(AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED, false));
    assertRefused(unsigned, "dynamodb", Kind.BAD_SIGNATURE);
  }

  @Test
  void authenticate_chunkChanged_isBadSignature() {
    HttpRequest good = chunked(true, true, "x".repeat(200_000));
    assertAccepted(good, "s3");
    String body = new String(good.body(), StandardCharsets.ISO_8859_1);
    for (int at : new int[] {10, 5_000, 150_000, body.length() - 40, body.length() - 120}) {
      char other = body.charAt(at) == 'a' ? 'b' : 'a';
      assertRefused(
          withBody(good, body.substring(0, at) + other + body.substring(at + 1)),
          "s3",
          Kind.BAD_SIGNATURE);
    }
    assertRefused(withBody(good, body.substring(0, 100_000)), "s3", Kind.BAD_SIGNATURE);
    assertRefused(withBody(good, ""), "s3", Kind.BAD_SIGNATURE);
    assertRefused(withBody(good, "ffffffff;chunk-signature=00\r\n"), "s3", Kind.BAD_SIGNATURE);
    assertRefused(withBody(good, "-5;chunk-signature=00\r\n"), "s3", Kind.BAD_SIGNATURE);
  }

  @Test
  void authenticate_headerNotSigned_isMalformed() {
    HttpRequest good = sign(s3(SdkHttpMethod.PUT, "/k"), "s3", "x");
    AuthFailure failure =
        assertRefused(with(good, "x-amz-acl", "public-read"), "s3", Kind.MALFORMED);
    assertThat(failure.detail())
        .isEqualTo("There were headers present in the request which were not signed: x-amz-acl");
    assertAccepted(with(good, "User-Agent", "other"), "s3");
  }

  @ParameterizedTest
  @CsvSource({"300,true", "301,false", "-300,true", "-301,false"})
  void authenticate_clockDiffers_isSkewedBeyondTheWindow(long seconds, boolean accepted) {
    HttpRequest request = sign(dynamo(), "dynamodb", "{}");
    now = NOW.plusSeconds(seconds);
    if (accepted) {
      assertAccepted(request, "dynamodb");
    } else {
      AuthFailure failure = assertRefused(request, "dynamodb", Kind.SKEWED);
      assertThat(failure.detail())
          .isEqualTo(
              seconds > 0
                  ? "20310506T070809Z is now earlier than 20310506T070810Z (20310506T071310Z - 5"
                      + " min.)"
                  : "20310506T070809Z is still later than 20310506T070808Z (20310506T070308Z + 5"
                      + " min.)");
    }
  }

  @Test
  void authenticate_scopeForSomethingElse_isMalformed() {
    HttpRequest request = sign(dynamo(), "dynamodb", "{}");
    assertThat(assertRefused(request, "s3", Kind.MALFORMED).detail())
        .isEqualTo("Credential should be scoped to correct service: 's3'.");
    String authorization = request.header("Authorization").orElseThrow();
    assertRefused(
        with(request, "Authorization", authorization.replace("20310506/", "20310505/")),
        "dynamodb",
        Kind.MALFORMED);
    assertRefused(
        with(request, "Authorization", authorization.replace("aws4_request", "aws5_request")),
        "dynamodb",
        Kind.MALFORMED);
    assertThat(
            assertRefused(
                    with(request, "Authorization", authorization.replace("us-east-1", "eu-west-1")),
                    "dynamodb",
                    Kind.MALFORMED)
                .detail())
        .contains("'eu-west-1' is wrong; expecting 'us-east-1'");
  }

  @Test
  void authenticate_regionChangedWhereTheHostNamesNone_isBadSignature() {
    HttpRequest request =
        sign(request(SdkHttpMethod.GET, "localhost", "/bucket/key").port(4566), "s3", "");
    String authorization = request.header("Authorization").orElseThrow();
    assertRefused(
        with(request, "Authorization", authorization.replace("us-east-1", "eu-west-1")),
        "s3",
        Kind.BAD_SIGNATURE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AWS AKIAIOSFODNN7EXAMPLE:frJIUN8DYpKDtOLCwo//yllqDzg=",
        "AWS4-ECDSA-P256-SHA256 Credential=a/20310506/s3/aws4_request, SignedHeaders=host, Signature=0",
        "AWS4-HMAC-SHA512 Credential=a/20310506/us-east-1/s3/aws4_request",
        "AWS4-HMAC-SHA256",
        "AWS4-HMAC-SHA256 Credential=a, SignedHeaders=host, Signature=0",
        "AWS4-HMAC-SHA256 Credential=a/b/c/d/e/f, SignedHeaders=host, Signature=0",
        "AWS4-HMAC-SHA256 Credential=a/20310506/us-east-1/s3/aws4_request, SignedHeaders=host",
        "AWS4-HMAC-SHA256 Credential=a/20310506/us-east-1/s3/aws4_request,"
            + " SignedHeaders=x-amz-date, Signature=0",
        "Bearer abc",
        "Basic dGVzdDp0ZXN0",
        "",
      })
  void authenticate_headerThatCannotBeRead_isMalformed(String authorization) {
    HttpRequest request =
        with(sign(s3(SdkHttpMethod.GET, "/k"), "s3", ""), "Authorization", authorization);
    AuthFailure failure = assertRefused(request, "s3", Kind.MALFORMED);
    assertThat(failure.detail()).isNotEmpty();
    if (authorization.startsWith("AWS ") || authorization.startsWith("AWS4-ECDSA")) {
      assertThat(failure.detail()).contains("AWS4-HMAC-SHA256");
    }
  }

  @Test
  void authenticate_noDate_isMalformed() {
    HttpRequest good = sign(s3(SdkHttpMethod.GET, "/k"), "s3", "");
    HttpRequest none =
        good.withBody(good.headers().toBuilder().remove("X-Amz-Date").build(), good.body());
    assertRefused(none, "s3", Kind.MALFORMED);
    assertRefused(with(none, "Date", "today"), "s3", Kind.MALFORMED);
    assertRefused(with(good, "X-Amz-Date", "2031-05-06"), "s3", Kind.MALFORMED);
    assertRefused(with(good, "X-Amz-Date", "20310506T990000Z"), "s3", Kind.MALFORMED);
  }

  @Test
  void authenticate_s3WithoutContentHash_isMalformed() {
    HttpRequest good = sign(s3(SdkHttpMethod.GET, "/k"), "s3", "");
    assertRefused(
        good.withBody(
            good.headers().toBuilder().remove("x-amz-content-sha256").build(), good.body()),
        "s3",
        Kind.MALFORMED);
    assertRefused(with(good, "x-amz-content-sha256", "abc"), "s3", Kind.MALFORMED);
  }

  @ParameterizedTest
  @CsvSource({
    "X-Amz-Expires=60,X-Amz-Expires=0",
    "X-Amz-Expires=60,X-Amz-Expires=-1",
    "X-Amz-Expires=60,X-Amz-Expires=604801",
    "X-Amz-Expires=60,X-Amz-Expires=soon",
    "X-Amz-Expires=60,X-Amz-Expired=60",
    "X-Amz-Algorithm=AWS4-HMAC-SHA256,X-Amz-Algorithm=AWS4-ECDSA-P256-SHA256",
    "X-Amz-Date=20310506T070809Z,X-Amz-Date=now",
    "X-Amz-SignedHeaders=host,X-Amz-SignedHeaders=",
    "X-Amz-SignedHeaders=host,X-Amz-SignedHeaders=date",
  })
  void authenticate_presignedThatCannotBeRead_isMalformed(String found, String instead) {
    HttpRequest good =
        sign(s3(SdkHttpMethod.GET, "/k"), "s3", "", LONG_TERM, presigned(Duration.ofMinutes(1)));
    assertAccepted(good, "s3");
    assertThat(good.rawQuery()).contains(found);
    assertRefused(withQuery(good, good.rawQuery().replace(found, instead)), "s3", Kind.MALFORMED);
  }

  @Test
  void authenticate_presignedTamperedWith_isBadSignature() {
    HttpRequest good =
        sign(
            s3(SdkHttpMethod.GET, "/k").appendRawQueryParameter("partNumber", "1"),
            "s3",
            "",
            LONG_TERM,
            presigned(Duration.ofMinutes(1)));
    for (String[] change :
        new String[][] {
          {"partNumber=1", "partNumber=2"},
          {"X-Amz-Expires=60", "X-Amz-Expires=61"},
          {"X-Amz-Date=20310506T070809Z", "X-Amz-Date=20310506T070808Z"},
        }) {
      assertRefused(
          withQuery(good, good.rawQuery().replace(change[0], change[1])), "s3", Kind.BAD_SIGNATURE);
    }
    assertRefused(withQuery(good, good.rawQuery() + "&acl="), "s3", Kind.BAD_SIGNATURE);
    assertRefused(good.withPath(good.host(), "/l"), "s3", Kind.BAD_SIGNATURE);
    assertRefused(with(good, "x-amz-acl", "public-read"), "s3", Kind.MALFORMED);
  }

  @Test
  void authenticate_twoMechanismsOrTheOldQuery_isMalformed() {
    HttpRequest header = sign(s3(SdkHttpMethod.GET, "/k"), "s3", "");
    HttpRequest query =
        sign(s3(SdkHttpMethod.GET, "/k"), "s3", "", LONG_TERM, presigned(Duration.ofMinutes(1)));
    assertRefused(withQuery(header, query.rawQuery()), "s3", Kind.MALFORMED);
    assertRefused(
        withQuery(
            received(s3(SdkHttpMethod.GET, "/k").build(), new byte[0]),
            "AWSAccessKeyId=a&Expires=1&Signature=b"),
        "s3",
        Kind.MALFORMED);
  }

  @Test
  void resolve_key_isWhomItStandsFor() {
    assertThat(authenticator.resolve(TEMPORARY, TOKEN)).isEqualTo(MINA);
    assertThatThrownBy(() -> authenticator.resolve("AKIAX", ""))
        .isInstanceOfSatisfying(
            AuthFailure.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNKNOWN_KEY));
  }

  @Test
  void signingKeys_manyScopes_staysBounded() {
    SigningKeys keys = new SigningKeys();
    for (int i = 0; i < SigningKeys.KEPT + 100; i++) {
      keys.key(
          new Signature(
              false, "AKIA" + i, "20310506", "us-east-1", "s3", List.of("host"), "", "", "", 0),
          SECRET);
    }
    assertThat(keys.size()).isEqualTo(SigningKeys.KEPT);
  }

  /** Random requests are accepted as the SDK signs them, and refused with any one byte changed. */
  @Test
  void authenticate_randomRequests_onlyUnchangedOnesAreAccepted() {
    SimRandom random = new Seeds(5).stream("sigv4");
    String letters = "ab/.~+ %&=?#ü☃'()*!:@$,;-_";
    for (int i = 0; i < 1_500; i++) {
      boolean s3 = random.chance(1, 2);
      String service = s3 ? "s3" : "lambda";
      String path = "/" + UrlCoding.encodePath(random.text(letters, random.nextInt(12)));
      SdkHttpFullRequest.Builder request =
          request(SdkHttpMethod.PUT, service + ".us-east-1.amazonaws.com", path);
      for (int q = random.nextInt(4); q > 0; q--) {
        request.appendRawQueryParameter(
            "q" + random.text(letters, random.nextInt(5)), random.text(letters, 4));
      }
      String body = random.text(letters, random.nextInt(20));
      boolean presigned = s3 && random.chance(1, 3);
      HttpRequest good =
          sign(
              request,
              service,
              presigned ? "" : body,
              random.chance(1, 2) ? LONG_TERM : SESSION,
              presigned ? presigned(Duration.ofMinutes(1)) : o -> {});
      assertThat(authenticator.authenticate(good, service, 300))
          .as("%s %s?%s", service, good.rawPath(), good.rawQuery())
          .isEqualTo(MINA);

      HttpRequest changed = change(good, random);
      assertThatThrownBy(() -> authenticator.authenticate(changed, service, 300))
          .as("%s %s?%s", service, changed.rawPath(), changed.rawQuery())
          .isInstanceOf(AuthFailure.class);
    }
  }

  private static HttpRequest change(HttpRequest good, SimRandom random) {
    return switch (random.nextInt(4)) {
      case 0 -> good.withPath(good.host(), good.rawPath() + "z");
      case 1 -> withQuery(good, good.rawQuery() + (good.rawQuery().isEmpty() ? "z" : "&z"));
      case 2 -> changedSignature(good, random);
      default ->
          good.rawQuery().contains("X-Amz-Signature")
              ? with(good, "Host", "other." + good.host())
              : withBody(good, new String(good.body(), StandardCharsets.UTF_8) + "z");
    };
  }

  private static HttpRequest changedSignature(HttpRequest good, SimRandom random) {
    String authorization = good.header("Authorization").orElse("");
    if (authorization.isEmpty()) {
      return with(good, "Host", "other." + good.host());
    }
    int at = authorization.length() - 1 - random.nextInt(64);
    char other = authorization.charAt(at) == '0' ? '1' : '0';
    return with(
        good,
        "Authorization",
        authorization.substring(0, at) + other + authorization.substring(at + 1));
  }
}

package dev.diorama.scenarios.blog;

import dev.diorama.Diorama;
import dev.diorama.Stack;
import dev.diorama.core.json.Json;
import dev.diorama.core.place.City;
import dev.diorama.scenarios.run.Browser;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.services.cloudfront.CloudFrontClient;
import software.amazon.awssdk.services.cloudfront.CloudFrontUtilities;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;

/**
 * Somebody who writes: publishes posts, edits pages, uploads pictures. Holds temporary credentials
 * of the author role and, for uploads through the site, a private key.
 */
final class Author implements AutoCloseable {

  /** The ways by which a picture gets into the upload bucket. */
  enum Way {
    DIRECT("direct"),
    ACCELERATED("Transfer Acceleration"),
    SITE("through CloudFront");

    private final String title;

    Way(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }
  }

  private final Diorama diorama;
  private final Stack stack;
  private final AwsSessionCredentials credentials;
  private final @Nullable KeyPair key;
  private final S3Client direct;
  private final S3Client accelerated;
  private final CloudFrontClient cloudFront;
  private final Browser browser;

  /**
   * Signs in.
   *
   * @param key the key whose public half the stack knows; none where the site takes no uploads
   */
  Author(Diorama diorama, Stack stack, String name, City city, @Nullable KeyPair key) {
    this.diorama = diorama;
    this.stack = stack;
    this.key = key;
    this.browser = new Browser(diorama, city);
    this.credentials = signIn(diorama, stack.output("AuthorRoleArn"), name);
    StaticCredentialsProvider provider = StaticCredentialsProvider.create(credentials);
    this.direct = diorama.client(from(city), provider);
    this.accelerated = diorama.client(from(city).accelerate(true), provider);
    this.cloudFront = diorama.client(CloudFrontClient.builder(), provider);
  }

  /**
   * Assumes the author role as an IAM user who may do nothing else: the account's root cannot
   * assume roles, and should not write posts.
   */
  private static AwsSessionCredentials signIn(Diorama diorama, String role, String name) {
    try (IamClient iam = diorama.client(IamClient.builder())) {
      iam.createUser(create -> create.userName(name));
      iam.putUserPolicy(
          put ->
              put.userName(name)
                  .policyName("write")
                  .policyDocument(
                      Json.parse(
                              """
                              {"Version": "2012-10-17", "Statement": [{
                                "Effect": "Allow", "Action": "sts:AssumeRole",
                                "Resource": "%s"}]}"""
                                  .formatted(role))
                          .write()));
      AccessKey user = iam.createAccessKey(create -> create.userName(name)).accessKey();
      try (StsClient sts =
          diorama.client(
              StsClient.builder(),
              StaticCredentialsProvider.create(
                  AwsBasicCredentials.create(user.accessKeyId(), user.secretAccessKey())))) {
        Credentials temporary =
            sts.assumeRole(
                    assume -> assume.roleArn(role).roleSessionName(name).durationSeconds(3_600))
                .credentials();
        return AwsSessionCredentials.create(
            temporary.accessKeyId(), temporary.secretAccessKey(), temporary.sessionToken());
      }
    }
  }

  private static S3ClientBuilder from(City city) {
    return S3Client.builder()
        .overrideConfiguration(override -> override.putHeader(City.HEADER, city.name()));
  }

  City city() {
    return browser.city();
  }

  /** S3 with this author's credentials. */
  S3Client s3() {
    return direct;
  }

  /** Uploads a picture; the status of the answer. */
  int upload(Way way, String key, String type, byte[] picture) {
    return switch (way) {
      case DIRECT -> put(direct, key, type, picture);
      case ACCELERATED -> put(accelerated, key, type, picture);
      case SITE ->
          browser.send("PUT", signedUrl(key), Map.of("Content-Type", type), picture).status();
    };
  }

  private int put(S3Client s3, String objectKey, String type, byte[] picture) {
    return s3.putObject(
            put -> put.bucket(stack.output("UploadBucketName")).key(objectKey).contentType(type),
            RequestBody.fromBytes(picture))
        .sdkHttpResponse()
        .statusCode();
  }

  /** A URL of the site that lets whoever has it write one object for five minutes. */
  private String signedUrl(String objectKey) {
    KeyPair pair = key;
    String url = stack.output("SiteUrl") + "/" + objectKey;
    return pair == null
        ? url
        : CloudFrontUtilities.create()
            .getSignedUrlWithCannedPolicy(
                request ->
                    request
                        .resourceUrl(url)
                        .privateKey(pair.getPrivate())
                        .keyPairId(stack.output("AuthorKeyId"))
                        .expirationDate(diorama.clock().instant().plus(Duration.ofMinutes(5))))
            .url();
  }

  /** Publishes a post; its id, or why not. */
  Browser.Answer publish(String title, String text, @Nullable String picture) {
    Json.ObjectBuilder post = Json.object().put("title", title).put("text", text);
    if (picture != null) {
      post.put("picture", picture);
    }
    byte[] body = post.build().write().getBytes(StandardCharsets.UTF_8);
    URI url = URI.create(stack.output("ApiUrl") + "/posts");
    ContentStreamProvider stream = ContentStreamProvider.fromByteArray(body);
    SignedRequest signed =
        AwsV4HttpSigner.create()
            .sign(
                sign ->
                    sign.identity(credentials)
                        .request(
                            SdkHttpRequest.builder()
                                .method(SdkHttpMethod.POST)
                                .uri(url)
                                .putHeader("Content-Type", "application/json")
                                .build())
                        .payload(stream)
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "execute-api")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, diorama.region())
                        .putProperty(
                            HttpSigner.SIGNING_CLOCK,
                            Clock.fixed(diorama.clock().instant(), ZoneOffset.UTC)));
    Map<String, String> headers = new LinkedHashMap<>();
    signed.request().forEachHeader((name, values) -> headers.put(name, values.get(0)));
    return browser.send("POST", url.toString(), headers, body);
  }

  /** Puts a new edition of a page and asks the edges to forget the old one. */
  void edit(int article, int edition) {
    Operator.put(
        direct,
        stack.output("ContentBucketName"),
        Operator.article(article),
        "text/html; charset=utf-8",
        Operator.text(article, edition));
    cloudFront.createInvalidation(
        create ->
            create
                .distributionId(stack.output("DistributionId"))
                .invalidationBatch(
                    batch ->
                        batch
                            .callerReference("article-" + article + "-" + edition)
                            .paths(
                                paths ->
                                    paths.quantity(1).items("/" + Operator.article(article)))));
  }

  @Override
  public void close() {
    direct.close();
    accelerated.close();
    cloudFront.close();
    browser.close();
  }
}

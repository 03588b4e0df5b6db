package dev.diorama.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.cloud.CloudConfig;
import dev.diorama.core.router.Access;
import dev.diorama.core.router.Authenticator;
import dev.diorama.core.router.Decision;
import dev.diorama.core.router.Principal;
import dev.diorama.core.router.Router;
import dev.diorama.core.time.VirtualClock;
import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.CreateBucketResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/** A cloud with nothing but S3 in it, whose guard allows all but what a test denies. */
final class S3World implements AutoCloseable {
  static final String ACCOUNT = "123456789012";
  static final Principal OWNER = user(ACCOUNT, "olga");
  static final Principal STRANGER = user("210987654321", "sven");
  static final String BUCKET = "photos";
  static final String HOME = "us-east-1";

  final Cloud cloud;
  final S3 s3;

  /** Every permission that was asked for, in order. */
  final List<Access> asked = new ArrayList<>();

  private final List<String> denied = new ArrayList<>();
  private Principal caller = OWNER;
  private String region = HOME;

  S3World() {
    this(S3Config.defaults());
  }

  S3World(S3Config config) {
    this(config, CloudConfig.defaults());
  }

  S3World(S3Config config, CloudConfig cloudConfig) {
    cloud = Cloud.virtual(cloudConfig);
    s3 = S3.install(cloud, config);
    cloud.router().guard(new Everyone(), (principal, access, facts) -> decide(access));
  }

  private Decision decide(Access access) {
    asked.add(access);
    boolean refused =
        denied.contains(access.action())
            || denied.contains(access.action() + " " + access.resource());
    return refused
        ? new Decision(
            false,
            false,
            "nothing allows " + access.action(),
            "because no identity-based policy allows the " + access.action() + " action")
        : Decision.allow("test");
  }

  /** Trusts what a request says of itself: here, that it is the owner's. */
  private static final class Everyone implements Authenticator {
    @Override
    public Principal authenticate(HttpRequest request, String service, long maxSkewSeconds) {
      return OWNER;
    }

    @Override
    public Principal resolve(String accessKeyId, String sessionToken) {
      return OWNER;
    }
  }

  private static Principal user(String account, String name) {
    return new Principal(
        Principal.Kind.USER,
        account,
        "arn:aws:iam::" + account + ":user/" + name,
        "AIDA" + name,
        "AKIA" + name,
        Map.of());
  }

  /** Lets the guard refuse an action, or {@code action resource}. */
  S3World deny(String action) {
    denied.add(action);
    return this;
  }

  /** The caller from now on. */
  S3World as(Principal other) {
    caller = other;
    return this;
  }

  /** The Region that is asked from now on. */
  S3World in(String other) {
    region = other;
    return this;
  }

  VirtualClock clock() {
    return (VirtualClock) cloud.clock();
  }

  void advance(Duration duration) {
    clock().advance(duration);
  }

  <R extends SdkResponse> R send(AwsRequest request, Class<R> response) {
    return cloud
        .router()
        .internal("test", "test", caller, region, call -> call.send(caller, request, response));
  }

  Router.Reply stream(AwsRequest request, byte[] body) {
    return cloud
        .router()
        .internal(
            "test", "test", caller, region, call -> call.sendStreaming(caller, request, body));
  }

  /** Makes the bucket {@link #BUCKET}. */
  S3World bucket() {
    return bucket(BUCKET);
  }

  S3World bucket(String name) {
    send(CreateBucketRequest.builder().bucket(name).build(), CreateBucketResponse.class);
    return this;
  }

  /** Puts a text under a key of {@link #BUCKET}. */
  PutObjectResponse put(String key, String text) {
    return put(PutObjectRequest.builder().bucket(BUCKET).key(key).build(), text);
  }

  PutObjectResponse put(PutObjectRequest request, String text) {
    return (PutObjectResponse) stream(request, bytes(text)).response();
  }

  /** The text under a key of {@link #BUCKET}. */
  String get(String key) {
    return text(stream(GetObjectRequest.builder().bucket(BUCKET).key(key).build(), new byte[0]));
  }

  static String text(Router.Reply reply) {
    return new String(reply.body(), StandardCharsets.UTF_8);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The HTTP status of the request answered last. */
  int lastStatus() {
    var spans = cloud.trace().spans(span -> span.service().equals("s3"));
    return spans.get(spans.size() - 1).status();
  }

  /** Checks that something is refused so, and returns the refusal. */
  static AwsException refused(ThrowingCallable what, String code, int status) {
    AwsException refusal = catchThrowableOfType(AwsException.class, what);
    assertThat(refusal).as("a refusal with " + code).isNotNull();
    assertThat(refusal.code()).isEqualTo(code);
    assertThat(refusal.status()).isEqualTo(status);
    return refusal;
  }

  @Override
  public void close() {
    cloud.close();
  }
}

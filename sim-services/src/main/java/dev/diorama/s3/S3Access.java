package dev.diorama.s3;

import dev.diorama.core.json.Json;
import dev.diorama.core.router.Access;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.Decision;
import dev.diorama.core.router.Principal;
import dev.diorama.core.wire.AwsException;
import dev.diorama.s3.S3Model.BucketPolicy;
import dev.diorama.s3.S3Model.StoredObject;
import dev.diorama.s3.S3Model.Version;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;

/**
 * What a request needs to be allowed, and of which bucket.
 *
 * <p>A bucket that does not exist, a name that cannot exist and a bucket of another Region are
 * answered before policies are asked, as AWS does: observed.
 */
final class S3Access {
  /**
   * Keys are at most 1,024 bytes of UTF-8, documented:
   * https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html.
   */
  static final int MAX_KEY_BYTES = 1024;

  private final S3Store store;

  S3Access(S3Store store) {
    this.store = store;
  }

  /** The row of an operation that needs this action on its bucket. */
  <Q extends AwsRequest> BiFunction<Call, Q, List<Access>> bucket(String action) {
    return (call, request) -> List.of(onBucket(call, find(call, request), action));
  }

  /** The row of an operation that needs this action on its object. */
  <Q extends AwsRequest> BiFunction<Call, Q, List<Access>> object(String action) {
    return (call, request) ->
        List.of(onObject(call, find(call, request), action, text(request, "Key")));
  }

  /**
   * The row of an operation that needs this action on an object that may be there already, or the
   * other action when it names a version; tags of the object can be asked for in policies.
   */
  <Q extends AwsRequest> BiFunction<Call, Q, List<Access>> existing(
      String action, String versionAction) {
    return (call, request) -> {
      S3Bucket bucket = find(call, request);
      return List.of(
          onExisting(
              call,
              bucket,
              action,
              versionAction,
              text(request, "Key"),
              request.getValueForField("VersionId", String.class).orElse(null)));
    };
  }

  Access onExisting(
      Call call,
      S3Bucket bucket,
      String action,
      String versionAction,
      String key,
      @Nullable String versionId) {
    Access access = onObject(call, bucket, versionId == null ? action : versionAction, key);
    if (versionId != null) {
      access = access.with("s3:VersionId", versionId);
    }
    Optional<Version> there =
        versionId == null ? bucket.latest(key) : bucket.version(key, versionId);
    if (there.isPresent() && there.get() instanceof StoredObject object) {
      for (Map.Entry<String, String> tag : object.tags().entrySet()) {
        access = access.with("s3:ExistingObjectTag/" + tag.getKey(), tag.getValue());
      }
    }
    return access;
  }

  /** The bucket that a request names in its member {@code Bucket}. */
  S3Bucket find(Call call, AwsRequest request) {
    return find(
        call,
        text(request, "Bucket"),
        request.getValueForField("ExpectedBucketOwner", String.class).orElse(null));
  }

  S3Bucket find(Call call, String name, @Nullable String expectedOwner) {
    S3Bucket bucket = existing(call, name);
    // Requests from the wire were compared when they were addressed, where the host is known.
    if (call.sourceIp().isEmpty() && !call.region().equals(bucket.region())) {
      throw S3Gate.redirect(bucket);
    }
    checkOwner(bucket, expectedOwner);
    return bucket;
  }

  /** The bucket of that name, in whichever Region. */
  S3Bucket existing(Call call, String name) {
    if (call.resource().isEmpty()) {
      call.on(S3Bucket.arnOf(name));
    }
    BucketNames.check(name);
    return store
        .bucket(name)
        .orElseThrow(() -> S3Error.NO_SUCH_BUCKET.usual().withField("BucketName", Json.of(name)));
  }

  static void checkOwner(S3Bucket bucket, @Nullable String expectedOwner) {
    if (expectedOwner != null && !expectedOwner.equals(bucket.account())) {
      throw S3Error.ACCESS_DENIED.usual();
    }
  }

  /** A permission on a bucket. */
  Access onBucket(Call call, S3Bucket bucket, String action) {
    return access(call, bucket, action, bucket.arn());
  }

  /** A permission on an object. */
  Access onObject(Call call, S3Bucket bucket, String action, String key) {
    int length = key.getBytes(StandardCharsets.UTF_8).length;
    if (length > MAX_KEY_BYTES) {
      throw S3Error.KEY_TOO_LONG
          .usual()
          .withField("Size", Json.of(length))
          .withField("MaxSizeAllowed", Json.of(MAX_KEY_BYTES));
    }
    if (key.contains("..") && leadsOut(key)) {
      throw S3Error.INVALID_URI.usual().withField("URI", Json.of(key));
    }
    return access(call, bucket, action, bucket.arn(key));
  }

  /**
   * Whether a key, read from the left, ever goes up more folders than it has come down, which no
   * key may. All other ways up are plain text. Documented:
   * https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html. Assumed: the error, and
   * that empty segments and single dots count for nothing.
   */
  private static boolean leadsOut(String key) {
    int depth = 0;
    for (String segment : key.split("/", -1)) {
      if (segment.equals("..")) {
        depth--;
      } else if (!segment.isEmpty() && !segment.equals(".")) {
        depth++;
      }
      if (depth < 0) {
        return true;
      }
    }
    return false;
  }

  private static Access access(Call call, S3Bucket bucket, String action, String resource) {
    return Access.of(action, resource).ownedBy(bucket.account(), effectivePolicy(call, bucket));
  }

  /**
   * The bucket's policy as it is in force for this caller. RestrictPublicBuckets leaves a public
   * policy in force only for the owner's account and for AWS services, documented:
   * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html.
   * For others its denials stay and its grants go.
   */
  private static Optional<Json> effectivePolicy(Call call, S3Bucket bucket) {
    Optional<BucketPolicy> policy = bucket.policy();
    if (policy.isEmpty()
        || !policy.get().open()
        || !bucket.blocked().restrictBuckets()
        || call.principal().kind() == Principal.Kind.SERVICE
        || call.principal().account().equals(bucket.account())) {
      return policy.map(BucketPolicy::document);
    }
    call.note(
        "blockPublicAccess",
        "RestrictPublicBuckets: the public policy of "
            + bucket.name()
            + " grants nothing outside its account");
    return Optional.of(withoutGrants(policy.get().document()));
  }

  private static Json withoutGrants(Json document) {
    Map<String, Json> members = new LinkedHashMap<>(document.members());
    List<Json> denials =
        document.get("Statement").map(Json::asList).orElse(List.of()).stream()
            .filter(statement -> statement.text("Effect").equals(Optional.of("Deny")))
            .toList();
    members.put("Statement", new Json.Arr(denials));
    return new Json.Obj(members);
  }

  /** Refuses unless policies allow this too. */
  void require(Call call, Access access) {
    Decision decision = call.decide(access);
    if (!decision.allowed()) {
      throw denied(call, access, decision);
    }
  }

  /** The refusal of one permission, in the words of the router's own. */
  static AwsException denied(Call call, Access access, Decision decision) {
    if (call.principal().kind() == Principal.Kind.ANONYMOUS) {
      return S3Error.ACCESS_DENIED.usual();
    }
    return S3Error.ACCESS_DENIED.with(
        "User: "
            + call.principal().arn()
            + " is not authorized to perform: "
            + access.action()
            + " on resource: "
            + access.resource()
            + " "
            + decision.reason());
  }

  /** Refuses a caller outside the owner's account, as operations on bucket policies do. */
  static void requireOwnersAccount(Call call, S3Bucket bucket) {
    if (!call.principal().account().equals(bucket.account())) {
      throw S3Error.METHOD_NOT_ALLOWED.usual();
    }
  }

  /** A text member of a request that it cannot do without. */
  static String text(AwsRequest request, String member) {
    return request.getValueForField(member, String.class).orElse("");
  }
}

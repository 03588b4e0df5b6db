package dev.diorama.s3;

import dev.diorama.core.json.Json;
import dev.diorama.core.router.Call;
import dev.diorama.core.time.SimClock;
import dev.diorama.core.wire.AwsException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.s3.model.BucketLocationConstraint;
import software.amazon.awssdk.services.s3.model.CreateBucketConfiguration;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.CreateBucketResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketResponse;
import software.amazon.awssdk.services.s3.model.GetBucketLocationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketLocationResponse;
import software.amazon.awssdk.services.s3.model.HeadBucketRequest;
import software.amazon.awssdk.services.s3.model.HeadBucketResponse;
import software.amazon.awssdk.services.s3.model.ListBucketsRequest;
import software.amazon.awssdk.services.s3.model.ListBucketsResponse;
import software.amazon.awssdk.services.s3.model.Owner;

/** The rules of making, finding and removing buckets. */
final class S3BucketService {
  private static final String HOME_REGION = "us-east-1";
  private static final Pattern REGION = Pattern.compile("[a-z]{2}(-[a-z]+)+-[0-9]");

  /** Documented: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html. */
  private static final int MAX_BUCKETS_PER_PAGE = 10_000;

  private final S3Store store;
  private final S3Access access;
  private final SimClock clock;
  private final S3Config config;

  S3BucketService(S3Store store, S3Access access, SimClock clock, S3Config config) {
    this.store = store;
    this.access = access;
    this.clock = clock;
    this.config = config;
  }

  /** The time as S3 shows it: whole seconds. */
  static Instant now(SimClock clock) {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  SdkResponse create(Call call, CreateBucketRequest request) {
    BucketNames.check(request.bucket());
    refuseWhatIsNotBuilt(request);
    refuseAcls(request);
    CreateBucketConfiguration wanted = request.createBucketConfiguration();
    String constraint = wanted == null ? null : wanted.locationConstraintAsString();
    String region = regionFor(call.region(), constraint);
    Optional<S3Bucket> there = store.bucket(request.bucket());
    if (there.isPresent()) {
      return again(call, there.get(), region);
    }
    long owned =
        store.buckets().stream()
            .filter(each -> each.account().equals(call.principal().account()))
            .count();
    if (owned >= config.maxBuckets()) {
      throw S3Error.TOO_MANY_BUCKETS.usual();
    }
    S3Bucket bucket =
        new S3Bucket(
            request.bucket(),
            call.principal().account(),
            region,
            region.equals(HOME_REGION) ? "" : String.valueOf(constraint),
            now(clock));
    if (wanted != null && wanted.hasTags()) {
      bucket.tags(S3Tags.ofBucket(wanted.tags()));
    }
    store.add(bucket);
    return created(bucket);
  }

  private static SdkResponse created(S3Bucket bucket) {
    String location =
        bucket.region().equals(HOME_REGION)
            ? "/" + bucket.name()
            : "http://" + bucket.name() + ".s3.amazonaws.com/";
    return CreateBucketResponse.builder().location(location).bucketArn(bucket.arn()).build();
  }

  /**
   * Creating one's own bucket again succeeds in us-east-1 alone, documented:
   * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html.
   */
  private static SdkResponse again(Call call, S3Bucket bucket, String region) {
    AwsException refusal =
        call.principal().account().equals(bucket.account())
            ? S3Error.BUCKET_ALREADY_OWNED_BY_YOU.usual()
            : S3Error.BUCKET_ALREADY_EXISTS.usual();
    boolean harmless =
        refusal.code().equals(S3Error.BUCKET_ALREADY_OWNED_BY_YOU.code())
            && region.equals(HOME_REGION)
            && bucket.region().equals(HOME_REGION);
    if (harmless) {
      return created(bucket);
    }
    throw refusal.withField("BucketName", Json.of(bucket.name()));
  }

  private static void refuseWhatIsNotBuilt(CreateBucketRequest request) {
    CreateBucketConfiguration wanted = request.createBucketConfiguration();
    if (wanted != null && (wanted.location() != null || wanted.bucket() != null)) {
      throw S3Error.notBuilt("directory buckets");
    }
    if (Boolean.TRUE.equals(request.objectLockEnabledForBucket())) {
      throw S3Error.notBuilt("Object Lock");
    }
    requireEnforced(request.objectOwnershipAsString());
  }

  /** Refuses every Object Ownership under which ACLs would count. */
  static void requireEnforced(@Nullable String ownership) {
    if (ownership != null && !ownership.equals("BucketOwnerEnforced")) {
      throw S3Error.notBuilt(
          "Object Ownership '"
              + ownership
              + "': ACLs are off and the bucket's owner owns every object (BucketOwnerEnforced)");
    }
  }

  private static void refuseAcls(CreateBucketRequest request) {
    boolean grants =
        request.grantFullControl() != null
            || request.grantRead() != null
            || request.grantReadACP() != null
            || request.grantWrite() != null
            || request.grantWriteACP() != null;
    String acl = request.aclAsString();
    if (grants || (acl != null && !acl.equals("private"))) {
      throw S3Error.INVALID_BUCKET_ACL_WITH_OWNERSHIP.usual();
    }
  }

  /**
   * The Region of a new bucket. Any is possible when asked in us-east-1, elsewhere only that
   * Region, and it has to be named; documented:
   * https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html.
   */
  private static String regionFor(String asked, @Nullable String constraint) {
    if (constraint == null || constraint.isEmpty()) {
      if (asked.equals(HOME_REGION)) {
        return HOME_REGION;
      }
      throw S3Error.ILLEGAL_LOCATION_CONSTRAINT.usual();
    }
    // "EU" is an old name of Ireland; us-east-1 has none.
    String region =
        constraint.equals(BucketLocationConstraint.EU.toString()) ? "eu-west-1" : constraint;
    if (region.equals(HOME_REGION) || !REGION.matcher(region).matches()) {
      throw S3Error.INVALID_LOCATION_CONSTRAINT
          .usual()
          .withField("LocationConstraint", Json.of(constraint));
    }
    if (!asked.equals(HOME_REGION) && !asked.equals(region)) {
      throw S3Error.ILLEGAL_LOCATION_CONSTRAINT.with(
          "The "
              + constraint
              + " location constraint is incompatible for the region specific endpoint this"
              + " request was sent to.");
    }
    return region;
  }

  SdkResponse delete(Call call, DeleteBucketRequest request) {
    S3Bucket bucket = access.find(call, request);
    if (!bucket.isEmpty()) {
      throw S3Error.BUCKET_NOT_EMPTY
          .with(
              bucket.versioning() == S3Model.Versioning.NEVER
                  ? S3Error.BUCKET_NOT_EMPTY.message()
                  : S3Error.BUCKET_NOT_EMPTY.message()
                      + ". You must delete all versions in the bucket.")
          .withField("BucketName", Json.of(bucket.name()));
    }
    store.remove(bucket);
    call.replyStatus(204);
    return DeleteBucketResponse.builder().build();
  }

  SdkResponse head(Call call, HeadBucketRequest request) {
    S3Bucket bucket = access.find(call, request);
    return HeadBucketResponse.builder()
        .bucketRegion(bucket.region())
        .bucketArn(bucket.arn())
        .accessPointAlias(false)
        .build();
  }

  SdkResponse location(Call call, GetBucketLocationRequest request) {
    S3Bucket bucket = access.existing(call, request.bucket());
    GetBucketLocationResponse.Builder response = GetBucketLocationResponse.builder();
    if (!bucket.locationConstraint().isEmpty()) {
      response.locationConstraint(bucket.locationConstraint());
    }
    return response.build();
  }

  SdkResponse list(Call call, ListBucketsRequest request) {
    int max = request.maxBuckets() == null ? MAX_BUCKETS_PER_PAGE : request.maxBuckets();
    if (max < 1 || max > MAX_BUCKETS_PER_PAGE) {
      throw S3Error.INVALID_ARGUMENT.with(
          "Argument max-buckets must be an integer between 1 and " + MAX_BUCKETS_PER_PAGE);
    }
    String after = request.continuationToken() == null ? "" : name(request.continuationToken());
    List<Bucket> page = new ArrayList<>();
    String token = null;
    for (S3Bucket each : store.buckets()) {
      if (each.account().equals(call.principal().account())
          && S3Model.UTF8_ORDER.compare(each.name(), after) > 0
          && (request.prefix() == null || each.name().startsWith(request.prefix()))
          && (request.bucketRegion() == null || each.region().equals(request.bucketRegion()))) {
        if (page.size() == max) {
          token = token(page.get(max - 1).name());
          break;
        }
        page.add(
            Bucket.builder()
                .name(each.name())
                .creationDate(each.created())
                .bucketRegion(each.region())
                .bucketArn(each.arn())
                .build());
      }
    }
    return ListBucketsResponse.builder()
        .buckets(page)
        .owner(owner(store, call.principal().account()))
        .prefix(request.prefix())
        .continuationToken(token)
        .build();
  }

  private static String token(String lastName) {
    return Base64.getUrlEncoder().encodeToString(lastName.getBytes(StandardCharsets.UTF_8));
  }

  private static String name(String token) {
    try {
      return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw S3Error.INVALID_ARGUMENT.with("The continuation token provided is incorrect");
    }
  }

  /** An account as S3 shows it: by its canonical id, since 2025 without a name. */
  static Owner owner(S3Store store, String account) {
    return Owner.builder().id(store.canonicalId(account)).build();
  }
}

package dev.diorama.s3;

import dev.diorama.core.router.Call;
import dev.diorama.core.time.SimClock;
import dev.diorama.s3.S3Model.Checksum;
import dev.diorama.s3.S3Model.Content;
import dev.diorama.s3.S3Model.Description;
import dev.diorama.s3.S3Model.StoredObject;
import dev.diorama.s3.S3Model.Version;
import dev.diorama.s3.S3Model.Versioning;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectResult;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/** The rules of writing one object: PutObject and CopyObject. */
final class S3WriteService {
  private final S3Store store;
  private final S3Access access;
  private final S3ReadService reads;
  private final SimClock clock;
  private final S3Config config;
  private final S3Distance distance;
  private final S3Events events;

  S3WriteService(
      S3Store store,
      S3Access access,
      S3ReadService reads,
      SimClock clock,
      S3Config config,
      S3Distance distance,
      S3Events events) {
    this.store = store;
    this.access = access;
    this.reads = reads;
    this.clock = clock;
    this.config = config;
    this.distance = distance;
    this.events = events;
  }

  SdkResponse put(Call call, PutObjectRequest request) {
    S3Bucket bucket = access.find(call, request);
    S3Intake.refuseWhatCannotBe(request);
    Description description = S3Intake.description(request);
    Map<String, String> tags = S3Tags.ofHeader(request.tagging());
    byte[] body = call.body();
    received(call, body);
    S3Intake.checkMd5(request.contentMD5(), body);
    Checksum checksum = S3Intake.checkChecksum(request, body).orElseGet(() -> usualChecksum(body));
    S3Conditions.checkWrite(bucket.object(request.key()), request.ifMatch(), request.ifNoneMatch());
    Content content = new Content(body, S3Intake.md5(body), checksum, List.of());
    StoredObject stored =
        store(call, S3EventType.PUT, bucket, request.key(), content, description, tags);
    PutObjectResponse.Builder response =
        PutObjectResponse.builder()
            .eTag(content.quotedETag())
            .checksumType(checksum.type())
            .serverSideEncryption(ServerSideEncryption.AES256)
            .versionId(shownId(bucket, stored));
    S3ReadService.set(response, checksum);
    return response.build();
  }

  /** Accounts for a body that came in, and refuses one that is too large. */
  void received(Call call, byte[] body) {
    S3Intake.checkSize(config, body.length);
    distance.uploaded(call, body.length);
  }

  /**
   * The checksum of an upload that brought none, documented:
   * https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html.
   */
  static Checksum usualChecksum(byte[] body) {
    return new Checksum(S3Checksum.CRC64NVME, S3Checksum.CRC64NVME.of(body), false);
  }

  /** Makes this what the key holds from now on, and tells of it. */
  StoredObject store(
      Call call,
      S3EventType type,
      S3Bucket bucket,
      String key,
      Content content,
      Description description,
      Map<String, String> tags) {
    StoredObject object =
        new StoredObject(
            key,
            bucket.versioning() == Versioning.ENABLED ? store.newVersionId() : Version.NULL_ID,
            S3BucketService.now(clock),
            content,
            description,
            tags);
    bucket.add(object);
    events.happened(call, bucket, type, object);
    return object;
  }

  /** The version id that an answer shows: none where versioning was never on. */
  static @Nullable String shownId(S3Bucket bucket, Version version) {
    return bucket.versioning() == Versioning.NEVER ? null : version.versionId();
  }

  SdkResponse copy(Call call, CopyObjectRequest request) {
    S3Bucket target = access.find(call, request.destinationBucket(), request.expectedBucketOwner());
    S3Intake.refuseWhatCannotBe(request);
    CopySource source = CopySource.of(request);
    S3Bucket from = access.existing(call, source.bucket());
    if (S3Distance.isAccelerated(call) && !from.region().equals(target.region())) {
      // That this is a 400 is documented, the words are assumed:
      // https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html.
      throw S3Error.INVALID_REQUEST.with(
          "S3 Transfer Acceleration does not support cross-Region copies");
    }
    call.on(target.arn(request.destinationKey()));
    S3Access.checkOwner(from, request.expectedSourceBucketOwner());
    StoredObject original = reads.object(call, from, source.key(), source.versionId());
    new S3Conditions(
            request.copySourceIfMatch(),
            request.copySourceIfNoneMatch(),
            request.copySourceIfModifiedSince(),
            request.copySourceIfUnmodifiedSince())
        .checkCopySource(original);
    S3ReadService.refuseArchived(original);
    S3Conditions.checkWrite(
        target.object(request.destinationKey()), request.ifMatch(), request.ifNoneMatch());
    boolean same = target == from && request.destinationKey().equals(source.key());
    if (same && source.versionId() == null && changesNothing(request)) {
      throw S3Error.INVALID_REQUEST.with(
          "This copy request is illegal because it is trying to copy an object to itself without"
              + " changing the object's metadata, storage class, website redirect location or"
              + " encryption attributes.");
    }
    Content content = copied(original, request.checksumAlgorithmAsString());
    StoredObject stored =
        store(
            call,
            S3EventType.COPY,
            target,
            request.destinationKey(),
            content,
            description(request, original),
            tags(request, original));
    CopyObjectResult.Builder result =
        CopyObjectResult.builder()
            .eTag(content.quotedETag())
            .lastModified(stored.lastModified())
            .checksumType(content.checksum().type());
    S3ReadService.set(result, content.checksum());
    return CopyObjectResponse.builder()
        .copyObjectResult(result.build())
        .copySourceVersionId(shownId(from, original))
        .versionId(shownId(target, stored))
        .serverSideEncryption(ServerSideEncryption.AES256)
        .build();
  }

  private static boolean changesNothing(CopyObjectRequest request) {
    return !"REPLACE".equals(request.metadataDirectiveAsString())
        && request.storageClassAsString() == null
        && request.websiteRedirectLocation() == null
        && request.serverSideEncryptionAsString() == null;
  }

  /** A copy is one object, not parts: its entity tag and checksum are of the whole. */
  private static Content copied(StoredObject original, @Nullable String algorithm) {
    Content old = original.content();
    S3Checksum wanted = S3Checksum.named(algorithm).orElse(old.checksum().algorithm());
    boolean kept =
        old.partSizes().isEmpty()
            && wanted == old.checksum().algorithm()
            && !old.checksum().composite();
    return kept
        ? old
        : new Content(
            old.bytes(),
            S3Intake.md5(old.bytes()),
            new Checksum(wanted, wanted.of(old.bytes()), false),
            List.of());
  }

  private static Description description(CopyObjectRequest request, StoredObject original) {
    String directive = request.metadataDirectiveAsString();
    if ("REPLACE".equals(directive)) {
      return S3Intake.description(request);
    }
    if (directive != null && !directive.equals("COPY")) {
      throw S3Error.INVALID_ARGUMENT.with("Unknown metadata directive.");
    }
    // A copy is STANDARD unless the request says otherwise, whatever the original was, documented:
    // https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html. It loses the redirect.
    Description kept = original.description();
    return new Description(
        kept.contentType(),
        kept.cacheControl(),
        kept.contentDisposition(),
        kept.contentEncoding(),
        kept.contentLanguage(),
        kept.expires(),
        request.websiteRedirectLocation(),
        S3Intake.storageClass(request),
        kept.metadata());
  }

  private static Map<String, String> tags(CopyObjectRequest request, StoredObject original) {
    String directive = request.taggingDirectiveAsString();
    if ("REPLACE".equals(directive)) {
      return S3Tags.ofHeader(request.tagging());
    }
    if (directive != null && !directive.equals("COPY")) {
      throw S3Error.INVALID_ARGUMENT.with("Unknown tagging directive.");
    }
    return original.tags();
  }
}

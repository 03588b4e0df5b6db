package dev.diorama.s3;

import dev.diorama.core.json.Json;
import dev.diorama.core.router.Access;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.Decision;
import dev.diorama.core.router.Principal;
import dev.diorama.core.wire.AwsException;
import dev.diorama.s3.S3Model.Checksum;
import dev.diorama.s3.S3Model.DeleteMarker;
import dev.diorama.s3.S3Model.Description;
import dev.diorama.s3.S3Model.StoredObject;
import dev.diorama.s3.S3Model.Version;
import dev.diorama.s3.S3Model.Versioning;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesParts;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesRequest;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/** The rules of reading one object. */
final class S3ReadService {
  private static final List<String> ARCHIVES = List.of("GLACIER", "DEEP_ARCHIVE");

  private final S3Access access;
  private final S3Distance distance;

  S3ReadService(S3Access access, S3Distance distance) {
    this.access = access;
    this.distance = distance;
  }

  /** What of an object is asked for; {@code partial} when it is not simply all. */
  private record Extent(S3Range range, boolean partial, @Nullable Integer partsCount) {}

  SdkResponse get(Call call, GetObjectRequest request) {
    refuseOverridesOfAnonymous(call, request);
    S3Intake.refuseCustomerKeys(request);
    S3Bucket bucket = access.find(call, request);
    StoredObject object = object(call, bucket, request.key(), request.versionId());
    new S3Conditions(
            request.ifMatch(),
            request.ifNoneMatch(),
            request.ifModifiedSince(),
            request.ifUnmodifiedSince())
        .checkRead(call, object);
    refuseArchived(object);
    Extent extent = extent(object, request.range(), request.partNumber());
    HeadObjectResponse.Builder head =
        describe(call, bucket, object, extent, request.checksumModeAsString());
    byte[] all = object.content().bytes();
    byte[] body =
        extent.range().length() == all.length
            ? all
            : Arrays.copyOfRange(all, extent.range().first(), extent.range().last() + 1);
    distance.transferred(call, body.length);
    call.note("bytesDownloaded", Integer.toString(body.length));
    call.replyBody(body);
    GetObjectResponse.Builder response = asGet(head.build());
    override(response, request);
    return response.build();
  }

  SdkResponse head(Call call, HeadObjectRequest request) {
    S3Intake.refuseCustomerKeys(request);
    S3Bucket bucket = access.find(call, request);
    StoredObject object = object(call, bucket, request.key(), request.versionId());
    new S3Conditions(
            request.ifMatch(),
            request.ifNoneMatch(),
            request.ifModifiedSince(),
            request.ifUnmodifiedSince())
        .checkRead(call, object);
    Extent extent = extent(object, request.range(), request.partNumber());
    return describe(call, bucket, object, extent, request.checksumModeAsString()).build();
  }

  /**
   * The object that a key or version holds. Whoever may not list the bucket is not told whether a
   * key exists, documented: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html.
   */
  StoredObject object(Call call, S3Bucket bucket, String key, @Nullable String versionId) {
    Optional<Version> found =
        versionId == null ? bucket.latest(key) : bucket.version(key, versionId);
    if (found.isPresent() && found.get() instanceof StoredObject object) {
      return object;
    }
    access.require(call, access.onBucket(call, bucket, "s3:ListBucket"));
    throw missing(call, key, versionId, found);
  }

  private static AwsException missing(
      Call call, String key, @Nullable String versionId, Optional<Version> found) {
    if (found.isPresent() && found.get() instanceof DeleteMarker marker) {
      call.replyHeader("x-amz-delete-marker", "true");
      call.replyHeader("x-amz-version-id", marker.versionId());
      if (versionId != null) {
        call.replyHeader("Allow", "DELETE");
        return S3Error.METHOD_NOT_ALLOWED
            .usual()
            .withField("Method", Json.of("GET"))
            .withField("ResourceType", Json.of("DeleteMarker"));
      }
    }
    return versionId == null
        ? S3Error.NO_SUCH_KEY.usual().withField("Key", Json.of(key))
        : S3Error.NO_SUCH_VERSION
            .usual()
            .withField("Key", Json.of(key))
            .withField("VersionId", Json.of(versionId));
  }

  private static void refuseOverridesOfAnonymous(Call call, GetObjectRequest request) {
    boolean overrides =
        request.responseCacheControl() != null
            || request.responseContentDisposition() != null
            || request.responseContentEncoding() != null
            || request.responseContentLanguage() != null
            || request.responseContentType() != null
            || request.responseExpires() != null;
    if (overrides && call.principal().kind() == Principal.Kind.ANONYMOUS) {
      throw S3Error.INVALID_REQUEST.with(
          "Request specific response headers cannot be used for anonymous GET requests.");
    }
  }

  /** Archived objects cannot be read, and bringing them back is not built. */
  static void refuseArchived(StoredObject object) {
    if (ARCHIVES.contains(object.description().storageClass())) {
      throw S3Error.INVALID_OBJECT_STATE
          .usual()
          .withField("StorageClass", Json.of(object.description().storageClass()));
    }
  }

  private static Extent extent(
      StoredObject object, @Nullable String range, @Nullable Integer partNumber) {
    int size = object.content().bytes().length;
    if (partNumber == null) {
      Optional<S3Range> wanted = S3Range.parse(range, size);
      return new Extent(wanted.orElse(new S3Range(0, size - 1)), wanted.isPresent(), null);
    }
    if (range != null) {
      throw S3Error.INVALID_REQUEST.with(
          "Cannot specify both Range header and partNumber query parameter");
    }
    List<Long> parts = object.content().partSizes();
    int count = Math.max(1, parts.size());
    if (partNumber < 1 || partNumber > count) {
      throw S3Error.INVALID_PART_NUMBER
          .usual()
          .withField("PartNumberRequested", Json.of(partNumber))
          .withField("ActualPartCount", Json.of(count));
    }
    if (parts.isEmpty()) {
      return new Extent(new S3Range(0, size - 1), size > 0, null);
    }
    long first = parts.subList(0, partNumber - 1).stream().mapToLong(Long::longValue).sum();
    long last = first + parts.get(partNumber - 1) - 1;
    return new Extent(new S3Range((int) first, (int) last), true, count);
  }

  @SuppressWarnings(
      "deprecation") // The header Expires is this member; its successor has no header.
  private HeadObjectResponse.Builder describe(
      Call call,
      S3Bucket bucket,
      StoredObject object,
      Extent extent,
      @Nullable String checksumMode) {
    Description kept = object.description();
    HeadObjectResponse.Builder head =
        HeadObjectResponse.builder()
            .acceptRanges("bytes")
            .lastModified(object.lastModified())
            .contentLength((long) extent.range().length())
            .eTag(object.content().quotedETag())
            .versionId(bucket.versioning() == Versioning.NEVER ? null : object.versionId())
            .cacheControl(kept.cacheControl())
            .contentDisposition(kept.contentDisposition())
            .contentEncoding(kept.contentEncoding())
            .contentLanguage(kept.contentLanguage())
            .contentType(kept.contentType())
            .expires(kept.expires())
            .websiteRedirectLocation(kept.websiteRedirect())
            .serverSideEncryption(ServerSideEncryption.AES256)
            .metadata(kept.metadata())
            .storageClass(kept.unusualClass())
            .partsCount(extent.partsCount())
            .tagCount(tagCount(call, bucket, object));
    if (extent.partial()) {
      head.contentRange(extent.range().of(object.size()));
      call.replyStatus(206);
    } else if ("ENABLED".equals(checksumMode)) {
      Checksum checksum = object.content().checksum();
      head.checksumType(checksum.type());
      set(head, checksum);
    }
    return head;
  }

  /** Sets the member of a response that holds a checksum of that algorithm. */
  static void set(SdkPojo builder, Checksum checksum) {
    for (SdkField<?> field : builder.sdkFields()) {
      if (field.memberName().equals(checksum.algorithm().member())) {
        field.set(builder, checksum.value());
      }
    }
  }

  private @Nullable Integer tagCount(Call call, S3Bucket bucket, StoredObject object) {
    if (object.tags().isEmpty()) {
      return null;
    }
    Access needed = access.onObject(call, bucket, "s3:GetObjectTagging", object.key());
    Decision decision = call.decide(needed);
    return decision.allowed() ? object.tags().size() : null;
  }

  /** GetObject answers what HeadObject answers, under the same names. */
  private static GetObjectResponse.Builder asGet(HeadObjectResponse head) {
    GetObjectResponse.Builder get = GetObjectResponse.builder();
    for (SdkField<?> field : get.sdkFields()) {
      head.getValueForField(field.memberName(), Object.class)
          .ifPresent(value -> field.set(get, value));
    }
    return get;
  }

  @SuppressWarnings("deprecation") // As above.
  private static void override(GetObjectResponse.Builder response, GetObjectRequest request) {
    if (request.responseCacheControl() != null) {
      response.cacheControl(request.responseCacheControl());
    }
    if (request.responseContentDisposition() != null) {
      response.contentDisposition(request.responseContentDisposition());
    }
    if (request.responseContentEncoding() != null) {
      response.contentEncoding(request.responseContentEncoding());
    }
    if (request.responseContentLanguage() != null) {
      response.contentLanguage(request.responseContentLanguage());
    }
    if (request.responseContentType() != null) {
      response.contentType(request.responseContentType());
    }
    if (request.responseExpires() != null) {
      response.expires(request.responseExpires());
    }
  }

  SdkResponse attributes(Call call, GetObjectAttributesRequest request) {
    S3Intake.refuseCustomerKeys(request);
    S3Bucket bucket = access.find(call, request);
    StoredObject object = object(call, bucket, request.key(), request.versionId());
    List<String> wanted = request.objectAttributesAsStrings();
    if (wanted.isEmpty()) {
      throw S3Error.INVALID_REQUEST.with(
          "Missing required header for this request: x-amz-object-attributes");
    }
    GetObjectAttributesResponse.Builder response =
        GetObjectAttributesResponse.builder()
            .lastModified(object.lastModified())
            .versionId(bucket.versioning() == Versioning.NEVER ? null : object.versionId());
    for (String attribute : wanted) {
      switch (attribute) {
        case "ETag" -> response.eTag(object.content().eTag());
        case "ObjectSize" -> response.objectSize(object.size());
        case "StorageClass" -> response.storageClass(object.description().storageClass());
        case "Checksum" ->
            response.checksum(
                checksum -> {
                  checksum.checksumType(object.content().checksum().type());
                  set(checksum, object.content().checksum());
                });
        case "ObjectParts" -> {
          int count = object.content().partSizes().size();
          if (count > 0) {
            response.objectParts(GetObjectAttributesParts.builder().totalPartsCount(count).build());
          }
        }
        default -> throw S3Error.INVALID_ARGUMENT.with("Invalid attribute name specified.");
      }
    }
    return response.build();
  }
}

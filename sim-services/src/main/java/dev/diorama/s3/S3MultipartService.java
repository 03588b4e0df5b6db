package dev.diorama.s3;

import dev.diorama.core.json.Json;
import dev.diorama.core.router.Call;
import dev.diorama.core.time.SimClock;
import dev.diorama.core.wire.UrlCoding;
import dev.diorama.s3.S3Model.Checksum;
import dev.diorama.s3.S3Model.Content;
import dev.diorama.s3.S3Model.Part;
import dev.diorama.s3.S3Model.StoredObject;
import dev.diorama.s3.S3Model.Upload;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CopyPartResult;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * The rules of uploading an object in parts, documented:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html.
 */
final class S3MultipartService {
  /** Documented: https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html. */
  static final int MAX_PART_NUMBER = 10_000;

  private static final Pattern COPY_RANGE = Pattern.compile("bytes=([0-9]{1,18})-([0-9]{1,18})");

  private final S3Store store;
  private final S3Access access;
  private final S3ReadService reads;
  private final S3WriteService writes;
  private final SimClock clock;
  private final S3Config config;

  S3MultipartService(
      S3Store store,
      S3Access access,
      S3ReadService reads,
      S3WriteService writes,
      SimClock clock,
      S3Config config) {
    this.store = store;
    this.access = access;
    this.reads = reads;
    this.writes = writes;
    this.clock = clock;
    this.config = config;
  }

  SdkResponse create(Call call, CreateMultipartUploadRequest request) {
    S3Bucket bucket = access.find(call, request);
    S3Intake.refuseWhatCannotBe(request);
    Optional<S3Checksum> algorithm = algorithm(request.checksumAlgorithmAsString());
    boolean composite = isComposite(algorithm, request.checksumTypeAsString());
    Upload upload =
        new Upload(
            request.key(),
            store.newUploadId(),
            S3BucketService.now(clock),
            S3Intake.description(request),
            S3Tags.ofHeader(request.tagging()),
            algorithm,
            composite,
            call.principal().arn(),
            new TreeMap<>());
    bucket.uploads().put(upload.id(), upload);
    return CreateMultipartUploadResponse.builder()
        .bucket(bucket.name())
        .key(upload.key())
        .uploadId(upload.id())
        .serverSideEncryption(ServerSideEncryption.AES256)
        .checksumAlgorithm(algorithm.map(Enum::name).orElse(null))
        .checksumType(algorithm.isEmpty() ? null : composite ? "COMPOSITE" : "FULL_OBJECT")
        .build();
  }

  private static Optional<S3Checksum> algorithm(@Nullable String name) {
    Optional<S3Checksum> algorithm = S3Checksum.named(name);
    if (name != null && algorithm.isEmpty()) {
      throw S3Error.INVALID_REQUEST.with(
          "Checksum algorithm provided is unsupported. Please try again with any of the valid"
              + " types: "
              + Arrays.toString(S3Checksum.values()));
    }
    return algorithm;
  }

  /**
   * Whether an upload's checksum is made of its parts' checksums: by default for all algorithms but
   * CRC64NVME, which cannot be; SHA cannot be otherwise. Documented:
   * https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html.
   */
  private static boolean isComposite(Optional<S3Checksum> algorithm, @Nullable String type) {
    if (algorithm.isEmpty()) {
      if (type != null) {
        throw S3Error.INVALID_REQUEST.with(
            "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm"
                + " header.");
      }
      return false;
    }
    boolean composite =
        type == null ? algorithm.get() != S3Checksum.CRC64NVME : type.equals("COMPOSITE");
    boolean possible = composite ? algorithm.get() != S3Checksum.CRC64NVME : algorithm.get().crc();
    if (!possible) {
      throw S3Error.INVALID_REQUEST.with(
          "The "
              + type
              + " checksum type cannot be used with the "
              + lower(algorithm.get())
              + " checksum algorithm.");
    }
    return composite;
  }

  static String lower(S3Checksum algorithm) {
    return algorithm.name().toLowerCase(Locale.ROOT);
  }

  /** The open upload of that key and id. */
  static Upload upload(S3Bucket bucket, String key, String uploadId) {
    Upload upload = bucket.uploads().get(uploadId);
    if (upload == null || !upload.key().equals(key)) {
      throw S3Error.NO_SUCH_UPLOAD.usual().withField("UploadId", Json.of(uploadId));
    }
    return upload;
  }

  private static int partNumber(@Nullable Integer number) {
    if (number == null || number < 1 || number > MAX_PART_NUMBER) {
      throw S3Error.INVALID_ARGUMENT
          .with("Part number must be an integer between 1 and " + MAX_PART_NUMBER + ", inclusive")
          .withField("ArgumentName", Json.of("partNumber"))
          .withField("ArgumentValue", Json.of(String.valueOf(number)));
    }
    return number;
  }

  SdkResponse uploadPart(Call call, UploadPartRequest request) {
    S3Bucket bucket = access.find(call, request);
    S3Intake.refuseCustomerKeys(request);
    int number = partNumber(request.partNumber());
    Upload upload = upload(bucket, request.key(), request.uploadId());
    byte[] body = call.body();
    writes.received(call, body);
    S3Intake.checkMd5(request.contentMD5(), body);
    Optional<Checksum> checksum = S3Intake.checkChecksum(request, body);
    checkAlgorithm(upload, checksum);
    Part part = keep(upload, number, body, checksum);
    UploadPartResponse.Builder response =
        UploadPartResponse.builder()
            .eTag('"' + part.eTag() + '"')
            .serverSideEncryption(ServerSideEncryption.AES256);
    checksum.ifPresent(each -> S3ReadService.set(response, each));
    return response.build();
  }

  /** A part must bring the checksum that the upload was begun with; the message is observed. */
  private static void checkAlgorithm(Upload upload, Optional<Checksum> given) {
    if (upload.algorithm().isEmpty()) {
      return;
    }
    boolean same = given.map(Checksum::algorithm).equals(upload.algorithm());
    boolean needed = upload.composite() || given.isPresent();
    if (needed && !same) {
      throw S3Error.INVALID_REQUEST.with(
          "Checksum Type mismatch occurred, expected checksum Type: "
              + lower(upload.algorithm().get())
              + ", actual checksum Type: "
              + given.map(checksum -> lower(checksum.algorithm())).orElse("null"));
    }
  }

  private Part keep(Upload upload, int number, byte[] body, Optional<Checksum> checksum) {
    Part part = new Part(number, body, S3Intake.md5(body), checksum, S3BucketService.now(clock));
    upload.parts().put(number, part);
    return part;
  }

  SdkResponse uploadPartCopy(Call call, UploadPartCopyRequest request) {
    S3Bucket bucket = access.find(call, request.destinationBucket(), request.expectedBucketOwner());
    S3Intake.refuseCustomerKeys(request);
    int number = partNumber(request.partNumber());
    Upload upload = upload(bucket, request.destinationKey(), request.uploadId());
    CopySource source = CopySource.of(request);
    S3Bucket from = access.existing(call, source.bucket());
    call.on(bucket.arn(request.destinationKey()));
    S3Access.checkOwner(from, request.expectedSourceBucketOwner());
    StoredObject original = reads.object(call, from, source.key(), source.versionId());
    new S3Conditions(
            request.copySourceIfMatch(),
            request.copySourceIfNoneMatch(),
            request.copySourceIfModifiedSince(),
            request.copySourceIfUnmodifiedSince())
        .checkCopySource(original);
    S3ReadService.refuseArchived(original);
    byte[] body = part(original, request.copySourceRange());
    Optional<Checksum> checksum =
        upload.algorithm().map(each -> new Checksum(each, each.of(body), false));
    Part part = keep(upload, number, body, checksum);
    CopyPartResult.Builder result =
        CopyPartResult.builder().eTag('"' + part.eTag() + '"').lastModified(part.lastModified());
    checksum.ifPresent(each -> S3ReadService.set(result, each));
    return UploadPartCopyResponse.builder()
        .copyPartResult(result.build())
        .copySourceVersionId(S3WriteService.shownId(from, original))
        .serverSideEncryption(ServerSideEncryption.AES256)
        .build();
  }

  private static byte[] part(StoredObject original, @Nullable String range) {
    byte[] all = original.content().bytes();
    if (range == null) {
      return all;
    }
    Matcher bounds = COPY_RANGE.matcher(range);
    if (!bounds.matches()) {
      throw S3Error.INVALID_ARGUMENT.with(
          "The x-amz-copy-source-range value must be of the form bytes=first-last where first and"
              + " last are the zero-based offsets of the first and last bytes to copy");
    }
    long first = Long.parseLong(bounds.group(1));
    long last = Long.parseLong(bounds.group(2));
    if (first > last || last >= all.length) {
      throw S3Error.INVALID_ARGUMENT.with(
          "Range specified is not valid for source object of size: " + all.length);
    }
    return Arrays.copyOfRange(all, (int) first, (int) last + 1);
  }

  SdkResponse complete(Call call, CompleteMultipartUploadRequest request) {
    S3Bucket bucket = access.find(call, request);
    S3Intake.refuseCustomerKeys(request);
    Upload upload = upload(bucket, request.key(), request.uploadId());
    Content content = S3Assembly.of(upload, request, config);
    S3Conditions.checkWrite(bucket.object(request.key()), request.ifMatch(), request.ifNoneMatch());
    StoredObject stored =
        writes.store(
            call,
            S3EventType.COMPLETE,
            bucket,
            upload.key(),
            content,
            upload.description(),
            upload.tags());
    bucket.uploads().remove(upload.id());
    CompleteMultipartUploadResponse.Builder response =
        CompleteMultipartUploadResponse.builder()
            .location(
                "https://" + S3Address.endpoint(bucket) + "/" + UrlCoding.encodePath(upload.key()))
            .bucket(bucket.name())
            .key(upload.key())
            .eTag(content.quotedETag())
            .checksumType(content.checksum().type())
            .serverSideEncryption(ServerSideEncryption.AES256)
            .versionId(S3WriteService.shownId(bucket, stored));
    S3ReadService.set(response, content.checksum());
    return response.build();
  }

  SdkResponse abort(Call call, AbortMultipartUploadRequest request) {
    S3Bucket bucket = access.find(call, request);
    upload(bucket, request.key(), request.uploadId());
    bucket.uploads().remove(request.uploadId());
    call.replyStatus(204);
    return AbortMultipartUploadResponse.builder().build();
  }
}

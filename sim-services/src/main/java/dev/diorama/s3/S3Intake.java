package dev.diorama.s3;

import dev.diorama.core.json.Json;
import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.Checksums;
import dev.diorama.s3.S3Model.Checksum;
import dev.diorama.s3.S3Model.Description;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;

/**
 * What an upload brings along: its headers, checked and refused where need be, and its checksums.
 *
 * <p>PutObject, CreateMultipartUpload and CopyObject have the same members under the same names, so
 * that they are read by name.
 */
final class S3Intake {
  /**
   * Bytes of names and values of user metadata, documented:
   * https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html.
   */
  static final int MAX_METADATA_BYTES = 2 * 1024;

  /**
   * What S3 takes for the type when none is given, documented:
   * https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html.
   */
  private static final String UNKNOWN_TYPE = "binary/octet-stream";

  private static final int MD5_BYTES = 16;

  private static final List<String> STORAGE_CLASSES =
      List.of(
          "STANDARD",
          "REDUCED_REDUNDANCY",
          "STANDARD_IA",
          "ONEZONE_IA",
          "INTELLIGENT_TIERING",
          "GLACIER_IR",
          "GLACIER",
          "DEEP_ARCHIVE");

  private S3Intake() {}

  private static @Nullable String text(AwsRequest request, String member) {
    return request.getValueForField(member, String.class).orElse(null);
  }

  private static boolean has(AwsRequest request, String member) {
    return request.getValueForField(member, Object.class).isPresent();
  }

  /** Refuses headers whose effect is not simulated, or that the bucket's settings forbid. */
  static void refuseWhatCannotBe(AwsRequest request) {
    S3SettingsService.requireSseS3(text(request, "ServerSideEncryption"));
    if (has(request, "SSEKMSKeyId") || has(request, "SSEKMSEncryptionContext")) {
      throw S3Error.notBuilt("encryption with KMS keys; use AES256 (SSE-S3)");
    }
    refuseCustomerKeys(request);
    if (has(request, "ObjectLockMode")
        || has(request, "ObjectLockRetainUntilDate")
        || has(request, "ObjectLockLegalHoldStatus")) {
      throw S3Error.INVALID_REQUEST.with("Bucket is missing Object Lock Configuration");
    }
    if (has(request, "WriteOffsetBytes")) {
      throw S3Error.notBuilt("appending to objects, which only directory buckets can");
    }
    String acl = text(request, "ACL");
    boolean grants =
        has(request, "GrantFullControl")
            || has(request, "GrantRead")
            || has(request, "GrantReadACP")
            || has(request, "GrantWriteACP");
    // The one ACL that changes nothing is let through, documented:
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html.
    if (grants || (acl != null && !acl.equals("bucket-owner-full-control"))) {
      throw S3SettingsService.aclRefused();
    }
  }

  /** Refuses encryption with keys that come with each request. */
  static void refuseCustomerKeys(AwsRequest request) {
    if (has(request, "SSECustomerAlgorithm") || has(request, "CopySourceSSECustomerAlgorithm")) {
      throw S3Error.notBuilt("encryption with customer-provided keys (SSE-C); use AES256 (SSE-S3)");
    }
  }

  /** The headers that are kept with the object. */
  static Description description(AwsRequest request) {
    String type = text(request, "ContentType");
    return new Description(
        type == null || type.isEmpty() ? UNKNOWN_TYPE : type,
        text(request, "CacheControl"),
        text(request, "ContentDisposition"),
        encoding(text(request, "ContentEncoding")),
        text(request, "ContentLanguage"),
        request.getValueForField("Expires", Instant.class).orElse(null),
        text(request, "WebsiteRedirectLocation"),
        storageClass(request),
        metadata(request));
  }

  /** The coding of the content itself: {@code aws-chunked} is only how it travelled. */
  private static @Nullable String encoding(@Nullable String header) {
    if (header == null) {
      return null;
    }
    List<String> codings =
        Arrays.stream(header.split(",", -1))
            .map(String::strip)
            .filter(coding -> !coding.isEmpty() && !coding.equals("aws-chunked"))
            .toList();
    return codings.isEmpty() ? null : String.join(",", codings);
  }

  static String storageClass(AwsRequest request) {
    String wanted = text(request, "StorageClass");
    if (wanted == null) {
      return "STANDARD";
    }
    if (!STORAGE_CLASSES.contains(wanted)) {
      throw S3Error.INVALID_STORAGE_CLASS
          .usual()
          .withField("StorageClassRequested", Json.of(wanted));
    }
    return wanted;
  }

  private static SortedMap<String, String> metadata(AwsRequest request) {
    SortedMap<String, String> metadata = new TreeMap<>();
    Map<?, ?> given = request.getValueForField("Metadata", Map.class).orElse(Map.of());
    int bytes = 0;
    for (Map.Entry<?, ?> entry : given.entrySet()) {
      String name = String.valueOf(entry.getKey()).toLowerCase(Locale.ROOT);
      String value = String.valueOf(entry.getValue());
      bytes += name.getBytes(StandardCharsets.UTF_8).length;
      bytes += value.getBytes(StandardCharsets.UTF_8).length;
      metadata.put(name, value);
    }
    if (bytes > MAX_METADATA_BYTES) {
      throw S3Error.METADATA_TOO_LARGE
          .usual()
          .withField("Size", Json.of(bytes))
          .withField("MaxSizeAllowed", Json.of(MAX_METADATA_BYTES));
    }
    return metadata;
  }

  /** The MD5 of some bytes, in hexadecimal: what entity tags are. */
  static String md5(byte[] bytes) {
    return HexFormat.of().formatHex(Checksums.hash("MD5", bytes));
  }

  /** Compares the body with the MD5 that came with it, if one came. */
  static void checkMd5(@Nullable String contentMd5, byte[] body) {
    if (contentMd5 == null) {
      return;
    }
    byte[] given;
    try {
      given = Base64.getDecoder().decode(contentMd5);
    } catch (IllegalArgumentException e) {
      throw S3Error.INVALID_DIGEST.usual().withField("Content-MD5", Json.of(contentMd5));
    }
    if (given.length != MD5_BYTES) {
      throw S3Error.INVALID_DIGEST.usual().withField("Content-MD5", Json.of(contentMd5));
    }
    byte[] computed = Checksums.hash("MD5", body);
    if (!Arrays.equals(given, computed)) {
      throw S3Error.BAD_DIGEST
          .usual()
          .withField("ExpectedDigest", Json.of(contentMd5))
          .withField("CalculatedDigest", Json.of(Base64.getEncoder().encodeToString(computed)));
    }
  }

  /** The checksum that came with a body, compared with it. */
  static Optional<Checksum> checkChecksum(AwsRequest request, byte[] body) {
    Optional<Checksum> given = givenChecksum(request);
    given.ifPresent(checksum -> checksum.algorithm().check(body, checksum.value()));
    return given;
  }

  static AwsException mismatch(S3Checksum algorithm) {
    return S3Error.BAD_DIGEST.with(
        "The " + algorithm + " you specified did not match the calculated checksum.");
  }

  /** The checksum that a request carries, unchecked. */
  static Optional<Checksum> givenChecksum(AwsRequest request) {
    Optional<Checksum> found = Optional.empty();
    for (S3Checksum algorithm : S3Checksum.values()) {
      String value = text(request, algorithm.member());
      if (value != null && found.isPresent()) {
        throw S3Error.INVALID_REQUEST.with(
            "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
      }
      if (value != null) {
        found = Optional.of(new Checksum(algorithm, value, false));
      }
    }
    return found;
  }

  /** Refuses a body that is larger than S3, or this configuration, takes. */
  static void checkSize(S3Config config, long bytes) {
    if (bytes > config.maxObjectBytes()) {
      throw S3Error.ENTITY_TOO_LARGE
          .with(
              S3Error.ENTITY_TOO_LARGE.message()
                  + ". Diorama keeps objects in memory and takes at most "
                  + config.maxObjectBytes()
                  + " bytes (S3Config.maxObjectBytes); AWS takes 5 GB in one request.")
          .withField("ProposedSize", Json.of(bytes))
          .withField("MaxSizeAllowed", Json.of(config.maxObjectBytes()));
    }
  }
}

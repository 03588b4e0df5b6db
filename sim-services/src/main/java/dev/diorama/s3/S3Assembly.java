package dev.diorama.s3;

import dev.diorama.core.json.Json;
import dev.diorama.s3.S3Model.Checksum;
import dev.diorama.s3.S3Model.Content;
import dev.diorama.s3.S3Model.Part;
import dev.diorama.s3.S3Model.Upload;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/** The putting together of an object from its parts. */
final class S3Assembly {
  /**
   * Every part but the last is at least 5 MiB, documented:
   * https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html.
   */
  static final int MIN_PART_BYTES = 5 << 20;

  private S3Assembly() {}

  /** The content that the named parts make; refuses a list that does not fit the upload. */
  static Content of(Upload upload, CompleteMultipartUploadRequest request, S3Config config) {
    List<Part> parts = chosen(upload, request);
    for (Part part : parts.subList(0, parts.size() - 1)) {
      if (part.bytes().length < MIN_PART_BYTES) {
        throw S3Error.ENTITY_TOO_SMALL
            .usual()
            .withField("ETag", Json.of(part.eTag()))
            .withField("MinSizeAllowed", Json.of(MIN_PART_BYTES))
            .withField("ProposedSize", Json.of(part.bytes().length))
            .withField("PartNumber", Json.of(part.number()));
      }
    }
    List<Long> sizes = parts.stream().map(part -> (long) part.bytes().length).toList();
    long total = sizes.stream().mapToLong(Long::longValue).sum();
    S3Intake.checkSize(config, total);
    if (request.mpuObjectSize() != null && request.mpuObjectSize() != total) {
      throw S3Error.INVALID_REQUEST.with(
          "The provided 'x-amz-mp-object-size' header does not match what was computed.");
    }
    byte[] whole = joined(parts, (int) total);
    Checksum checksum = checksum(upload, parts, whole);
    checkWhole(request, checksum);
    return new Content(whole, eTag(parts), checksum, sizes);
  }

  private static List<Part> chosen(Upload upload, CompleteMultipartUploadRequest request) {
    List<CompletedPart> named =
        request.multipartUpload() == null ? List.of() : request.multipartUpload().parts();
    if (named.isEmpty()) {
      throw S3Error.MALFORMED_XML.usual();
    }
    List<Part> parts = new ArrayList<>();
    int before = 0;
    for (CompletedPart each : named) {
      if (each.partNumber() == null || each.eTag() == null) {
        throw S3Error.MALFORMED_XML.usual();
      }
      if (each.partNumber() <= before) {
        throw S3Error.INVALID_PART_ORDER.usual();
      }
      before = each.partNumber();
      parts.add(uploaded(upload, each));
    }
    return parts;
  }

  private static Part uploaded(Upload upload, CompletedPart named) {
    Part part = upload.parts().get(named.partNumber());
    String eTag = named.eTag().replace("\"", "");
    if (part == null || !part.eTag().equals(eTag)) {
      throw invalidPart(named, eTag);
    }
    for (S3Checksum algorithm : S3Checksum.values()) {
      Optional<String> value = named.getValueForField(algorithm.member(), String.class);
      if (value.isPresent() && !value.get().equals(algorithm.of(part.bytes()))) {
        throw invalidPart(named, eTag);
      }
      if (value.isEmpty()
          && upload.composite()
          && upload.algorithm().equals(Optional.of(algorithm))) {
        throw S3Error.INVALID_REQUEST.with(
            "The upload was created using a "
                + S3MultipartService.lower(algorithm)
                + " checksum. The complete request must include the checksum for each part. It was"
                + " missing for part "
                + named.partNumber()
                + " in the request.");
      }
    }
    return part;
  }

  private static RuntimeException invalidPart(CompletedPart named, String eTag) {
    return S3Error.INVALID_PART
        .usual()
        .withField("PartNumber", Json.of(named.partNumber()))
        .withField("ETag", Json.of(eTag));
  }

  private static byte[] joined(List<Part> parts, int total) {
    if (parts.size() == 1) {
      return parts.get(0).bytes();
    }
    byte[] whole = new byte[total];
    int at = 0;
    for (Part part : parts) {
      System.arraycopy(part.bytes(), 0, whole, at, part.bytes().length);
      at += part.bytes().length;
    }
    return whole;
  }

  private static Checksum checksum(Upload upload, List<Part> parts, byte[] whole) {
    if (upload.algorithm().isEmpty()) {
      return S3WriteService.usualChecksum(whole);
    }
    S3Checksum algorithm = upload.algorithm().get();
    if (!upload.composite()) {
      return new Checksum(algorithm, algorithm.of(whole), false);
    }
    ByteArrayOutputStream sums = new ByteArrayOutputStream();
    for (Part part : parts) {
      sums.writeBytes(Base64.getDecoder().decode(algorithm.of(part.bytes())));
    }
    return new Checksum(algorithm, algorithm.of(sums.toByteArray()) + "-" + parts.size(), true);
  }

  private static void checkWhole(CompleteMultipartUploadRequest request, Checksum computed) {
    String type = request.checksumTypeAsString();
    if (type != null && !type.equals(computed.type())) {
      throw S3Error.INVALID_REQUEST.with(
          "The upload was created with the "
              + computed.type()
              + " checksum type. The complete request must not ask for "
              + type
              + ".");
    }
    Optional<Checksum> given = S3Intake.givenChecksum(request);
    boolean same =
        given.isEmpty()
            || (given.get().algorithm() == computed.algorithm()
                && given.get().value().equals(computed.value()));
    if (!same) {
      throw S3Intake.mismatch(given.get().algorithm());
    }
  }

  /** The MD5 of the parts' MD5s and their number: observed, and relied upon by many tools. */
  private static String eTag(List<Part> parts) {
    ByteArrayOutputStream sums = new ByteArrayOutputStream();
    for (Part part : parts) {
      sums.writeBytes(HexFormat.of().parseHex(part.eTag()));
    }
    return S3Intake.md5(sums.toByteArray()) + "-" + parts.size();
  }
}
